"""Choosing the weights of a search: each in turn is moved for as long as it finds more.

What each question finds is gathered once and weighed anew for every choice. All sets count the same, be
they large or small, and the questions about the project's own corpus are one of them.
"""

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from eval.data_file import replace_data
from eval.questions import Question
from eval.retrieval import Asked, by_set, opened_set
from eval.retrieval_measures import measure
from index.candidates import Scope
from index.embedder import Embedder
from index.generation import open_generation
from index.manifest import read_manifest
from index.ranking import RANKING, Ranking, read_ranking
from index.scoring import Gathered
from index.search import Searcher, merge
from ingest.corpus import locator_of
from ingest.passages import Passage
from settings import Settings

MEASURE = "ndcg@10"
OWN = "questions"
"""The name that the questions about the project's own corpus go by."""
FACTORS = (0.5, 0.7, 0.85, 1.2, 1.5, 2.0)
"""What a weight is multiplied by to see whether more is found."""
FROM_NOUGHT = (0.05, 0.1, 0.3)
"""What is tried in place of a weight of 0."""
LEAST_GAIN = 0.0002
"""A smaller gain is none: the order of a handful of questions has changed."""
WEIGHTS = (
    "stop_word", "rarity", "words", "full_late", "weaker", "mention", "rest", "provision", "source", "bare",
)  # fmt: skip
_MOST = {"rarity": 1.0, "weaker": 0.5, "rest": 1.0}
"""What some weights are at most, being shares or powers."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Case:
    """A question with all that it finds; `entry` names what a passage counts as, `grades` what is right."""

    of: str
    key: str
    gathered: Gathered
    entry: Callable[[Passage], str]
    grades: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Step:
    """A choice of weights: which was changed last ("" for those in force), and the mean of each set."""

    weight: str
    ranking: Ranking
    by_set: Mapping[str, float]

    @property
    def mean(self) -> float:
        """The mean over the sets, 0 to 1: what is climbed."""
        return fmean(self.by_set.values())


def gather_sets(
    asked: Sequence[Asked], settings: Settings, embedder: Embedder, progress: Progress
) -> list[Case]:
    """Return a case for each question of retrieval sets, with indexes under `settings.data`."""
    cases: list[Case] = []
    for name, mine in by_set(asked):
        with opened_set(mine[0].of, settings, embedder) as opened:
            searcher = Searcher(opened.generation, embedder)
            for one in mine:
                gathered = _gather(searcher, one.question.text, one.question.lang)
                cases.append(Case(name, one.key, gathered, _entry(opened.ids), one.grades))
                progress(len(cases), len(asked))
    return cases


def gather_questions(questions: Sequence[Question], settings: Settings, embedder: Embedder) -> list[Case]:
    """Return a case for each question whose right provisions are known, over the index of the settings."""
    with closing(open_generation(settings.data, read_manifest(settings.data))) as generation:
        searcher = Searcher(generation, embedder)
        sources = generation.library.sources

        def entry(passage: Passage) -> str:
            return locator_of(sources[passage.source_id], passage)

        return [
            Case(
                OWN,
                question.id,
                _gather(searcher, question.text, question.lang),
                entry,
                dict.fromkeys(question.expected_locators, 1),
            )
            for question in questions
            if question.expected_locators
        ]


def weigh(cases: Sequence[Case], ranking: Ranking, weight: str = "") -> Step:
    """Return how well a ranking does on each set."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    run = {case.key: _run(case, ranking) for case in cases}
    values = measure(run, {case.key: case.grades for case in cases})[MEASURE]
    for case in cases:
        found[case.of][case.key] = values[case.key]
    return Step(weight, ranking, {name: fmean(values.values()) for name, values in found.items()})


def climb(cases: Sequence[Case], start: Ranking | None = None, rounds: int = 2) -> Iterator[Step]:
    """Yield the ranking at the start and each better one, for so many rounds through all weights."""
    best = weigh(cases, start or read_ranking())
    yield best
    for _ in range(rounds):
        before = best
        for name in WEIGHTS:
            tried = [weigh(cases, ranking, name) for ranking in _around(best.ranking, name)]
            better = max(tried, key=lambda step: step.mean)
            if better.mean >= best.mean + LEAST_GAIN:
                best = better
                yield best
        if best is before:
            return


def put_in_force(step: Step) -> None:
    """Write the weights of a step where searches read them."""
    told = ", ".join(f"{name} {value:.4f}" for name, value in step.by_set.items())
    weights = {
        field.name: getattr(step.ranking, field.name)
        for field in dataclasses.fields(step.ranking)
        if field.default is dataclasses.MISSING
    }
    lines = [
        "# How the parts of a search are weighed (index/ranking.py says what each is).",
        f"# Chosen by: python -m eval tune ({MEASURE}: {told})",
        *(f"{name} = {value}" for name, value in weights.items()),
    ]
    replace_data(RANKING, "\n".join(lines) + "\n")


def _around(ranking: Ranking, name: str) -> list[Ranking]:
    value = getattr(ranking, name)
    near = [value * factor for factor in FACTORS] if value else FROM_NOUGHT
    values: set[Any] = {0.0, *(round(min(tried, _MOST.get(name, 10.0)), 3) for tried in near)}
    if name in ("full_late", "bare"):  # by these is divided or multiplied
        values.discard(0.0)
    return [dataclasses.replace(ranking, **{name: tried}) for tried in sorted(values - {value})]


def _gather(searcher: Searcher, question: str, language: str) -> Gathered:
    ranking = read_ranking()
    asked = searcher.encode(question, language)
    return searcher.gather(question, language, Scope(), asked, ranking.candidates)


def _entry(ids: Mapping[tuple[str, ...], str]) -> Callable[[Passage], str]:
    return lambda passage: ids[passage.path]


def _run(case: Case, ranking: Ranking) -> dict[str, float]:
    """Return the place of each entry found, as a score that falls."""
    places: dict[str, float] = {}
    hits = merge(case.gathered.score(ranking), case.gathered.language, ranking.weaker)
    for hit in hits:
        for version in hit.versions:
            places.setdefault(case.entry(version.passage), -float(len(places)))
    return places
