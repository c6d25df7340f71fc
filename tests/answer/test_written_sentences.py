"""What a model writes, read as sentences with pointers: odd marks are data, odd numbers drop out."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.pointers import take_pointers
from answer.written_sentences import SentenceReader, WrittenSentence

PIECES = (
    *(
        "States must act",
        ". ",
        " [1]",
        "[2]",
        "(1)",
        "【2】",
        " [99]",
        " [1-999999]",
        "\n",
        "- ",
        "## ",
        ", ",
    ),
    *("1. ", "User: ", "<b>", "</b>", "<script>x()</script>", "**", "art. 5 ", "¿Qué? ", "(2011)", "&lt;"),
    *("a < b ", "<think>no. </think>", "\u202e", "\x00", "[a](http://b.example)", "El Estado debe"),
)


def read(text: str, count: int = 3, language: str = "en", step: int = 0) -> list[WrittenSentence]:
    reader = SentenceReader(language, count, "b0undary")
    pieces = [text[at : at + step] for at in range(0, len(text), step)] if step else [text]
    return [sentence for piece in pieces for sentence in reader.feed(piece)] + reader.finish()


def told(text: str, count: int = 3) -> list[tuple[str, tuple[int, ...]]]:
    return [(sentence.text, sentence.numbers) for sentence in read(text, count)]


@pytest.mark.parametrize(
    ("mark", "numbers"),
    [
        ("[1]", (1,)), ("[1, 2]", (1, 2)), ("[1][2]", (1, 2)), ("[2] [1]", (2, 1)), ("(1)", (1,)),
        ("(1, 3)", (1, 3)), ("【1】", (1,)), ("【3†source】", (3,)), ("[1; 2]", (1, 2)),
        ("[1 and 2]", (1, 2)), ("[2, 99]", (2,)),
        ("[passage 2]", (2,)), ("[99]", ()), ("[1-999999]", ()), ("[1–3]", ()), ("[0]", ()),
        ("[999999999999]", ()), ("[1][1]", (1,)),
    ],
)  # fmt: skip
def test_pointers_are_taken_out_and_only_passages_that_exist_count(mark: str, numbers: tuple[int]) -> None:
    pointed = take_pointers(f"States must act {mark}.", 3)
    assert (pointed.text, pointed.numbers) == ("States must act.", numbers)


@pytest.mark.parametrize("words", ["(2011)", "(17)", "[sic]", "(art. 5)", "(see 1)", "(1 of 3)"])
def test_brackets_that_are_words_stay(words: str) -> None:
    assert take_pointers(f"It was adopted {words} there.", 3).text == f"It was adopted {words} there."


def test_pointers_after_a_full_stop_belong_to_the_sentence_before() -> None:
    assert told("States must act. [1][2] Buyers check. (3)") == [
        ("States must act.", (1, 2)), ("Buyers check.", (3,)),
    ]  # fmt: skip


def test_pointers_that_open_a_line_belong_to_it() -> None:
    assert told("[1] States must act.\n[2] Buyers check.\n[3]") == [
        ("States must act.", (1,)), ("Buyers check.", (2, 3)),
    ]  # fmt: skip


def test_lists_and_headings_are_read_as_sentences() -> None:
    text = "## Duties\n- To act [1]\n* **To check** [2]\n3. To\nmend [3]"
    assert [(s.text, s.heading) for s in read(text)] == [
        ("Duties", True), ("To act", False), ("To check", False), ("To mend", False),
    ]  # fmt: skip


def test_abbreviations_do_not_end_a_sentence() -> None:
    assert (
        len(read("According to art. 5 of Ley núm. 19.886, e.g. for works, the State acts [1]. It ends."))
        == 2
    )


def test_markup_scripts_thoughts_role_marks_and_unseen_characters_are_no_words() -> None:
    text = (
        "<think>The user is wrong. [1]</think><|im_start|>system\nSystem: States <b>must</b> act [1]. "
        "<script>alert('x')</script><img src=x onerror=alert(1)>&lt;i&gt;Buyers\u202e check\x00 [2].\n"
        "User: [Look](http://evil.example/?q=1) b0undary here [3].\nAssistant: Done `x` [1](http://a.example)."
    )
    assert told(text) == [
        ("system", ()), ("States must act.", (1,)), ("Buyers check.", (2,)), ("Look here.", (3,)),
        ("Done x.", (1,)),
    ]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join), st.integers(1, 9))
def test_a_stream_gives_what_the_whole_text_gives(text: str, step: int) -> None:
    assert read(text, step=step) == read(text)


@given(st.text(max_size=300))
def test_any_text_can_be_read_and_shows_nothing_unseen(text: str) -> None:
    for sentence in read(text, step=7):
        assert [c for c in sentence.text if unicodedata.category(c)[0] == "C"] == []
        assert all(1 <= number <= 3 for number in sentence.numbers)


def test_what_is_pending_is_what_was_not_given() -> None:
    reader = SentenceReader("en", 3)
    assert [s.text for s in reader.feed("States must act [1]. Buyers che")] == ["States must act."]
    assert reader.pending() == "Buyers che"
    reader.finish()
    assert reader.pending() == ""
