"""One generation of the index, opened: library, vectors, token vectors, lexical indexes."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.dense_rows import DenseRows
from index.errors import IndexFault
from index.lexical import LexicalIndex
from index.library import Library
from index.manifest import Manifest
from index.store import VectorStore
from index.token_vectors import TokenVectors

_PARTS = {
    "library": "library.sqlite", "chroma": "chroma", "dense": "dense.i8",
    "tokens": "tokens", "words": "words",
}  # fmt: skip
_LISTING = "files.json"
_GRAPH_KEPT = "index_metadata.pickle"
"""Chroma's, beside the graph of a collection that is large enough for it to be kept."""


@dataclass(frozen=True, slots=True)
class Generation:
    """The opened parts of a generation; `words` holds a lexical index per language."""

    folder: Path
    manifest: Manifest
    library: Library
    store: VectorStore
    dense: DenseRows
    tokens: TokenVectors
    words: dict[str, LexicalIndex]

    def close(self) -> None:
        """Let go of every file."""
        self.library.close()
        self.store.close()
        self.tokens.close()


def part(folder: Path, name: str) -> Path:
    """Return where a part ("library", "chroma", "dense", "tokens", "words") of a generation lies."""
    return folder / _PARTS[name]


def list_files(folder: Path) -> None:
    """Write down the size of each file of a finished generation, by which opening knows it is whole."""
    sizes = {
        path.relative_to(folder).as_posix(): path.stat().st_size
        for path in sorted(folder.rglob("*"))
        if path.is_file() and _stays(folder, path)
    }
    (folder / _LISTING).write_text(json.dumps(sizes, indent=1), encoding="utf-8")


def _stays(folder: Path, path: Path) -> bool:
    """Return whether a file keeps its size from now on.

    SQLite sees by itself when its files are cut off; locks are empty. Of a small collection Chroma has all
    in SQLite, and makes the graph anew, in the same files, whenever it is opened: a reader that is killed
    then leaves files that are cut off, and nothing is lost.
    """
    if ".sqlite" in path.name or path.name.startswith("."):
        return False
    graph = path.parent.parent == part(folder, "chroma")
    return not graph or (path.parent / _GRAPH_KEPT).exists()


def open_generation(data: Path, manifest: Manifest) -> Generation:
    """Open the generation that the manifest names, and check that its parts fit each other.

    Raises:
        IndexFault: a part is missing or damaged.
    """
    folder = data / manifest.generation
    _check_files(data, folder)
    library = Library(part(folder, "library"))
    dense = DenseRows(part(folder, "dense"), manifest.dimension, manifest.passages)
    tokens = TokenVectors(part(folder, "tokens"), manifest.dimension, manifest.passages)
    words = {
        language: LexicalIndex(part(folder, "words") / language, language)
        for language in manifest.languages
    }
    store = VectorStore(part(folder, "chroma"))
    counts = {
        "vectors": sum(store.count(language) for language in manifest.languages),
        "words": sum(index.count for index in words.values()),
    }
    for name, count in counts.items():
        if count != manifest.passages:
            raise IndexFault(
                "The index in {data} is damaged: {part} hold {count} passages, expected {expected}. "
                "Build it again: python -m index build",
                data=str(data),
                part=name,
                count=count,
                expected=manifest.passages,
            )
    return Generation(folder, manifest, library, store, dense, tokens, words)


@contextmanager
def open_library(data: Path, generation: str) -> Iterator[Library]:
    """Open the library alone of a generation, and close it at the end.

    Raises:
        IndexFault: it is missing or damaged.
    """
    library = Library(part(data / generation, "library"))
    try:
        yield library
    finally:
        library.close()


def _check_files(data: Path, folder: Path) -> None:
    """Refuse a folder of which a part is missing or cut off, as after a copy that was interrupted."""
    for path in (folder / _LISTING, *(part(folder, name) for name in _PARTS)):
        if not path.exists():
            raise _missing(data, path)
    try:
        sizes = json.loads((folder / _LISTING).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _unreadable(data, folder / _LISTING) from error
    for name, size in sizes.items():
        path = folder / name
        if not path.is_file():
            raise _missing(data, path)
        if path.stat().st_size != size:
            raise _unreadable(data, path)


def _missing(data: Path, path: Path) -> IndexFault:
    return IndexFault(
        "The index in {data} is damaged: {part} is missing. Build it again: python -m index build",
        data=str(data),
        part=str(path),
    )


def _unreadable(data: Path, path: Path) -> IndexFault:
    return IndexFault(
        "The index in {data} is damaged: {name} cannot be read. Build it again: python -m index build",
        data=str(data),
        name=str(path.relative_to(data)),
    )
