"""Bytes of a text file as text, in any common encoding (adapter of charset-normalizer)."""

import codecs
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
    best = from_bytes(content[:200_000], cp_isolation=_CANDIDATES).best()
    if best is None:
        raise _no_text(name)
    return _decoded(content, best.encoding, name)


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
