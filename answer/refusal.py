"""Refusals: what was searched, what is not there, and what stands nearest."""

from collections.abc import Sequence

from answer.words import language_name, page_language
from index.library import Library
from index.search import Searched
from ingest.corpus import show_locator_of
from ingest.locators import name_key
from locales import say

NEAREST = 3


def explain_refusal(
    searched: Searched,
    library: Library,
    sources: Sequence[str],
    languages: Sequence[str],
    language: str,
) -> str:
    """Return, in the asker's language, that the sources do not say it, and what was searched.

    `sources` and `languages` are those that were searched, no sources meaning all.
    """
    language = page_language(language)
    parts = [
        say(language, "The sources do not say."),
        _missing(searched, language),
        _searched(library, sources, languages, language),
        _nearest(searched, library, language),
    ]
    return " ".join(part for part in parts if part)


def _missing(searched: Searched, language: str) -> str:
    names = [name_key(key, language) or key for key in searched.references.unknown]
    return say(language, "No source has: {names}.", names=", ".join(names)) if names else ""


def _searched(library: Library, sources: Sequence[str], languages: Sequence[str], language: str) -> str:
    spoken = ", ".join(language_name(code, language) for code in languages)
    if sources:
        labels = [library.sources[id].in_language(library.sources[id].label, language) for id in sources]
        return say(
            language,
            "Searched: {sources}; texts in {languages}.",
            sources=", ".join(labels),
            languages=spoken,
        )
    return say(
        language,
        "Searched: all {count} sources; texts in {languages}.",
        count=len(library.sources),
        languages=spoken,
    )


def _nearest(searched: Searched, library: Library, language: str) -> str:
    places = [
        show_locator_of(library.sources[hit.passage.source_id], hit.passage, language)
        for hit in searched.hits[:NEAREST]
    ]
    return say(language, "Nearest: {provisions}.", provisions="; ".join(places)) if places else ""
