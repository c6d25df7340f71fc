"""Provisions in four languages: numbered paragraphs, articles, clauses, principles and targets."""

import html
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Document
from ingest.flow import Element, ElementKind, write_flow
from ingest.html_reader import read_html
from ingest.passages import split_document
from ingest.plain_reader import read_plain
from ingest.text_builder import TextBuilder
from tests.ingest.exactness import assert_exact
from tests.ingest.pdfs import pdf
from tests.ingest.pdfs import read as read_as_pdf

SENTENCES = {
    "es": "Los Estados deben proteger los derechos humanos.",
    "en": "States must protect human rights.",
    "pt": "Os Estados devem proteger os direitos humanos.",
    "fr": "Les États doivent protéger les droits de l’homme.",
}
NAMES = {
    "article-5": {"es": "Artículo 5", "en": "Article 5", "pt": "Artigo 5º", "fr": "Article 5"},
    "clause-6.6": {"es": "Cláusula 6.6", "en": "Clause 6.6", "pt": "Cláusula 6.6", "fr": "Clause 6.6"},
    "principle-6": {
        "es": "Principio Rector 6",
        "en": "Guiding Principle 6",
        "pt": "Princípio Orientador 6",
        "fr": "Principe directeur 6",
    },
    "target-12.7": {"es": "Meta 12.7", "en": "Target 12.7", "pt": "Meta 12.7", "fr": "Cible 12.7"},
    "chapter-iv": {"es": "Capítulo IV", "en": "CHAPTER IV", "pt": "Capítulo IV", "fr": "Chapitre IV"},
    "paragraph-9": {"es": "Párrafo 9", "en": "Paragraph 9", "pt": "Parágrafo 9", "fr": "Paragraphe 9"},
    "annex-2": {"es": "Anexo 2", "en": "Annex 2", "pt": "Anexo 2", "fr": "Annexe 2"},
}
NAMED = [(key, language, name) for key, names in NAMES.items() for language, name in names.items()]


def plain(folder: Path, paragraphs: list[str], language: str = "en") -> Document:
    path = folder / "made.txt"
    path.write_text("\n\n".join(paragraphs), encoding="utf-8")
    return read_plain(path, "made/made.txt", "made", language, "Made")


def web(folder: Path, paragraphs: list[str], language: str = "en") -> Document:
    path = folder / "made.html"
    path.write_text("".join(f"<p>{html.escape(p)}</p>" for p in paragraphs), encoding="utf-8")
    return read_html(path, "made/made.html", "made", language, "Made")


def paged(folder: Path, paragraphs: list[str], language: str = "en") -> Document:
    return read_as_pdf(folder, pdf([[line for p in paragraphs for line in (p, "")]]))


def paths(document: Document) -> list[tuple[str, ...]]:
    return [provision.path for provision in document.provisions]


Read = Callable[[Path, list[str], str], Document]


@pytest.mark.parametrize(("key", "language", "name"), NAMED)
def test_a_line_that_names_a_provision_opens_it_in_each_language(
    key: str, language: str, name: str, tmp_path: Path
) -> None:
    document = plain(tmp_path, [name, SENTENCES[language]], language)
    assert paths(document) == [(key,)]
    assert document.provisions[0].headings == ("Made", name)


@pytest.mark.parametrize("read", [plain, web, paged])
@pytest.mark.parametrize("language", SENTENCES)
def test_five_paragraphs_with_numbers_in_a_row_are_provisions(
    language: str, read: Read, tmp_path: Path
) -> None:
    numbered = [f"{n}. {SENTENCES[language]}" for n in range(1, 6)]
    document = read(tmp_path, ["Preamble of the text.", *numbered], language)
    assert paths(document) == [(), *((f"paragraph-{n}",) for n in range(1, 6))]
    texts = [passage.text for passage in split_document(document)]
    assert texts == ["Preamble of the text.", *numbered]


def test_four_paragraphs_with_numbers_are_only_paragraphs(tmp_path: Path) -> None:
    assert paths(plain(tmp_path, [f"{n}. States act." for n in range(1, 5)])) == [()]


def test_numbers_that_do_not_follow_each_other_are_no_provisions(tmp_path: Path) -> None:
    assert paths(plain(tmp_path, [f"{n}. States act." for n in (1, 3, 7, 12, 40, 99)])) == [()]


