"""No word of the user's brief is lost, and its agenda can be asked about session by session.

`tests/fixtures/workshop-brief.txt` is the brief as it was given: the English text, then the Spanish.
"""

import re
from collections import Counter
from pathlib import Path

import pytest

from index.contextual import contextualise
from ingest.corpus import Corpus
from ingest.document import BlockKind, Document
from ingest.passages import Passage, split_document

BRIEF = Path(__file__).parents[1] / "fixtures" / "workshop-brief.txt"
FOOTER = "With the support of:"
"""Stands alone at the foot of every page, above logos that the file does not hold; left out."""
PAGES = 11
SPANISH_BEGINS = "Taller sobre derechos humanos y las compras gubernamentales\n"
MARKS = {"|", "•"}
"""Ours between the cells of a row; and the brief's, before an item, of which it misses eight."""


def words(text: str) -> list[str]:
    """Return the words of a text with their punctuation, without marks."""
    return [word for word in text.split() if word not in MARKS]


def brief() -> str:
    """Return the brief without footers and without markup: tags, bold, angles around the address."""
    lines = BRIEF.read_text(encoding="utf-8").splitlines()
    text = "\n".join(line for line in lines if line.strip() != FOOTER)
    text = re.sub(r"<(https?://\S+)>", r"\1", text)
    return re.sub(r"</?(?:p|i|u|ul|li)\b[^>]*>", " ", text).replace("**", " ")


def brief_in(language: str) -> str:
    english, begins, spanish = brief().partition(SPANISH_BEGINS)
    return english if language == "en" else begins + spanish


@pytest.fixture(params=["en", "es"])
def document(request: pytest.FixtureRequest, corpus: Corpus) -> Document:
    (found,) = (
        d for d in corpus.documents if (d.source_id, d.language) == ("workshop-brief", request.param)
    )
    return found


def row_of(document: Document, session: str) -> Passage:
    (row,) = (p for p in split_document(document) if p.path == (session,) and p.columns)
    return row


def test_the_brief_has_3343_words_besides_its_footers() -> None:
    lines = [line.strip() for line in BRIEF.read_text(encoding="utf-8").splitlines()]
    assert lines.count(FOOTER) == PAGES
    assert len(re.findall(r"\w+", brief())) == 3343


def test_every_word_of_the_brief_is_in_the_corpus_and_no_other(document: Document) -> None:
    assert Counter(words(document.text)) == Counter(words(brief_in(document.language)))


def test_no_bullet_of_the_brief_is_lost(document: Document) -> None:
    missing_in_the_brief = {"en": 8, "es": 0}[document.language]
    held, given = document.text.split().count("•"), brief_in(document.language).split().count("•")
    assert held == given + missing_in_the_brief


def test_every_line_stands_word_for_word_in_the_brief(document: Document) -> None:
    given = f" {' '.join(words(brief_in(document.language)))} "
    for provision in document.provisions:
        for block in provision.blocks:
            cells = [span for _, span in block.columns] or [block.span]
            for start, end in cells:
                for line in document.text[start:end].split("\n"):
                    assert f" {' '.join(words(line))} " in given


@pytest.mark.parametrize("source_id", ["ungp-5", "ungp-6"])
def test_the_principles_say_what_the_brief_quotes(source_id: str, corpus: Corpus) -> None:
    (document,) = (d for d in corpus.documents if (d.source_id, d.language) == (source_id, "en"))
    extract = [provision for provision in document.provisions if provision.force is None]
    assert [provision.path for provision in extract] == [(), ("commentary",)]
    for provision in extract:
        _, quoted = provision.blocks  # a heading, then the words
        start, end = quoted.span
        assert f"‘{document.text[start:end]}’" in brief()


def test_both_languages_have_the_same_sessions(corpus: Corpus) -> None:
    documents = [d for d in corpus.documents if d.source_id == "workshop-brief"]
    sessions = [{p.path for p in d.provisions if p.path and "session" in p.path[0]} for d in documents]
    assert sessions[0] == sessions[1]
    assert sessions[0] >= {("session-1",), ("session-2",), ("session-3",), ("session-4",)}
    assert sessions[0] >= {
        ("session-2", "guiding-questions"),
        ("session-4", "guiding-questions", "theme-2"),
    }


def test_each_row_of_the_agenda_is_a_provision_with_its_cells(document: Document) -> None:
    rows = {
        provision.path[0]: [document.text[start:end].split("\n")[0] for _, (start, end) in block.columns]
        for provision in document.provisions
        for block in provision.blocks
        if block.kind == BlockKind.ROW
    }
    sessions = [f"session-{number}" for number in (1, 2, 3, 4)]
    assert list(rows) == [
        "welcome", *sessions[:2], "lunch", sessions[2], "coffee-break", sessions[3], "closing-session"
    ]  # fmt: skip
    assert [len(rows[session]) for session in sessions] == [3, 3, 3, 3]
    assert [len(rows[pause]) for pause in ("welcome", "lunch", "coffee-break")] == [2, 1, 1]


def test_the_passage_of_session_3_has_its_time_and_leader_and_nothing_else(document: Document) -> None:
    row = row_of(document, "session-3")
    title = {"en": "Session 3\n13:45– 15:15", "es": "Sesión 3\n13:45– 15:15"}[document.language]
    assert row.text.startswith(title)
    assert "Daniel Morris, DIHR" in row.text
    for words_of_another in ("Session 2", "Sesión 2", "12:00", "12:45", "Inostroza", "Session 4", "15:30"):
        assert words_of_another not in row.text


def test_column_heads_are_embedded_with_a_row_but_are_not_in_its_text(document: Document) -> None:
    row = row_of(document, "session-3")
    heads = {
        "en": ["No.", "Description of the session", "Leading organisation"],
        "es": ["No.", "Descripción de la sesión", "Líder de la sesión"],
    }[document.language]
    assert [head for head, _ in row.columns] == heads
    embedded = contextualise(row).text
    for head, (start, end) in row.columns:
        assert f"{head}: {document.text[start:end]}" in embedded
        assert head not in row.text
