"""Proving a written sentence: the application finds the words of the sources that say it, and quotes them.

A model's pointers say where to look, and nothing more. What is cited is what the checker has found to be
enough: one sentence of the sources, or a few together.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from answer.assistant import Assistant
from answer.checker import Evidence, Verdict
from answer.proof import is_exact
from answer.question import is_latin
from answer.records import Citation, Statement
from answer.written_sentences import WrittenSentence
from index.analysis import content_words
from ingest.corpus import names_of
from ingest.document import Span
from ingest.folding import fold
from ingest.passages import Passage

MOST_QUOTES = 3
MOST_CHARACTERS = 600
"""A longer sentence is not checked: the model that compares words does not read to its end."""

_ABOUT_THE_ANSWER = frozenset(
    {"answer", "answers", "question", "passage", "passages", "summary", "source", "sources", "follow"}
    | {"following", "follows", "provided", "information", "based", "according", "here", "text", "below"}
    | {"respuesta", "pregunta", "pasaje", "pasajes", "resumen", "fuente", "fuentes", "siguiente"}
    | {
        "siguientes",
        "texto",
        "textos",
        "segun",
        "informacion",
        "continuacion",
        "presenta",
        "proporcionados",
    }
    | {"resposta", "pergunta", "passagem", "passagens", "resumo", "fonte", "fontes", "seguir", "seguinte"}
    | {"reponse", "extrait", "extraits", "suivant", "suivants", "voici", "selon", "textes", "resume"}
)
"""Words that speak of an answer and not of its subject, folded, in four languages."""
_NUMBER = re.compile(r"\d")


class Checking(Protocol):
    """What proving needs of a checker."""

    def check(self, sentence: str, language: str, evidence: Sequence[Evidence]) -> Verdict:
        """Return whether a sentence follows from its evidence taken together."""


@dataclass(frozen=True, slots=True)
class _Quote:
    """Words of a passage, one sentence or two neighbours, and how well they meet what is proved."""

    passage: Passage
    span: Span
    strength: float


class Prover:
    """Proves the sentences that were written over some passages, numbered from 1."""

    def __init__(self, assistant: Assistant, checker: Checking, passages: Sequence[Passage]) -> None:
        self._assistant = assistant
        self._checker = checker
        self._passages = passages

    def prove(self, sentence: WrittenSentence, language: str) -> Statement:
        """Return a sentence with the quotes that support it, or not proved and without any.

        Without pointers, every passage may support it. One that is too long to be read, or in a script
        whose names and numbers are not known, is not proved.
        """
        if len(sentence.text) > MOST_CHARACTERS or not is_latin(sentence.text):
            return Statement(sentence.text, 0.0, (), proved=False)
        pointed = [self._passages[number - 1] for number in sentence.numbers]
        met = self._meet(sentence.text, language, pointed or self._passages)
        best = 0.0
        for some in _candidates(met, bool(pointed)):
            verdict = self._checker.check(
                sentence.text, language, [self._evidence(quote, language) for quote in some]
            )
            best = max(best, verdict.support)
            if verdict.supported:
                citations = tuple(self._cite(quote) for quote in some)
                if all(is_exact(citation, self._assistant.library) for citation in citations):
                    return Statement(sentence.text, round(verdict.support, 3), citations)
        return Statement(sentence.text, round(best, 3), (), proved=False)

    def _meet(self, text: str, language: str, passages: Sequence[Passage]) -> list[list[_Quote]]:
        """Return each passage's sentences, in order, with how well they meet a written one."""
        return [
            [
                _Quote(passage, span, strength)
                for span, strength in zip(passage.sentences, strengths, strict=True)
            ]
            for passage, strengths in zip(
                passages, self._assistant.meet_sentences(text, language, passages), strict=True
            )
            if strengths
        ]

    def _evidence(self, quote: _Quote, language: str) -> Evidence:
        passage = quote.passage
        library = self._assistant.library
        source = library.sources[passage.source_id]
        start, end = quote.span
        titles = [source.in_language(source.title, spoken) for spoken in (language, passage.language)]
        places = [names_of(source, passage, spoken) for spoken in (language, passage.language)]
        return Evidence(
            text=library.document(passage.source_id, passage.language).text[start:end],
            language=passage.language,
            names="\n".join(dict.fromkeys([*passage.headings, *titles, *places])),
        )

    def _cite(self, quote: _Quote) -> Citation:
        return self._assistant.cite(quote.passage, quote.span)


def claims_nothing(sentence: WrittenSentence, language: str) -> bool:
    """Return whether a sentence is a question or a heading, or only leads to others, as "In summary:"."""
    if sentence.heading or sentence.text.endswith("?"):
        return True
    if sentence.numbers or _NUMBER.search(sentence.text):
        return False
    words = [word.text for word in content_words(sentence.text, language)]
    return sentence.text.endswith(":") or all(fold(word) in _ABOUT_THE_ANSWER for word in words)


def _candidates(met: Sequence[Sequence[_Quote]], pointed: bool) -> Iterator[tuple[_Quote, ...]]:
    """Yield what may be cited, the best first: sentences, neighbours, and the best of several passages.

    Only a model that points at several passages may have drawn on them together: any sentence finds its
    words somewhere in many.
    """
    best = sorted((quote for quotes in met for quote in quotes), key=_strength)[:MOST_QUOTES]
    for quote in best:
        yield (quote,)
    for quotes in met:
        for first, second in pairwise(quotes):
            if first in best or second in best:
                span = (first.span[0], second.span[1])
                yield (_Quote(first.passage, span, max(first.strength, second.strength)),)
    if pointed and len(met) > 1:
        yield tuple(min(quotes, key=_strength) for quotes in met[:MOST_QUOTES])


def _strength(quote: _Quote) -> float:
    return -quote.strength
