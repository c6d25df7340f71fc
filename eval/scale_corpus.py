"""A corpus of any size that reads like the real one, without embedding all of it.

Its passages are real sentences put together anew: the first says what it is about, most others stand
near that one in the real texts. Their token vectors are those of their sentences, one after another, with
a little noise, so that no two passages share a vector. The real passages are among them unchanged, and
planted ones, really embedded, that alone answer a question. The same seed gives the same corpus.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from eval.scale_material import LANGUAGES, Head, Material, Piece
from eval.scale_planted import Fact, invent_facts
from index.contextual import contextualise
from index.embedder import Embedder, Encoded, Vector, unit_rows
from index.write_generation import ToStore
from ingest.corpus import Corpus
from ingest.document import Document, Force
from ingest.passages import MOST_CHARACTERS, Passage
from ingest.register import Source

MOST_PLANTED = 100
_REAL_SHARE, _PLANTED_SHARE = 3, 10
"""Of a small corpus at most one passage in so many is real, and one in so many planted."""
_MOST_SENTENCES = 4
_NEAR, _NEAR_SHARE = 12, 0.7
"""Most sentences of a passage are chosen from among so many before and after its first."""
_NOISE = 0.05
"""Length of the noise on a vector of length 1."""
_NOISE_ROWS = 8_192
_VARIANTS = 3
"""How many ways the tokens of a sentence are made noisy; a passage's own vector has noise of its own."""
_LOTS = 9
"""Numbers drawn for each passage; all that it consists of follows from them."""
_FORCES = (Force.OFFICIAL, Force.NOTES, Force.OFFICIAL, Force.EXTRACT, Force.OFFICIAL, Force.NOTES,
           Force.OFFICIAL, Force.NOTES, Force.EXTRACT, Force.OFFICIAL, Force.BRIEF)  # fmt: skip
"""What the sources are, over and over: nearly half are official texts, few are briefs."""


