"""The project's notes: each in both languages, with the same provisions, and said to be notes."""

import pytest

from ingest.corpus import Corpus
from ingest.document import Document, Force
from ingest.passages import split_document
from ingest.register import Source

NOTES = ("oecd-guidelines", "oecd-dd-guidance", "oecd-rec-procurement", "sdg-12.7", "iso-20400")
LEAST_WORDS = 400


@pytest.fixture(params=NOTES)
def notes(request: pytest.FixtureRequest, corpus: Corpus) -> tuple[Source, list[Document]]:
    (source,) = (source for source in corpus.sources if source.id == request.param)
    return source, [document for document in corpus.documents if document.source_id == request.param]


def test_no_other_source_is_called_notes(corpus: Corpus) -> None:
    assert {source.id for source in corpus.sources if source.force is Force.NOTES} == set(NOTES)


def test_notes_exist_in_both_languages(notes: tuple[Source, list[Document]]) -> None:
    _, documents = notes
    assert sorted(document.language for document in documents) == ["en", "es"]


def test_both_languages_have_the_same_provisions(notes: tuple[Source, list[Document]]) -> None:
    _, (one, other) = notes
    assert [provision.path for provision in one.provisions] == [p.path for p in other.provisions]
    assert len(one.provisions) > 1


def test_both_languages_have_the_same_rows_and_items(notes: tuple[Source, list[Document]]) -> None:
    _, (one, other) = notes
    kinds = [
        [[block.kind for block in provision.blocks] for provision in document.provisions]
        for document in (one, other)
    ]
    assert kinds[0] == kinds[1]


def test_notes_are_long_enough_to_answer_from(notes: tuple[Source, list[Document]]) -> None:
    _, documents = notes
    for document in documents:
        assert len(document.text.split()) >= LEAST_WORDS


def test_notes_say_that_they_are_not_the_text(notes: tuple[Source, list[Document]]) -> None:
    source, documents = notes
    assert source.force is Force.NOTES
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


def test_a_reader_sees_who_wrote_them_and_where_the_text_is(notes: tuple[Source, list[Document]]) -> None:
    source, _ = notes
    assert "Cotejo" in source.publisher["en"]
    assert "Cotejo" in source.publisher["es"]
    assert source.address["en"].startswith(("https://", "http://"))
