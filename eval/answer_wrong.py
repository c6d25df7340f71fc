"""The questions that went wrong, each with what was expected and what was given, as HTML."""

from collections.abc import Iterable, Sequence
from html import escape

from answer.records import Answer
from eval.answer_table import expected_words
from eval.answers import Result
from locales import say


def wrong_section(results: Sequence[Result], language: str, blind: bool) -> list[str]:
    """Return the section; `blind` names the questions by id and type alone."""
    wrong = [result for result in results if not result.scores.right]
    title = say(language, "Not right: {count}", count=len(wrong))
    if blind:
        items = "".join(f"<li>{escape(_name(result))}</li>" for result in wrong)
        return [f"<h2>{escape(title)}</h2>", f"<ul>{items}</ul>"]
    return [f"<h2>{escape(title)}</h2>", *(_article(result, language) for result in wrong)]


def _article(result: Result, language: str) -> str:
    question = result.question
    expected = [
        (say(language, "earlier questions"), _lines(question.history)),
        (say(language, "expected"), _lines([expected_words(result, language)])),
        (say(language, "to be contained"), _lines(question.must_contain)),
        (say(language, "not to be contained"), _lines(question.must_not_contain)),
        (say(language, "gold quote"), _quote(question.gold_quote)),
        (say(language, "given"), _given(result.answer, language)),
    ]
    described = "".join(f"<dt>{escape(name)}</dt><dd>{shown}</dd>" for name, shown in expected if shown)
    return (
        f'<article><h3>{escape(_name(result))}</h3><p lang="{escape(question.lang)}">'
        f"{escape(question.text)}</p><dl>{described}</dl></article>"
    )


def _name(result: Result) -> str:
    question = result.question
    return f"{question.id} ({question.type})"


def _given(answer: Answer | None, language: str) -> str:
    """Return what was said, in HTML: our own line, the quotes with their places, or the refusal."""
    if answer is None:
        return escape(say(language, "The question was rejected."))
    own = _lines([words for words in (answer.lead, answer.reason) if words])
    said = []
    for statement in answer.statements:
        places = "; ".join(dict.fromkeys(citation.locator for citation in statement.citations))
        head = f"{places} ({statement.support:.2f})"
        said.append(f"<p>{escape(head)}</p>{_quote(statement.text)}")
    return own + "".join(said)


def _lines(lines: Iterable[str]) -> str:
    return "<br>".join(escape(line) for line in lines)


def _quote(text: str) -> str:
    return f"<blockquote>{escape(text)}</blockquote>" if text else ""
