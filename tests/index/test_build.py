"""Building: what changed is embedded, what is gone is gone, what cannot be read is named."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.build import build_corpus, build_index
from index.embedder import Embedder
from index.generation import part
from index.manifest import read_manifest
from ingest.corpus import read_corpus
from ingest.errors import IngestError
from settings import Settings
from tests.fakes import LetterEmbedder, write_corpus
from tests.index.indexes import build, found, opened

ALPHA = "# A\n\nalpha beta.\n\n## Two {#two}\n\ngamma delta.\n\n## Three {#three}\n\nepsilon zeta."
OMEGA = "# O\n\nomega psi."


@pytest.fixture
def corpus(small: Settings) -> Path:
    return write_corpus(small.corpus, {"a/en": ALPHA, "o/en": OMEGA})


def with_model(settings: Settings, identity: str) -> tuple[Settings, LetterEmbedder]:
    embedder = LetterEmbedder()
    embedder.identity = identity
    return replace(settings, model=identity), embedder


def refuse() -> Embedder:
    raise AssertionError("the model was opened though nothing is to be embedded")


@pytest.mark.usefixtures("corpus")
def test_a_build_makes_every_passage_findable(small: Settings) -> None:
    report, embedded = build(small)
    assert (report.passages, report.embedded, report.languages, report.faults) == (4, 4, ("en",), ())
    assert len(embedded) == 4
    for word, text in (("alpha", "A\n\nalpha beta."), ("psi", "O\n\nomega psi.")):
        assert found(small, word)[0] == text


@pytest.mark.usefixtures("corpus")
def test_a_second_build_embeds_nothing_and_opens_no_model(small: Settings) -> None:
    build(small)
    manifest = read_manifest(small.data)
    report = build_index(small, refuse)
    assert (report.passages, report.embedded, report.languages) == (4, 0, ("en",))
    assert read_manifest(small.data) == manifest


def test_only_a_changed_paragraph_is_embedded(corpus: Path, small: Settings) -> None:
    build(small)
    write_corpus(corpus, {"a/en": ALPHA.replace("gamma", "kappa"), "o/en": OMEGA})
    report, embedded = build(small)
    assert (report.passages, report.embedded) == (4, 1)
    assert embedded == ["Title of a\nTwo\n\nkappa delta."]
    assert found(small, "kappa")[0] == "Two\n\nkappa delta."
    assert "Two\n\ngamma delta." not in found(small, "gamma")


def test_a_removed_source_is_gone(corpus: Path, small: Settings) -> None:
    build(small)
    write_corpus(corpus, {"a/en": ALPHA})
    report, embedded = build(small)
    assert (report.passages, embedded) == (3, [])
    assert all("omega" not in text for text in found(small, "omega psi"))
    with opened(small) as generation:
        assert list(generation.library.sources) == ["a"]
        assert generation.library.passages_of("o", "en") == []


def test_a_passage_that_moved_keeps_its_vectors(corpus: Path, small: Settings) -> None:
    build(small)
    write_corpus(corpus, {"o/en": OMEGA, "a/en": ALPHA + "\n\n## Four {#four}\n\neta theta."})
    report, embedded = build(small)
    assert (report.passages, len(embedded)) == (5, 1)
    for word, text in (("omega", "O\n\nomega psi."), ("epsilon", "Three\n\nepsilon zeta.")):
        assert found(small, word)[0] == text


def test_the_same_text_in_two_sources_is_found_in_both(small: Settings) -> None:
    write_corpus(small.corpus, {"a/en": OMEGA, "b/en": OMEGA, "b/es": OMEGA})
    report, _ = build(small)
    assert report.passages == 3
    assert found(small, "omega") == ["O\n\nomega psi."] * 2  # one hit a provision, both languages in it


@pytest.mark.usefixtures("corpus")
def test_another_model_embeds_everything_anew(small: Settings) -> None:
    build(small)
    settings, other = with_model(small, "letters@2")
    assert build_index(settings, lambda: other).embedded == 4
    assert read_manifest(small.data).model == "letters@2"


@pytest.mark.usefixtures("corpus")
def test_ids_and_vectors_are_equal_after_a_build_from_nothing(small: Settings, tmp_path: Path) -> None:
    again = replace(small, data=tmp_path / "again")
    build(small)
    build(again)
    with opened(small) as one, opened(again) as other:
        ids = [passage.id for passage in one.library.passages_of("a", "en")]
        assert ids == [passage.id for passage in other.library.passages_of("a", "en")]
        vectors, same = one.store.vectors("en", ids), other.store.vectors("en", ids)
        assert vectors.keys() == same.keys() == set(ids)
        assert all(np.array_equal(vectors[id], same[id]) for id in ids)
        for id in ids:
            mine, theirs = (
                one.tokens.of(one.library.rows([id])[id]),
                other.tokens.of(other.library.rows([id])[id]),
            )
            assert np.array_equal(mine[0], theirs[0])
            assert np.array_equal(mine[1], theirs[1])


@pytest.mark.usefixtures("corpus")
def test_progress_counts_up_to_all(small: Settings) -> None:
    told: list[tuple[int, int]] = []
    build_index(small, LetterEmbedder, lambda done, total: told.append((done, total)))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_file_that_cannot_be_read_is_named_and_the_rest_is_indexed(corpus: Path, small: Settings) -> None:
    (corpus / "o" / "en.md").write_bytes(b"\x89PNG\r\n\x1a\n")
    for _ in range(2):  # a second build says it again
        report, _ = build(small)
        assert report.passages == 3
        (fault,) = report.faults
        assert "o/en.md: by its content it is a picture" in fault.say("en")
    assert read_manifest(small.data).left_out == 1
    assert found(small, "alpha")[0] == "A\n\nalpha beta."


def test_a_file_that_is_mended_is_indexed_again(corpus: Path, small: Settings) -> None:
    content = (corpus / "o" / "en.md").read_bytes()
    (corpus / "o" / "en.md").unlink()
    assert build(small)[0].passages == 3
    (corpus / "o" / "en.md").write_bytes(content)
    report, embedded = build(small)
    assert (report.passages, len(embedded), report.faults) == (4, 1, ())


def test_when_no_file_can_be_read_the_index_in_force_stays(corpus: Path, small: Settings) -> None:
    build(small)
    manifest = read_manifest(small.data)
    for name in ("a", "o"):
        (corpus / name / "en.md").write_text(" ", encoding="utf-8")
    with pytest.raises(IngestError, match=r"a/en\.md: no text in it"):
        build(small)
    assert read_manifest(small.data) == manifest
    assert found(small, "omega")[0] == "O\n\nomega psi."


@pytest.mark.parametrize("missing", ["folder", "register"])
def test_a_corpus_without_register_is_named_as_such(missing: str, small: Settings) -> None:
    if missing == "register":
        small.corpus.mkdir()
    with pytest.raises(IngestError, match="there is no register of sources"):
        build(small)


def test_a_file_of_headings_alone_does_not_make_the_index_useless(small: Settings) -> None:
    write_corpus(small.corpus, {"a/en": ALPHA, "a/es": "# A\n\n## Dos {#two}"})
    report, _ = build(small)
    assert (report.passages, report.languages) == (3, ("en",))
    assert found(small, "gamma")[0] == "Two\n\ngamma delta."
    with opened(small) as generation:
        assert [p.text for p in generation.library.passages_of("a", "es")] == ["A", "Dos"]


def test_a_corpus_of_headings_alone_builds_an_index_that_finds_nothing(small: Settings) -> None:
    write_corpus(small.corpus, {"a/en": "# A"})
    assert build(small)[0].passages == 0
    assert found(small, "anything") == []


@pytest.mark.usefixtures("corpus")
def test_what_older_generations_left_is_swept_away(small: Settings) -> None:
    for model in ("letters@1", "letters@2", "letters@3"):
        settings, embedder = with_model(small, model)
        build_index(settings, lambda embedder=embedder: embedder)
    folders = {path.name for path in small.data.glob("generation-*")}
    assert read_manifest(small.data).generation in folders
    assert len(folders) == 2  # an assistant may still read the one before


@pytest.mark.usefixtures("corpus")
def test_a_part_that_is_damaged_where_opening_does_not_look_is_embedded_again(small: Settings) -> None:
    build(small)
    library = part(small.data / read_manifest(small.data).generation, "library")
    content = library.read_bytes()
    library.write_bytes(content[: len(content) // 2] + bytes(len(content) - len(content) // 2))
    write_corpus(small.corpus, {"a/en": ALPHA + "\n\n## Four {#four}\n\neta theta.", "o/en": OMEGA})
    assert build(small)[0].passages == 5
    assert found(small, "eta theta")[0] == "Four\n\neta theta."


def test_a_corpus_that_is_read_already_is_indexed_under_its_own_fingerprint(
    corpus: Path, small: Settings
) -> None:
    whole, _ = read_corpus(corpus)
    elsewhere = replace(small, corpus=corpus / "none")  # the folders of the settings are not looked at
    report = build_corpus(elsewhere, whole, "first", LetterEmbedder)
    assert (report.passages, report.embedded) == (4, 4)
    assert found(elsewhere, "alpha")[0] == "A\n\nalpha beta."
    assert build_corpus(elsewhere, whole, "first", refuse).embedded == 0
    before = read_manifest(small.data)
    assert build_corpus(elsewhere, whole, "second", refuse).embedded == 0  # its texts are there already
    assert read_manifest(small.data) == replace(
        before, corpus="second", previous=before.generation, generation=read_manifest(small.data).generation
    )
