"""Search: a question to hits, one hit a provision, in either language.

Each language gives its own candidates: the nearest passages by vector, and in the question's own
language those that share words with it. Late interaction then scores every candidate. Its level differs
between languages for the same fit, so a score counts from the middle of its language's candidates.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.embedder import Embedder, Encoded
from index.generation import Generation
from index.late import LateInteraction, Matches, token_weights
from index.references import References, find_references
from index.terms import translate_terms
from ingest.passages import Passage

CANDIDATES = 30
"""Passages taken from each list (vectors per language, words) before late interaction."""

WEIGHTS = {"words": 0.05, "provision": 0.12, "source": 0.03}
"""What a full match of words, of a named provision and of a named source adds to the late score."""

BARE = 2.5
"""How many times more a named provision counts in a question that holds nothing else."""

FULL_LATE = 0.08
"""The calibrated late score that a passage with every word of the question usually has."""

WEAKER = 0.25
"""How much the weaker language version counts in a provision's score. Counting both makes the order of
provisions depend less on the language that the question happens to be in."""


@dataclass(frozen=True, slots=True)
class Why:
    """How a passage came to its score. `late` is calibrated, `words` is 0 to 1, None where the
    passage is not in the question's language; `provision` and `source` say how much the question names
    its provision (0 to 1, up to `BARE` when it says nothing else) and its source (0 or 1)."""

    cosine: float
    late: float
    words: float | None
    provision: float
    source: float


@dataclass(frozen=True, slots=True)
class Version:
    """The best passage of a provision in one language, with how each of its sentences is matched.

    `passage_match` and each of `sentence_matches` hold the best cosine per question token.
    """

    passage: Passage
    score: float
    why: Why
    passage_match: Matches
    sentence_matches: tuple[Matches, ...]


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
class Asked:
    """A question as texts of one language are asked it, with the weight of each of its tokens."""

    text: str
    encoded: Encoded
    weights: Matches


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search gave: the hits, the question per text language, what the question names."""

    hits: tuple[Hit, ...]
    asked: dict[str, Asked]
    references: References


class Searcher:
    """Searches one generation with the embedder that built it."""

    def __init__(self, generation: Generation, embedder: Embedder) -> None:
        self.generation = generation
        self._embedder = embedder

    def encode(self, question: str, language: str) -> dict[str, Asked]:
        """Return the question as the texts of each language are asked it: its terms in their words."""
        encoded: dict[str, Encoded] = {}
        asked = {}
        words = self.generation.words.get(language)
        for text_language in self.generation.manifest.languages:
            text = translate_terms(question, text_language)
            if text not in encoded:
                encoded[text] = self._embedder.encode_question(text)
            weights = token_weights(text, encoded[text], language, words)
            asked[text_language] = Asked(text, encoded[text], weights)
        return asked

    def search(
        self,
        question: str,
        language: str,
        k: int = 10,
        sources: Sequence[str] = (),
        languages: Sequence[str] = (),
        reader: str = "",
        asked: dict[str, Asked] | None = None,
    ) -> Searched:
        """Return up to `k` hits for a question in `language`, best first.

        `sources` and `languages` keep only passages of those; `reader` is the language whose version
        of a provision comes first (default: the question's); `asked` is what `encode` gave.
        """
        asked = asked or self.encode(question, language)
        library = self.generation.library
        references = find_references(question, library)
        cosines = self._nearest(asked, sources, languages)
        words = self._sharing_words(asked, language, sources, languages)
        passages = library.passages(list(cosines | words))
        # What is named is looked at even where many passages about it are nearer.
        named = library.named(references.keys, CANDIDATES, sources or references.sources)
        passages |= {p.id: p for p in named if not languages or p.language in languages}
        late = {code: LateInteraction(a.encoded, self.generation.tokens) for code, a in asked.items()}
        matches = {id: late[p.language].match(p, library.row(id)) for id, p in passages.items()}
        levels = {
            id: float(whole @ asked[passages[id].language].weights) for id, (whole, _) in matches.items()
        }
        middle = _middles([passages[id] for id in cosines | words], levels)
        versions = []
        for id, passage in passages.items():
            whole, sentences = matches[id]
            why = Why(
                cosine=cosines.get(id, float("nan")),
                late=levels[id] - middle[passage.language],
                words=words.get(id, 0.0) if passage.language == language else None,
                provision=references.share(passage, library) * (BARE if references.bare else 1.0),
                source=float(passage.source_id in references.sources),
            )
            versions.append(Version(passage, _score(why), why, whole, tuple(sentences)))
        hits = _merge(versions, reader or language)[:k]
        return Searched(hits, asked, references)

    def _nearest(
        self, asked: dict[str, Asked], sources: Sequence[str], languages: Sequence[str]
    ) -> dict[str, float]:
        found: dict[str, float] = {}
        for language in self.generation.manifest.languages:
            if languages and language not in languages:
                continue
            vector = asked[language].encoded.vector
            found.update(self.generation.store.search(language, vector, CANDIDATES, sources))
        return found

    def _sharing_words(
        self, asked: dict[str, Asked], language: str, sources: Sequence[str], languages: Sequence[str]
    ) -> dict[str, float]:
        """Return, for passages in the question's language, BM25 as a share of what a passage with all
        of its words would have, at most 1."""
        index = self.generation.words.get(language)
        if index is None or (languages and language not in languages):
            return {}
        question = asked[language].text
        ideal = max(index.ideal(question), 1e-9)
        hits = index.search(question, CANDIDATES, sources)
        return {id: min(1.0, score / ideal) for id, score in hits}


def _middles(found: Sequence[Passage], levels: dict[str, float]) -> dict[str, float]:
    """Return, per language, the median late score of the passages that were found."""
    groups: dict[str, list[float]] = defaultdict(list)
    for passage in found:
        groups[passage.language].append(levels[passage.id])
    return {language: float(np.median(values)) for language, values in groups.items()}


def _score(why: Why) -> float:
    # A passage in another language cannot share words; its late score stands in for them, so that
    # it neither gains nor loses against passages of the question's language.
    words = why.words if why.words is not None else min(1.0, max(0.0, why.late / FULL_LATE))
    named = WEIGHTS["provision"] * why.provision + WEIGHTS["source"] * why.source
    return why.late + WEIGHTS["words"] * words + named


def _merge(versions: Sequence[Version], reader: str) -> tuple[Hit, ...]:
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
        score = (1 - WEAKER) * max(scores) + WEAKER * min(scores)
        hits.append(Hit(first.passage, score, tuple(ordered), others))
    return tuple(sorted(hits, key=lambda hit: (-hit.score, hit.passage.id)))
