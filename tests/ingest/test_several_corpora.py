"""Several corpus folders are one corpus: the project's, and a person's own beside it."""

import os
from pathlib import Path

import pytest

from index.manifest import corpus_fingerprint
from ingest.corpus import read_corpus, read_registers
from ingest.errors import IngestError
from settings import read_settings
from tests.fakes import write_corpus


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    one = write_corpus(tmp_path / "one", {"iso/en": "A standard.", "iso/es": "Una norma."})
    return one, write_corpus(tmp_path / "two", {"ley/es": "Una ley."})


def test_all_of_them_are_read_in_order(folders: tuple[Path, Path]) -> None:
    corpus, faults = read_corpus(*folders)
    assert faults == []
    assert [source.id for source in corpus.sources] == ["iso", "ley"]
    assert [document.text for document in corpus.documents] == ["A standard.", "Una norma.", "Una ley."]


def test_an_id_in_two_of_them_is_refused_with_the_file_to_correct(folders: tuple[Path, Path]) -> None:
    write_corpus(folders[1], {"iso/es": "Otra."})
    with pytest.raises(
        IngestError, match="the id 'iso' is registered in another corpus folder too"
    ) as raised:
        read_registers(folders)
    assert str(folders[1] / "sources.toml") in str(raised.value)


def test_a_file_may_not_lie_in_another_folder(folders: tuple[Path, Path]) -> None:
    register = folders[1] / "sources.toml"
    text = register.read_text(encoding="utf-8").replace("ley/es.md", "../one/iso/es.md")
    register.write_text(text, encoding="utf-8")
    _, (fault,) = read_corpus(*folders)
    assert "lies outside the corpus folder" in str(fault)


def test_a_change_in_any_of_them_is_a_change_of_the_corpus(folders: tuple[Path, Path]) -> None:
    before = corpus_fingerprint(*folders)
    assert corpus_fingerprint(*folders) == before
    (folders[1] / "ley" / "es.md").write_text("---\nsource: ley\nlang: es\ntitle: T\n---\nOtra ley.")
    assert corpus_fingerprint(*folders) != before
    assert corpus_fingerprint(folders[0]) != before


def test_the_setting_names_them_in_order(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COTEJO_CORPUS", os.pathsep.join(map(str, folders)))
    assert read_settings().corpora == folders


def test_a_persons_own_folder_counts_once_it_exists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own"
    monkeypatch.setattr("settings.OWN_CORPUS", own)
    assert read_settings().own == ()
    own.mkdir()
    assert read_settings().own == ()
    write_corpus(own, {"ley/es": "Una ley."})
    assert read_settings().own == (own,)


def test_a_folder_of_fetched_texts_needs_no_register(folders: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "own" / "fetched").mkdir(parents=True)
    assert len(read_registers([*folders, tmp_path / "own"])) == 2


def test_a_folder_that_is_not_there_is_not_passed_over(folders: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="there is no register of sources"):
        read_registers([*folders, tmp_path / "misspelt"])
