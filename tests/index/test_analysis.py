"""Analysis: a word and the ways people type it become the same term; others do not."""

import pytest

from index.analysis import analyse, content_words
from ingest.corpus import read_corpus
from ingest.folding import fold
from settings import Settings


def meet(one: str, other: str, language: str) -> bool:
    """Return whether every word of `one` shares a term with the word of `other` in its place."""
    pairs = zip(one.split(), other.split(), strict=True)
    return all(set(analyse(a, language)) & set(analyse(b, language)) for a, b in pairs)


@pytest.mark.parametrize(
    ("typed", "printed", "language"),
    [
        ("contratacion publica", "contratación pública", "es"),
        ("contratación pública", "contratacion publica", "es"),
        ("contratacao publica", "contratação pública", "pt"),
        ("marches publics", "marchés publics", "fr"),
        ("CONTRATACIÓN", "contratación", "es"),
        ("diseno", "diseño", "es"),
        ("facade", "façade", "en"),
    ],
)
def test_accents_and_case_make_no_difference(typed: str, printed: str, language: str) -> None:
    assert meet(typed, printed, language)


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("compras públicas", "compra pública", "es"),
        ("suppliers contracted", "supplier contract", "en"),
        ("fornecedores", "fornecedor", "pt"),
        ("entreprises", "entreprise", "fr"),
    ],
)
def test_forms_of_a_word_meet(one: str, other: str, language: str) -> None:
    assert meet(one, other, language)


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [("compra", "contrato", "es"), ("principle", "procurement", "en"), ("12.7.1", "12.7", "en")],
)
def test_different_words_do_not_meet(one: str, other: str, language: str) -> None:
    assert not {*analyse(one, language)[:1]} & {*analyse(other, language)}


def test_each_language_has_its_own_stems() -> None:
    assert meet("objetivos", "objetivo", "es")
    assert not meet("objetivos", "objetivo", "de")


def test_a_language_without_a_stemmer_keeps_whole_words() -> None:
    assert analyse("Öffentliche Verträge", "de") == ["offentliche", "vertrage"]


def test_every_word_of_the_corpus_is_found_when_typed_without_accents() -> None:
    corpus, _ = read_corpus(Settings().corpus)
    words = {
        (word.text, d.language) for d in corpus.documents for word in content_words(d.text, d.language)
    }
    assert any(fold(word) != word.lower() for word, _ in words)
    lost = [word for word, language in words if not meet(fold(word), word, language)]
    assert lost == []


def test_a_compound_gives_itself_and_its_parts() -> None:
    assert analyse("12.7.1", "en") == ["12.7.1", "12"]
    assert analyse("value-for-money", "en")[0] == "value-for-money"
    assert {"valu", "money"} < set(analyse("value-for-money", "en"))


def test_a_mark_at_the_end_belongs_to_no_word() -> None:
    assert analyse("meta 12.7.", "es") == analyse("meta 12.7", "es")


@pytest.mark.parametrize("text", ["", "   ", "¿?!", "—"])
def test_no_words_give_no_terms(text: str) -> None:
    assert analyse(text, "es") == []
    assert content_words(text, "es") == []


@pytest.mark.parametrize(
    ("question", "language", "left"),
    [
        ("What is the duty of the State?", "en", ["duty", "State"]),
        ("¿Qué es la debida diligencia?", "es", ["debida", "diligencia"]),
        ("que es la debida diligencia", "es", ["debida", "diligencia"]),
        ("¿Qué deben hacer los Estados?", "es", ["deben", "hacer", "Estados"]),
        ("¿Y qué de los de la?", "es", []),
        ("o que são compras?", "pt", ["compras"]),
        ("quels sont les marchés ?", "fr", ["marchés"]),
    ],
)
def test_stop_words_are_left_out(question: str, language: str, left: list[str]) -> None:
    assert [word.text for word in content_words(question, language)] == left


def test_content_words_know_their_place() -> None:
    question = "¿Qué mide el indicador 12.7.1 de los ODS?"
    words = content_words(question, "es")
    assert [word.text for word in words] == ["mide", "indicador", "12.7.1", "ODS"]
    assert [question[word.start : word.end] for word in words] == [word.text for word in words]


def test_a_content_word_carries_each_of_its_terms_once() -> None:
    (word,) = content_words("12-12.7", "en")
    assert word.terms == ("12-12.7", "12")
