"""Whether the versions of one question in several languages are answered from the same provisions."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from eval.answers import Result
from eval.grouped_means import grouped, mean, mean_interval

Overlaps = dict[str, dict[str, float]]
"""By pair of languages ("en-es"), by question without its language: the overlap of what is cited."""


def parity(results: Sequence[Result]) -> dict[str, bool]:
    """Return, for questions whose ids differ in their language alone ("p-01-es", "p-01-en"),
    whether all of them cite the same provisions; refusing counts as citing none."""
    return {
        stem: all(cited == next(iter(group.values())) for cited in group.values())
        for stem, group in _versions(results).items()
    }


def overlaps(results: Sequence[Result]) -> Overlaps:
    """Return the Jaccard overlap of the provisions that each two versions of a question cite.

    It is the share of the provisions cited by either that both cite; 1 when neither cites any.
    """
    found: Overlaps = defaultdict(dict)
    for stem, group in _versions(results).items():
        for one, other in combinations(sorted(group), 2):
            found[f"{one}-{other}"][stem] = _jaccard(group[one], group[other])
    return dict(sorted(found.items()))


def agreement(results: Sequence[Result], seed: int) -> dict[str, Any] | None:
    """Return the mean overlap over all pairs and of each pair, with intervals; None without pairs."""
    by_pair = overlaps(results)
    if not by_pair:
        return None
    return {
        **_agreement(list(by_pair.values()), seed),
        "by_pair": {pair: _agreement([found], seed) for pair, found in by_pair.items()},
    }


def _agreement(found: Sequence[Mapping[str, float]], seed: int) -> dict[str, Any]:
    values = [item for pair in found for item in pair.items()]
    table = grouped([stem for stem, _ in values], [value for _, value in values])
    low, high = mean_interval(table, seed)
    return {
        "pairs": len(values),
        "same": round(sum(value == 1 for _, value in values) / len(values), 4),
        "overlap": round(mean(table) or 0.0, 4),
        "interval": [round(low, 4), round(high, 4)],
    }


def _versions(results: Sequence[Result]) -> dict[str, dict[str, frozenset[str]]]:
    """Return what each version cites, by question and language, where there are two versions or more."""
    groups: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    for result in results:
        question = result.question
        if question.stem != question.id:
            groups[question.stem][question.lang] = frozenset(result.scores.provisions)
    return {stem: group for stem, group in groups.items() if len(group) > 1}


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 1.0
