"""Words that pages and commands share: which language to use, names of languages and of forces."""

from ingest.document import Force
from locales import LANGUAGES, Message

_LANGUAGES = {
    "es": Message("Spanish"),
    "en": Message("English"),
    "pt": Message("Portuguese"),
    "fr": Message("French"),
}
_FORCES = {
    Force.OFFICIAL: Message("official text"),
    Force.EXTRACT: Message("extract quoted in another document"),
    Force.NOTES: Message("notes by Cotejo, not the text itself"),
    Force.BRIEF: Message("workshop brief"),
}


def page_language(language: str) -> str:
    """Return the language, of those Cotejo speaks, for someone who asks in `language`."""
    return language if language in LANGUAGES else {"pt": "es"}.get(language, "en")


def language_name(code: str, language: str) -> str:
    """Return the name of a language, in `language`; its code when Cotejo has no name for it."""
    return _LANGUAGES[code].say(language) if code in _LANGUAGES else code


def force_name(force: str, language: str) -> str:
    """Return what a source is, in words of `language`."""
    return _FORCES[Force(force)].say(language)
