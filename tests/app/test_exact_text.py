"""Text on the page is the text, character for character, whatever it holds."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from app_pages.exact_text import exact_html
from app_pages.page_language import plain


class Reader(HTMLParser):
    """Collects the words of some HTML, those inside <mark>, and the names of its tags."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.marked, self.tags = "", "", set[str]()
        self._in_mark = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)
        self._in_mark = tag == "mark"

    def handle_endtag(self, tag: str) -> None:
        self._in_mark = False

    def handle_data(self, data: str) -> None:
        self.words += data
        self.marked += data if self._in_mark else ""


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


# A carriage return and a null are no characters of a canonical text; HTML itself would change them.
texts = st.text(st.characters(exclude_characters="\r\x00", exclude_categories=["Cs"]), max_size=120)


@given(texts, st.data())
def test_the_page_shows_the_text_and_marks_the_quote(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    reader = read(exact_html(text, ((start, end),), "es"))
    assert reader.words == text
    assert reader.marked == text[start:end]
    assert reader.tags == {"div", "mark"}


def test_markup_in_a_text_stays_text() -> None:
    hostile = '</div><script>alert("1")</script><mark>'
    reader = read(exact_html(hostile))
    assert reader.words == hostile
    assert reader.tags == {"div"}


def test_a_language_cannot_carry_markup() -> None:
    assert '"><script>' not in exact_html("x", language='"><script>')


@given(st.text("abc *_[](){}<>#`~$:!|\\.-+", min_size=1, max_size=60))
def test_a_label_reads_as_the_words_it_was_given(text: str) -> None:
    unescaped = plain(text).replace("\\\\", "\0")
    assert unescaped.replace("\\", "").replace("\0", "\\") == " ".join(text.split())
