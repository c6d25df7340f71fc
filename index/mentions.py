"""Headings that a question mentions: "According to the code of practice for buyers, who must sign?"

A question often says first where to look. The passages under a heading that it mentions are the ones
meant, and a sentence that does nothing but mention it says nothing of what is asked.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from index.analysis import content_words
from index.lexical import LexicalIndex
from index.references import References
from ingest.folding import fold
from ingest.passages import Passage
from ingest.sentences import split_sentences

_WORD = re.compile(r"\w+")


def mentions_of(question: str, passages: Iterable[Passage], words: LexicalIndex | None) -> dict[str, float]:
    """Return the headings above the passages that the question mentions whole, each with how rare its words
    are together (0 to 1); without a lexical index each counts 1."""
    said = _spoken(question)
    headings = {heading for passage in passages for heading in passage.headings}
    found = {}
    for heading in headings:
        if _spoken(heading) in said:
            content = content_words(heading, words.language if words else "")
            rarity = sum(words.rarity(word) for word in content) if words else float(bool(content))
            if rarity:
                found[heading] = min(1.0, rarity)
    return found


def without_mentions(
    question: str, language: str, mentioned: dict[str, float], references: References
) -> str:
    """Return the sentences of a question that mention no heading, "" where that leaves all or none.

    A question that names provisions is left whole: what it asks may be in the naming.
    """
    if not mentioned or references.keys:
        return ""
    sentences = [question[start:end] for start, end in split_sentences(question, language)]
    kept = [s for s in sentences if not any(_spoken(heading) in _spoken(s) for heading in mentioned)]
    enough = kept and any(content_words(sentence, language) for sentence in kept)
    return " ".join(kept) if enough and len(kept) < len(sentences) else ""


@lru_cache(maxsize=4096)
def _spoken(text: str) -> str:
    """Return the words of a text, folded, with a space before, between and after them.

    Whatever else stands between words makes no difference to whether a heading is in a question.
    """
    return f" {' '.join(_WORD.findall(fold(text)))} "
