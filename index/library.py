"""The library of one generation: sources, document texts and passages, in one SQLite file.

A passage's text is never stored: it is cut from its document's text each time, so the two cannot differ.
The text is kept in parts, so that cutting a passage reads the part that it stands in.
"""

import json
import sqlite3
from collections.abc import Collection, Sequence
from functools import lru_cache
from pathlib import Path

from index.dense_rows import Rows
from index.errors import IndexFault
from ingest.document import Document, Force, Page
from ingest.passages import Passage
from ingest.register import Source

PART = 1 << 15
"""Characters of a document's text in one part."""
_AT_ONCE = 500
"""Values in one query."""
_PASSAGE = "id, source_id, language, path, headings, start, end, sentences, columns, page, force"


class Library:
    """An opened library; safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        """Open the library file at `path`.

        Raises:
            IndexFault: the file is missing or damaged.
        """
        self._path = path
        try:
            self._connection = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            self.sources = {
                id: _source(json.loads(entry))
                for id, entry in self._connection.execute("SELECT id, entry FROM sources ORDER BY place")
            }
        except sqlite3.Error as error:
            raise self._damaged(error) from error
        self.document = lru_cache(maxsize=64)(self._document)
        self._part = lru_cache(maxsize=512)(self._read_part)
        self.runs = lru_cache(maxsize=64)(self._runs)

    def languages(self) -> list[str]:
        """Return the languages that passages exist in, sorted."""
        rows = self._rows("SELECT DISTINCT language FROM documents ORDER BY language")
        return [language for (language,) in rows]

    def languages_of(self, source_id: str) -> list[str]:
        """Return the languages that a source has a text in, sorted."""
        rows = self._rows(
            "SELECT language FROM documents WHERE source_id = ? ORDER BY language", (source_id,)
        )
        return [language for (language,) in rows]

    def has_provision(self, key: str) -> bool:
        """Return whether a provision has this canonical key, or lies under it by its number ("article-5.2"
        under "article-5")."""
        rows = self._rows(
            "SELECT 1 FROM provisions WHERE key = ? OR (key >= ? AND key < ?) LIMIT 1",
            (key, f"{key}.", f"{key}/"),  # "/" is the character after "."
        )
        return bool(rows)

    def named(self, keys: Collection[str], most: int, sources: Sequence[str] = ()) -> list[Passage]:
        """Return up to `most` embedded passages of the provisions that `keys` name, in any language.

        Keys are canonical. A provision named itself comes before what lies below it; `sources`, when
        given, keeps only theirs.
        """
        if not keys:
            return []
        marks = ",".join("?" * len(keys))
        kept = f"AND source_id IN ({','.join('?' * len(sources))})" if sources else ""
        rows = self._rows(
            f"SELECT MIN(depth), source_id, path FROM provisions WHERE key IN ({marks}) {kept} "
            "GROUP BY source_id, path ORDER BY 1, 2, 3 LIMIT ?",
            (*keys, *sources, most),
        )
        found: list[Passage] = []
        for _, source_id, path in rows:
            if len(found) >= most:
                break
            where = "WHERE source_id = ? AND path = ? AND row >= 0 ORDER BY language, start"
            found += self._passages(where, (source_id, path))
        return found[:most]

    def _runs(
        self, language: str, sources: tuple[str, ...] = (), forces: tuple[str, ...] = ()
    ) -> tuple[list[Rows], int]:
        """Return the runs of rows of a language, of those sources and forces if given, and their size."""
        where, values = "language = ?", [language]
        for column, wanted in (("source_id", sources), ("force", forces)):
            if wanted:
                where += f" AND {column} IN ({','.join('?' * len(wanted))})"
                values += wanted
        rows = self._rows(f"SELECT first, end FROM runs WHERE {where} ORDER BY first", tuple(values))
        joined: list[Rows] = []
        for first, end in ((int(first), int(end)) for first, end in rows):
            if joined and joined[-1][1] == first:
                joined[-1] = (joined[-1][0], end)
            else:
                joined.append((first, end))
        return joined, sum(end - first for first, end in joined)

    def _document(self, source_id: str, language: str) -> Document:
        """Return a document's text and pages; its provisions are given by `passages_of`.

        Raises:
            KeyError: the source has no text in that language.
        """
        rows = self._rows(
            "SELECT path, title, pages FROM documents WHERE source_id = ? AND language = ?",
            (source_id, language),
        )
        if not rows:
            raise KeyError((source_id, language))
        path, title, pages = rows[0]
        parts = self._rows(
            "SELECT text FROM texts WHERE source_id = ? AND language = ? ORDER BY part",
            (source_id, language),
        )
        text = "".join(part for (part,) in parts)
        return Document(
            source_id, language, path, title, text, (),
            tuple(
                Page(p["number"], p["label"], tuple(p["span"]), p["recognised"]) for p in json.loads(pages)
            ),
        )  # fmt: skip

    def passage(self, passage_id: str) -> Passage | None:
        """Return the passage with this id, or None."""
        found = self._passages("WHERE id = ?", (passage_id,))
        return found[0] if found else None

    def passages(self, ids: Sequence[str]) -> dict[str, Passage]:
        """Return those of the passages that exist, by id."""
        marks = ",".join("?" * len(ids))
        return {p.id: p for p in self._passages(f"WHERE id IN ({marks})", tuple(ids))}

    def rows(self, ids: Sequence[str]) -> dict[str, int]:
        """Return the rows, among the embedded passages, of those of `ids` that are embedded."""
        found: dict[str, int] = {}
        for start in range(0, len(ids), _AT_ONCE):
            some = tuple(ids[start : start + _AT_ONCE])
            marks = ",".join("?" * len(some))
            rows = self._rows(f"SELECT id, row FROM passages WHERE id IN ({marks}) AND row >= 0", some)
            found |= {id: int(row) for id, row in rows}
        return found

    def ids(self, rows: Sequence[int]) -> list[str]:
        """Return the ids of embedded passages by their rows, in the order given."""
        marks = ",".join("?" * len(rows))
        query = f"SELECT row, id FROM passages WHERE row IN ({marks})"
        found = {int(row): id for row, id in self._rows(query, tuple(rows))}
        return [found[row] for row in rows]

    def provision(
        self, source_id: str, path: tuple[str, ...], language: str | None = None
    ) -> list[Passage]:
        """Return the passages of a provision, in one language or in all, in the text's order."""
        where, values = "WHERE source_id = ? AND path = ?", [source_id, "/".join(path)]
        if language is not None:
            where += " AND language = ?"
            values.append(language)
        return self._passages(f"{where} ORDER BY language, start", tuple(values))

    def passages_of(self, source_id: str, language: str) -> list[Passage]:
        """Return every passage of one document, in the text's order."""
        return self._passages("WHERE source_id = ? AND language = ? ORDER BY start", (source_id, language))

    def embedded(self, digests: Sequence[str]) -> dict[str, tuple[int, str, str]]:
        """Return (row, id, language) of an embedded passage for each known digest of embedded text."""
        found = {}
        for digest in digests:
            rows = self._rows(
                "SELECT row, id, language FROM passages WHERE embedded = ? AND row >= 0 LIMIT 1",
                (digest,),
            )
            if rows:
                row, id, language = rows[0]
                found[digest] = (int(row), id, language)
        return found

    def terms(self) -> dict[tuple[str, str], str]:
        """Return the terms of every embedded text by its digest and language."""
        rows = self._rows("SELECT embedded, language, terms FROM passages WHERE row >= 0")
        return {(digest, language): terms for digest, language, terms in rows}

    def searchable(self, language: str) -> list[str]:
        """Return the ids of the passages of a language that have vectors."""
        rows = self._rows("SELECT id FROM passages WHERE language = ? AND row >= 0", (language,))
        return [id for (id,) in rows]

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _passages(self, where: str, values: tuple[object, ...]) -> list[Passage]:
        return [self._cut(row) for row in self._rows(f"SELECT {_PASSAGE} FROM passages {where}", values)]

    def _cut(self, row: tuple[str, ...]) -> Passage:
        id, source_id, language, path, headings, start, end, sentences, columns, page, force = row
        text = self._text(source_id, language, int(start), int(end))
        above, parted, cells = json.loads(f"[{headings},{sentences},{columns}]")
        return Passage(
            id, source_id, language, tuple(part for part in path.split("/") if part),
            tuple(above), int(start), int(end), text,
            tuple((a, b) for a, b in parted),
            tuple((head, (a, b)) for head, (a, b) in cells),
            int(page) if page is not None else None,
            Force(force) if force else None,
        )  # fmt: skip

    def _text(self, source_id: str, language: str, start: int, end: int) -> str:
        first = start // PART
        parts = [self._part(source_id, language, part) for part in range(first, -(-end // PART))]
        return "".join(parts)[start - first * PART : end - first * PART]

    def _read_part(self, source_id: str, language: str, part: int) -> str:
        rows = self._rows(
            "SELECT text FROM texts WHERE source_id = ? AND language = ? AND part = ?",
            (source_id, language, part),
        )
        return rows[0][0] if rows else ""

    def _rows(self, query: str, values: tuple[object, ...] = ()) -> list[tuple[str, ...]]:
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> IndexFault:
        return IndexFault(
            "The library file {path} is damaged ({reason}). Build the index again: python -m index build",
            path=str(self._path),
            reason=str(error),
        )


def _source(entry: dict[str, object]) -> Source:
    values = {key: tuple(v) if isinstance(v, list) else v for key, v in entry.items()}
    values["force"] = Force(str(values["force"]))
    return Source(**values)  # type: ignore[arg-type]
