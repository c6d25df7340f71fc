"""Prompts: the settings before the model's files, the files before the family, and no guess after."""

from dataclasses import replace

import pytest

from index.embedder import model_identity
from index.prompts import Prompts, choose_prompts, family_prompts
from settings import Settings

E5 = Prompts("query: ", "passage: ")


@pytest.mark.parametrize(
    ("model", "prompts"),
    [
        ("intfloat/multilingual-e5-base", E5),
        ("intfloat/multilingual-e5-large", E5),
        ("/models/my_E5_tuned/", E5),
        ("BAAI/bge-m3", Prompts()),
        ("e5-lovers/another-model", Prompts()),  # the name of who made it does not count
        ("some/table5", Prompts()),
        ("sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2", Prompts()),
    ],
)
def test_a_family_is_known_by_its_name(model: str, prompts: Prompts) -> None:
    assert family_prompts(model) == prompts


def test_the_instructed_e5_has_an_instruction_for_questions_alone() -> None:
    prompts = family_prompts("intfloat/multilingual-e5-large-instruct")
    assert prompts.question.startswith("Instruct: ")
    assert prompts.question.endswith("\nQuery: ")
    assert prompts.passage == ""


@pytest.mark.parametrize(
    ("stated", "prompts"),
    [
        ({"query": "q ", "document": "d "}, Prompts("q ", "d ")),
        ({"query": "q ", "passage": "p ", "document": "d "}, Prompts("q ", "p ")),
        ({"query": "q ", "document": ""}, Prompts("q ", "")),
        ({"retrieval.query": "q ", "retrieval.passage": "p "}, Prompts("q ", "p ")),
        ({"Retrieval-query": "q ", "Retrieval-document": "p "}, Prompts("q ", "p ")),
        ({"search_query": "q ", "search_document": "p ", "clustering": "c "}, Prompts("q ", "p ")),
        ({"clustering": "c "}, Prompts()),
        ({"query": None, "document": None}, Prompts()),
    ],
)
def test_what_a_models_files_state_under_any_of_its_names(
    stated: dict[str, str | None], prompts: Prompts
) -> None:
    assert choose_prompts(with_model("some/model"), stated) == prompts


def test_the_files_go_before_the_family() -> None:
    settings = with_model("some/e5")
    assert choose_prompts(settings, {"query": "ask: "}) == Prompts("ask: ", "")
    assert choose_prompts(settings, {"query": "", "document": ""}) == E5  # what saving writes by itself


def test_the_settings_go_before_everything_and_may_be_empty() -> None:
    settings = with_model("some/e5", question_prompt="Frage: ")
    assert choose_prompts(settings, {}) == Prompts("Frage: ", "passage: ")
    settings = with_model("some/e5", question_prompt="", passage_prompt="")
    assert choose_prompts(settings, {"query": "q ", "passage": "p "}) == Prompts()


def test_other_prompts_are_another_identity() -> None:
    settings = [
        with_model("some/e5"),
        with_model("some/e5", question_prompt=""),
        with_model("some/e5", question_prompt="query: ", passage_prompt="text: "),
        with_model("some/e5", passage_prompt="text: "),
    ]
    identities = [model_identity(one) for one in settings]
    assert len(set(identities)) == len(settings)
    assert all(identity.startswith("some/e5+prompts-") for identity in identities)


def test_an_identity_without_prompts_of_its_own_is_the_models_name() -> None:
    assert model_identity(with_model("BAAI/bge-m3")) == "BAAI/bge-m3"
    assert model_identity(Settings()) == "multilingual-e5-small@1571fc982750"
    assert model_identity(replace(Settings(), question_prompt="")) != model_identity(Settings())


def with_model(name: str, **values: str) -> Settings:
    return replace(Settings(), model=name, **values)  # type: ignore[arg-type]
