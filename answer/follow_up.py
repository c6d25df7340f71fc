"""Questions that lean on the one before ("¿y para servicios?"), rewritten to be understood alone."""

import re
from collections.abc import Sequence

from answer.parts import data_of_parts, says
from index.analysis import content_words
from ingest.folding import fold_in_place
from ingest.locators import Mention, find_mentions

_FEW = 2
"""Content words, at most, of a question that says too little to be understood alone."""
_MANY = 6
"""Content words of a question that can be understood alone even where it says "it"."""


def rewrite(question: str, history: Sequence[str], language: str) -> str:
    """Return a question as it is understood after the earlier ones, oldest first.

    It is the same where it can be understood alone. A provision that takes the place of another of its
    kind ("¿y la sesión 4?") is put there in the earlier question; anything else is said after the
    earlier question.
    """
    base = ""
    for earlier in history:
        base, _ = _after(earlier, base, language)
    return _after(question, base, language)[1]


def _after(question: str, base: str, language: str) -> tuple[str, str]:
    """Return what later questions lean on, and this question as it is to be understood."""
    if not base or not _leans(question, language):
        return question, question
    before = find_mentions(base)
    question = _named(question, before)
    own = find_mentions(question)
    for mention in own:
        same = [m for m in before if m.kind == mention.kind]
        if same:
            replaced = base[: same[-1].start] + mention.text + base[same[-1].end :]
            return replaced, replaced if _says_only(question, own, language) else f"{replaced} {question}"
    return base, f"{base} {question}"


def _leans(question: str, language: str) -> bool:
    words = content_words(question, language)
    names = len(find_mentions(question))
    if says("joining", question):
        return True
    proper = any(word.text[0].isupper() and word.start > 1 for word in words)
    if len(words) <= _FEW and not names and not proper:
        return True
    return not names and len(words) < _MANY and says("leaning", question)


def _named(question: str, before: Sequence[Mention]) -> str:
    """Return the question with a bare number ("the 5") given the name that was used before."""
    numbered = [mention for mention in before if re.search(r"\d", mention.text)]
    bare = data_of_parts()["bare_number"].search(fold_in_place(question))
    if not numbered or bare is None or find_mentions(question):
        return question
    last = numbered[-1].text
    name = re.sub(r"\d+(?:\.\d+)*", bare["number"], last, count=1)
    return question[: bare.start("number")] + name + question[bare.end("number") :]


def _says_only(question: str, mentions: Sequence[Mention], language: str) -> bool:
    """Return whether a question says nothing but what it names."""
    return all(
        any(mention.start <= word.start < mention.end for mention in mentions)
        for word in content_words(question, language)
    )
