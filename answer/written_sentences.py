"""The sentences of what a model writes, taken out of its stream as soon as each is whole.

What a model writes is data: markup, role marks and characters that nobody sees are taken out, and
nothing of it is ever rendered.
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from answer.pointers import opens_with_pointer, take_pointers
from ingest.sentences import split_sentences

_THOUGHT = re.compile(r"<(think|thinking|reasoning)>.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
_SCRIPT = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--.*?-->|<\|[^<>|]{1,40}\|>|\[/?INST\]|<</?SYS>>", re.DOTALL)
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")
_ROLE = re.compile(
    r"^\s*(?:#+\s*)?(?:system|user|human|assistant|sistema|usuario|usuário|asistente|assistente)\s*:\s*",
    re.IGNORECASE,
)
_ITEM = re.compile(r"^\s*(?:[-*+•▪●]|\d{1,2}[.)])\s+")
_HEADING = re.compile(r"^\s*#{1,6}\s+")
_MARKS = re.compile(r"\*{1,3}|`+|~~|__|^\s*>+\s?|^\s*[-=_*]{3,}\s*$")
_CLOSED = tuple(".!?…:;)]】»”\"'")
_UNFINISHED = re.compile(
    r"(?:<(?:[A-Za-z/!|][^<>]{0,200})?|!?\[[^\[\]\n]{0,300}\](?:\([^()\n]{0,300})?"
    r"|[\[【(][^\]】)\n]{0,300}|&[#\w]{0,8})\Z"
)
"""A tag, bracket, link or entity at the end of a stream that may go on."""


@dataclass(frozen=True, slots=True)
class WrittenSentence:
    """A sentence as a model wrote it, without markup, and the passages it points at, by number."""

    text: str
    numbers: tuple[int, ...]
    heading: bool = False


class SentenceReader:
    """Takes a stream's text piece by piece and gives sentences as soon as they are whole."""

    def __init__(self, language: str, count: int, boundary: str = "") -> None:
        """Read text that is expected in `language` and points at passages 1 to `count`.

        `boundary` is the mark that fences the passages; a model that repeats it does not show it.
        """
        self._language = language
        self._count = count
        self._boundary = boundary
        self._text = ""
        self._given = 0

    def feed(self, text: str) -> list[WrittenSentence]:
        """Take a piece and return the sentences that are whole with it and were not given before."""
        self._text += text
        return self._new(final=False)

    def finish(self) -> list[WrittenSentence]:
        """Return the sentences that were not given yet, the last one be it whole or not."""
        return self._new(final=True)

    def pending(self) -> str:
        """Return the words after the last sentence that was given, cleaned, to be shown as a draft."""
        sentences = self._sentences(final=True)
        return " ".join(sentence.text for sentence in sentences[self._given :])

    def _new(self, final: bool) -> list[WrittenSentence]:
        sentences = self._sentences(final)
        new = sentences[self._given :]
        self._given = max(self._given, len(sentences))
        return new

    def _sentences(self, final: bool) -> list[WrittenSentence]:
        text = _without_markup(self._text, self._boundary, final)
        units = [unit for line in self._lines(text) for unit in self._units(line)]
        if not final:
            units = units[:-1]
        sentences = (self._sentence(unit) for unit in units)
        return [sentence for sentence in sentences if any(c.isalnum() for c in sentence.text)]

    def _lines(self, text: str) -> list[str]:
        """Return lines, those joined that were broken inside a sentence, without role and list marks."""
        lines: list[str] = []
        broken = False
        for raw in text.split("\n"):
            line = _ITEM.sub("", _ROLE.sub("", raw)).strip()
            if not line:
                broken = False
                continue
            only_pointers = opens_with_pointer(line, self._count) == len(line)
            if lines and (only_pointers or (broken and line[0].islower())):
                lines[-1] += " " + line
            else:
                lines.append(line)
            broken = not line.endswith(_CLOSED)
        return lines

    def _units(self, line: str) -> Iterator[str]:
        """Yield the sentences of a line, each with the pointers that stand before its successor."""
        lead = opens_with_pointer(line, self._count)
        rest = line[lead:]
        pieces = [rest[start:end] for start, end in split_sentences(rest, self._language)]
        units: list[str] = []
        for piece in pieces:
            end = opens_with_pointer(piece, self._count)
            if units and end:
                units[-1] += " " + piece[:end]
                piece = piece[end:]
            if piece.strip():
                units.append(piece)
        if lead and units:
            units[0] = line[:lead] + units[0]
        yield from units

    def _sentence(self, unit: str) -> WrittenSentence:
        heading = bool(_HEADING.match(unit))
        pointed = take_pointers(_HEADING.sub("", _MARKS.sub("", unit)), self._count)
        return WrittenSentence(pointed.text, pointed.numbers, heading)


def _without_markup(text: str, boundary: str, final: bool) -> str:
    """Return text without thoughts, tags, links, boundaries and characters that nobody sees."""
    if not final:
        text = _UNFINISHED.sub("", text)
    text = html.unescape(text) if "&" in text else text
    text = _THOUGHT.sub(" ", text)
    text = _SCRIPT.sub(" ", text)
    text = _LINK.sub(_label, _TAG.sub(" ", text))
    if boundary:
        text = text.replace(boundary, " ")
    return "".join(c if c == "\n" or unicodedata.category(c)[0] != "C" else _in_place_of(c) for c in text)


def _label(link: re.Match[str]) -> str:
    """Return what a link shows; a number stays the pointer that it is."""
    return f"[{link[1]}]" if link[1].strip().isdecimal() else link[1]


def _in_place_of(character: str) -> str:
    return " " if character in "\t\r\v\f" else ""
