"""Headings that a question mentions: whole, by their words, whatever stands between these."""

import pytest

from index.mentions import mentions_of, without_mentions
from index.references import References
from ingest.passages import Passage

NONE = References((), (), ())
NAMED = References(("principle-6",), (), ())


def under(*headings: str) -> Passage:
    return Passage("a.en.x", "a", "en", ("x",), headings, 0, 4, "Text", ((0, 4),), (), None, None)


@pytest.mark.parametrize(
    ("question", "heading", "mentioned"),
    [
        ("According to the code of practice, who signs?", "Code of practice", True),
        ("¿Qué dice la POLITICA de compras?", "Política de compras", True),
        ("What of award-criteria?", "Award criteria", True),
        ("What of the award?", "Award criteria", False),
        ("Which subcontractors?", "Contractors", False),
        ("What is it?", "", False),
        ("What is it?", "…", False),
    ],
)
def test_a_heading_counts_when_all_its_words_stand_together(
    question: str, heading: str, mentioned: bool
) -> None:
    assert bool(mentions_of(question, [under("Title of a", heading)], None)) is mentioned


def test_the_sentence_that_only_mentions_is_left_out() -> None:
    question = "I read the code of practice. Who signs the contract?"
    assert without_mentions(question, "en", {"Code of practice": 1.0}, NONE) == "Who signs the contract?"


@pytest.mark.parametrize(
    ("question", "mentioned", "references"),
    [
        ("Who signs the contract?", {}, NONE),
        ("Who signs the code of practice?", {"Code of practice": 1.0}, NONE),  # nothing would be left
        ("I read the code of practice. And?", {"Code of practice": 1.0}, NONE),  # nothing that asks
        ("I read the code of practice. Who signs?", {"Code of practice": 1.0}, NAMED),
    ],
)
def test_a_question_is_left_whole_where_that_leaves_all_or_nothing(
    question: str, mentioned: dict[str, float], references: References
) -> None:
    assert without_mentions(question, "en", mentioned, references) == ""
