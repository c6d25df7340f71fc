"""One generation of the index, opened: library, vector store, token vectors, lexical indexes."""

from dataclasses import dataclass
from pathlib import Path

from index.errors import IndexFault
from index.lexical import LexicalIndex
from index.library import Library
from index.manifest import Manifest
from index.store import VectorStore
from index.token_vectors import TokenVectors

_PARTS = {"library": "library.sqlite", "chroma": "chroma", "tokens": "tokens", "words": "words"}


@dataclass(frozen=True, slots=True)
class Generation:
    """The opened parts of a generation; `words` holds a lexical index per language."""

    manifest: Manifest
    library: Library
    store: VectorStore
    tokens: TokenVectors
    words: dict[str, LexicalIndex]

    def close(self) -> None:
        """Let go of every file."""
        self.library.close()
        self.store.close()


def part(folder: Path, name: str) -> Path:
    """Return where a part ("library", "chroma", "tokens", "words") lies in a generation's folder."""
    return folder / _PARTS[name]


def open_generation(data: Path, manifest: Manifest) -> Generation:
    """Open the generation that the manifest names, and check that its parts fit each other.

    Raises:
        IndexFault: a part is missing or damaged.
    """
    folder = data / manifest.generation
    for name in _PARTS:
        if not part(folder, name).exists():
            raise IndexFault(
                "The index in {data} is damaged: {part} is missing. Build it again: python -m index build",
                data=str(data),
                part=str(part(folder, name)),
            )
    library = Library(part(folder, "library"))
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
    return Generation(manifest, library, store, tokens, words)
