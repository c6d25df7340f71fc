"""What may be asked, and what a question that cannot be read is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.errors import QuestionError
from answer.question import MOST_CHARACTERS, clean_question, reading_language, without_markup
from ingest.language import recognise_language


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "empty"),
        ("  \n\t ", "empty"),
        ("\u200b\u200d", "empty"),
        ("x" * 20_000, "20000 characters; at most 2000"),
        ("что говорит шестой принцип", "script"),
        ("第六项原则说什么", "script"),
        ("Who\x00 leads?", "U+0000, at position 4"),
        ("Who\x1b[31m leads?", "U+001B"),
        ("12.7.1 ???", "no word"),
        ("¿?", "no word"),
    ],
)
def test_a_question_that_cannot_be_read_is_told_why(text: str, told: str) -> None:
    with pytest.raises(QuestionError, match=told.replace("+", r"\+").replace("?", r"\?")) as raised:
        clean_question(text)
    spanish = raised.value.message.say("es")
    assert spanish != str(raised.value)
    assert len(spanish) < 400


def test_the_longest_question_that_is_allowed_is_read() -> None:
    assert len(clean_question("a" * MOST_CHARACTERS)) == MOST_CHARACTERS


def test_space_and_invisible_characters_make_no_difference() -> None:
    assert clean_question("  ¿Qué\u200b dice\n el  Principio 6? ") == "¿Qué dice el Principio 6?"


def test_a_question_keeps_its_markup_but_is_searched_without_it() -> None:
    asked = "<b>¿Quién</b> dirige **la `Sesión 3`**? <script>alert(1)</script>"
    assert clean_question(asked) == asked
    assert without_markup(asked) == "¿Quién dirige la Sesión 3 ?"


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_with_words(text: str) -> None:
    try:
        cleaned = clean_question(text)
    except QuestionError:
        return
    assert cleaned.strip() == cleaned != ""
    assert clean_question(cleaned) == cleaned
    assert without_markup(cleaned)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("¿Quién dirige la Sesión 3?", "es"),
        ("quien dirige la sesion 3", "es"),
        ("debida diligencia", "es"),
        ("Who leads Session 3?", "en"),
        ("due diligence steps", "en"),
        ("Quem dirige a Sessão 3?", "pt"),
        ("Qui dirige la séance 3 ?", "fr"),
    ],
)
def test_the_language_of_a_question_is_recognised(question: str, language: str) -> None:
    assert recognise_language(question) == language


def test_a_question_too_short_to_tell_is_in_the_preferred_language() -> None:
    assert recognise_language("UNGP 5?", "es") == "es"
    assert recognise_language("UNGP 5?", "en") == "en"


def test_an_asker_reads_the_nearest_language_there_is() -> None:
    assert reading_language("es", ("en", "es")) == "es"
    assert reading_language("pt", ("en", "es")) == "es"
    assert reading_language("fr", ("en", "es")) == "en"
    assert reading_language("es", ("fr",)) == "fr"
