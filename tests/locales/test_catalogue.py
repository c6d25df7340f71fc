"""Every sentence that the code says stands in the Spanish catalogue, and nothing else does."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from locales import LANGUAGES, say
from settings import ROOT

PACKAGES = ("answer", "app_pages", "eval", "index", "ingest", "locales")
SPEAKERS = {"Message", "say", "t"}
"""Functions whose English sentence is an argument; an error class speaks with its first one."""

TRANSLATED = [language for language in LANGUAGES if language != "en"]


@pytest.fixture(scope="module", params=TRANSLATED)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    with (ROOT / "locales" / request.param / "cotejo.po").open("rb") as file:
        return read_po(file, locale=request.param)


def test_every_sentence_is_translated(catalogue: Catalog) -> None:
    translated = {message.id for message in catalogue if message.id and message.string}
    assert sorted(sentences() - translated) == []


def test_the_catalogue_holds_no_sentence_that_nobody_says(catalogue: Catalog) -> None:
    assert sorted({message.id for message in catalogue if message.id} - sentences()) == []


def test_no_translation_is_a_guess(catalogue: Catalog) -> None:
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []


def test_translations_keep_the_places_to_be_filled(catalogue: Catalog) -> None:
    for message in catalogue:
        if message.id:
            assert places(str(message.string)) == places(str(message.id)), message.id


def test_a_sentence_is_said_in_the_language_asked_for() -> None:
    assert say("es", "Spanish") == "español"
    assert say("en", "Spanish") == "Spanish"


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def sentences() -> set[str]:
    """Return every English sentence that the project's code can say."""
    files = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    found = {text for path in [*files, *ROOT.glob("*.py")] for text in _sentences_of(path)}
    # A place alone passes on a message that is already in words.
    return found - {"{reason}", "{words}"}


def _sentences_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        name = node.func.id
        if name in SPEAKERS or name.endswith(("Error", "Fault")):
            yield from (
                argument.value
                for argument in node.args
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            )
