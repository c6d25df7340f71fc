"""Builds that do not end, or not alone: the index in force stays whole and the next build mends all."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from index.build import build_index
from index.embedder import Encoded
from index.errors import IndexFault
from index.manifest import read_manifest
from settings import ROOT, Settings
from tests.fakes import LetterEmbedder, write_corpus
from tests.index.indexes import build, files_of_at_most, found, opened

BEFORE = {"a/en": "# A\n\nalpha beta."}
AFTER = {"a/en": "# A\n\nomega psi.\n\n## B\n\nkappa chi.", "b/es": "# C\n\nsigma tau."}

BUILDER = """
import os, sys, time
from pathlib import Path
from index.build import build_index
from settings import Settings
from tests.fakes import LetterEmbedder

class Slow(LetterEmbedder):
    def encode_passages(self, texts):
        for encoded in super().encode_passages(texts):
            print("embedding", flush=True)
            time.sleep(float(sys.argv[3]))
            yield encoded

settings = Settings(corpus=Path(sys.argv[1]), data=Path(sys.argv[2]), model="letters@1")
others = [os.fork() for _ in range(int(sys.argv[4]) - 1)]
print(build_index(settings, Slow).embedded, flush=True)
if all(others):
    sys.exit(max((os.waitpid(other, 0)[1] for other in others), default=0))
"""


class Interrupted(LetterEmbedder):
    """Somebody presses Ctrl-C after the first passage."""

    def encode_passages(self, texts: Sequence[str]) -> Iterator[Encoded]:
        yield next(super().encode_passages(texts))
        raise KeyboardInterrupt


@pytest.fixture
def changed(small: Settings) -> Settings:
    """An index that is in force, and a corpus that has changed since."""
    write_corpus(small.corpus, BEFORE)
    build(small)
    write_corpus(small.corpus, AFTER)
    return small


def generations(settings: Settings) -> list[str]:
    return sorted(path.name for path in settings.data.glob("generation-*"))


def start_builds(settings: Settings, seconds_a_passage: float, count: int = 1) -> "subprocess.Popen[str]":
    """Start a process that builds, or that many at once, and prints what it does."""
    values = [settings.corpus, settings.data, str(seconds_a_passage), str(count)]
    command = [sys.executable, "-c", BUILDER, *values]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def wait_for(process: "subprocess.Popen[str]", line: str) -> None:
    assert process.stdout is not None
    assert line in (text.strip() for text in process.stdout)


def test_an_interrupted_build_leaves_the_index_in_force(changed: Settings) -> None:
    manifest = read_manifest(changed.data)
    with pytest.raises(KeyboardInterrupt):
        build_index(changed, Interrupted)
    assert read_manifest(changed.data) == manifest
    assert generations(changed) == [manifest.generation]
    assert found(changed, "alpha") == ["A\n\nalpha beta."]
    assert build(changed)[0].embedded == 2  # the first was kept


def test_an_interrupted_first_build_leaves_no_index(small: Settings) -> None:
    write_corpus(small.corpus, AFTER)
    with pytest.raises(KeyboardInterrupt):
        build_index(small, Interrupted)
    assert generations(small) == []
    assert build(small)[0].passages == 3


def test_a_killed_build_leaves_the_index_in_force_and_the_next_one_cleans_up(changed: Settings) -> None:
    manifest = read_manifest(changed.data)
    killed = start_builds(changed, seconds_a_passage=60)
    wait_for(killed, "embedding")
    killed.kill()
    assert killed.wait() == -9
    assert read_manifest(changed.data) == manifest
    assert found(changed, "alpha") == ["A\n\nalpha beta."]
    (left,) = set(generations(changed)) - {manifest.generation}
    assert build(changed)[0].embedded == 3
    assert left not in generations(changed)
    assert found(changed, "kappa chi")[0] == "B\n\nkappa chi."


def test_two_builds_at_once_end_with_one_whole_index(changed: Settings) -> None:
    both = start_builds(changed, seconds_a_passage=0.3, count=2)
    output, _ = both.communicate(timeout=120)
    assert both.returncode == 0
    # One embeds the three passages; the other waits, finds the index up to date, and embeds none.
    assert sorted(output.split()) == ["0", "3", "embedding", "embedding", "embedding"]
    with opened(changed) as generation:
        ids = [p.id for lang in ("en", "es") for s in "ab" for p in generation.library.passages_of(s, lang)]
        assert len(ids) == len(set(ids)) == generation.manifest.passages == 3
    assert found(changed, "omega")[0].startswith("A\n\nomega psi.")
    assert len(generations(changed)) == 2


def test_a_build_may_end_while_the_index_before_is_being_read(changed: Settings) -> None:
    with opened(changed) as before:
        build(changed)
        (passage,) = before.library.passages_of("a", "en")
        assert passage.text == "A\n\nalpha beta."
        vector = LetterEmbedder().encode_question("alpha").vector
        assert [id for id, _ in before.store.search("en", vector, 10)] == [passage.id]
        assert [id for id, _ in before.words["en"].search("alpha", 10)] == [passage.id]


def test_a_reader_that_is_killed_while_it_opens_a_small_index_harms_nothing(small: Settings) -> None:
    write_corpus(small.corpus, {"a/en": "# A\n\nalpha beta.", "b/es": "# B\n\nsigma."})
    build(small)
    folder = small.data / read_manifest(small.data).generation
    graphs = [path for path in folder.rglob("*.bin") if path.stat().st_size]
    assert graphs != []
    for path in graphs:  # Chroma begins to write these anew when it opens the folder
        path.write_bytes(b"")
    assert found(small, "alpha")[0] == "A\n\nalpha beta."
    assert build(small)[0].embedded == 0


@pytest.mark.parametrize("where", ["data", "parent"])
def test_a_folder_that_cannot_be_made_is_named_with_the_way_out(
    where: str, small: Settings, tmp_path: Path
) -> None:
    write_corpus(small.corpus, BEFORE)
    (tmp_path / "data").touch()
    data = tmp_path / "data" if where == "data" else tmp_path / "data" / "deeper"
    with pytest.raises(IndexFault, match=rf"cannot be written into {data} .*--data"):
        build(replace(small, data=data))


HEADINGS = "".join(f"## Heading {number}\n\n" for number in range(1500))
SHORT = "".join(f"## Heading {number}\n\nkappa.\n\n" for number in range(900))
LONG = "kappa " * 9_000


@pytest.mark.parametrize(
    ("text", "size"),
    [
        pytest.param("kappa.", 50_000, id="while the vector store is made"),
        pytest.param(SHORT, 400_000, id="while vectors are stored"),
        pytest.param(LONG, 300_000, id="while token vectors are written"),
        pytest.param(HEADINGS, 300_000, id="while the library is written"),
    ],
)
def test_a_full_disk_is_named_and_leaves_the_index_in_force(
    text: str, size: int, changed: Settings
) -> None:
    write_corpus(changed.corpus, {"a/en": f"# A\n\nomega psi.\n\n{text}"})
    manifest = read_manifest(changed.data)
    with files_of_at_most(size), pytest.raises(IndexFault, match="Free some space"):
        build(changed)
    assert read_manifest(changed.data) == manifest
    assert generations(changed) == [manifest.generation]
    assert found(changed, "alpha") == ["A\n\nalpha beta."]
    build(changed)
    assert found(changed, "omega")[0].startswith("A\n\nomega psi.")