@dataclass(frozen=True, slots=True)
class Planted:
    """A planted passage and, per language, the question that it alone answers."""

    passage_id: str
    source_id: str
    language: str
    questions: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where a made document lies: its source, its language, the numbers of its passages."""

    source: int
    language: str
    first: int
    end: int


class MadeCorpus:
    """A made corpus; it gives the vectors of its passages when asked, as a journal would."""

    def __init__(self, material: Material, embedder: Embedder, passages: int, seed: int) -> None:
        """Make `passages` passages; `embedder` is needed for the planted ones alone."""
        self._material, self._seed = material, seed
        self._real = material.real[: passages // _REAL_SHARE]
        self._made = passages - len(self._real)
        chance = np.random.default_rng((seed, 0))
        self._noise = _noise(chance, embedder.dimension)
        self._lots = chance.random((self._made, _LOTS), dtype=np.float32)
        self._variants: dict[int, list[tuple[NDArray[np.float16], Vector]]] = {}
        planted = min(MOST_PLANTED, passages // _PLANTED_SHARE)
        places = np.sort(chance.choice(self._made, planted, replace=False))
        self._facts = dict(zip(places.tolist(), invent_facts(planted, seed), strict=True))
        self._slots = list(_lay_out(self._made, chance))
        sources, documents, made = self._write()
        known = material.corpus
        self.corpus = Corpus((*known.sources, *sources), (*known.documents, *documents), ())
        self.unsearched = [p for p in known.passages() if not p.sentences]
        found = [*made, *(passage for passage, _ in self._real)]
        self.entries = [ToStore(p, f"{number:064x}", None) for number, p in enumerate(found)]
        self.made_sources = tuple(source.id for source in sources)
        texts = {number: contextualise(made[number]).text for number in self._facts}
        embedded = embedder.encode_passages(list(texts.values()))
        self._embedded: dict[int, Encoded] = dict(zip(texts, embedded, strict=True))

    @cached_property
    def planted(self) -> tuple[Planted, ...]:
        """The planted passages, in the order of their rows."""
        passages = ((self.entries[number].passage, fact) for number, fact in self._facts.items())
        return tuple(Planted(p.id, p.source_id, p.language, fact.questions) for p, fact in passages)

    def get(self, digest: str) -> Encoded:
        """Return the vectors of the passage that is stored under this digest: its number, in figures."""
        number = int(digest, 16)
        if number >= self._made:
            return self._real[number - self._made][1]
        if number in self._embedded:
            return self._embedded[number]
        head, pieces = self._recipe(number, self.entries[number].passage.language)
        spans, at = [head.piece.spans], len(head.piece.text)
        for piece in pieces:
            spans.append(piece.spans + np.int32(at))
            at += len(piece.text) + 1
        lot = int(self._lots[number, -1] * _NOISE_ROWS)
        noisy = [self._noisy(piece)[lot % _VARIANTS] for piece in (head.piece, *pieces)]
        tokens = np.concatenate([variant for variant, _ in noisy])
        mean = unit_rows(np.sum([total for _, total in noisy], axis=0, keepdims=True))[0]
        vector = unit_rows((mean + self._material.beside + self._noise[lot])[None, :])[0]
        return Encoded(vector, tokens, np.concatenate(spans))

    def _noisy(self, piece: Piece) -> list[tuple[NDArray[np.float16], Vector]]:
        """Return the variants of a piece's token vectors, each with the sum of its rows."""
        if id(piece) not in self._variants:
            variants = []
            for variant in range(_VARIANTS):
                start = crc32(f"{variant} {piece.text}".encode()) % (_NOISE_ROWS // 2)
                tokens = piece.tokens + self._noise[start : start + len(piece.tokens)]
                variants.append((tokens.astype(np.float16), tokens.sum(axis=0)))
            self._variants[id(piece)] = variants
        return self._variants[id(piece)]

    def _recipe(self, number: int, language: str) -> tuple[Head, list[Piece]]:
        """Return what a made passage consists of."""
        heads, pieces = self._material.heads[language], self._material.pieces[language]
        lots = self._lots[number].tolist()
        first, wanted = int(lots[0] * len(pieces)), 1 + int(lots[1] * (_MOST_SENTENCES - 1))
        chosen, letters = [first], len(pieces[first].text)
        for near, which in zip(lots[2:5], lots[5:8], strict=True):
            # Of the sentences near the first, or of all.
            span = 2 * _NEAR if near < _NEAR_SHARE else len(pieces)
            place = (first - span // 2 + int(which * (span + 1))) % len(pieces)
            letters += 1 + len(pieces[place].text)
            if place not in chosen and len(chosen) <= wanted and letters <= MOST_CHARACTERS:
                chosen.append(place)
        head = first * len(heads) // len(pieces)
        if pieces[first].text.startswith(heads[head].headings[-1]):  # then it would not be embedded
            head = (head + 1) % len(heads)
        return heads[head], [pieces[place] for place in chosen]

    def _write(self) -> tuple[list[Source], list[Document], list[Passage]]:
        languages: dict[int, list[str]] = {}
        documents: list[Document] = []
        made: list[Passage] = []
        for slot in self._slots:
            languages.setdefault(slot.source, []).append(slot.language)
            text: list[str] = []
            at = 0
            for number in range(slot.first, slot.end):
                passage = self._passage(number, slot, at)
                made.append(passage)
                text.append(passage.text)
                at = passage.end + 2
            name = _source_id(slot.source)
            path = f"{name}/{slot.language}.txt"
            documents.append(Document(name, slot.language, path, name, "\n\n".join(text), ()))
        return [_source(number, codes) for number, codes in languages.items()], documents, made

    def _passage(self, number: int, slot: _Slot, start: int) -> Passage:
        head, pieces = self._recipe(number, slot.language)
        texts = [piece.text for piece in pieces]
        if number in self._facts:
            texts = _with_fact(texts, self._facts[number], slot.language)
        sentences, at = [], start
        for text in texts:
            sentences.append((at, at + len(text)))
            at += len(text) + 1
        source, article = _source_id(slot.source), (number - slot.first) // 2 + 1
        return Passage(
            id=f"{source}.{slot.language}.article-{article}.{number:012x}",
            source_id=source,
            language=slot.language,
            path=(f"article-{article}",),
            headings=head.headings,
            start=start,
            end=at - 1,
            text=" ".join(texts),
            sentences=tuple(sentences),
            columns=(),
            page=None,
            force=Force.NOTES if slot.source % 9 == 0 and number % 5 == 0 else None,
        )


def _with_fact(texts: list[str], fact: Fact, language: str) -> list[str]:
    return [texts[0], fact.sentences[language], *texts[1:2]]


def _noise(chance: np.random.Generator, dimension: int) -> NDArray[np.float32]:
    rows = chance.standard_normal((_NOISE_ROWS, dimension), dtype=np.float32)
    return rows * np.float32(_NOISE / np.sqrt(dimension))


def _lay_out(passages: int, chance: np.random.Generator) -> Iterator[_Slot]:
    """Yield documents that hold `passages` in all: some sources are long and most are short, one in four
    is in Spanish alone, one in four in English alone."""
    count = max(4, round(4 * passages**0.5))
    weights = 1.0 / (10.0 + chance.permutation(count))
    ends = np.rint(np.cumsum(weights) / weights.sum() * passages).astype(int).tolist()
    first = 0
    for source, end in enumerate(ends):
        languages = LANGUAGES if source % 4 > 1 else (LANGUAGES[source % 4],)
        for place, language in enumerate(languages):
            last = end if place + 1 == len(languages) else first + (end - first) // 2
            if last > first:
                yield _Slot(source, language, first, last)
            first = last


def _source_id(number: int) -> str:
    return f"made-{number}"


def _source(number: int, languages: list[str]) -> Source:
    name = _source_id(number)
    title = f"Ley {20_000 + number}"
    return Source(
        id=name,
        label={"en": title},
        title={"en": title},
        publisher={"en": "?"},
        year=2000,
        force=_FORCES[number % len(_FORCES)],
        languages=tuple(languages),
        licence={"en": "CC0"},
        address={},
        files=(),
        names=(title,),
    )