def test_what_follows_a_numbered_paragraph_belongs_to_it_until_the_next_number(tmp_path: Path) -> None:
    paragraphs = [
        "1. One.",
        "More on one.",
        "2. Two.",
        "3. Three.",
        "4. Four.",
        "5. Five.",
        "More on five.",
    ]
    texts = {provision.path: len(provision.blocks) for provision in plain(tmp_path, paragraphs).provisions}
    assert texts == {("paragraph-1",): 2, ("paragraph-5",): 2} | {(f"paragraph-{n}",): 1 for n in (2, 3, 4)}


def test_the_number_is_part_of_the_paragraph_and_can_be_quoted(tmp_path: Path) -> None:
    document = plain(tmp_path, [f"{n}. States act." for n in range(1, 6)])
    block = document.provisions[2].blocks[0]
    assert document.text[slice(*block.quotable)] == "3. States act."


def test_numbered_paragraphs_keep_the_words_of_the_headings_above_them(tmp_path: Path) -> None:
    paragraphs = [
        "Chapter 1",
        *(f"{n}. A." for n in (1, 2, 3)),
        "Chapter 2",
        *(f"{n}. B." for n in (4, 5)),
    ]
    found = {p.path[-1]: p.headings for p in plain(tmp_path, paragraphs).provisions}
    assert found["paragraph-3"] == ("Made", "Chapter 1")
    assert found["paragraph-4"] == ("Made", "Chapter 2")


def test_a_list_inside_a_numbered_paragraph_does_not_end_the_series(tmp_path: Path) -> None:
    main = [f"{n}. States act." for n in range(1, 13)]
    document = plain(tmp_path, [*main[:6], "1. First of a list.", "2. Second of a list.", *main[6:]])
    assert paths(document) == [(f"paragraph-{n}",) for n in range(1, 13)]
    assert len(document.provisions[5].blocks) == 3


@pytest.mark.parametrize("opening", ["12.7 Promote it.", "1990. A year.", "3.ª edición.", "5 States act."])
def test_what_only_looks_like_a_number_is_none(opening: str, tmp_path: Path) -> None:
    document = plain(tmp_path, [*(f"{n}. States act." for n in range(1, 6)), opening])
    assert paths(document)[-1] == ("paragraph-5",)
    assert len(document.provisions[-1].blocks) == 2


WORDS = st.sampled_from([*SENTENCES.values(), "See paragraph 3. And art. 5.", "Ωμέγα 人権 👩\u200d⚖️."])
NUMBERS = st.one_of(st.integers(1, 12), st.just(0))
PARAGRAPH = st.builds(lambda n, words: f"{n}. {words}" if n else words, NUMBERS, WORDS)
SERIES = st.lists(WORDS, min_size=5, max_size=15).map(
    lambda texts: [f"{n}. {text}" for n, text in enumerate(texts, start=1)]
)
NAME = st.sampled_from([name for _, _, name in NAMED]).map(lambda name: [name])
TEXTS = st.lists(st.one_of(SERIES, NAME, PARAGRAPH.map(lambda text: [text])), min_size=1, max_size=8)


@given(TEXTS, st.sampled_from([plain, web]))
def test_offsets_of_numbered_texts_are_exact(tmp_path: Path, parts: list[list[str]], read: Read) -> None:
    paragraphs = [paragraph for part in parts for paragraph in part]
    document = read(tmp_path, paragraphs, "en")
    assert document.text == "\n\n".join(paragraphs)
    assert_exact(document, split_document(document))
    assert len(set(paths(document))) == len(document.provisions)


@given(SERIES, st.lists(WORDS, max_size=5))
def test_each_paragraph_of_a_series_is_the_provision_of_its_number(
    series: list[str], more: list[str]
) -> None:
    builder = TextBuilder("made")
    write_flow([Element(ElementKind.PARAGRAPH, text) for text in [*more, *series]], builder)
    for number, (provision, text) in enumerate(
        zip([p for p in builder.provisions("Made") if p.path], series, strict=True), start=1
    ):
        assert provision.path == (f"paragraph-{number}",)
        assert builder.text[slice(*provision.blocks[0].span)] == text


