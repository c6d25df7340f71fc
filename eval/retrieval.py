"""Asking the questions of retrieval sets, to Cotejo or to the run of another system.

With one set, a run names questions by their ids. Sets may ask the same questions of other passages, so
with several the name of the set stands before: "xquad/es-en/q1".
"""

import dataclasses
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from eval.errors import EvalError
from eval.retrieval_corpus import fingerprint, make_corpus
from eval.retrieval_set import AskedQuestion, RetrievalSet
from eval.trec import Run
from index.build import Progress, build_corpus
from index.embedder import Embedder
from index.generation import Generation, open_generation
from index.manifest import read_manifest
from index.ranking import Ranking
from index.search import Hit, Searcher
from settings import Settings

HITS = 100
"""Provisions asked for; recall is measured down to there."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that is measured. `key` is its id in runs; `pair` is "es>en", the language it is asked
    in and those of the passages that are relevant to it ("es>en+es")."""

    key: str
    of: RetrievalSet
    question: AskedQuestion
    pair: str

    @property
    def grades(self) -> dict[str, int]:
        """The grades of the passages judged for it."""
        return dict(self.of.grades[self.question.id])


@dataclass(frozen=True, slots=True)
class Found:
    """What a search through all sets gave: the run, how long each question took in milliseconds, how
    many passages the indexes hold and how long it took to bring them up to date."""

    run: Run
    milliseconds: tuple[float, ...]
    passages: int
    build_seconds: float


def questions_of(sets: Sequence[RetrievalSet]) -> list[Asked]:
    """Return the questions of every set that have a relevant passage, in order.

    Raises:
        EvalError: two sets have one name.
    """
    names = [given.name for given in sets]
    for name in names:
        if names.count(name) > 1:
            raise EvalError(
                "Two sets are called {name!r}. Name each set once; folders that differ need other names.",
                name=name,
            )
    asked = []
    for given in sets:
        languages = {entry.id: entry.lang for entry in given.entries}
        before = "" if len(sets) == 1 else f"{'_'.join(given.name.split())}/"
        for question in given.judged():
            relevant = {languages[id] for id, grade in given.grades[question.id].items() if grade > 0}
            pair = f"{question.lang}>{'+'.join(sorted(relevant))}"
            asked.append(Asked(f"{before}{question.id}", given, question, pair))
    return asked


def by_set(asked: Sequence[Asked]) -> Iterator[tuple[str, list[Asked]]]:
    """Yield the name of each set with its questions, in the order of the sets."""
    for name in dict.fromkeys(one.of.name for one in asked):
        yield name, [one for one in asked if one.of.name == name]


@dataclass(frozen=True, slots=True)
class Opened:
    """The index of a set, opened; `ids` holds the entry that each provision's path stands for."""

    generation: Generation
    ids: Mapping[tuple[str, ...], str]
    passages: int
    build_seconds: float


@contextmanager
def opened_set(
    given: RetrievalSet,
    settings: Settings,
    embedder: Embedder,
    building: Progress = lambda done, total: None,
    exact_tokens: bool = False,
) -> Iterator[Opened]:
    """Bring the index of a set, under `settings.data`, up to date and open it.

    Sets with the same passages share an index, and one that is there already is used again.
    """
    begun = time.perf_counter()
    digest = fingerprint(given)
    name = f"{digest[:16]}{'-exact' if exact_tokens else ''}"
    at = dataclasses.replace(settings, data=settings.data / name)
    corpus, ids = make_corpus(given)
    built = build_corpus(at, corpus, digest, lambda: embedder, building, exact_tokens)
    seconds = time.perf_counter() - begun
    with closing(open_generation(at.data, read_manifest(at.data))) as generation:
        yield Opened(generation, ids, built.passages, seconds)


def search_sets(
    asked: Sequence[Asked],
    settings: Settings,
    embedder: Embedder,
    building: Progress = lambda done, total: None,
    searching: Progress = lambda done, total: None,
    ranking: Ranking | None = None,
    exact_tokens: bool = False,
) -> Found:
    """Return what Cotejo finds for each question, with an index of each set under `settings.data`.

    `ranking` weighs in place of the weights in force; `exact_tokens` keeps token vectors as they are.
    """
    run: Run = {}
    milliseconds: list[float] = []
    passages: dict[str, int] = {}
    seconds = 0.0
    for _, mine in by_set(asked):
        with opened_set(mine[0].of, settings, embedder, building, exact_tokens) as opened:
            seconds += opened.build_seconds
            passages[opened.generation.manifest.corpus] = opened.passages
            searcher = Searcher(opened.generation, embedder, ranking)
            for one in mine:
                begun = time.perf_counter()
                hits = searcher.search(one.question.text, one.question.lang, k=HITS).hits
                milliseconds.append(1000 * (time.perf_counter() - begun))
                run[one.key] = scores_of(hits, opened.ids)
                searching(len(milliseconds), len(asked))
    return Found(run, tuple(milliseconds), sum(passages.values()), seconds)


def scores_of(hits: Sequence[Hit], ids: Mapping[tuple[str, ...], str]) -> dict[str, float]:
    """Return the score of each entry found: every language version of a hit is a result.

    Equal scores are moved apart by the least step of a float32, which is what trec_eval reads, so that
    the order of the run is the order of the hits.
    """
    scores: dict[str, float] = {}
    last = np.float32(np.inf)
    for hit in hits:
        for version in hit.versions:
            last = min(np.float32(hit.score), np.nextafter(last, np.float32(-np.inf)))
            scores.setdefault(ids[version.passage.path], float(last))
    return scores


def check_run(run: Run, asked: Sequence[Asked], file: Path) -> None:
    """Refuse a run of another set: one that answers none of the questions, or with other passages.

    Raises:
        EvalError: nothing in it is of the sets.
    """
    mine = [one for one in asked if run.get(one.key)]
    if not mine:
        raise EvalError(
            "{file} answers none of the questions: its first is {seen!r}, the first one asked is "
            "{expected!r}. Name a run of the same sets, given in the same way.",
            file=str(file),
            seen=next(iter(run), ""),
            expected=asked[0].key,
        )
    known = {one.of.name: {entry.id for entry in one.of.entries} for one in mine}
    if not any(known[one.of.name] & set(run[one.key]) for one in mine):
        raise EvalError(
            "{file} holds none of the passages of the set: its first is {seen!r}, the first of the set "
            "is {expected!r}. Name a run over the same passages.",
            file=str(file),
            seen=next(iter(run[mine[0].key])),
            expected=mine[0].of.entries[0].id,
        )
