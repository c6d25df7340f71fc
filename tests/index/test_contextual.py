"""The embedded text: headings and column heads in front, and every other character traced back."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.contextual import Contextual, contextualise
from ingest.document import Document, Span
from ingest.passages import Passage, split_document
from ingest.text_builder import TextBuilder

WORDS = st.lists(st.text("abñé ¿.\n-|", min_size=1, max_size=12), min_size=1, max_size=4).map(" ".join)
PIECES = st.one_of(
    st.tuples(st.just("heading"), WORDS),
    st.tuples(st.just("paragraph"), WORDS),
    st.tuples(st.just("item"), WORDS),
    st.tuples(st.just("row"), st.lists(st.one_of(st.just(""), WORDS), min_size=1, max_size=3)),
)
HEADS = ["No.", "", "Organisation"]


@st.composite
def documents(draw: st.DrawFn) -> Document:
    builder = TextBuilder("a/en.md")
    for number, (kind, words) in enumerate(draw(st.lists(PIECES, min_size=1, max_size=8))):
        match kind:
            case "heading":
                builder.heading(2, words, f"anchor-{number}")
            case "paragraph":
                builder.paragraph(words)
            case "item":
                builder.item(words)
            case _:
                builder.row([cell.replace("|", "") for cell in words], HEADS)
    return Document("a", "en", "a/en.md", "Title", builder.text, builder.provisions("Title"))


@given(documents(), st.data())
def test_every_token_span_maps_back_to_the_same_characters(document: Document, data: st.DataObject) -> None:
    for passage in split_document(document):
        embedded = contextualise(passage)
        ends = st.integers(0, len(embedded.text))
        spans = data.draw(st.lists(st.tuples(ends, ends).map(sorted), min_size=1, max_size=6))
        places = embedded.to_document(np.array(spans, np.int32))
        for (start, end), (left, right) in zip(spans, places, strict=True):
            if left >= 0:
                assert embedded.text[start:end] == document.text[left:right]
                assert passage.start <= left <= right <= passage.end
            else:
                assert (left, right) == (-1, -1)


@given(documents())
def test_every_quotable_character_of_a_passage_is_embedded_once(document: Document) -> None:
    for passage in split_document(document):
        quotable = {place for start, end in passage.sentences for place in range(start, end)}
        if passage.columns:  # marks between cells are ours, not the text's
            quotable &= {place for _, (start, end) in passage.columns for place in range(start, end)}
        places = characters(contextualise(passage))
        assert len(places) == len(set(places))
        assert quotable <= set(places)


def test_headings_are_context_only() -> None:
    embedded = contextualise(passage("alpha beta.", headings=("Title", "Principle 6", "Commentary")))
    assert embedded.text == "Title > Principle 6 > Commentary\nalpha beta."
    assert where(embedded, "Commentary") == (-1, -1)
    assert where(embedded, "alpha") == (100, 105)
    assert where(embedded, "\nalpha") == (-1, -1)  # it reaches out of the passage


def test_a_heading_that_the_passage_opens_with_is_not_said_twice() -> None:
    embedded = contextualise(passage("Commentary\n\nalpha beta.", headings=("Title", "Commentary")))
    assert embedded.text == "Title\nCommentary\n\nalpha beta."
    assert where(embedded, "Commentary") == (100, 110)


def test_the_title_alone_is_kept_though_the_passage_opens_with_it() -> None:
    assert contextualise(passage("Title\n\nalpha.", headings=("Title",))).text == "Title\nTitle\n\nalpha."


def test_heads_of_columns_are_context_only() -> None:
    columns = (("No.", (100, 109)), ("", (112, 117)), ("Leader", (120, 124)))
    embedded = contextualise(passage("Session 3 | 13:45 | Anne", headings=("Agenda",), columns=columns))
    assert embedded.text == "Agenda\nNo.: Session 3\n13:45\nLeader: Anne\n"
    assert where(embedded, "Leader") == (-1, -1)
    assert where(embedded, "Session 3") == (100, 109)
    assert where(embedded, "13:45") == (112, 117)
    assert where(embedded, "Anne") == (120, 124)


def passage(text: str, headings: tuple[str, ...], columns: tuple[tuple[str, Span], ...] = ()) -> Passage:
    """Return a passage that begins at character 100 of its document."""
    return Passage("id", "a", "en", (), headings, 100, 100 + len(text), text, ((100, 105),), columns, None)


def where(embedded: Contextual, words: str) -> Span:
    start = embedded.text.index(words)
    (place,) = embedded.to_document(np.array([[start, start + len(words)]], np.int32)).tolist()
    return place[0], place[1]


def characters(embedded: Contextual) -> list[int]:
    """Return the places in the document of the embedded text's characters, context left out."""
    spans = np.array([[n, n + 1] for n in range(len(embedded.text))], np.int32).reshape(-1, 2)
    return [int(start) for start, _ in embedded.to_document(spans) if start >= 0]
