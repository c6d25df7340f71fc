"""Search: a question to hits, one hit a provision, in either language.

Each language gives its own candidates: the nearest passages by vector, and in the question's own
language those that share words with it. Late interaction then scores every candidate. Its level differs
between languages for the same fit, so a score counts from the middle of its language's candidates.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.asking import Asked, ask_in
from index.candidates import Candidates, Scope, find_candidates
from index.embedder import Embedder
from index.generation import Generation
from index.late import LateInteraction, Matches
from index.mentions import mentions_of, without_mentions
from index.ranking import Ranking, read_ranking
from index.references import NamedSources, References
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
class Hit:
    """A provision that a question found; higher scores are better.

    `passage` is the version to read first, `versions` holds every language's, that one first, and
    `others` further passages of the same provision and language, best first.
    """

    passage: Passage
    score: float
    versions: tuple[Version, ...]
    others: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search gave: the hits, the question per text language, what the question names."""

    hits: tuple[Hit, ...]
    asked: dict[str, Asked]
    references: References


class Searcher:
    """Searches one generation with the embedder that built it."""

    def __init__(self, generation: Generation, embedder: Embedder, ranking: Ranking | None = None) -> None:
        """Search with the weights of `ranking`, by default those in force."""
        self.generation = generation
        self._embedder = embedder
        self._ranking = ranking or read_ranking()
        self._named = NamedSources(generation.library)

    def encode(self, question: str, language: str) -> dict[str, Asked]:
        """Return the question as the texts of each language are asked it: its terms in their words."""
        return ask_in(question, language, self.generation, self._embedder, self._ranking)

    def search(
        self,
        question: str,
        language: str,
        k: int = 10,
        sources: Sequence[str] = (),
        languages: Sequence[str] = (),
        forces: Sequence[str] = (),
        reader: str = "",
        asked: dict[str, Asked] | None = None,
    ) -> Searched:
        """Return up to `k` hits for a question in `language`, best first.

        `sources`, `languages` and `forces` keep only passages of those; `reader` is the language whose
        version of a provision comes first (default: the question's); `asked` is what `encode` gave.
        """
        asked = asked or self.encode(question, language)
        references = self._named.find(question)
        limit = max(self._ranking.candidates, k)
        scope = Scope(tuple(sources), tuple(languages), tuple(forces))
        candidates = find_candidates(
            self.generation, asked, language, references, scope, limit, self._ranking
        )
        versions = self._score(question, language, asked, references, candidates)
        hits = _merge(versions, reader or language, self._ranking.weaker)[:k]
        return Searched(tuple(hits), asked, references)

    def match_sentences(self, version: Version, asked: dict[str, Asked]) -> tuple[Matches, ...]:
        """Return the best cosine of each question token over each sentence of a found passage, in order."""
        passage, tokens = version.passage, self.generation.tokens
        row = self.generation.library.rows([passage.id])[passage.id]
        return LateInteraction(asked[passage.language].encoded, tokens).match_sentences(passage, row)

    def _score(
        self,
        question: str,
        language: str,
        asked: dict[str, Asked],
        references: References,
        candidates: Candidates,
    ) -> list[Version]:
        library, ranking = self.generation.library, self._ranking
        matches, levels = self._late(candidates, asked)
        words = self.generation.words.get(language)
        mentioned = mentions_of(question, candidates.passages.values(), words) if ranking.mention else {}
        rest = without_mentions(question, language, mentioned, references)
        if rest and ranking.rest:
            _, others = self._late(candidates, self.encode(rest, language))
            levels = {id: (1 - ranking.rest) * at + ranking.rest * others[id] for id, at in levels.items()}
        middle = _middles([candidates.passages[id] for id in candidates.found], levels)
        versions = []
        for id, passage in candidates.passages.items():
            why = Why(
                cosine=candidates.cosines.get(id, float("nan")),
                late=levels[id] - middle.get(passage.language, 0.0),
                words=candidates.words.get(id, 0.0) if passage.language == language else None,
                provision=references.share(passage, library) * (ranking.bare if references.bare else 1.0),
                source=float(passage.source_id in references.sources),
                mention=max((mentioned.get(heading, 0.0) for heading in passage.headings), default=0.0),
            )
            versions.append(Version(passage, _weigh(why, ranking), why, matches[id]))
        return versions

    def _late(
        self, candidates: Candidates, asked: dict[str, Asked]
    ) -> tuple[dict[str, Matches], dict[str, float]]:
        """Return, by passage id, the best cosine per question token and their weighted mean."""
        matches: dict[str, Matches] = {}
        for code, question in asked.items():
            ids = [id for id, passage in candidates.passages.items() if passage.language == code]
            late = LateInteraction(question.encoded, self.generation.tokens)
            matches |= zip(ids, late.match([candidates.rows[id] for id in ids]), strict=True)
        if not self._ranking.late:
            return matches, {id: candidates.cosines.get(id, 0.0) for id in matches}
        weights = {code: question.weights for code, question in asked.items()}
        passages = candidates.passages
        return matches, {id: float(m @ weights[passages[id].language]) for id, m in matches.items()}


def _middles(found: Sequence[Passage], levels: dict[str, float]) -> dict[str, float]:
    """Return, per language, the median late score of the passages that were found."""
    groups: dict[str, list[float]] = defaultdict(list)
    for passage in found:
        groups[passage.language].append(levels[passage.id])
    return {language: float(np.median(values)) for language, values in groups.items()}


def _weigh(why: Why, ranking: Ranking) -> float:
    # A passage in another language cannot share words; its late score stands in for them, so that
    # it neither gains nor loses against passages of the question's language.
    words = why.words if why.words is not None else min(1.0, max(0.0, why.late / ranking.full_late))
    named = ranking.provision * why.provision + ranking.source * why.source
    return why.late + ranking.words * words + named + ranking.mention * why.mention


def _merge(versions: Sequence[Version], reader: str, weaker: float) -> list[Hit]:
    """Return one hit a provision, best first, scored over the languages in which it was found."""
    provisions: dict[tuple[str, tuple[str, ...]], list[Version]] = defaultdict(list)
    for version in sorted(versions, key=lambda v: (-v.score, v.passage.id)):
        provisions[version.passage.source_id, version.passage.path].append(version)
    hits = []
    for group in provisions.values():
        best: dict[str, Version] = {}
        for version in group:
            best.setdefault(version.passage.language, version)
        ordered = sorted(best.values(), key=lambda v: v.passage.language != reader)
        first = ordered[0]
        others = tuple(v for v in group if v.passage.language == first.passage.language and v is not first)
        scores = [version.score for version in best.values()]
        score = (1 - weaker) * max(scores) + weaker * min(scores)
        hits.append(Hit(first.passage, score, tuple(ordered), others))
    return sorted(hits, key=lambda hit: (-hit.score, hit.passage.id))
