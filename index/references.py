"""What a question names: provisions ("Principio 6", "Session 3") and sources ("ISO 20400").

Names are the same in every language, so they find the same provisions from any of them. A named
provision that the corpus does not hold is worth knowing too: it cannot be answered from another.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from index.library import Library
from ingest.folding import fold
from ingest.locators import find_keys
from ingest.passages import Passage


@dataclass(frozen=True, slots=True)
class References:
    """Keys and sources that a question names, and the keys among them that no provision has."""

    keys: tuple[str, ...]
    sources: tuple[str, ...]
    unknown: tuple[str, ...]

    def weigh(self, passage: Passage, library: Library, reference: float, source: float) -> float:
        """Return `reference` if the passage stands in a named provision, plus `source` if in a named
        source."""
        own = library.sources[passage.source_id].key
        named = any(key in passage.path or key == own for key in self.keys)
        return reference * named + source * (passage.source_id in self.sources)


def find_references(question: str, library: Library) -> References:
    """Return what `question` names, as far as the library's register and provisions know it."""
    keys = find_keys(question)
    folded = fold(question)
    sources = [
        source.id
        for source in library.sources.values()
        if source.key in keys or any(_mentions(folded, name) for name in source.names)
    ]
    known = library.keys() | {source.key for source in library.sources.values() if source.key}
    unknown = [k for k in keys if not any(n == k or n.startswith(f"{k}.") for n in known)]
    return References(tuple(keys), tuple(sources), tuple(unknown))


@lru_cache(maxsize=512)
def _pattern(name: str) -> re.Pattern[str]:
    words = re.split(r"\s+", fold(name).strip())
    spaced = r"\s+".join(re.escape(word) for word in words)
    return re.compile(rf"(?<!\w){spaced}(?!\w)")


def _mentions(folded: str, name: str) -> bool:
    return _pattern(name).search(folded) is not None
