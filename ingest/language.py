"""The language of a question or of a passage (adapter of lingua)."""

from functools import cache

from lingua import IsoCode639_1, Language, LanguageDetector, LanguageDetectorBuilder

from ingest.languages import QUESTION_LANGUAGES

_SURE = 0.6
_ALL_BUT_CERTAIN = 0.95


def recognise_language(question: str, preferred: str = "") -> str:
    """Return the language of a question: "es", "en", "pt" or "fr".

    A question too short to tell ("UNGP 5?") counts as `preferred`; without that, as the likelier of
    English and Spanish.
    """
    found = {
        result.language.iso_code_639_1.name.lower(): result.value
        for result in _detector().compute_language_confidence_values(question)
    }
    best = max(QUESTION_LANGUAGES, key=lambda language: found[language])
    if found[best] >= _SURE:
        return best
    english, spanish = found["en"], found["es"]
    if max(english, spanish) > 3 * min(english, spanish):
        return "en" if english > spanish else "es"
    return preferred or ("en" if english >= spanish else "es")


def sure_language(text: str) -> str:
    """Return the language of a text of a sentence or more if it is all but certain, else ""."""
    best = _detector().compute_language_confidence_values(text)[0]
    return best.language.iso_code_639_1.name.lower() if best.value >= _ALL_BUT_CERTAIN else ""


@cache
def _detector() -> LanguageDetector:
    languages = [Language.from_iso_code_639_1(IsoCode639_1.from_str(code)) for code in QUESTION_LANGUAGES]
    return LanguageDetectorBuilder.from_languages(*languages).build()
