"""A question taken apart: what it asks, how often, what it takes for granted, what it only orders."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from index.analysis import content_words
from ingest.folding import fold_in_place
from ingest.sentences import split_sentences

MOST_PARTS = 4
_FEWEST_WORDS = 2
"""Content words of a question that stands for itself beside another."""
_MARK = re.compile(r"(?<=[?!;])\s+|\n")
_JOINT = re.compile(
    r",?\s+(?:y|e|et|and|además|also|também|aussi)\s+(?=¿?(?:(?:a|con|de|en|por|para|cada|hasta|desde|sobre|"
    r"with|by|at|in|for|from|to|com|até|em|avec|à|dans|tous les|jusqu'à|pour)\s+)?"
    r"(?:qu[eéi]n?|quiénes?|cuál(?:es)?|cu[aá]ndo|d[oó]nde|c[oó]mo|cu[aá]nt[oa]s?|what|who|when|where|which|"
    r"how|quem|qual|quais|quando|onde|como|quel(?:le)?s?|quand|où|comment|combien)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Parts:
    """A question taken apart.

    `questions` are the things asked, in order, each to be searched by itself; `ordered` whether
    sentences that only tell the assistant how to behave were left out.
    """

    questions: tuple[str, ...]
    ordered: bool


def take_apart(question: str, language: str) -> Parts:
    """Return the questions in a text, without the sentences that only instruct the assistant.

    Several sentences that ask are several questions; what the other sentences say belongs to the
    question after them, or to the last one. A text that holds nothing but instructions has no question.
    """
    sentences = _sentences(question, language)
    kept = [sentence for sentence in sentences if not says("instructions", sentence)]
    ordered = len(kept) < len(sentences)
    if ordered and any(sentence.endswith("?") for sentence in kept):
        kept = [sentence for sentence in kept if sentence.endswith("?")]
    questions: list[str] = []
    said: list[str] = []
    for sentence in kept:
        said.append(sentence)
        if sentence.rstrip().endswith("?"):
            questions.append(" ".join(said))
            said = []
    if said and questions:
        questions[-1] = f"{questions[-1]} {' '.join(said)}"
    elif said:
        questions = [" ".join(said)]
    parts = [part for asked in questions for part in _joined(asked, language)]
    return Parts(tuple(parts[:MOST_PARTS]), ordered)


def core_of(question: str, language: str) -> str:
    """Return the sentences of a question that ask, without those that say why it is asked."""
    asking = [sentence for sentence in _sentences(question, language) if sentence.endswith("?")]
    core = " ".join(asking) or question
    if len(content_words(core, language)) < _FEWEST_WORDS:
        return question  # "What is that?" asks of what was said before
    opening = core.rfind("¿")
    return core[opening:] if opening > 0 and len(core) - opening > 12 else core


def premise_of(question: str) -> str:
    """Return what a question takes for granted before it asks ("Since Principle 6 obliges ..., must we
    ...?"), "" if it says nothing so."""
    for pattern in data_of_parts()["premises"]:
        match = pattern.match(fold_in_place(question))
        if match:
            return question[match.start("premise") : match.end("premise")].strip()
    return ""


def _sentences(text: str, language: str) -> list[str]:
    """Return the sentences of a text; a question mark always ends one."""
    spans = split_sentences(text, language)
    parts = [part.strip() for a, b in spans for part in _MARK.split(text[a:b])]
    return [part for part in parts if part]


def _joined(question: str, language: str) -> list[str]:
    """Return the questions that "and" joins, where each says enough to be one; else the whole."""
    for joint in _JOINT.finditer(question):
        first, second = question[: joint.start()], question[joint.end() :]
        if all(len(content_words(half, language)) >= _FEWEST_WORDS for half in (first, second)):
            return [first, *_joined(second, language)]
    return [question]


def says(name: str, text: str) -> bool:
    """Return whether a text holds one of the patterns that `parts.toml` lists under a name."""
    folded = fold_in_place(text)
    return any(pattern.search(folded) for pattern in data_of_parts()[name])


@cache
def data_of_parts() -> dict[str, Any]:
    """Return the patterns of `parts.toml` by name: lists of them, or one."""
    data = tomllib.loads(Path(__file__).with_name("parts.toml").read_text(encoding="utf-8"))
    return {
        name: [re.compile(p) for p in value] if isinstance(value, list) else re.compile(value)
        for name, value in data.items()
    }
