"""The language of a question, however short it is."""

import pytest

from ingest.language import recognise_language
from ingest.languages import QUESTION_LANGUAGES


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("¿Puedo exigir un código de conducta en el pliego?", "es"),
        ("puedo exigir un codigo de conducta en el pliego", "es"),
        ("May I require a code of conduct in the tender?", "en"),
        ("Posso exigir um código de conduta no edital?", "pt"),
        ("Puis-je exiger un code de conduite dans l'appel d'offres ?", "fr"),
    ],
)
@pytest.mark.parametrize("preferred", ["", "es", "en"])
def test_a_sentence_is_recognised_whatever_is_preferred(
    question: str, language: str, preferred: str
) -> None:
    assert recognise_language(question, preferred) == language


@pytest.mark.parametrize("question", ["UNGP 5?", "12.7.1", "ISO 20400", ""])
@pytest.mark.parametrize("preferred", ["es", "en"])
def test_a_question_too_short_to_tell_counts_as_the_preferred(question: str, preferred: str) -> None:
    assert recognise_language(question, preferred) == preferred


@pytest.mark.parametrize("question", ["", "???", "12.7.1", "Ölpreis überall gestiegen", "日本語"])
def test_every_question_has_one_of_the_four(question: str) -> None:
    assert recognise_language(question) in QUESTION_LANGUAGES
