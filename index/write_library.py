"""Writing the library file of a generation: its tables, and what is worked out for them once."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path

from index.library import PART
from ingest.corpus import Corpus
from ingest.locators import canonical_key
from ingest.passages import Passage
from ingest.register import Source

_SCHEMA = """
CREATE TABLE sources (place INTEGER PRIMARY KEY, id TEXT UNIQUE, entry TEXT NOT NULL);
CREATE TABLE documents (
    source_id TEXT, language TEXT, path TEXT, title TEXT, sha256 TEXT, pages TEXT,
    PRIMARY KEY (source_id, language));
CREATE TABLE texts (
    source_id TEXT, language TEXT, part INTEGER, text TEXT, PRIMARY KEY (source_id, language, part));
CREATE TABLE provisions (key TEXT, depth INTEGER, source_id TEXT, path TEXT);
CREATE TABLE runs (language TEXT, source_id TEXT, force TEXT, first INTEGER, end INTEGER);
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, id TEXT UNIQUE, source_id TEXT, language TEXT, path TEXT,
    headings TEXT, start INTEGER, end INTEGER, sentences TEXT, columns TEXT, page INTEGER,
    force TEXT, embedded TEXT, terms TEXT);
CREATE INDEX passages_by_provision ON passages (source_id, path, language, start);
CREATE INDEX passages_by_embedded ON passages (embedded);
CREATE INDEX provisions_by_key ON provisions (key, depth);
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A passage for the library: its row among the embedded ones (None for headings alone), the
    digest of its embedded text and the terms of that text."""

    row: int | None
    passage: Passage
    digest: str = ""
    terms: str = ""


def write_library(path: Path, corpus: Corpus, passages: Iterable[Kept]) -> None:
    """Write the library file.

    Passages without a row (headings alone) are kept, so that a reading view has all the text.

    Raises:
        OSError: the file cannot be written.
    """
    try:
        _write_tables(path, corpus, passages)
    except sqlite3.Error as error:
        raise OSError(str(error)) from error


def _write_tables(path: Path, corpus: Corpus, passages: Iterable[Kept]) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(_SCHEMA)
        held = {document.source_id for document in corpus.documents}  # a text may not be fetched yet
        connection.executemany(
            "INSERT INTO sources VALUES (?, ?, ?)",
            [(n, s.id, json.dumps(asdict(s))) for n, s in enumerate(corpus.sources) if s.id in held],
        )
        connection.executemany(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?)",
            (
                (d.source_id, d.language, d.path, d.title, d.sha256,
                 json.dumps([asdict(p) for p in d.pages]))
                for d in corpus.documents
            ),
        )  # fmt: skip
        connection.executemany(
            "INSERT INTO texts VALUES (?, ?, ?, ?)",
            (
                (d.source_id, d.language, part, d.text[start : start + PART])
                for d in corpus.documents
                for part, start in enumerate(range(0, len(d.text), PART))
            ),
        )
        kept_passages = list(passages)
        connection.executemany(
            "INSERT INTO provisions VALUES (?, ?, ?, ?)", _provisions(corpus.sources, kept_passages)
        )
        connection.executemany(
            "INSERT INTO runs VALUES (?, ?, ?, ?, ?)", _runs(corpus.sources, kept_passages)
        )
        connection.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                # Rows from 0 are embedded passages; the others count down from -1.
                (kept.row if kept.row is not None else -1 - number, p.id, p.source_id, p.language,
                 "/".join(p.path), json.dumps(p.headings), p.start, p.end, json.dumps(p.sentences),
                 json.dumps(p.columns), p.page, p.force, kept.digest, kept.terms)
                for number, kept in enumerate(kept_passages)
                for p in [kept.passage]
            ),
        )  # fmt: skip


def _provisions(sources: Sequence[Source], passages: Iterable[Kept]) -> Iterator[tuple[str, int, str, str]]:
    """Yield each key of each provision's path, a source's own among them, and how deep below it that is."""
    own = {source.id: source.key for source in sources}
    for source_id, path in dict.fromkeys((k.passage.source_id, k.passage.path) for k in passages):
        steps = [*([own[source_id]] if own.get(source_id) else []), *path]
        for place, key in enumerate(steps):
            yield canonical_key(key), len(steps) - 1 - place, source_id, "/".join(path)


def _runs(sources: Sequence[Source], passages: Iterable[Kept]) -> Iterator[tuple[str, str, str, int, int]]:
    """Yield the runs of rows that have language, source and force in common."""
    force = {source.id: source.force for source in sources}
    rows = sorted((k for k in passages if k.row is not None), key=lambda kept: kept.row or 0)

    def shared(kept: Kept) -> tuple[str, str, str]:
        passage = kept.passage
        return passage.language, passage.source_id, str(passage.force or force[passage.source_id])

    for kind, group in groupby(rows, key=shared):
        numbers = [kept.row or 0 for kept in group]
        yield (*kind, numbers[0], numbers[-1] + 1)
