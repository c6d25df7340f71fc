"""The manifest: an index that is missing, damaged or stale is refused with the command that mends it."""

from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import IndexFault, IndexMissingError, IndexStaleError
from index.manifest import (
    FORMAT,
    MANIFEST_NAME,
    check_manifest,
    corpus_fingerprint,
    read_manifest,
    write_manifest,
)
from settings import Settings
from tests.fakes import LetterEmbedder, write_corpus
from tests.index.indexes import build, found

COMMAND = "python -m index build"
TEXTS = {"a/en": "# A\n\nalpha beta.", "b/en": "# B\n\ngamma delta."}


@pytest.fixture
def built_small(small: Settings) -> Settings:
    write_corpus(small.corpus, TEXTS)
    build(small)
    return small


def check(settings: Settings, model: str = LetterEmbedder.identity) -> None:
    check_manifest(read_manifest(settings.data), model, settings.corpus)


def test_an_index_that_fits_is_not_refused(built_small: Settings) -> None:
    check(built_small)


@pytest.mark.parametrize("folder", ["there", "not there"])
def test_a_missing_index_is_told_from_a_damaged_one(folder: str, small: Settings) -> None:
    if folder == "there":
        small.data.mkdir()
    with pytest.raises(IndexMissingError, match=COMMAND):
        read_manifest(small.data)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"{}",
        b"\xff\xfe",
        b'{"format": 2, "generation": "generation-x"}',
        b'{"languages": 3}',
        b'{"languages": [], "unknown": 1}',
    ],
)
def test_a_damaged_manifest_is_refused_and_a_build_mends_it(content: bytes, built_small: Settings) -> None:
    (built_small.data / MANIFEST_NAME).write_bytes(content)
    with pytest.raises(IndexFault, match=COMMAND):
        read_manifest(built_small.data)
    assert build(built_small)[0].passages == 2
    check(built_small)
    assert found(built_small, "gamma")[0] == "B\n\ngamma delta."


def test_a_file_in_place_of_the_index_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(IndexFault, match=COMMAND):
        read_manifest(tmp_path / "data")


def test_an_index_of_another_model_is_refused_by_both_names(built_small: Settings) -> None:
    with pytest.raises(IndexStaleError, match=rf"letters@1, the settings name other@9.*{COMMAND}"):
        check(built_small, model="other@9")


def test_an_index_of_another_format_is_refused_and_a_build_mends_it(built_small: Settings) -> None:
    manifest = read_manifest(built_small.data)
    write_manifest(built_small.data, replace(manifest, format=FORMAT + 1))
    with pytest.raises(IndexStaleError, match=rf"format {FORMAT + 1}, now {FORMAT}.*{COMMAND}"):
        check(built_small)
    assert build(built_small)[0].embedded == 2  # another format's vectors are not reused
    check(built_small)


@pytest.mark.parametrize("change", ["text", "register", "file gone", "file unregistered"])
def test_an_index_of_a_corpus_that_has_changed_is_refused(change: str, built_small: Settings) -> None:
    path = built_small.corpus / "b" / "en.md"
    match change:
        case "text":
            path.write_text(path.read_text(encoding="utf-8") + "\nepsilon.\n", encoding="utf-8")
        case "register":
            write_corpus(built_small.corpus, TEXTS, year="2021")
        case "file gone":
            path.unlink()
        case _:
            write_corpus(built_small.corpus, {"a/en": TEXTS["a/en"]})
    with pytest.raises(IndexStaleError, match=rf"corpus in {built_small.corpus} has changed.*{COMMAND}"):
        check(built_small)
    build(built_small)
    check(built_small)


def test_files_that_are_not_registered_do_not_count(built_small: Settings) -> None:
    before = corpus_fingerprint(built_small.corpus)
    (built_small.corpus / "b" / "draft.md").write_text("anything", encoding="utf-8")
    assert corpus_fingerprint(built_small.corpus) == before
    check(built_small)


def test_an_index_whose_corpus_is_elsewhere_stands_by_itself(built_small: Settings) -> None:
    built_small.corpus.rename(built_small.corpus.with_name("elsewhere"))
    check(built_small)


@pytest.mark.parametrize("register", ["gone", "not TOML"])
def test_a_register_that_cannot_be_read_is_named(register: str, built_small: Settings) -> None:
    path = built_small.corpus / "sources.toml"
    path.unlink()
    if register == "not TOML":
        path.write_text("[[source", encoding="utf-8")
    with pytest.raises(IndexStaleError, match=r"sources\.toml"):
        check(built_small)


def test_a_manifest_is_read_as_it_was_written(built_small: Settings, tmp_path: Path) -> None:
    manifest = read_manifest(built_small.data)
    write_manifest(tmp_path, manifest)
    assert read_manifest(tmp_path) == manifest
    assert [path.name for path in tmp_path.glob("*manifest*")] == [MANIFEST_NAME]
