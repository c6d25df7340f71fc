"""What a question names: provisions and sources, in any language; and provisions that nobody holds."""

import pytest

from index.references import NamedSources
from index.search import Searcher


@pytest.mark.parametrize(
    ("question", "keys", "unknown"),
    [
        ("What does Guiding Principle 6 say?", ("principle-6",), ()),
        ("¿Qué dice el Principio Rector 6?", ("principle-6",), ()),
        ("¿Qué dice el PRNU 6 y la Sesión 3?", ("principle-6", "session-3"), ()),
        ("What does Principle 99 say?", ("principle-99",), ("principle-99",)),
        ("Principle 6 or Session 12?", ("principle-6", "session-12"), ("session-12",)),
        ("clause 6 of ISO 20400", ("clause-6",), ()),
        ("What are human rights?", (), ()),
    ],
)
def test_provisions_are_named(
    question: str, keys: tuple[str, ...], unknown: tuple[str, ...], searcher: Searcher
) -> None:
    references = NamedSources(searcher.generation.library).find(question)
    assert (references.keys, references.unknown) == (keys, unknown)


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("Can I ask for ISO 20400?", "iso-20400"),
        ("¿La iso 20400 se certifica?", "iso-20400"),
        ("¿Qué mide el 12.7.1?", "sdg-12.7"),
        ("the agenda", "workshop-brief"),
        ("Principle 5", "ungp-5"),
        ("PRNU 6", "ungp-6"),
    ],
)
def test_sources_are_named(question: str, source: str, searcher: Searcher) -> None:
    assert source in NamedSources(searcher.generation.library).find(question).sources


@pytest.mark.parametrize("question", ["an agendaless day", "120400", "ISO 20401"])
def test_a_name_within_another_word_names_nothing(question: str, searcher: Searcher) -> None:
    assert NamedSources(searcher.generation.library).find(question).sources == ()


def test_a_passage_shares_what_is_named_of_its_place(searcher: Searcher) -> None:
    library = searcher.generation.library
    question = NamedSources(library).find("guiding questions of Session 4")
    assert question.keys == ("guiding-questions", "session-4")
    places = {p.path: p for p in library.passages_of("workshop-brief", "en")}
    shares = {
        path: question.share(places[path], library)
        for path in (
            ("session-4", "guiding-questions"),
            ("session-4", "guiding-questions", "theme-1"),
            ("session-4",),
            ("session-2", "guiding-questions"),
            ("objectives",),
        )
    }
    assert shares == {
        ("session-4", "guiding-questions"): 2 / 2 * (0.6 + 0.4 * 2 / 2),
        ("session-4", "guiding-questions", "theme-1"): pytest.approx(2 / 2 * (0.6 + 0.4 * 2 / 3)),
        ("session-4",): 1 / 2 * (0.6 + 0.4 * 1 / 1),
        ("session-2", "guiding-questions"): 1 / 2 * (0.6 + 0.4 * 1 / 2),
        ("objectives",): 0,
    }
