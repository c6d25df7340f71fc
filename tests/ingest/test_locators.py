"""Locators: provisions named in four languages give one key, and a key gives its name back."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.corpus import Corpus, locator_of, show_locator_of
from ingest.locators import (
    canonical_key,
    find_keys,
    format_locator,
    is_provision_heading,
    locator_kinds,
    name_key,
    parse_key,
    show_locator,
    slug,
)
from ingest.passages import split_document

ROMAN = ["i", "ii", "iv", "v", "ix", "xi", "xiv", "xxxix", "xl", "lviii", "xc"]
NUMBERS = st.one_of(
    st.integers(1, 999).map(str),
    st.sampled_from([*ROMAN, "12.7", "12.7.1", "5a", "6.4.2"]),
)
NUMBERED = st.sampled_from(sorted(key for key, kind in locator_kinds().items() if kind.numbered))
NOT_ASKED = tuple(f"{key}-" for key, kind in locator_kinds().items() if not kind.asked)
KEYS = st.one_of(
    st.builds(lambda key, number: f"{key}-{number}", NUMBERED, NUMBERS),
    st.sampled_from(sorted(key for key, kind in locator_kinds().items() if not kind.numbered)),
)


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("Session 3: overview of initiatives", "session-3"),
        ("Sesión 3", "session-3"),
        ("SESION   3", "session-3"),
        ("Sessão 3", "session-3"),
        ("Séance 3", "session-3"),
        ("Guiding Principle 6", "principle-6"),
        ("Principio Rector 6", "principle-6"),
        ("Princípio orientador 6", "principle-6"),
        ("Principe directeur 6", "principle-6"),
        ("UNGP 6", "principle-6"),
        ("PRNU 6", "principle-6"),
        ("Capítulo IV. Derechos humanos", "chapter-iv"),
        ("Chapitre IV", "chapter-iv"),
        ("Artigo 5º", "article-5"),
        ("Art. 5", "article-5"),
        ("Étape 2", "step-2"),
        ("Meta 12.7", "target-12.7"),
        ("ODS 12.7", "target-12.7"),
        ("Indicador 12.7.1:", "indicator-12.7.1"),
        ("Clause 6.6", "clause-6.6"),
        ("Comentario", "commentary"),
        ("Commentaire", "commentary"),
        ("Coffee break (organization for group discussions)", "coffee-break"),
        ("Café", "coffee-break"),
        ("CAPÍTULO PRIMERO", "chapter-1"),
        ("Chapitre premier", "chapter-1"),
        ("Título III. De los contratos", "title-iii"),
        ("SECCIÓN SEGUNDA", "section-2"),
        ("Artículo 1o", "article-1"),
        ("Artículo 2do", "article-2"),
        ("Article 1er", "article-1"),
        ("Artículo N° 5", "article-5"),
        ("Artículo núm. 12", "article-12"),
        ("Artículo 5-A", "article-5-a"),
        ("Artículo 5 bis", "article-5-bis"),
        ("Artículo 24 quáter", "article-24-quater"),
        ("Artículo vigésimo primero", "article-21"),
        ("Artículo undécimo", "article-11"),
    ],
)
def test_a_heading_in_any_of_four_languages_gives_one_key(heading: str, key: str) -> None:
    assert parse_key(heading) == key


@pytest.mark.parametrize(
    "heading",
    [
        "",
        "Session",
        "Article L. 2111-1",
        "Artículo último",
        "Sessions 3",
        "The Session 3",
        "Commentary on Principle 5",
        "Step ill",
        "Paso civil",
    ],
)
def test_a_heading_that_names_no_provision_has_no_key(heading: str) -> None:
    assert parse_key(heading) is None


@pytest.mark.parametrize(
    ("question", "keys"),
    [
        ("¿Qué dice el Principio 6 sobre la Sesión 3?", ["principle-6", "session-3"]),
        ("What time is session 3? And SESSION 3 again?", ["session-3"]),
        ("O que diz o artigo 5º?", ["article-5"]),
        ("Que dit le principe directeur 6 dans son commentaire ?", ["principle-6", "commentary"]),
        ("Is (chapter IV) about human rights?", ["chapter-4"]),
        ("What does SDG 12.7 ask for?", ["target-12.7"]),
        ("How does the plan target civil society?", []),
        ("¿Qué paso civil o principio vil?", []),
        ("obsession 3, subarticle 5", []),
        ("Are lunches in the commentaries?", []),
        ("What is due diligence?", []),
        ("What is the threshold of section 54 of the act?", []),
        ("¿Qué dice el artículo 5 bis?", ["article-5-bis"]),
    ],
)
def test_the_provisions_that_a_question_names(question: str, keys: list[str]) -> None:
    assert find_keys(question) == keys


@pytest.mark.parametrize(
    "question", ["What is the first step I should take?", "What is the target I must meet?"]
)
def test_the_english_pronoun_is_not_a_number(question: str) -> None:
    assert find_keys(question) == []


@pytest.mark.parametrize(("arabic", "roman"), [("capítulo 4", "Capítulo IV"), ("session 3", "Session III")])
def test_a_number_is_the_same_in_both_numerals(arabic: str, roman: str) -> None:
    assert find_keys(arabic) == find_keys(roman) != []


@pytest.mark.parametrize(
    ("question", "keys"),
    [
        ("¿En qué se diferencian los principios 5 y 6?", ["principle-5", "principle-6"]),
        ("Principles 5, 6 and 8 compared", ["principle-5", "principle-6", "principle-8"]),
        ("los pasos 1 y 2", ["step-1", "step-2"]),
        ("sesión 3, 15 minutos", ["session-3"]),
    ],
)
def test_a_plural_names_each_of_its_numbers(question: str, keys: list[str]) -> None:
    assert find_keys(question) == keys


@given(KEYS, st.sampled_from(["en", "es"]))
@example("article-2-bis", "es")
@example("article-5-a", "en")
def test_a_name_is_parsed_back_to_its_key(key: str, language: str) -> None:
    name = name_key(key, language)
    assert name is not None
    assert parse_key(name) == key
    if not key.startswith(NOT_ASKED):
        assert find_keys(f"¿{name}?") == [canonical_key(key)]


@given(KEYS)
def test_a_language_without_names_of_its_own_has_the_english_ones(key: str) -> None:
    assert name_key(key, "fr") == name_key(key, "en")


@pytest.mark.parametrize("key", ["scope", "principle-transparency", "session-mil", ""])
def test_a_key_that_is_not_normative_has_no_name(key: str) -> None:
    assert name_key(key, "en") is None


@pytest.mark.parametrize(
    ("path", "locator"),
    [
        ((), "UNGP 6"),
        (("commentary",), "UNGP 6, commentary"),
        (("session-4", "guiding-questions", "theme-1"), "UNGP 6, Session 4, guiding questions, Theme 1"),
        (("chapter-iv", "due-diligence"), "UNGP 6, chapter IV, due diligence"),
    ],
)
def test_a_locator_names_every_part_of_the_path(path: tuple[str, ...], locator: str) -> None:
    assert format_locator("UNGP 6", path) == locator


def test_a_shown_locator_is_in_the_readers_language() -> None:
    path = ("chapter-iv", "guiding-questions")
    assert show_locator("Notas", path, ["x"], "es") == "Notas, capítulo IV, preguntas orientadoras"


def test_a_part_without_a_name_is_shown_by_its_heading() -> None:
    assert show_locator("Notas", ("scope",), ["Alcance"], "es") == "Notas, Alcance"
    assert (
        show_locator("Notas", ("scope", "theme-1"), ["Alcance", "Tema 1:"], "es")
        == "Notas, Alcance, Tema 1"
    )


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("article-2-bis", "artículo 2 bis"),
        ("article-5-a", "artículo 5-A"),
        ("article-1-2", "artículo 1 (2)"),
        ("title-iii", "título III"),
    ],
)
def test_a_provision_without_a_heading_is_shown_by_its_own_name(key: str, name: str) -> None:
    assert show_locator("Ley", (key,), ["Capítulo I"], "es") == f"Ley, {name}"


def test_a_long_heading_is_cut_at_60_characters() -> None:
    assert show_locator("N", ("scope",), ["a" * 60], "en") == f"N, {'a' * 60}"
    assert show_locator("N", ("scope",), ["a" * 61], "en") == f"N, {'a' * 59}…"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Principle 5", True),
        ("COMMENTARY", True),
        ("Session 3: overview", True),
        ("Article 5 Scope of application", True),
        ("Article 5 – scope", True),
        ("Principle 6 of this document", False),
        ("Principle 6, which says", False),
        ("principle 6", False),
        ("Principle 5.", False),
        ("States should act", False),
        ("", False),
        (f"Principle 5 {'A' * 80}", False),
    ],
)
def test_lines_of_running_text_that_are_headings(line: str, expected: bool) -> None:
    assert is_provision_heading(line) is expected


@given(st.text())
@example("a" * 61)
def test_a_slug_has_only_plain_characters(heading: str) -> None:
    made = slug(heading)
    assert made.isascii()
    assert 1 <= len(made) <= 60
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-")


def test_every_provision_of_the_corpus_has_a_locator_of_its_own(corpus: Corpus) -> None:
    sources = {source.id: source for source in corpus.sources}
    for document in corpus.documents:
        label = sources[document.source_id].label["en"]
        locators = [format_locator(label, provision.path) for provision in document.provisions]
        assert len(set(locators)) == len(locators)


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_two_sources_share_a_label(language: str, corpus: Corpus) -> None:
    labels = [source.in_language(source.label, language) for source in corpus.sources]
    assert len(set(labels)) == len(labels)


def test_a_locator_is_the_same_in_both_versions_and_shown_in_the_readers_words(corpus: Corpus) -> None:
    brief = corpus.sources[0]
    for document in (d for d in corpus.documents if d.source_id == brief.id):
        (row,) = (p for p in split_document(document) if p.path == ("session-3",))
        assert locator_of(brief, row) == "Workshop brief, Session 3"
        assert show_locator_of(brief, row, "es") == "Programa del taller, Sesión 3"
        assert show_locator_of(brief, row, "en") == "Workshop brief, Session 3"


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Who leads the second session?", ["session-2"]),
        ("¿Quién modera la tercera sesión?", ["session-3"]),
        ("En el segundo tema de los grupos", ["theme-2"]),
        ("la quatrième séance", ["session-4"]),
        ("the second principle of it", []),
        ("the seconds of the session", []),
    ],
)
def test_sessions_and_themes_may_be_counted_in_words(text: str, keys: list[str]) -> None:
    assert find_keys(text) == keys
