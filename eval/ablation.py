"""What each part of a search adds: the same questions with parts left out, in one run.

The variants of a question follow one another, so that whatever else the machine does falls on all alike.
"""

import dataclasses
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import fmean, median
from typing import Any

from eval.questions import Question
from eval.retrieval import HITS, Asked, by_set, opened_set, scores_of
from eval.retrieval_measures import measure
from eval.scale_search import bytes_a_passage
from eval.trec import Run
from eval.tuning import MEASURE, OWN
from index.embedder import Embedder
from index.generation import Generation, open_generation
from index.manifest import read_manifest
from index.ranking import Ranking, read_ranking
from index.search import Searcher
from ingest.corpus import locator_of
from settings import Settings

_NO_LATE = {"late": False, "rest": 0.0, "mention": 0.0, "vocabulary": False}
_PLAIN = {"rest": 0.0, "mention": 0.0, "vocabulary": False}

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Variant:
    """A search with parts left out: changes to the ranking, or token vectors that are not compressed."""

    name: str
    changes: Mapping[str, Any]
    exact_tokens: bool = False

    def ranking(self) -> Ranking:
        """Return the weights in force with the changes."""
        return dataclasses.replace(read_ranking(), **self.changes)


VARIANTS = (
    Variant("vectors", {**_NO_LATE, "lexical": False}),
    Variant("words", {**_NO_LATE, "dense": False}),
    Variant("vectors, words", {**_NO_LATE, "words": 0.05}),
    Variant("vectors, late interaction", {**_PLAIN, "lexical": False}),
    Variant("vectors, words, late interaction", _PLAIN),
    Variant("and vocabulary", {"rest": 0.0, "mention": 0.0}),
    Variant("all", {}),
    Variant("all, tokens not compressed", {}, exact_tokens=True),
)
"""From the barest on; words and vectors alone are added up by a weight that suits the spread of cosines."""


def ablate(
    asked: Sequence[Asked],
    questions: Sequence[Question],
    settings: Settings,
    own: Settings,
    embedder: Embedder,
    progress: Progress = lambda done, total: None,
) -> dict[str, Any]:
    """Return, per variant, nDCG@10 on each set, milliseconds a question and the bytes of a passage.

    Indexes of the sets are kept under `settings.data`; `questions` are asked of the index of `own`.
    """
    found: dict[str, dict[str, float]] = {}
    milliseconds: dict[str, list[float]] = {variant.name: [] for variant in VARIANTS}
    sizes: dict[str, int] = {}
    total, done = len(asked) + len(questions), 0
    for name, mine in by_set(asked):
        with ExitStack() as stack:
            opened, exact = (
                stack.enter_context(opened_set(mine[0].of, settings, embedder, exact_tokens=kept))
                for kept in (False, True)
            )
            searchers = _searchers(opened.generation, exact.generation, embedder)
            runs: dict[str, Run] = {variant.name: {} for variant in VARIANTS}
            for one in mine:
                for variant, searcher in searchers.items():
                    hits, spent = _timed(searcher, one.question.text, one.question.lang, HITS)
                    milliseconds[variant].append(spent)
                    runs[variant][one.key] = scores_of(hits, opened.ids)
                progress(done := done + 1, total)
            sizes = _sizes(opened.generation, exact.generation)
        grades = {one.key: one.grades for one in mine}
        found[name] = {variant: _mean(run, grades) for variant, run in runs.items()}
    found[OWN] = _ask_own(questions, own, embedder)
    progress(total, total)
    return {
        "questions": len(asked) + len(questions),
        "variants": {
            variant.name: {
                MEASURE: {
                    name: round(values[variant.name], 4)
                    for name, values in found.items()
                    if variant.name in values
                },
                "ms": round(median(milliseconds[variant.name]), 1),
            }
            for variant in VARIANTS
        },
        "bytes a passage": sizes,
    }


def _searchers(generation: Generation, exact: Generation, embedder: Embedder) -> dict[str, Searcher]:
    return {
        variant.name: Searcher(exact if variant.exact_tokens else generation, embedder, variant.ranking())
        for variant in VARIANTS
    }


def _timed(searcher: Searcher, question: str, language: str, k: int) -> tuple[Any, float]:
    begun = time.perf_counter()
    hits = searcher.search(question, language, k=k).hits
    return hits, 1000 * (time.perf_counter() - begun)


def _ask_own(questions: Sequence[Question], own: Settings, embedder: Embedder) -> dict[str, float]:
    """Return nDCG@10 of the right provisions of each question, per variant over the project's index."""
    with ExitStack() as stack:
        generation = open_generation(own.data, read_manifest(own.data))
        stack.callback(generation.close)
        sources = generation.library.sources
        found = {}
        for variant in (variant for variant in VARIANTS if not variant.exact_tokens):
            searcher = Searcher(generation, embedder, variant.ranking())
            run: Run = {}
            for question in questions:
                hits = searcher.search(question.text, question.lang).hits
                passages = [hit.passage for hit in hits]
                named = dict.fromkeys(locator_of(sources[p.source_id], p) for p in passages)
                run[question.id] = {name: -float(place) for place, name in enumerate(named)}
            grades = {q.id: dict.fromkeys(q.expected_locators, 1) for q in questions}
            found[variant.name] = _mean(run, grades)
        return found


def _mean(run: Run, grades: Mapping[str, Mapping[str, int]]) -> float:
    return fmean(measure(run, grades)[MEASURE].values())


def _sizes(generation: Generation, exact: Generation) -> dict[str, int]:
    """Return the bytes that each part of an index takes for one passage, tokens in both ways."""
    kept, full = (bytes_a_passage(each.folder, each.manifest.passages) for each in (generation, exact))
    return {**kept, "tokens not compressed": full["tokens"]}
