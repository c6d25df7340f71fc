"""The form of answer that a question wants, in four languages."""

import pytest

from answer.forms import Form, form_of


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("¿Qué diferencia hay entre el Principio 5 y el 6?", Form.COMPARISON),
        ("Principle 5 versus Principle 6", Form.COMPARISON),
        ("Principios 5 y 6", Form.COMPARISON),
        ("Quelle différence entre la déclaration et la convention ?", Form.COMPARISON),
        ("What do the different sources say about subcontractors?", Form.SYNTHESIS),
        ("¿Qué dicen las distintas fuentes sobre la subcontratación?", Form.SYNTHESIS),
        ("¿Cuáles son los objetivos del taller?", Form.LIST),
        ("Quais são os seis passos da devida diligência?", Form.LIST),
        ("List every criterion of Principle 31", Form.LIST),
        ("¿Quién dirige la Sesión 3?", Form.WHO),
        ("Qui anime la session 3 ?", Form.WHO),
        ("What time does Session 2 start?", Form.WHEN),
        ("A que horas é o almoço?", Form.WHEN),
        ("¿Dónde es el taller?", Form.WHERE),
        ("¿Puedo exigir un código de conducta en el pliego?", Form.YES_NO),
        ("Is ISO 20400 certifiable?", Form.YES_NO),
        ("Puis-je exclure un soumissionnaire ?", Form.YES_NO),
        ("¿Qué es la debida diligencia?", Form.DEFINITION),
        ("O que significa compra pública sustentável?", Form.DEFINITION),
        ("¿Por qué importa el peso del Estado comprador?", Form.LOOKUP),
    ],
)
def test_a_question_wants_a_form_of_answer(question: str, form: Form) -> None:
    assert form_of(question) is form


def test_case_and_accents_make_no_difference() -> None:
    assert form_of("CUALES SON LOS OBJETIVOS") is form_of("¿Cuáles son los objetivos?")
