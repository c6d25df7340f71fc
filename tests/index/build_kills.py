"""Kills builds at random moments and looks at the index after each.

Run it by hand as `python -m tests.index.build_kills 100`.

One process that has imported everything forks a child for each build and for each look, so that a
hundred kills take minutes and not an hour.
"""

import argparse
import os
import random
import signal
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from index.build import build_index
from index.embedder import Encoded
from index.generation import open_generation
from index.manifest import read_manifest
from index.search import Searcher
from ingest.corpus import read_corpus
from settings import Settings
from tests.fakes import LetterEmbedder, write_corpus

WORDS = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa")

State = list[tuple[str, str]]
"""The id and the text of every passage, sorted."""


class SlowEmbedder(LetterEmbedder):
    """Takes its time, so that many kills fall between two passages."""

    def encode_passages(self, texts: Sequence[str]) -> Iterator[Encoded]:
        for encoded in super().encode_passages(texts):
            time.sleep(0.004)
            yield encoded


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many builds were killed, how many ended first, and the most index files a next build left."""

    killed: int
    ended: int
    most_left: int


def kill_builds(settings: Settings, times: int, seed: int, parts: int = 30) -> Outcome:
    """Change the corpus, kill its build, look, build again and look again, until `times` were killed.

    The corpus has about `parts` passages. From a thousand on Chroma keeps its graph in files.

    Raises:
        AssertionError: the index was neither that before nor that after, or the next build did not mend it.
    """
    chance = random.Random(seed)
    _write(settings.corpus, 0, chance, parts)
    usual = _succeed(partial(_build, settings), "the first build")
    before, killed, ended, left = _expected(settings.corpus), 0, 0, 0
    while killed < times:
        turn = killed + ended + 1
        _write(settings.corpus, turn, chance, parts)
        after = _expected(settings.corpus)
        build = _child(partial(_build, settings))
        time.sleep(chance.uniform(0, usual))
        os.kill(build, signal.SIGKILL)
        if os.waitpid(build, 0)[1] == signal.SIGKILL:
            killed += 1
        else:
            ended += 1
        _succeed(partial(_look, settings, [before, after]), f"the look after kill {turn}")
        usual = _succeed(partial(_build, settings), f"the build after kill {turn}")
        _succeed(partial(_look, settings, [after]), f"the look after the build after kill {turn}")
        left = max(left, *(len(list(settings.data.glob(p))) for p in ("generation-*", "*.journal")))
        before = after
    return Outcome(killed, ended, left)


def _write(corpus: Path, turn: int, chance: random.Random, count: int = 30) -> None:
    """Write a corpus where parts stay, change, come and go from turn to turn."""
    parts = "\n\n".join(
        f"## Part {n} {{#p{n}}}\n\n{' '.join(chance.sample(WORDS, 6))} {turn if n % 3 else 0}."
        for n in range(chance.randint(count * 2 // 3, count * 4 // 3))
    )
    write_corpus(corpus, {"a/en": f"# A\n\n{parts}", "b/es": f"# B\n\nsigma tau {turn}."})


def _build(settings: Settings) -> None:
    build_index(settings, SlowEmbedder)


def _expected(corpus: Path) -> State:
    read, faults = read_corpus(corpus)
    assert not faults
    return sorted((p.id, p.text) for p in read.passages())


def _look(settings: Settings, states: list[State]) -> None:
    """Count the parts of the index in force and search it."""
    generation = open_generation(settings.data, read_manifest(settings.data))
    library = generation.library
    passages = [
        passage
        for source in library.sources
        for language in library.languages_of(source)
        for passage in library.passages_of(source, language)
    ]
    ids = [p.id for p in passages if p.sentences]
    assert len(ids) == len(set(ids)) == generation.manifest.passages
    for language in generation.manifest.languages:
        wanted = {p.id for p in passages if p.sentences and p.language == language}
        vector = LetterEmbedder().encode_question("alpha").vector
        assert {id for id, _ in generation.store.search(language, vector, len(wanted))} == wanted
        assert set(generation.store.vectors(language, sorted(wanted))) == wanted
    hits = Searcher(generation, LetterEmbedder()).search("sigma tau", "es").hits
    assert hits
    assert {hit.passage.id for hit in hits} <= set(ids)
    assert sorted((p.id, p.text) for p in passages) in states, "neither the index before nor that after"


def _child(work: Callable[[], None]) -> int:
    """Start a child that does `work`, and return its process id."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            work()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    return pid


def _succeed(work: Callable[[], None], what: str) -> float:
    """Do `work` in a child and return how long that took, in seconds."""
    begun = time.monotonic()
    assert os.waitpid(_child(work), 0)[1] == 0, what
    return time.monotonic() - begun


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("times", type=int)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--parts", type=int, default=30)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(corpus=Path(folder, "corpus"), data=Path(folder, "data"), model="letters@1")
        print(kill_builds(settings, options.times, options.seed, options.parts))
