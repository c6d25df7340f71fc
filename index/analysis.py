"""Words for the lexical index (adapter of PyStemmer and of nltk's stop words).

A word becomes its stem in its language, without case and accents. A word typed without accents has
to meet the accented one, and a stemmer may treat the two differently ("contratacao", "contratação"):
so an accented word stands under both stems, its own and that of its bare form.
"""

import importlib.util
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import Stemmer

from ingest.folding import fold

_LANGUAGES = {"en": "english", "es": "spanish", "pt": "portuguese", "fr": "french"}
_QUESTION_WORDS = {
    "en": {"what", "which", "who", "whom", "whose", "when", "where", "why", "how", "many", "much"},
    "es": {"que", "cual", "cuales", "quien", "quienes", "cuando", "donde", "como", "cuanto", "cuanta"}
    | {"cuantos", "cuantas", "porque"},
    "pt": {"que", "qual", "quais", "quem", "quando", "onde", "como", "quanto", "quanta", "quantos"}
    | {"quantas", "porque"},
    "fr": {"que", "quel", "quelle", "quels", "quelles", "qui", "quand", "ou", "comment", "combien"}
    | {"pourquoi", "est-ce"},
}
"""Words that ask, which nltk's lists of stop words hold only in part; folded."""

_NOT_STOP_WORDS = {"estado", "estados"}
"""The State is what most of the sources speak to; nltk takes it for a form of "estar"."""

_WORD = re.compile(r"\w+(?:[.\-]\w+)*")
_PART = re.compile(r"\w+")


def analyse(text: str, language: str) -> list[str]:
    """Return the terms of `text` in order, for indexing and for searching alike.

    A compound such as "12.7.1" or "value-for-money" gives itself and its parts. A language without a
    stemmer keeps whole words.
    """
    return [term for word in _words(text) for term in _terms(word, language)]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question that is no stop word: its place there, and its terms.

    `whole` are those of the word as it stands; those of the parts of a compound come after them.
    """

    text: str
    start: int
    end: int
    terms: tuple[str, ...]
    whole: tuple[str, ...]


def content_words(text: str, language: str) -> list[Word]:
    """Return the words of `text` that are no stop words, in order; a compound is one word."""
    return list(_content_words(text, language))


@lru_cache(maxsize=64)  # each part of a search asks for those of the question
def _content_words(text: str, language: str) -> tuple[Word, ...]:
    stop = _stop_words(language)
    return tuple(
        Word(
            match[0],
            *match.span(),
            tuple(dict.fromkeys(analyse(match[0], language))),
            tuple(_terms(match[0], language)),
        )
        for match in _WORD.finditer(text)
        if fold(match[0]) not in stop
    )


def _words(text: str) -> Iterator[str]:
    for match in _WORD.finditer(text):
        yield match[0]
        parts = _PART.findall(match[0])
        if len(parts) > 1:
            yield from (part for part in parts if len(part) > 1)


def _terms(word: str, language: str) -> Iterator[str]:
    word, bare = word.lower(), fold(word)
    stemmer = _stemmer(language)
    if stemmer is None or not word.isalpha():
        yield bare
        return
    stems = dict.fromkeys([fold(stemmer.stemWord(word)), fold(stemmer.stemWord(bare))])
    yield from stems


@cache
def _stemmer(language: str) -> Stemmer.Stemmer | None:
    name = _LANGUAGES.get(language)
    return Stemmer.Stemmer(name) if name else None


@cache
def _stop_words(language: str) -> frozenset[str]:
    """Return nltk's stop words of a language, folded; llama-index-core carries the lists."""
    spec = importlib.util.find_spec("llama_index.core")
    for location in (spec.submodule_search_locations or []) if spec else []:
        path = Path(location) / "_static/nltk_cache/corpora/stopwords" / _LANGUAGES.get(language, "")
        if path.is_file():
            words = path.read_text(encoding="utf-8").split()
            return frozenset(({fold(word) for word in words} | _QUESTION_WORDS[language]) - _NOT_STOP_WORDS)
    return frozenset()
