"""The project's notes: each in both languages, with the same provisions, pinned down, said to be notes."""

import re

import pytest

from ingest.corpus import Corpus, force_of
from ingest.document import BlockKind, Document, Force, Provision
from ingest.passages import split_document
from ingest.register import Source

NOTES = (
    "ungps",
    "oecd-guidelines",
    "oecd-dd-guidance",
    "oecd-rec-procurement",
    "oecd-rbc-procurement",
    "sdg-12.7",
    "iso-20400",
    "ilo-c094",
    "ilo-mne",
    "national-law",
    "procurement-cycle",
)
BESIDE_EXTRACTS = ("ungp-5", "ungp-6")
LEAST_WORDS = 400
LEAST_WORDS_IN_ALL = 12_000
PINPOINT = re.compile(r"\([^()]*(?:\([^()]*\)[^()]*)*\)[.;:]?$")
"""Brackets at the end; those of a paragraph number, as in article 2(4), may stand within."""


@pytest.fixture(params=NOTES)
def notes(request: pytest.FixtureRequest, corpus: Corpus) -> tuple[Source, list[Document]]:
    (source,) = (source for source in corpus.sources if source.id == request.param)
    return source, documents_of(request.param, corpus)


@pytest.fixture(params=NOTES + BESIDE_EXTRACTS)
def versions(request: pytest.FixtureRequest, corpus: Corpus) -> list[list[Provision]]:
    """The provisions of Cotejo's notes in English and in Spanish, for each source that has some."""
    found = [notes_of(document, corpus) for document in documents_of(request.param, corpus)]
    assert len(found) == 2
    return found


def documents_of(source_id: str, corpus: Corpus) -> list[Document]:
    found = [document for document in corpus.documents if document.source_id == source_id]
    return sorted(found, key=lambda document: document.language)


def notes_of(document: Document, corpus: Corpus) -> list[Provision]:
    (source,) = (source for source in corpus.sources if source.id == document.source_id)
    return [p for p in document.provisions if (p.force or source.force) is Force.NOTES]


def words_in(provision: Provision, document: Document) -> int:
    return sum(len(document.text[slice(*block.span)].split()) for block in provision.blocks)


def test_no_other_source_is_called_notes(corpus: Corpus) -> None:
    assert {source.id for source in corpus.sources if source.force is Force.NOTES} == set(NOTES)


def test_notes_exist_in_both_languages(notes: tuple[Source, list[Document]]) -> None:
    _, documents = notes
    assert [document.language for document in documents] == ["en", "es"]


def test_both_languages_have_the_same_provisions(versions: list[list[Provision]]) -> None:
    english, spanish = versions
    assert [provision.path for provision in english] == [provision.path for provision in spanish]
    assert len(english) > 1


def test_both_languages_have_the_same_paragraphs_rows_and_items(versions: list[list[Provision]]) -> None:
    english, spanish = ([[block.kind for block in p.blocks] for p in version] for version in versions)
    assert english == spanish


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_paragraph_and_item_ends_with_its_pinpoint(language: str, corpus: Corpus) -> None:
    bare = [
        (document.path, words)
        for document in corpus.documents
        if document.language == language and document.source_id in NOTES + BESIDE_EXTRACTS
        for provision in notes_of(document, corpus)
        for block in provision.blocks
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM)
        if not PINPOINT.search(words := document.text[slice(*block.span)].strip())
    ]
    assert bare == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_there_are_notes_enough_to_answer_from(language: str, corpus: Corpus) -> None:
    words = {
        source: sum(
            words_in(provision, document)
            for document in documents_of(source, corpus)
            if document.language == language
            for provision in notes_of(document, corpus)
        )
        for source in NOTES + BESIDE_EXTRACTS
    }
    assert sum(words.values()) >= LEAST_WORDS_IN_ALL
    assert [source for source, count in words.items() if count < LEAST_WORDS] == []


def test_notes_say_that_they_are_not_the_text(notes: tuple[Source, list[Document]]) -> None:
    source, documents = notes
    assert source.label["en"].endswith(" (notes)")
    assert source.label["es"].endswith(" (notas)")
    for document in documents:
        start = split_document(document)[0].text
        own, denial = {
            "en": ("Cotejo's own words", "not the"),
            "es": ("de Cotejo", "no el texto"),
        }[document.language]
        assert own in start
        assert denial in start[start.index(own) :]


def test_notes_beside_an_extract_are_not_taken_for_it(corpus: Corpus) -> None:
    for source_id in BESIDE_EXTRACTS:
        (source,) = (source for source in corpus.sources if source.id == source_id)
        for document in documents_of(source_id, corpus):
            forces = {force_of(source, p) for p in split_document(document) if p.path[:1] == ("notes",)}
            assert forces == {Force.NOTES}


def test_a_reader_sees_who_wrote_them(notes: tuple[Source, list[Document]]) -> None:
    source, _ = notes
    assert "Cotejo" in source.publisher["en"]
    assert "Cotejo" in source.publisher["es"]


def test_an_address_leads_to_the_text(notes: tuple[Source, list[Document]]) -> None:
    source, _ = notes
    # Notes on the laws of many countries, or on none, have no single text.
    if source.id not in ("national-law", "procurement-cycle"):
        assert source.address["en"].startswith(("https://", "http://"))
