"""Proofs: a quote that is not in its source, word for word, is withheld and named."""

import copy
import json
from dataclasses import replace
from typing import Any

import pytest

from answer.assistant import Assistant
from answer.errors import AnswerError
from answer.proof import Proof, check_saved, is_exact
from answer.records import Citation


@pytest.fixture(scope="module")
def citation(assistant: Assistant) -> Citation:
    return assistant.ask("What does Guiding Principle 6 say?").citations()[0]


@pytest.fixture
def saved(assistant: Assistant) -> dict[str, Any]:
    answer = assistant.ask("What does Guiding Principle 6 say?")
    data: dict[str, Any] = json.loads(json.dumps(answer.to_json()))
    return data


def test_a_true_quote_is_exact(citation: Citation, assistant: Assistant) -> None:
    assert is_exact(citation, assistant.library)


@pytest.mark.parametrize(
    "change",
    [
        {"quote": "States must promote respect for human rights."},
        {"start": 1},
        {"end": 10**9},
        {"start": -5},
        {"document_sha256": "0" * 64},
        {"source_id": "ungp-9"},
        {"lang": "es"},
    ],
)
def test_a_quote_that_differs_in_anything_is_not(
    change: dict[str, Any], citation: Citation, assistant: Assistant
) -> None:
    assert not is_exact(replace(citation, **change), assistant.library)


def test_an_empty_quote_proves_nothing(citation: Citation, assistant: Assistant) -> None:
    empty = replace(citation, quote="", end=citation.start)
    assert not is_exact(empty, assistant.library)


def test_a_saved_answer_is_checked_quote_by_quote(saved: dict[str, Any], assistant: Assistant) -> None:
    checked = check_saved(saved, assistant.library)
    assert [c.number for c in checked] == list(range(1, len(checked) + 1)) != []
    assert {c.proof for c in checked} == {Proof.EXACT}


def test_each_way_of_not_being_exact_has_its_name(saved: dict[str, Any], assistant: Assistant) -> None:
    first = saved["statements"][0]["citations"][0]

    def proof(**change: Any) -> Proof:
        altered = copy.deepcopy(saved)
        altered["statements"][0]["citations"][0] = {**first, **change}
        return check_saved(altered, assistant.library)[0].proof

    assert proof(quote=first["quote"].replace("should", "must")) is Proof.CHANGED
    assert proof(start=first["start"] + 3, end=first["end"] + 3) is Proof.MOVED
    assert proof(source_id="ungp-9") is Proof.GONE
    assert proof(quote="", end=first["start"]) is Proof.CHANGED


@pytest.mark.parametrize(
    "document", [[], {}, {"statements": 3}, {"statements": [{"citations": [{}]}]}, None, "x"]
)
def test_what_is_not_a_saved_answer_is_refused_with_words(document: Any, assistant: Assistant) -> None:
    with pytest.raises(AnswerError, match="not a saved answer"):
        check_saved(document, assistant.library)
