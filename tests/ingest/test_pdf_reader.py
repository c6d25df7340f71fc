"""PDF files: pages and their numbers, and the provisions that lines name."""

from pathlib import Path

import pytest

from ingest.passages import split_document
from tests.ingest.exactness import assert_exact
from tests.ingest.pdfs import PAGES, pdf, read


def test_a_page_has_its_number_and_its_span(tmp_path: Path) -> None:
    document = read(tmp_path, pdf(PAGES))
    assert [(page.number, page.label) for page in document.pages] == [(1, "1"), (2, "2")]
    first, second = (document.text[slice(*page.span)] for page in document.pages)
    assert first.startswith("Scope")
    assert first.strip().endswith("First of page one.")
    assert second.strip().startswith("Second of principle 5.")
    assert second.endswith("Last words.")


@pytest.mark.parametrize(("words", "page"), [("“así”", 1), ("First of", 1), ("Second of", 2), ("Last", 2)])
def test_a_quote_knows_its_page(words: str, page: int, tmp_path: Path) -> None:
    document = read(tmp_path, pdf(PAGES))
    assert document.page_at(document.text.index(words)) == page


def test_a_page_without_text_counts_as_a_page(tmp_path: Path) -> None:
    document = read(tmp_path, pdf([["Cover."], [], ["Third page."]]))
    assert [page.number for page in document.pages] == [1, 2, 3]
    assert document.page_at(document.text.index("Third")) == 3


def test_lines_that_name_provisions_open_them(tmp_path: Path) -> None:
    document = read(tmp_path, pdf(PAGES))
    assert [provision.path for provision in document.provisions] == [
        (),
        ("principle-5",),
        ("principle-5", "commentary"),
        ("principle-6",),
    ]
    passages = {passage.path: passage.text for passage in split_document(document)}
    assert "Second of principle 5." in passages["principle-5",]
    assert "Why it says so." in passages["principle-5", "commentary"]
    assert "Last words." in passages["principle-6",]


@pytest.mark.parametrize(
    "line",
    [
        "Principle 6 of this document and in the law",
        "Article 5, which the next",
        "principle 5 and the commentary",
    ],
)
def test_a_sentence_that_breaks_before_a_name_is_not_a_heading(line: str, tmp_path: Path) -> None:
    document = read(tmp_path, pdf([["Principle 4", "States act, as set out in", line, "line says."]]))
    (provision,) = document.provisions
    assert provision.path == ("principle-4",)
    assert f"as set out in {line} line says." in document.text


def test_passages_of_a_pdf_are_exact(tmp_path: Path) -> None:
    long = [["Principle 5", *[f"Sentence {n} of a long page of words." for n in range(60)]]]
    document = read(tmp_path, pdf([*PAGES, *long]))
    assert_exact(document, split_document(document))
