"""Whether a question finds the same whatever language it is asked in.

What counts as the same question is read off the ids alone. An id holds a language marker when one of
its parts (between "-", "_", ".", ":" or "/") is the language of what it names; two ids are twins when
they are equal but for their first marker ("xquad-en-57a", asked in English, and "xquad-es-57a", asked
in Spanish). Passages that are twins, or the same passage, are one provision. Questions are compared
only if some relevant provision is common to both, since sets may number different things alike.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean

from eval.retrieval import Asked
from eval.retrieval_set import RetrievalSet
from eval.significance import interval, paired_p_value
from eval.trec import Run, in_order

TOP = 5
_PARTS = re.compile(r"([-_.:/])")


@dataclass(frozen=True, slots=True)
class Side:
    """One of two languages that questions were asked in, with the mean nDCG@10 of those compared."""

    set: str
    lang: str
    ndcg: float


@dataclass(frozen=True, slots=True)
class Parity:
    """How alike the results of the same questions in two languages are.

    `passages` and `provisions` are the mean shares (0 to 1) of the first five results that both have.
    `gap` is the mean nDCG@10 of the first side less that of the second, with its 95% interval and the
    p-value of a paired test.
    """

    first: Side
    second: Side
    questions: int
    passages: float
    provisions: float
    gap: float
    interval: tuple[float, float]
    p: float


def stem(id: str, lang: str) -> str:
    """Return an id with "*" for its first language marker; "" if it has none."""
    parts = _PARTS.split(id)
    if lang not in parts:
        return ""
    parts[parts.index(lang)] = "*"
    return "".join(parts)


def compare_languages(
    asked: Sequence[Asked], run: Run, ndcg: Mapping[str, float], seed: int
) -> list[Parity]:
    """Return a comparison for every two languages of a set, and of sets in one language each.

    A set that holds twins itself is compared within, not with other sets.
    """
    provisions = {one.of.name: _provisions(one.of) for one in asked}
    return [_compare(twins, run, ndcg, provisions, seed) for twins in _twins(asked, provisions) if twins]


def _provisions(given: RetrievalSet) -> dict[str, str]:
    return {entry.id: stem(entry.id, entry.lang) or entry.id for entry in given.entries}


def _twins(
    asked: Sequence[Asked], provisions: Mapping[str, Mapping[str, str]]
) -> Iterator[list[tuple[Asked, Asked]]]:
    groups: dict[tuple[str, str], dict[str, Asked]] = {}
    for one in asked:
        place = stem(one.question.id, one.question.lang)
        if place:
            groups.setdefault((one.of.name, one.question.lang), {})[place] = one
    found = {
        sides: [
            (mine[place], theirs[place])
            for place in mine
            if place in theirs and _answered_alike(mine[place], theirs[place], provisions)
        ]
        for sides in combinations(groups, 2)
        if sides[0][1] != sides[1][1]
        for mine, theirs in [(groups[sides[0]], groups[sides[1]])]
    }
    within = {first[0] for (first, second), twins in found.items() if first[0] == second[0] and twins}
    for (first, second), twins in found.items():
        if first[0] == second[0] or not {first[0], second[0]} & within:
            yield twins


def _answered_alike(a: Asked, b: Asked, provisions: Mapping[str, Mapping[str, str]]) -> bool:
    first, second = (
        {provisions[one.of.name][id] for id, grade in one.grades.items() if grade > 0} for one in (a, b)
    )
    return bool(first & second)


def _compare(
    twins: Sequence[tuple[Asked, Asked]],
    run: Run,
    ndcg: Mapping[str, float],
    provisions: Mapping[str, Mapping[str, str]],
    seed: int,
) -> Parity:
    found = [[in_order(run.get(one.key, {})) for one in pair] for pair in twins]
    named = [
        [[provisions[one.of.name].get(id, id) for id in ids] for one, ids in zip(pair, both, strict=True)]
        for pair, both in zip(twins, found, strict=True)
    ]
    mine = [ndcg[one.key] for one, _ in twins]
    theirs = [ndcg[other.key] for _, other in twins]
    first, second = (
        Side(one.of.name, one.question.lang, fmean(values))
        for one, values in zip(twins[0], (mine, theirs), strict=True)
    )
    return Parity(
        first=first,
        second=second,
        questions=len(twins),
        passages=fmean(_overlap(*both) for both in found),
        provisions=fmean(_overlap(*both) for both in named),
        gap=first.ndcg - second.ndcg,
        interval=interval([a - b for a, b in zip(mine, theirs, strict=True)], seed),
        p=paired_p_value(mine, theirs, seed),
    )


def _overlap(first: Sequence[str], second: Sequence[str]) -> float:
    """Return which share of the first five of the longer list both have; 0 if nothing was found."""
    one, other = ({*list(dict.fromkeys(ids))[:TOP]} for ids in (first, second))
    return len(one & other) / max(len(one), len(other), 1)
