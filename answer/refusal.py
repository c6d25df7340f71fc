"""Refusals: what was searched, what is not there, and what stands nearest."""

from collections.abc import Sequence

from answer.replying import Reply
from answer.words import language_name, page_language
from index.library import Library
from ingest.corpus import show_locator_of
from ingest.locators import name_key
from locales import say

NEAREST = 3


def explain_refusal(
    replies: Sequence[Reply],
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
        _missing(replies, language),
        _searched(library, sources, languages, language),
        _nearest(replies, library, language),
        _help(language),
    ]
    return " ".join(part for part in parts if part)


def _missing(replies: Sequence[Reply], language: str) -> str:
    unknown = dict.fromkeys(key for reply in replies for key in reply.searched.references.unknown)
    names = [name_key(key, language) or key for key in unknown]
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


def _nearest(replies: Sequence[Reply], library: Library, language: str) -> str:
    places = dict.fromkeys(
        show_locator_of(library.sources[hit.passage.source_id], hit.passage, language)
        for reply in replies
        for hit in reply.searched.hits[:NEAREST]
    )
    return say(language, "Nearest: {provisions}.", provisions="; ".join(places)) if places else ""


def _help(language: str) -> str:
    return say(language, "It may help to name the provision or the source, to ask for one thing at a time, "
                         "or to add a text that treats it.")  # fmt: skip