LAW = {
    "es": [
        "Artículo 1º.- Los contratos se rigen por esta ley.",
        "Artículo 2 bis.- Además, por su reglamento.",
    ],
    "en": ["Article 1. Contracts are governed by this law.", "Article 2 bis: And by its rules."],
    "pt": ["Art. 1º Esta Lei estabelece normas.", "Art. 2º bis - Também outras."],
    "fr": ["Article 1er. – La loi régit les contrats.", "Article 2 bis. - Et ses décrets."],
}


@pytest.mark.parametrize("language", LAW)
def test_articles_with_their_text_on_the_same_line_are_provisions(language: str, tmp_path: Path) -> None:
    assert paths(plain(tmp_path, LAW[language], language)) == [("article-1",), ("article-2-bis",)]


def test_articles_need_no_empty_line_between_them(tmp_path: Path) -> None:
    document = plain(tmp_path, ["\n".join(LAW["es"])], "es")
    assert [passage.text for passage in split_document(document)] == LAW["es"]


@pytest.mark.parametrize("read", [web, paged])
def test_articles_are_recognised_in_every_kind_of_file(read: Read, tmp_path: Path) -> None:
    assert paths(read(tmp_path, LAW["es"], "es")) == [("article-1",), ("article-2-bis",)]


def test_clauses_that_are_counted_in_words_have_their_number(tmp_path: Path) -> None:
    clauses = ["PRIMERA", "SEGUNDA", "TERCERA", "DÉCIMA", "DÉCIMA SEGUNDA"]
    document = plain(tmp_path, [f"CLÁUSULA {name}.- Objeto del contrato." for name in clauses], "es")
    assert paths(document) == [(f"clause-{number}",) for number in (1, 2, 3, 10, 12)]


ARTICLES = [
    "Artículo {}o. Objeto de la ley.",
    "ARTÍCULO N° {}.- Objeto de la ley.",
    "Artículo {}.",
    "Article {}er. – La loi régit les contrats.",
]


@pytest.mark.parametrize("article", ARTICLES)
def test_articles_are_recognised_as_countries_write_them(article: str, tmp_path: Path) -> None:
    articles = [article.format(number) for number in (1, 2)]
    assert paths(web(tmp_path, articles, "es")) == [("article-1",), ("article-2",)]


def test_articles_that_were_put_in_later_are_not_those_before_them(tmp_path: Path) -> None:
    names = ["5", "5 bis", "5-A", "5 B", "6"]
    document = plain(tmp_path, [f"Artículo {name}.- Objeto de la ley." for name in names], "es")
    keys = ["article-5", "article-5-bis", "article-5-a", "article-5-b", "article-6"]
    assert paths(document) == [(key,) for key in keys]


def test_clauses_may_have_their_ordinal_alone(tmp_path: Path) -> None:
    clauses = [
        "PRIMERA.- OBJETO. Se compra.",
        "SEGUNDA: PRECIO. Se paga.",
        "Décima tercera.- Fin del plazo.",
    ]
    document = plain(tmp_path, [*clauses, "Primera vez que se compra.", "Segunda. No es cláusula."], "es")
    assert paths(document) == [("clause-1",), ("clause-2",), ("clause-13",)]


def test_a_sentence_that_begins_with_an_article_opens_nothing(tmp_path: Path) -> None:
    sentences = [
        "Artículo 5 de la ley, que no cambia.",
        "Article 18(2) binds States.",
        "Artículo 7, inciso 2.",
    ]
    assert paths(plain(tmp_path, sentences)) == [()]


def test_numbered_paragraphs_within_an_article_stay_in_it(tmp_path: Path) -> None:
    numbered = [f"{n}. Los Estados actúan." for n in range(1, 7)]
    document = plain(tmp_path, ["Artículo 1", "Objeto de la ley.", "Artículo 2", *numbered], "es")
    assert paths(document) == [("article-1",), ("article-2",)]


def test_paragraphs_whose_numbers_run_on_through_articles_are_provisions(tmp_path: Path) -> None:
    paragraphs = ["Artículo 1", "1. Uno.", "2. Dos.", "3. Tres.", "Artículo 2", "4. Cuatro.", "5. Cinco."]
    document = plain(tmp_path, paragraphs, "es")
    assert [path for path in paths(document) if path[0].startswith("paragraph")] == [
        (f"paragraph-{n}",) for n in range(1, 6)
    ]
