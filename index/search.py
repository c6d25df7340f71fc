"""Search: a question to hits, one hit a provision, in either language.

Each language gives its own candidates: the nearest passages by vector, and in the question's own
language those that share words with it. Late interaction then scores every candidate.
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
from index.scoring import Gathered, Met, Version
from ingest.passages import Passage


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
        limit = max(self._ranking.candidates, k)
        scope = Scope(tuple(sources), tuple(languages), tuple(forces))
        gathered = self.gather(question, language, scope, asked, limit)
        reader = reader or language
        hits = merge(gathered.score(self._ranking), reader, self._ranking.weaker)[:k]
        return Searched(tuple(self._for_reader(hits, gathered, scope, reader)), asked, gathered.references)

    def gather(
        self, question: str, language: str, scope: Scope, asked: dict[str, Asked], limit: int
    ) -> Gathered:
        """Return what a question finds within a scope, `limit` passages a list, before it is weighed."""
        ranking, library = self._ranking, self.generation.library
        references = self._named.find(question)
        candidates = find_candidates(self.generation, asked, language, references, scope, limit, ranking)
        passages = candidates.passages
        words = self.generation.words.get(language)
        mentioned = mentions_of(question, passages.values(), words) if ranking.mention else {}
        rest = without_mentions(question, language, mentioned, references) if ranking.rest else ""
        return Gathered(
            language,
            candidates,
            references,
            {id: references.share(passage, library) for id, passage in passages.items()},
            mentioned,
            self._meet(candidates, asked),
            self._meet(candidates, self.encode(rest, language)) if rest else None,
        )

    def _for_reader(self, hits: list[Hit], gathered: Gathered, scope: Scope, reader: str) -> list[Hit]:
        """Return the hits with the version in the reader's language first, be it found or not."""
        library = self.generation.library
        if scope.languages and reader not in scope.languages:
            return hits
        missing = [hit for hit in hits if hit.passage.language != reader]
        added = {
            passage.id: passage
            for hit in missing
            if reader in library.sources[hit.passage.source_id].languages
            for passage in library.provision(hit.passage.source_id, hit.passage.path, reader)
            if passage.sentences
        }
        if not added:
            return hits
        met = self._meet(Candidates(added, library.rows(list(added)), {}, {}), gathered.met.asked)
        shares = {id: gathered.references.share(passage, library) for id, passage in added.items()}
        own: dict[Provision, list[Version]] = defaultdict(list)
        for version in gathered.score_others(added, met, shares, self._ranking):
            own[version.passage.source_id, version.passage.path].append(version)
        return [_led_by(hit, own.get((hit.passage.source_id, hit.passage.path), [])) for hit in hits]

    def match_sentences(self, version: Version, asked: dict[str, Asked]) -> tuple[Matches, ...]:
        """Return the best cosine of each question token over each sentence of a found passage, in order."""
        return self.match_passage(version.passage, asked)

    def match_passage(self, passage: Passage, asked: dict[str, Asked]) -> tuple[Matches, ...]:
        """Return the same for a passage, be it found or not."""
        tokens = self.generation.tokens
        row = self.generation.library.rows([passage.id])[passage.id]
        return LateInteraction(asked[passage.language].encoded, tokens).match_sentences(passage, row)

    def _meet(self, candidates: Candidates, asked: dict[str, Asked]) -> Met:
        """Return the best cosine of each question token among those of each candidate."""
        matches: dict[str, Matches] = {}
        for code, question in asked.items():
            ids = [id for id, passage in candidates.passages.items() if passage.language == code]
            if self._ranking.late:
                late = LateInteraction(question.encoded, self.generation.tokens)
                matches |= zip(ids, late.match([candidates.rows[id] for id in ids]), strict=True)
            else:
                matches |= dict.fromkeys(ids, np.zeros(len(question.encoded.spans), np.float32))
        return Met(asked, matches)


Provision = tuple[str, tuple[str, ...]]
"""A source and a path in it."""


def _led_by(hit: Hit, versions: Sequence[Version]) -> Hit:
    """Return a hit whose passages in another language come first, at the score it has."""
    if not versions:
        return hit
    first, *others = sorted(versions, key=lambda v: (-v.score, v.passage.id))
    return Hit(first.passage, hit.score, (first, *hit.versions), tuple(others))


def merge(versions: Sequence[Version], reader: str, weaker: float) -> list[Hit]:
    """Return one hit a provision, best first, scored over the languages in which it was found."""
    provisions: dict[Provision, list[Version]] = defaultdict(list)
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
