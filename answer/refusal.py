"""Refusals: what was searched, what is not there, and what stands nearest."""

from collections.abc import Sequence

from answer.words import language_name, page_language
from index.library import Library
from index.search import Searched
from ingest.corpus import show_locator_of
from locales import Message, say

NEAREST = 3


def explain_refusal(
    searched: Searched,
    library: Library,
    sources: Sequence[str],
    languages: Sequence[str],
    language: str,
) -> str:
    """Return, in the asker's language, that the sources do not say it, and what was searched."""
    language = page_language(language)
    names = [
        library.sources[id].in_language(library.sources[id].label, language)
        for id in (sources or library.sources)
    ]
    searched_words = Message(
        "Searched: {sources}; texts in {languages}.",
        {
            "sources": ", ".join(names),
            "languages": ", ".join(language_name(code, language) for code in languages),
        },
    )
    parts = [say(language, "The sources do not say."), searched_words.say(language)]
    nearest = [
        show_locator_of(library.sources[hit.passage.source_id], hit.passage, language)
        for hit in searched.hits[:NEAREST]
    ]
    if nearest:
        parts.append(say(language, "Nearest: {provisions}.", provisions="; ".join(nearest)))
    return " ".join(parts)
