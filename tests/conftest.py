"""Fixtures that several test files use. Hypothesis is told not to fail because a machine is slow."""

import dataclasses
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from answer.assistant import Assistant, open_assistant
from index.build import build_index
from index.packaged_embedder import PackagedEmbedder
from settings import Settings

hypothesis_settings.register_profile(
    "cotejo",
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
hypothesis_settings.load_profile("cotejo")


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("settings.OWN_CORPUS", Path("/nonexistent"))
    for field in dataclasses.fields(Settings):
        monkeypatch.delenv(f"COTEJO_{field.name.upper()}", raising=False)


@pytest.fixture(scope="session")
def embedder() -> PackagedEmbedder:
    """The packaged model, loaded once a test process."""
    return PackagedEmbedder(Settings())


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, embedder: PackagedEmbedder) -> Settings:
    """Settings of an index of the project's own corpus, built with the packaged model."""
    settings = dataclasses.replace(Settings(), data=tmp_path_factory.mktemp("data"))
    report = build_index(settings, lambda: embedder)
    assert report.faults == ()
    return settings


@pytest.fixture(scope="session")
def assistant(built: Settings, embedder: PackagedEmbedder) -> Assistant:
    """The assistant over the project's own corpus."""
    return open_assistant(built, lambda _: embedder)


@pytest.fixture
def small(tmp_path: Path) -> Settings:
    """Settings that name empty folders for a corpus and an index of the test's own."""
    return dataclasses.replace(
        Settings(), corpus=tmp_path / "corpus", data=tmp_path / "data", model="letters@1"
    )
