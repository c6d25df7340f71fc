"""A file of a person's own, from `ingest add` to an answer that quotes it and a page that shows it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from answer.__main__ import main as answer
from answer.assistant import Assistant, open_assistant
from answer.proof import is_exact
from index.build import build_index
from index.packaged_embedder import PackagedEmbedder
from ingest.__main__ import main as ingest
from settings import Settings, read_settings

LAW = """LEY DE PRUEBA

CAPÍTULO I
Disposiciones generales

Artículo 1º.- Los contratos que celebre la Administración se ajustarán a esta ley.

Artículo 2º.- El proveedor pagará los salarios de sus trabajadores dentro de los plazos legales, y la
Administración podrá retener los pagos del contrato hasta que lo haga.
"""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, embedder: PackagedEmbedder) -> Settings:
    """Settings of an index over a law that was added, and nothing else."""
    file = tmp_path / "ley.txt"
    file.write_text(LAW, encoding="cp1252")
    monkeypatch.setenv("COTEJO_CORPUS", str(tmp_path / "own"))
    monkeypatch.setenv("COTEJO_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COTEJO_LANGUAGE", "es")
    assert ingest(["add", str(file), "--id", "ley-1", "--title", "Ley de prueba", "--lang", "es"]) == 0
    found = read_settings()
    assert build_index(found, lambda: embedder).faults == ()
    return found


@pytest.fixture
def assistant(settings: Settings, embedder: PackagedEmbedder) -> Iterator[Assistant]:
    found = open_assistant(settings, lambda _: embedder)
    yield found
    found.close()


def test_an_article_is_quoted_and_named(assistant: Assistant) -> None:
    reply = assistant.ask("¿Qué dice el artículo 2 sobre los salarios de los trabajadores?")
    citation = reply.citations()[0]
    assert citation.locator == "Ley de prueba, article 2"
    assert citation.force == "official"
    assert "retener los pagos del contrato" in citation.quote
    assert is_exact(citation, assistant.library)


@pytest.mark.usefixtures("settings")
def test_the_command_answers_in_the_words_of_its_reader(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert answer(["¿Qué dice el artículo 2 sobre los salarios de los trabajadores?"]) == 0
    out = capsys.readouterr().out
    assert "[1] Ley de prueba, artículo 2. Ley de prueba. texto oficial." in out
