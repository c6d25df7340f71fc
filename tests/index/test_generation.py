"""A generation of which a part is missing or cut off, as after a copy that was interrupted."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import IndexFault
from index.generation import Generation, open_generation
from index.manifest import Manifest, read_manifest, write_manifest
from index.search import Searcher
from settings import Settings
from tests.fakes import LetterEmbedder, write_corpus
from tests.index.indexes import build, found, opened

COMMAND = "python -m index build"
PARTS = ["library.sqlite", "chroma", "chroma/chroma.sqlite3", "tokens", "words", "words/es", "files.json"]
MANY = 1_100
"""Passages of the English text: Chroma writes its graph of neighbours to files from 1,000 on."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An index of two languages, one of them large."""
    folder = tmp_path_factory.mktemp("whole")
    settings = Settings(folder / "corpus", folder / "data", model=LetterEmbedder.identity)
    many = "\n\n".join(f"## {name(number)}\n\n{name(number)} kappa." for number in range(MANY))
    write_corpus(settings.corpus, {"a/en": f"# A\n\nalpha beta.\n\n{many}", "a/es": "# A\n\nalfa beta."})
    build(settings)
    return settings


@pytest.fixture
def copy(whole: Settings, tmp_path: Path) -> Settings:
    """A copy of that index, to be damaged; its generation has a name of its own, for Chroma keeps
    what it has opened by name."""
    settings = replace(whole, data=tmp_path / "data")
    manifest = read_manifest(whole.data)
    shutil.copytree(whole.data / manifest.generation, tmp_path / "data" / "generation-copy")
    write_manifest(settings.data, replace(manifest, generation="generation-copy"))
    return settings


def name(number: int) -> str:
    letters = "abcdefghij"
    return "".join(letters[int(digit)] for digit in str(number + 10_000))


def remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def cut_off(path: Path) -> None:
    files = [path] if path.is_file() else [p for p in path.rglob("*") if p.is_file()]
    for file in files:
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def empty(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
        path.mkdir()
    else:
        path.write_bytes(b"")


@pytest.mark.parametrize("damage", [remove, cut_off, empty])
@pytest.mark.parametrize("part", PARTS)
def test_a_damaged_part_is_refused(part: str, damage: Callable[[Path], None], copy: Settings) -> None:
    damage(copy.data / "generation-copy" / part)
    with pytest.raises(IndexFault, match=COMMAND), opened(copy):
        pass


@pytest.mark.parametrize("damage", [remove, cut_off])
def test_every_single_file_is_missed(damage: Callable[[Path], None], copy: Settings) -> None:
    folder = copy.data / "generation-copy"
    # The graph of a small collection is made anew from Chroma's database whenever it is opened.
    graphs = {path for path in folder.rglob("*.bin") if (path.parent / "index_metadata.pickle").exists()}
    files = [
        path
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".") and (path.suffix != ".bin" or path in graphs)
    ]
    assert graphs != set()
    assert len(files) > 20
    for number, path in enumerate(files):
        if path.stat().st_size == 0:
            continue
        damaged = copy.data / f"generation-{number}"
        shutil.copytree(folder, damaged)
        damage(damaged / path.relative_to(folder))
        manifest = replace(read_manifest(copy.data), generation=damaged.name)
        with pytest.raises(IndexFault, match=COMMAND):
            open_generation(copy.data, manifest)
        shutil.rmtree(damaged)


@pytest.mark.parametrize("part", ["library.sqlite", "chroma", "tokens", "words"])
def test_a_build_mends_a_damaged_generation(part: str, copy: Settings) -> None:
    cut_off(copy.data / "generation-copy" / part)
    report, embedded = build(copy)
    assert report.passages == len(embedded) == MANY + 2
    assert not (copy.data / "generation-copy").exists()
    assert found(copy, "alpha")[0] == "A\n\nalpha beta."


def test_a_generation_of_other_size_than_the_manifest_says_is_refused(copy: Settings) -> None:
    manifest = read_manifest(copy.data)
    for change in ({"passages": MANY}, {"dimension": 25}, {"languages": ("en",)}):
        with pytest.raises(IndexFault, match=COMMAND):
            open_generation(copy.data, replace(manifest, **change))


def test_a_generation_that_the_manifest_names_and_is_not_there_is_refused(whole: Settings) -> None:
    manifest: Manifest = replace(read_manifest(whole.data), generation="generation-gone")
    with pytest.raises(IndexFault, match=rf"is missing.*{COMMAND}"):
        open_generation(whole.data, manifest)


def test_reading_leaves_a_generation_whole(copy: Settings) -> None:
    for _ in range(3):
        with opened(copy) as generation:
            read_all(generation)
    assert build(copy)[0].embedded == 0


def read_all(generation: Generation) -> None:
    ids = [passage.id for passage in generation.library.passages_of("a", "en") if passage.sentences]
    assert len(generation.store.vectors("en", ids)) == MANY + 1
    assert Searcher(generation, LetterEmbedder()).search("kappa", "en").hits
