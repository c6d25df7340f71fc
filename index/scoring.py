"""Scoring candidates: late interaction first, then words, names and headings, each by its weight.

What a question finds is gathered first and weighed after, so that weights can be chosen without searching
again. The level of late interaction differs between languages for the same fit, so a score counts from the
middle of its language's candidates.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from index.asking import Asked
from index.candidates import Candidates
from index.late import Matches
from index.ranking import Ranking
from index.references import References
from ingest.passages import Passage


@dataclass(frozen=True, slots=True)
class Why:
    """How a passage came to its score. `late` is calibrated, `words` is 0 to 1, None where the
    passage is not in the question's language; `provision` and `source` say how much the question names
    its provision (0 to 1, more when it says nothing else) and its source (0 or 1), `mention` how much it
    mentions a heading above it (0 to 1)."""

    cosine: float
    late: float
    words: float | None
    provision: float
    source: float
    mention: float


@dataclass(frozen=True, slots=True)
class Version:
    """The best passage of a provision in one language; `passage_match` holds the best cosine of each
    question token."""

    passage: Passage
    score: float
    why: Why
    passage_match: Matches


@dataclass(frozen=True, slots=True)
class Met:
    """A question as each language is asked it, and how each candidate, by id, meets its tokens."""

    asked: dict[str, Asked]
    matches: dict[str, Matches]

    def levels(self, passages: Mapping[str, Passage], ranking: Ranking) -> dict[str, float]:
        """Return the weighted mean of each candidate's matches, by id."""
        weights = {language: asked.weights_by(ranking) for language, asked in self.asked.items()}
        return {id: float(self.matches[id] @ weights[p.language]) for id, p in passages.items()}


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a question in `language` finds, before it is weighed.

    `shares` says how much each candidate's provision is the one that is named; `mentioned` holds the
    headings that the question mentions, and `rest` the question without the sentences that only mention.
    """

    language: str
    candidates: Candidates
    references: References
    shares: dict[str, float]
    mentioned: dict[str, float]
    met: Met
    rest: Met | None

    def score(self, ranking: Ranking) -> list[Version]:
        """Return every candidate with its score by these weights, in no order."""
        levels = self._levels(ranking)
        middle = self._middles(levels)
        passages = self.candidates.passages
        return self._scored(passages, levels, middle, self.met, self.shares, ranking)

    def score_others(
        self, passages: Mapping[str, Passage], met: Met, shares: Mapping[str, float], ranking: Ranking
    ) -> list[Version]:
        """Return passages that no list gave with scores that compare with those of the candidates."""
        middle = self._middles(self._levels(ranking))
        return self._scored(passages, met.levels(passages, ranking), middle, met, shares, ranking)

    def _scored(
        self,
        passages: Mapping[str, Passage],
        levels: Mapping[str, float],
        middle: Mapping[str, float],
        met: Met,
        shares: Mapping[str, float],
        ranking: Ranking,
    ) -> list[Version]:
        versions = []
        for id, passage in passages.items():
            bare = ranking.bare if self.references.bare else 1.0
            mentions = (self.mentioned.get(heading, 0.0) for heading in passage.headings)
            why = Why(
                cosine=self.candidates.cosines.get(id, float("nan")),
                late=levels[id] - middle.get(passage.language, 0.0),
                words=self.candidates.words.get(id, 0.0) if passage.language == self.language else None,
                provision=shares[id] * bare,
                source=float(passage.source_id in self.references.sources),
                mention=max(mentions, default=0.0),
            )
            versions.append(Version(passage, _weigh(why, ranking), why, met.matches[id]))
        return versions

    def _levels(self, ranking: Ranking) -> dict[str, float]:
        candidates = self.candidates
        if not ranking.late:
            return {id: candidates.cosines.get(id, 0.0) for id in candidates.passages}
        levels = self.met.levels(candidates.passages, ranking)
        if self.rest is None:
            return levels
        rest = self.rest.levels(candidates.passages, ranking)
        return {id: (1 - ranking.rest) * level + ranking.rest * rest[id] for id, level in levels.items()}

    def _middles(self, levels: Mapping[str, float]) -> dict[str, float]:
        """Return, per language, the median level of the passages that a list gave."""
        groups: dict[str, list[float]] = defaultdict(list)
        for id in self.candidates.found:
            groups[self.candidates.passages[id].language].append(levels[id])
        return {language: float(np.median(values)) for language, values in groups.items()}


def _weigh(why: Why, ranking: Ranking) -> float:
    # A passage in another language cannot share words; its late score stands in for them, so that
    # it neither gains nor loses against passages of the question's language.
    words = why.words if why.words is not None else min(1.0, max(0.0, why.late / ranking.full_late))
    named = ranking.provision * why.provision + ranking.source * why.source
    return why.late + ranking.words * words + named + ranking.mention * why.mention
