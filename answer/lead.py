"""The line that opens an answer: the one thing asked for, what decides, what is taken for granted.

What it says of a source is an exact slice of a quote below it; the other words are Cotejo's own.
"""

import re
from collections.abc import Sequence

from answer.forms import Form
from answer.replying import Reply, Weighed
from index.library import Library
from ingest.corpus import show_locator_of
from ingest.folding import fold
from locales import say

_TIMES = re.compile(r"\d{1,2} ?[:.h] ?\d{2}(?:\s*[–—-]\s*\d{1,2} ?[:.h] ?\d{2})?")
_LEADER = re.compile(r"lider|leading|leader|responsable|ponente|speaker|a cargo|organi[sz]ation$")
_PLACE = re.compile(r"(?i)^(?:lugar|venue|place|local|lieu|sede)\s*:\s*(?P<place>.+)$")
_SHORT = 200
"""Characters of a quote, at most, that still make one line."""


def lead_of(replies: Sequence[Reply], library: Library, language: str) -> str:
    """Return the opening line of an answer in `language`, "" where the quotes speak for themselves."""
    lines = []
    for reply in replies:
        if not reply.quoted:
            lines.append(
                say(language, "What the sources do not say: “{question}”", question=reply.question)
            )
        elif reply.premise:
            lines.append(say(language, "The question takes for granted that “{premise}”. This is what the "
                                       "sources say about it:", premise=reply.premise))  # fmt: skip
        elif reply.form is Form.YES_NO:
            lines.append(say(language, "The text that decides it:"))
        elif found := _in_a_word(reply, library, language):
            lines.append(found)
    return "\n".join(lines)


def _in_a_word(reply: Reply, library: Library, language: str) -> str:
    """Return "place: words" where the best quote holds the one thing that is asked for."""
    read = {Form.WHO: _who, Form.WHEN: _when, Form.WHERE: _where}.get(reply.form)
    if read is None:
        return ""
    # What is said of where stands on a line of its own, which need not be of the first provision.
    quoted = reply.quoted if reply.form is Form.WHERE else reply.quoted[:1]
    found = next(((weighed, words) for weighed in quoted if (words := read(weighed))), None)
    if found is None or len(found[1]) > _SHORT:
        return ""
    weighed, words = found
    passage = weighed.choice.version.passage
    place = show_locator_of(library.sources[passage.source_id], passage, language)
    return say(language, "{place}: {words}", place=place, words=words)


def _who(weighed: Weighed) -> str:
    for head, words in _cells(weighed):
        if _LEADER.search(fold(head)):
            return "; ".join(line.strip() for line in words.splitlines() if line.strip())
    return ""


def _when(weighed: Weighed) -> str:
    times = [match[0] for _, words in _cells(weighed)[:1] for match in _TIMES.finditer(words)]
    return times[0] if len(times) == 1 else ""


def _where(weighed: Weighed) -> str:
    passage, (start, end) = weighed.choice.version.passage, weighed.choice.span
    found = _PLACE.match(passage.text[start - passage.start : end - passage.start].strip())
    return found["place"] if found else ""


def _cells(weighed: Weighed) -> list[tuple[str, str]]:
    """Return (head of column, words) of each cell where the quote is a row of a table."""
    passage = weighed.choice.version.passage
    return [
        (head, passage.text[start - passage.start : end - passage.start])
        for head, (start, end) in passage.columns
    ]
