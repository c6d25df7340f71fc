"""Writing one generation of the index from passages and their vectors.

What the generation in force holds already is taken from it: its vector store is copied as a whole, its
token vectors are shared. So the cost of a small change is that of copying some files.
"""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.analysis import analyse
from index.contextual import contextualise
from index.dense_rows import write_dense_rows
from index.embedder import Vector
from index.generation import Generation, list_files, part
from index.journal import EmbeddingJournal
from index.lexical import build_lexical
from index.store import Stored, VectorStore
from index.token_codec import TokenCodec
from index.token_vectors import TokenVectorWriter, write_centre
from index.write_library import Kept, write_library
from ingest.corpus import Corpus, force_of, names_of
from ingest.passages import Passage

_BATCH = 5_000
_MOST_HOLES = 0.3
"""A copied vector store of which more than this share was removed is written anew."""


@dataclass(frozen=True, slots=True)
class ToStore:
    """A passage with the digest of its embedded text, and where the generation in force has its
    vectors: (row, passage id, language), or None for those that the journal has."""

    passage: Passage
    digest: str
    held: tuple[int, str, str] | None


def write_generation(
    folder: Path,
    corpus: Corpus,
    unsearched: Sequence[Passage],
    entries: Sequence[ToStore],
    old: Generation | None,
    journal: EmbeddingJournal,
    codec: TokenCodec,
) -> None:
    """Write every file of a generation into `folder`.

    `unsearched` are the passages that have no vectors (headings alone); `codec` is that of `old` where
    there is one.

    Raises:
        OSError: a file cannot be written.
        IndexFault: the generation in force is damaged.
    """
    # The rows of a language lie side by side, so that searching one reads one run of them.
    entries = sorted(entries, key=lambda entry: entry.passage.language)
    _write_tokens(folder, entries, old, journal, codec)
    _write_vectors(folder, entries, old, journal)
    vectors = _vectors_of(entries, old, journal)
    write_dense_rows(part(folder, "dense"), vectors, len(codec.mean))
    terms = _terms(entries, old)
    kept = [Kept(row, e.passage, e.digest, terms[row]) for row, e in enumerate(entries)]
    write_library(part(folder, "library"), corpus, [*kept, *(Kept(None, p) for p in unsearched)])
    _write_words(folder, corpus, kept)
    list_files(folder)


def _write_tokens(
    folder: Path,
    entries: Sequence[ToStore],
    old: Generation | None,
    journal: EmbeddingJournal,
    codec: TokenCodec,
) -> None:
    kept = [entry.held[0] for entry in entries if entry.held]
    with TokenVectorWriter(part(folder, "tokens"), codec, old.tokens if old else None, kept) as writer:
        for entry in entries:
            if entry.held:
                writer.keep(entry.held[0])
            else:
                encoded = journal.get(entry.digest)
                writer.add(encoded.tokens, encoded.spans)
    write_centre(part(folder, "tokens"), len(codec.mean), [entry.digest for entry in entries])


def _vectors_of(
    entries: Sequence[ToStore], old: Generation | None, journal: EmbeddingJournal
) -> Iterator[Vector]:
    for entry in entries:
        if entry.held and old:
            yield old.dense.vector(entry.held[0])
        else:
            yield journal.get(entry.digest).vector


def _write_vectors(
    folder: Path, entries: Sequence[ToStore], old: Generation | None, journal: EmbeddingJournal
) -> None:
    there: dict[str, set[str]] = {}
    if old is not None:
        there = {language: set(old.library.searchable(language)) for language in old.manifest.languages}
        wanted = {entry.passage.id for entry in entries}
        held = sum(map(len, there.values()))
        if held and sum(len(ids - wanted) for ids in there.values()) <= _MOST_HOLES * held:
            shutil.copytree(part(old.folder, "chroma"), part(folder, "chroma"))
        else:
            there = {}
    store = VectorStore(part(folder, "chroma"))
    try:
        _bring_up_to_date(store, entries, there, old, journal)
    finally:
        store.close()


def _bring_up_to_date(
    store: VectorStore,
    entries: Sequence[ToStore],
    there: dict[str, set[str]],
    old: Generation | None,
    journal: EmbeddingJournal,
) -> None:
    by_language: dict[str, list[ToStore]] = {}
    for entry in entries:
        by_language.setdefault(entry.passage.language, []).append(entry)
    for language, ids in there.items():
        gone = ids - {entry.passage.id for entry in by_language.get(language, [])}
        if language not in by_language:
            store.drop(language)
        elif gone:
            store.remove(language, sorted(gone))
    for language, wanted in by_language.items():
        missing = [entry for entry in wanted if entry.passage.id not in there.get(language, set())]
        for start in range(0, len(missing), _BATCH):
            store.add(language, _with_vectors(missing[start : start + _BATCH], old, journal), len(wanted))


def _with_vectors(
    entries: Sequence[ToStore], old: Generation | None, journal: EmbeddingJournal
) -> list[Stored]:
    vectors: dict[str, Vector] = {}
    if old is not None:
        for language in {entry.held[2] for entry in entries if entry.held}:
            ids = [entry.held[1] for entry in entries if entry.held and entry.held[2] == language]
            vectors |= old.store.vectors(language, ids)
    return [
        Stored(e.passage, vectors[e.held[1]] if e.held else journal.get(e.digest).vector) for e in entries
    ]


def _terms(entries: Sequence[ToStore], old: Generation | None) -> list[str]:
    """Return the terms of each embedded text; those that `old` has need no analysis."""
    known = old.library.terms() if old else {}
    found = []
    for entry in entries:
        language = entry.passage.language
        terms = known.get((entry.digest, language))
        if terms is None:
            terms = " ".join(analyse(contextualise(entry.passage).text, language))
        found.append(terms)
    return found


def _write_words(folder: Path, corpus: Corpus, passages: Sequence[Kept]) -> None:
    part(folder, "words").mkdir()
    sources = {source.id: source for source in corpus.sources}
    name_terms = cache(lambda names, language: " ".join(analyse(names, language)))
    for language in {kept.passage.language for kept in passages}:
        rows = []
        for kept in passages:
            p = kept.passage
            if p.language == language:
                names = name_terms(names_of(sources[p.source_id], p, language), language)
                force = str(force_of(sources[p.source_id], p))
                rows.append((p.id, p.source_id, force, f"{names} {kept.terms}"))
        build_lexical(part(folder, "words") / language, rows)
