"""Searching one large index as a reader of it does: how long, with how much memory, and what is found."""

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from eval.questions import Question
from eval.scale_corpus import Planted
from index.embedder import open_embedder
from index.generation import open_generation
from index.manifest import Manifest
from index.search import Searcher
from settings import Settings

DEPTH = 10
UNFILTERED = "all"
_FEW = 5
_MIB = 1024


@dataclass(frozen=True, slots=True)
class ToMeasure:
    """What is asked of an index: questions for the times, planted ones for what is found.

    `sources` are those that the filters choose from; one that comes up more often is chosen more often.
    """

    questions: tuple[Question, ...]
    planted: tuple[Planted, ...]
    sources: tuple[str, ...]
    rounds: int
    seed: int


def measure_search(settings: Settings, manifest: Manifest, asked: ToMeasure) -> dict[str, Any]:
    """Return times in milliseconds, memory in MiB and recall of one index, opened for it.

    Memory is that of the whole process: run it in one of its own.
    """
    embedder = open_embedder(settings)
    memory = {"before opening": read_memory()}
    begun = time.perf_counter()
    generation = open_generation(settings.data, manifest)
    opened = time.perf_counter() - begun
    try:
        searcher = Searcher(generation, embedder)
        memory["opened"] = read_memory()
        first = _timed(lambda: searcher.search(asked.questions[0].text, asked.questions[0].lang))
        times = _measure_times(searcher, asked)
        memory["searched"] = read_memory()
        found = _measure_recall(searcher, asked.planted)
    finally:
        generation.close()
    return {
        "open ms": round(opened * 1000),
        "first question ms": round(first, 1),
        **times,
        "memory MiB": memory,
        f"recall@{DEPTH}": found,
    }


def filters_of(question: Question, sources: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return the filters that a question is asked with, by the name of each; `sources` are five."""
    return {
        UNFILTERED: {},
        "language": {"languages": (question.lang,)},
        "one source": {"sources": tuple(sources[:1])},
        "few sources": {"sources": tuple(sources)},
        "common force": {"forces": ("official",)},
        "rare force": {"forces": ("brief",)},
        "language, force": {"languages": (question.lang,), "forces": ("notes",)},
    }


def _measure_times(searcher: Searcher, asked: ToMeasure) -> dict[str, Any]:
    """Return percentiles per filter; the first round, which reads what is not in memory yet, is apart."""
    chance = np.random.default_rng(asked.seed)
    filters = []
    for question in asked.questions:
        drawn = chance.choice(len(asked.sources), _FEW * 4)
        sources = list(dict.fromkeys(asked.sources[place] for place in drawn))[:_FEW]
        filters.append(filters_of(question, sources))
    cold: dict[str, list[float]] = {}
    warm: dict[str, list[float]] = {}
    encoding: list[float] = []
    for number in range(asked.rounds + 1):
        for question, kinds in zip(asked.questions, filters, strict=True):
            for kind, kept in kinds.items():
                begun = time.perf_counter()
                encoded = searcher.encode(question.text, question.lang)
                encoding.append((time.perf_counter() - begun) * 1000)
                searcher.search(question.text, question.lang, DEPTH, asked=encoded, **kept)
                spent = (time.perf_counter() - begun) * 1000
                (warm if number else cold).setdefault(kind, []).append(spent)
    whole = _percentiles(warm[UNFILTERED])
    return {
        "ms": {
            kind: {
                **_percentiles(spent),
                "times": round(float(np.median(spent)) / float(np.median(warm[UNFILTERED])), 2),
            }
            for kind, spent in warm.items()
        },
        "encoding ms": _percentiles(encoding),
        "first round ms": {kind: _percentiles(spent) for kind, spent in cold.items()},
        "slowest p95 ms": max(whole["p95"], *(_percentiles(spent)["p95"] for spent in warm.values())),
    }


def _measure_recall(searcher: Searcher, planted: Sequence[Planted]) -> dict[str, float]:
    """Return how often the planted passage is among the first hits, asked in its language or another, in
    all sources or in its own."""
    found: dict[str, list[bool]] = {}
    for one in planted:
        for language, question in one.questions.items():
            kind = "same language" if language == one.language else "other language"
            found.setdefault(kind, []).append(finds(searcher, one, question, language))
            if language == one.language:
                within = finds(searcher, one, question, language, sources=(one.source_id,))
                found.setdefault("in its source", []).append(within)
    return {kind: round(float(np.mean(hits)), 3) for kind, hits in found.items()}


def finds(searcher: Searcher, one: Planted, question: str, language: str, **kept: Any) -> bool:
    """Return whether a planted passage is among the first hits of a question, kept to a part or not."""
    hits = searcher.search(question, language, DEPTH, **kept).hits
    return any(
        version.passage.id == one.passage_id for hit in hits for version in (*hit.versions, *hit.others)
    )


def bytes_a_passage(generation: Path, passages: int) -> dict[str, int]:
    """Return how many bytes each part of a generation on disk takes for one passage, and all of them."""
    sizes: dict[str, int] = {}
    for path in generation.rglob("*"):
        if path.is_file():
            name = path.relative_to(generation).parts[0]
            sizes[name] = sizes.get(name, 0) + path.stat().st_size
    parts = {name: round(size / passages) for name, size in sorted(sizes.items())}
    return {**parts, "all": round(sum(sizes.values()) / passages)}


def read_memory() -> dict[str, int]:
    """Return this process's resident memory in MiB, and the part that is no file's; {} where the system
    does not say."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return {}
    found = {
        name: int(kib) // _MIB for name, kib in re.findall(r"^(\w+):\s+(\d+) kB$", status, re.MULTILINE)
    }
    return {"resident": found["VmRSS"], "anonymous": found["RssAnon"]}


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def _percentiles(milliseconds: Sequence[float]) -> dict[str, float]:
    return {f"p{percent}": round(float(np.percentile(milliseconds, percent)), 1) for percent in (50, 95)}
