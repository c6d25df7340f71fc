"""What a question names: provisions ("Principio 6", "Session 3") and sources ("ISO 20400").

Names are the same in every language, so they find the same provisions from any of them. A named
provision that the corpus does not hold is worth knowing too: it cannot be answered from another.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property, lru_cache

from index.analysis import content_words
from index.library import Library
from ingest.folding import fold
from ingest.languages import QUESTION_LANGUAGES
from ingest.locators import canonical_key, find_keys, locator_kinds
from ingest.passages import Passage

_WORD = re.compile(r"\w+")
_SAYING = {"say", "says", "dice", "dicen", "diz", "dizem", "dit", "disent"}


@dataclass(frozen=True, slots=True)
class References:
    """What a question names: keys of provisions, sources; and the keys that no provision has."""

    keys: tuple[str, ...]
    sources: tuple[str, ...]
    unknown: tuple[str, ...]
    bare: bool = False
    """Whether the question says nothing but names ("UNGP 5", "¿Qué dice el Principio 6?")."""

    def share(self, passage: Passage, library: Library) -> float:
        """Return how much the provision of a passage is the one that is named, 0 to 1.

        1 is for the provision whose every part is named; it is less the more of the names are of others,
        and the deeper the provision lies below what is named. Notes that stand beside the text itself
        are not what is named: who names a principle wants to hear the principle first.
        """
        source = library.sources[passage.source_id]
        if passage.force and passage.force != source.force:
            return 0.0
        own = source.key
        path = [canonical_key(key) for key in passage.path]
        met = {own, *path} & set(self.keys)
        if not met:
            return 0.0
        whole = own in met or not path
        deep = 1.0 if whole else len(met & {*path}) / len(path)
        return len(met) / len(self.keys) * (0.6 + 0.4 * deep)


class NamedSources:
    """The sources of a library by their names, looked up by the first word of each."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._by_word: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for source in library.sources.values():
            for name in source.names:
                if words := _WORD.findall(fold(name)):
                    self._by_word[words[0]].append((source.id, name))
        self._own = {source.key: source.id for source in library.sources.values() if source.key}

    def find(self, question: str) -> References:
        """Return what `question` names, as far as the library's register and provisions know it."""
        keys = find_keys(question)
        folded = fold(question)
        named = {
            source_id
            for word in set(_WORD.findall(folded))
            for source_id, name in self._by_word.get(word, ())
            if _pattern(name).search(folded)
        }
        named |= {self._own[key] for key in keys if key in self._own}
        sources = [source_id for source_id in self._library.sources if source_id in named]
        unknown = [k for k in keys if not self._is_name(k) and not self._library.has_provision(k)]
        return References(tuple(keys), tuple(sources), tuple(unknown), bool(keys) and _is_bare(question))

    def _is_name(self, key: str) -> bool:
        return any(name == key or name.startswith(f"{key}.") for name in self._keys)

    @cached_property
    def _keys(self) -> set[str]:
        """The keys of sources that are provisions, and those in the names of others ("Ley 19.886")."""
        sources = self._library.sources.values()
        return {*self._own} | {
            key for source in sources for name in source.names for key in find_keys(name)
        }


def _is_bare(question: str) -> bool:
    """Return whether, in one of the languages, every content word is part of a name or a number."""
    names = {word for kind in locator_kinds().values() for name in kind.words for word in name.split()}
    return any(
        all(_is_of_a_name(fold(word.text), names) for word in content_words(question, language))
        for language in QUESTION_LANGUAGES
    )


def _is_of_a_name(word: str, names: set[str]) -> bool:
    singular = re.sub("e?s$", "", word)
    return word in names or singular in names or word[0].isdigit() or word in _SAYING


@lru_cache(maxsize=512)
def _pattern(name: str) -> re.Pattern[str]:
    words = re.split(r"\s+", fold(name).strip())
    spaced = r"\s+".join(re.escape(word) for word in words)
    return re.compile(rf"(?<!\w){spaced}(?!\w)")
