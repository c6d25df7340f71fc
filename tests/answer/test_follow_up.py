"""Questions that lean on the one before, rewritten to be understood alone."""

import pytest

from answer.follow_up import rewrite


@pytest.mark.parametrize(
    ("question", "history", "language", "understood"),
    [
        ("¿y el 5?", ["¿Qué dice el Principio 6 sobre los contratos?"], "es",
         "¿Qué dice el Principio 5 sobre los contratos?"),
        ("¿Y la sesión 4?", ["¿A qué hora empieza la sesión 3?"], "es", "¿A qué hora empieza la sesión 4?"),
        ("E o artigo 3?", ["O que diz o artigo 2 da Convenção 94?"], "pt",
         "O que diz o artigo 3 da Convenção 94?"),
        ("¿y para servicios?", ["¿Qué pide el Principio 6?"], "es",
         "¿Qué pide el Principio 6? ¿y para servicios?"),
        ("Et pour les sous-traitants ?", ["À qui s'applique la convention 94 ?"], "fr",
         "À qui s'applique la convention 94 ? Et pour les sous-traitants ?"),
        ("¿Quién la dirige?", ["¿A qué hora empieza la sesión 3?", "¿y la sesión 4?"], "es",
         "¿A qué hora empieza la sesión 4? ¿Quién la dirige?"),
        ("Does that count too?", ["Does Convention 94 cover towns?"], "en",
         "Does Convention 94 cover towns? Does that count too?"),
    ],
)  # fmt: skip
def test_a_question_that_leans_is_rewritten(
    question: str, history: list[str], language: str, understood: str
) -> None:
    assert rewrite(question, history, language) == understood


@pytest.mark.parametrize(
    ("question", "history"),
    [
        ("What does ISO 20400 say about certification?", ["What time is Session 2?"]),
        ("How is indicator 12.7.1 calculated for a federal country?", ["Who leads Session 3?"]),
        ("¿Y el 5?", []),
    ],
)
def test_a_question_that_stands_alone_stays_as_it_is(question: str, history: list[str]) -> None:
    assert rewrite(question, history, "en") == question
