"""Bytes of a text file as text, in any common encoding (adapter of charset-normalizer)."""

import codecs
import re
import unicodedata

from charset_normalizer import from_bytes

from ingest.errors import IngestError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What files in our four languages come in; a wider choice makes short texts Greek or Vietnamese.
_CANDIDATES = ["cp1252", "utf_16_le", "utf_16_be", "mac_roman", "cp850"]

_MOST_NULS = 0.1
"""Of valid UTF-8: in UTF-16 every other byte of our languages is one."""


_ONE_BYTE = ("cp1252", "mac_roman", "cp850")
"""In the order in which they are preferred where they make the same of a text."""
_OUR_LETTERS = frozenset("áéíóúüñãõâêôàçèùûîïëœæÁÉÍÓÚÜÑÃÕÂÊÔÀÇÈÙÛÎÏËŒÆ")
_OUR_MARKS = frozenset("ºª«»¿¡“”„‘’–—…°§€•·×©®\u00a0\t\n\r\f")
_MISPLACED = re.compile(
    r"[a-zà-ÿ][À-ÖØ-ÞŒ]|[^\W\d_][¿¡«“„°§€•©®\u00a0](?=[a-zà-ÿ])|[a-zà-ÿ][–—…](?=[a-zà-ÿ])"
    r"|[çÇ](?![aouãâáàõôóúùAOUÃÂÁÀÕÔÓÚÙ])|œ(?![uidt])|ù(?=\w)|û(?=[aeiou])"
)
"""Letters and marks where the words of our languages have none: signs of a wrong encoding."""
_LEAST_SURPLUS = 0.6


def decode(content: bytes, name: str) -> str:
    """Return the text of `content` in Unicode's composed form (NFC); messages call the file `name`.

    A byte order mark decides, then UTF-8 where the bytes are valid, then the likeliest of the
    encodings that Spanish, English, Portuguese and French are written in.

    Raises:
        IngestError: the bytes are no text in any of them.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decoded(content, encoding, name)
    try:
        text = content.decode("utf-8")
        if text.count("\x00") <= _MOST_NULS * len(text):
            return unicodedata.normalize("NFC", text)
    except UnicodeDecodeError:
        pass
    told = _wide(content) or _one_byte(content[:200_000])
    if told:
        return _decoded(content, told, name)
    best = from_bytes(content[:200_000], cp_isolation=_CANDIDATES).best()
    if best is None:
        raise _no_text(name)
    return _decoded(content, best.encoding, name)


def _wide(content: bytes) -> str | None:
    """Return which UTF-16 the bytes are, told by their zeros: our languages have one in each pair."""
    start = content[:2000]
    pairs = len(start) // 2
    if pairs and len(content) % 2 == 0:
        if start[1::2].count(0) > 0.7 * pairs and start[::2].count(0) == 0:
            return "utf-16-le"
        if start[::2].count(0) > 0.7 * pairs and start[1::2].count(0) == 0:
            return "utf-16-be"
    return None


def _one_byte(content: bytes) -> str | None:
    """Return the encoding of one byte a letter that makes most of our languages' letters of the bytes.

    None where none of them makes sense of most bytes above ASCII. Statistics of a language need more
    words than a short file has; which letters its words can hold needs none.
    """
    best, encoding = -1.0, None
    for candidate in _ONE_BYTE:
        try:
            text = content.decode(candidate)
        except UnicodeDecodeError:
            continue
        foreign = [letter for letter in text if not " " <= letter <= "~"]
        ours = sum(letter in _OUR_LETTERS for letter in foreign)
        strange = sum(letter not in _OUR_LETTERS and letter not in _OUR_MARKS for letter in foreign)
        surplus = ours - 2 * strange - 2 * len(_MISPLACED.findall(text))
        if surplus > best and surplus >= _LEAST_SURPLUS * ours:
            best, encoding = surplus, candidate
    return encoding


def _decoded(content: bytes, encoding: str, name: str) -> str:
    try:
        return unicodedata.normalize("NFC", content.decode(encoding))
    except UnicodeDecodeError as error:
        raise _no_text(name) from error


def _no_text(name: str) -> IngestError:
    return IngestError(
        "{file}: not text in any encoding that is expected here (UTF-8, UTF-16, Windows-1252, Mac Roman, "
        "code page 850). Open it in a text editor and save it as UTF-8.",
        file=name,
    )
