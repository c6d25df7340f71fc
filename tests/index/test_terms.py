"""Names that differ between languages: a question says them as the texts of each language do."""

import pytest

from index.terms import terms, translate_terms
from locales import LANGUAGES


@pytest.mark.parametrize(
    ("question", "language", "translated"),
    [
        ("¿Qué es la RICG?", "en", "¿Qué es la INGP?"),
        ("What is the INGP?", "es", "What is the RICG?"),
        ("Quelle est la RICG ?", "en", "Quelle est la INGP ?"),
        ("¿Qué es la Red Interamericana de Compras Gubernamentales?", "en", "¿Qué es la INGP?"),
        ("PRNU 6", "en", "UNGP 6"),
        ("UN Guiding Principles", "es", "PRNU"),
        ("debida diligencia", "en", "due diligence"),
        ("OECD and ILO", "es", "OCDE and OIT"),
        ("Que dit le PIDESC aux PME ?", "es", "Que dit le PIDESC aux pymes ?"),
        ("¿La RSE obliga a las mipymes?", "en", "¿La CSR obliga a las SMEs?"),
        ("O PNC e o PCN", "fr", "O Points de contact nationaux e o PCN"),
    ],
)
def test_a_term_is_said_in_the_words_of_the_texts(question: str, language: str, translated: str) -> None:
    assert translate_terms(question, language) == translated


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("What is due diligence?", "en"),
        ("¿Qué es la diligencia debida?", "es"),  # a name of that language, if not its first
        ("RICGX, xOECD, silo", "en"),
        ("¿Qué son los derechos humanos?", "en"),
        ("¿Qué es la OCDE?", "de"),
        ("", "en"),
    ],
)
def test_other_words_stay(question: str, language: str) -> None:
    assert translate_terms(question, language) == question


def test_case_and_accents_of_a_term_make_no_difference() -> None:
    assert translate_terms("red interamericana de compras gubernamentales", "en") == "INGP"
    assert translate_terms("ORGANIZACION INTERNACIONAL DEL TRABAJO", "en") == "ILO"


def test_signs_that_fold_to_several_letters_do_not_shift_what_follows() -> None:
    assert translate_terms("½ ﬁn… OCDE", "en") == "½ ﬁn… OECD"


def test_a_name_stands_for_one_thing_only() -> None:
    owners: dict[str, int] = {}
    for number, term in enumerate(terms()):
        assert set(LANGUAGES) <= set(term.names)
        for name in {name.lower() for names in term.names.values() for name in names}:
            assert owners.setdefault(name, number) == number, name
