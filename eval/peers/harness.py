"""What the peers have in common: the job they are given, the clock, and the runs they leave.

A job names an embedding model and holds, per set, passages and questions, and the files to write: a
TREC run, and a JSON of how long it took and how much memory it needed.
"""

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

FUSED = 10
"""Results asked of each of two retrievers whose lists are fused: as many as the measures look at, and as
the documentation asks for at most. More would be a disadvantage: where a question has no word in common
with the passages, BM25 fills its list with any passages, and those push down what vectors find."""

DEPTH = 100
"""Results asked of a retriever that is not fused with another; recall is measured down to there."""


@dataclass(frozen=True, slots=True)
class Model:
    """An embedding model: a folder that sentence-transformers loads, and what it wants before a text."""

    folder: str
    query_prompt: str
    passage_prompt: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a set, its title before its text."""

    id: str
    text: str


Search = Callable[[str], Iterable[str]]
"""Gives, for a question, the passage of each chunk found, best chunk first; a passage may come twice."""


def run_peer(
    packages: Sequence[str],
    load: Callable[[Model], Any],
    build: Callable[[Any, Sequence[Passage], str], Search],
) -> None:
    """Do the job that the command line names.

    `load` gives what embeds, once; `build` indexes the passages of one set with it, in a folder of its
    own, and gives the search. Loading is not counted as building. A line "done" on standard output says
    that a set is finished.
    """
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    embedder = load(Model(_folder(job["model"]), job["query_prompt"], job["passage_prompt"]))
    for given in job["sets"]:
        passages = [Passage(**passage) for passage in given["passages"]]
        with tempfile.TemporaryDirectory() as folder:
            begun = time.perf_counter()
            search = build(embedder, passages, folder)
            build_seconds = time.perf_counter() - begun
            milliseconds = _ask(search, given["questions"], Path(given["run"]), job["tag"])
        measured = {
            "fingerprint": given["fingerprint"],
            "build_seconds": build_seconds,
            "ms_per_question": float(np.median(milliseconds)),
            "ms_p95": float(np.percentile(milliseconds, 95)),
            # Of the whole process until now, libraries and model included.
            "mebibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "versions": {package: version(package) for package in packages},
        }
        _write(Path(given["measured"]), json.dumps(measured, indent=1))
        print("done", flush=True)


def first_ranks(chunks: Iterable[str]) -> list[str]:
    """Return each passage at the rank of its best chunk, at most DEPTH of them."""
    return list(dict.fromkeys(chunks))[:DEPTH]


def _ask(search: Search, questions: Sequence[dict[str, str]], run: Path, tag: str) -> list[float]:
    """Return how many milliseconds each question took, having written what was found for it."""
    milliseconds, lines = [], []
    for question in questions:
        begun = time.perf_counter()
        found = first_ranks(search(question["text"]))
        milliseconds.append(1000 * (time.perf_counter() - begun))
        lines += [
            f"{question['id']} Q0 {passage} {rank} {1 / rank!r} {tag}\n"
            for rank, passage in enumerate(found, start=1)
        ]
    _write(run, "".join(lines))
    return milliseconds


def _folder(model: str) -> str:
    """Return the folder of a model that is a folder already or is carried by an installed package."""
    if Path(model).is_dir():
        return model
    spec = find_spec(model)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"neither a folder nor an installed package: {model}")
    return str(Path(spec.submodule_search_locations[0]) / "model")


def _write(path: Path, text: str) -> None:
    """Write a file that is there whole or not at all."""
    beside = path.with_suffix(path.suffix + ".part")
    beside.write_text(text, encoding="utf-8")
    os.replace(beside, path)
