"""What a Markdown file becomes: words without markup, provisions by anchor or name, exact offsets."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import BlockKind, Document
from ingest.markdown_reader import read_markdown

Read = Callable[[str], Document]


def paths(document: Document) -> list[tuple[str, ...]]:
    return [provision.path for provision in document.provisions]


def quotable(document: Document) -> list[str]:
    """Return what can be quoted of each block, in order, leaving out what cannot."""
    spans = sorted(block.quotable for provision in document.provisions for block in provision.blocks)
    return [document.text[start:end] for start, end in spans if start < end]


def test_front_matter_names_the_document(read: Read) -> None:
    document = read("Words.")
    assert (document.source_id, document.language, document.title) == ("made", "en", "Made for a test")
    assert (document.path, document.text, document.pages) == ("made/en.md", "Words.", ())


def test_an_anchor_is_the_whole_path_and_not_in_the_text(read: Read) -> None:
    document = read("## Scope\n\n### Questions {#session-2/guiding-questions}\n\nWhich?")
    assert paths(document) == [("scope",), ("session-2", "guiding-questions")]
    assert document.text == "Scope\n\nQuestions\n\nWhich?"


def test_without_an_anchor_the_words_of_a_heading_are_its_path(read: Read) -> None:
    document = read("## Principio 5\n\n### Comentario\n\na\n\n## Qué dice la norma\n\nb")
    assert paths(document) == [("principle-5",), ("principle-5", "commentary"), ("que-dice-la-norma",)]
    assert document.provisions[1].headings == ("Made for a test", "Principio 5", "Comentario")


def test_headings_of_the_same_words_are_told_apart(read: Read) -> None:
    assert paths(read("## Scope\n\na\n\n## Scope\n\nb\n\n## Scope\n\nc")) == [
        ("scope",),
        ("scope-2",),
        ("scope-3",),
    ]


def test_text_under_a_level_1_heading_is_the_documents_own(read: Read) -> None:
    document = read("# Title\n\nfirst\n\n## Scope\n\ninside\n\n# Another part\n\nlast")
    own, scope = document.provisions
    assert [document.text[slice(*block.span)] for block in own.blocks] == [
        "Title",
        "first",
        "Another part",
        "last",
    ]
    assert scope.path == ("scope",)
    assert len(scope.blocks) == 2


def test_markup_is_gone_and_its_words_are_kept(read: Read) -> None:
    document = read("**Bold** and *thin*, `code`, [a link](http://example.org), <http://example.org/a>\\*.")
    assert document.text == "Bold and thin, code, a link, http://example.org/a*."


def test_a_soft_line_end_is_a_space_and_a_hard_one_stays(read: Read) -> None:
    assert read("one\ntwo  \nthree").text == "one two\nthree"


@pytest.mark.parametrize(
    "html", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<b>bold</b>", "<!-- hidden -->"]
)
def test_html_is_plain_words_to_be_shown_never_markup(html: str, read: Read) -> None:
    assert read(html).text == html
    assert read(f"Before {html} after.").text == f"Before {html} after."


def test_code_and_quotations_are_paragraphs(read: Read) -> None:
    document = read("```python\nx = 1\n\ny = *2*\n```\n\n    indented\n\n> quoted\n> words")
    assert quotable(document) == ["x = 1\n\ny = *2*", "indented", "quoted words"]
    assert {block.kind for block in document.provisions[0].blocks} == {BlockKind.PARAGRAPH}


def test_nested_lists_keep_their_order_and_depth(read: Read) -> None:
    document = read("- one\n  - two\n    1. three\n    2. four\n- five\n\n  more of five\n\n7. seven")
    assert document.text.split("\n") == [
        "- one",
        "  - two",
        "    1. three",
        "    2. four",
        "- five",
        "more of five",
        "7. seven",
    ]
    assert quotable(document) == ["one", "two", "three", "four", "five", "more of five", "seven"]


def test_a_table_has_a_head_and_rows_whose_cells_know_their_columns(read: Read) -> None:
    document = read("| No. | What | Who |\n|---|---|---|\n| a<br>b | | c |\n| | d | |\n| | | |")
    head, first, second = document.provisions[0].blocks
    assert [head.kind, first.kind, second.kind] == [BlockKind.TABLE_HEAD, BlockKind.ROW, BlockKind.ROW]
    assert document.text == "No. | What | Who\n\na\nb | c\n\nd"
    assert [(name, document.text[start:end]) for name, (start, end) in first.columns] == [
        ("No.", "a\nb"),
        ("Who", "c"),
    ]
    assert [(name, document.text[start:end]) for name, (start, end) in second.columns] == [("What", "d")]
    assert head.quotable[0] == head.quotable[1]


def test_rows_that_name_a_provision_are_that_provision(read: Read) -> None:
    table = (
        "| a | b |\n|---|---|\n| Sesión 3<br>13:45 | x |\n| Almuerzo | |\n| Other | y |\n| Almuerzo | z |"
    )
    document = read(f"## Programa {{#program}}\n\n{table}")
    assert paths(document) == [("program",), ("session-3",), ("lunch",), ("lunch-2",)]
    assert document.provisions[1].headings == ("Made for a test", "Programa", "Sesión 3")


@pytest.mark.parametrize(
    "empty", ["![](picture.png)", "- ![](picture.png)", "```\n```", "-", "##", "| | |\n|---|---|\n| | |"]
)
def test_a_block_without_words_leaves_no_trace(empty: str, read: Read) -> None:
    document = read(f"Before.\n\n{empty}\n\nAfter.")
    assert document.text == "Before.\n\nAfter."
    assert all(block.span[0] < block.span[1] for p in document.provisions for block in p.blocks)


def test_windows_files_read_the_same(read: Read) -> None:
    markdown = "## Scope\n\nOne\ntwo.\n\n- item\n"
    assert read(markdown.replace("\n", "\r\n")) == read(markdown)


def test_letters_with_separate_accents_become_one(read: Read) -> None:
    assert read("contratacio\u0301n").text == "contratación"


@given(st.lists(st.tuples(st.sampled_from(["## ", "", "- ", "> ", "**", "| "]), st.integers(1, 30))))
def test_every_word_is_kept_in_its_order(read: Read, shape: list[tuple[str, int]]) -> None:
    words = iter(f"palabra{letters}" for letters in map(_in_letters, range(1000)))
    written, blocks = ["palabra"], ["palabra"]
    for mark, count in shape:
        these = [next(words) for _ in range(count)]
        written += these
        text = " ".join(these)
        blocks.append({"**": f"**{text}**", "| ": f"| {text} |\n|---|\n| cell |"}.get(mark, mark + text))
        written += ["cell"] if mark == "| " else []
    assert re.findall(r"\w+", read("\n\n".join(blocks)).text) == written


def _in_letters(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "abcdefghij"))


def test_articles_of_a_law_are_provisions_where_no_front_matter_says_it_was_prepared(
    tmp_path: Path, read: Read
) -> None:
    law = "# Ley\n\nArtículo 1º.- Se compra.\n\n- Uno.\n\nArtículo 2º.- Se vende.\n"
    path = tmp_path / "ley.md"
    path.write_text(law, encoding="utf-8")
    assert paths(read_markdown(path, "ley.md", "ley", "es", "Ley")) == [(), ("article-1",), ("article-2",)]
    assert paths(read(law)) == [()]
