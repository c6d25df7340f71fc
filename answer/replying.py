"""A reply to one question: what is found, what would be quoted of it, and how well that is supported."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from answer.forms import Form, form_of
from answer.parts import core_of, premise_of
from answer.quoting import Choice, Chooser
from answer.support import Questioned, Signals, estimate, read_signals, refusal_threshold
from index.generation import Generation
from index.search import Searched, Searcher

MOST_HITS = 10
_SEARCHED = 30
"""Hits looked at: a side of a comparison may stand below the first ten."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to look: sources and text languages, empty for all."""

    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Weighed:
    """A sentence that might be quoted, with what speaks for it and its support (0 to 1)."""

    choice: Choice
    signals: Signals
    support: float


@dataclass(frozen=True, slots=True)
class Reply:
    """What one question got: its form, what it takes for granted ("" for nothing), what was searched, and
    what would be quoted, provisions best first. `seconds` went into encoding, searching and choosing."""

    question: str
    form: Form
    premise: str
    searched: Searched
    weighed: tuple[Weighed, ...]
    seconds: tuple[float, float, float]

    @property
    def support(self) -> float:
        """Return the support of the best quote, 0 where there is none."""
        return max((weighed.support for weighed in self.weighed), default=0.0)

    @property
    def quoted(self) -> tuple[Weighed, ...]:
        """Return what is supported well enough to be shown; empty for a refusal."""
        threshold = refusal_threshold()
        if self.support < threshold:
            return ()
        return tuple(w for w in self.weighed if w.choice.whole or w.support >= threshold)


class Replier:
    """Replies to questions from one generation of the index; safe to use from several threads."""

    def __init__(self, generation: Generation, searcher: Searcher) -> None:
        self._generation = generation
        self._searcher = searcher

    def reply(self, question: str, language: str, reader: str, scope: Scope) -> Reply:
        """Return the reply to one question in `language`, with versions in `reader`'s language first."""
        form, premise = form_of(question), premise_of(question)
        searched, *seconds = self._search(question, language, reader, scope)
        started = time.perf_counter()
        questioned = Questioned(core_of(question, language), form, bool(premise))
        weighed = self._weigh(question, questioned, language, searched)
        seconds.append(time.perf_counter() - started)
        if premise:
            about, *more = self._search(premise, language, reader, scope)
            taken = Questioned(premise, Form.PREMISE, premise=True)
            weighed = _merged(weighed, self._weigh(premise, taken, language, about))
            seconds = [seconds[0] + more[0], seconds[1] + more[1], seconds[2]]
        embedding, searching, choosing = seconds
        return Reply(question, form, premise, searched, tuple(weighed), (embedding, searching, choosing))

    def _search(
        self, question: str, language: str, reader: str, scope: Scope
    ) -> tuple[Searched, float, float]:
        """Return what is found, and the seconds that encoding and searching took."""
        started = time.perf_counter()
        asked = self._searcher.encode(question, language)
        encoded = time.perf_counter()
        searched = self._searcher.search(
            question, language, _SEARCHED, scope.sources, scope.languages, reader=reader, asked=asked
        )
        return searched, encoded - started, time.perf_counter() - encoded

    def _weigh(
        self, question: str, questioned: Questioned, language: str, searched: Searched
    ) -> list[Weighed]:
        library = self._generation.library
        chooser = Chooser(
            searched, library, lambda version: self._searcher.match_sentences(version, searched.asked)
        )
        weighed = []
        for choice in chooser.choose(question, questioned.form, language):
            source = library.sources[choice.version.passage.source_id]
            signals = read_signals(questioned, language, searched, choice, source, self._generation.words)
            weighed.append(Weighed(choice, signals, estimate(signals)))
        return weighed


def _merged(first: Sequence[Weighed], second: Sequence[Weighed]) -> list[Weighed]:
    """Return both without repeats, each sentence with the better support of the two."""
    merged = {(w.choice.version.passage.id, w.choice.span): w for w in first}
    for weighed in second:
        place = (weighed.choice.version.passage.id, weighed.choice.span)
        known = merged.get(place)
        merged[place] = replace(known, support=max(known.support, weighed.support)) if known else weighed
    return list(merged.values())
