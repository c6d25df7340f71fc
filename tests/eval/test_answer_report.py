"""The page of a run: complete, of one piece, and safe whatever questions and answers hold."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from eval.answer_comparison import compare
from eval.answer_report import as_page, write_report
from eval.answer_summary import summarise
from eval.errors import EvalError
from tests.eval.sets_of_answers import made_result, refusal_due

EVIL = "<script>alert('x')</script><img src=//evil onerror=x>"
RESULTS = [
    made_result("right-es", "es", "A"),
    made_result("right-en", "en", "A", "B"),
    made_result("wrong", "en", f"B{EVIL}", expected_locators=("A", EVIL), text=f"why {EVIL}?",
                history=(f"earlier {EVIL}",), must_contain=(EVIL,), must_not_contain=(EVIL,),
                gold_quote=f"gold {EVIL}"),
    refusal_due(f"{EVIL}id", EVIL, "Z"),
]  # fmt: skip


class Elements(HTMLParser):
    """Collects the names of elements, the names of attributes, and the text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def page(language: str = "en", blind: bool = False) -> str:
    saved = {result.question.id: result.scores for result in RESULTS}
    report = {
        "summary": summarise(RESULTS),
        "comparison": compare(RESULTS, saved, Path(f"{EVIL}.json"), seed=1),
    }
    return as_page(f"set {EVIL}", RESULTS, report, language, blind)


@pytest.mark.parametrize("blind", [False, True])
@pytest.mark.parametrize("language", ["es", "en"])
def test_nothing_of_a_question_becomes_an_element_and_nothing_is_fetched(
    language: str, blind: bool
) -> None:
    found = Elements(page(language, blind))
    assert found.names & {"script", "img", "link", "iframe", "a", "object"} == set()
    assert not {name for name in found.attributes if name.startswith("on")} | found.attributes & {
        "src",
        "href",
    }
    assert not re.search(r"url\(|@import", page(language, blind))


def test_a_wrong_question_stands_with_what_was_expected_and_given() -> None:
    text = Elements(page()).text
    for shown in (
        f"why {EVIL}?",
        f"earlier {EVIL}",
        f"A; {EVIL}",
        f"B{EVIL} (0.90)",
        f"gold {EVIL}",
        "a refusal",
    ):
        assert shown in text
    assert "text of right-es" not in text
    assert "Not right: 2" in text


def test_a_blind_page_names_wrong_questions_by_id_and_type_alone() -> None:
    text = Elements(page(blind=True)).text
    assert "wrong (lookup)" in text
    for hidden in ("why", "earlier", f"gold {EVIL}", "(0.90)", "a refusal"):
        assert hidden not in text


def test_the_page_has_three_drawings_with_a_name() -> None:
    assert re.findall(r'<svg role="img" aria-label="([^"]*)"', page()) == [
        "Right, by type of question",
        "Right, by language of the question",
        "Wrong answers, the best supported first",
    ]


def test_a_run_without_any_answer_has_no_curve() -> None:
    refused = [refusal_due("r", "en")]
    assert as_page("s", refused, {"summary": summarise(refused)}, "en").count("<svg ") == 2


def test_the_page_speaks_spanish() -> None:
    spoken = page("es")
    assert '<html lang="es">' in spoken
    assert "Respuestas a set" in spoken


def test_a_page_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="cannot be written into"):
        write_report(tmp_path, "s", RESULTS, {"summary": summarise(RESULTS)}, "en", blind=False)
