"""The language of a question (adapter of lingua)."""

from functools import cache

from lingua import IsoCode639_1, Language, LanguageDetector, LanguageDetectorBuilder

QUESTION_LANGUAGES = ("es", "en", "pt", "fr")
_SURE = 0.6


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


@cache
def _detector() -> LanguageDetector:
    languages = [Language.from_iso_code_639_1(IsoCode639_1.from_str(code)) for code in QUESTION_LANGUAGES]
    return LanguageDetectorBuilder.from_languages(*languages).build()
