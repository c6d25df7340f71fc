"""How search grows with the corpus: indexes of made corpora, written and searched as real ones are."""

import dataclasses
import hashlib
import json
import multiprocessing
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, cast

import numpy as np

from eval.questions import Question
from eval.scale_corpus import MadeCorpus, Planted
from eval.scale_material import LANGUAGES, Material, gather_material
from eval.scale_search import ToMeasure, bytes_a_passage, measure_search
from index.embedder import Embedder, model_identity, open_embedder
from index.errors import IndexFault
from index.journal import EmbeddingJournal
from index.manifest import FORMAT, Manifest, corpus_fingerprint, read_manifest, write_manifest
from index.token_codec import fit_codec
from index.write_generation import write_generation
from ingest.corpus import read_corpus
from settings import Settings

SEED = 1
MADE = "made.json"
"""Beside the manifest: what an index was made of, what that took, and what is planted in it."""
_MAKING = 1
"""Raised whenever the same seed makes another corpus than before."""
_DRAWN = 2_000

Progress = Callable[[int, int], None]


def bench_search(
    settings: Settings,
    sizes: Sequence[int],
    questions: Sequence[Question],
    rounds: int,
    keep: Path | None = None,
    progress: Progress = lambda done, total: None,
) -> list[dict[str, Any]]:
    """Return what was measured for each of `sizes`, in passages.

    `keep` names a folder where the indexes stay, and are used again when they are there already; without
    it each is removed once it is measured. `progress` is called with (done, total) steps, two a size.

    Raises:
        EvalError: the corpus has too few sentences to make others from.
        IngestError: the corpus cannot be read.
    """
    asked = tuple(question for question in questions if question.lang in LANGUAGES)
    maker = _Maker(settings)
    results = []
    for place, passages in enumerate(sizes):
        progress(2 * place, 2 * len(sizes))
        folder = keep / str(passages) if keep else Path(tempfile.mkdtemp(prefix="cotejo-scale-"))
        try:
            made = maker.make(folder, passages)
            progress(2 * place + 1, 2 * len(sizes))
            results.append(_measure(dataclasses.replace(settings, data=folder), made, asked, rounds))
        finally:
            if keep is None:
                shutil.rmtree(folder, ignore_errors=True)
    progress(2 * len(sizes), 2 * len(sizes))
    return results


class _Maker:
    """Makes indexes; the model and the material are there once one has to be made."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._opened: tuple[Embedder, Material] | None = None

    def make(self, folder: Path, passages: int) -> dict[str, Any]:
        """Return what the index in `folder` was made of, having made it if it is not there."""
        of = self._described(passages)
        try:
            made: dict[str, Any] = json.loads((folder / MADE).read_text(encoding="utf-8"))
            if made["of"] == of and read_manifest(folder).corpus == of:
                return made
        except (OSError, ValueError, KeyError, TypeError, IndexFault):
            pass  # it is not there, or of an earlier day
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        made = {"of": of, **self._make(folder, passages, of)}
        (folder / MADE).write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
        return made

    def _described(self, passages: int) -> str:
        settings = self._settings
        known = corpus_fingerprint(*settings.corpora), model_identity(settings)
        return hashlib.sha256(repr((_MAKING, FORMAT, SEED, passages, known)).encode()).hexdigest()

    def _make(self, folder: Path, passages: int, of: str) -> dict[str, Any]:
        if self._opened is None:
            settings = self._settings
            corpus, _ = read_corpus(*settings.corpora, seconds=settings.read_seconds)
            embedder = open_embedder(settings)
            self._opened = embedder, gather_material(corpus, embedder)
        embedder, material = self._opened
        begun = time.perf_counter()
        made = MadeCorpus(material, embedder, passages, SEED)
        making = time.perf_counter() - begun
        target = Path(tempfile.mkdtemp(dir=folder, prefix="generation-"))
        # It gives what the writer asks of a journal, whose records need not lie in a file here.
        journal = cast(EmbeddingJournal, made)
        begun = time.perf_counter()
        write_generation(
            target, made.corpus, made.unsearched, made.entries, None, journal, fit_codec(embedder)
        )
        writing = time.perf_counter() - begun
        manifest = Manifest(
            format=FORMAT,
            generation=target.name,
            previous="",
            model=embedder.identity,
            dimension=embedder.dimension,
            corpus=of,
            languages=tuple(sorted({entry.passage.language for entry in made.entries})),
            passages=len(made.entries),
            left_out=0,
        )
        write_manifest(folder, manifest)
        drawn = np.random.default_rng(SEED).choice(len(made.entries), _DRAWN)
        return {
            "sources": len(made.made_sources),
            "making s": round(making, 1),
            "writing s": round(writing, 1),
            "planted": [dataclasses.asdict(one) for one in made.planted],
            "drawn": [made.entries[int(row)].passage.source_id for row in drawn],
        }


def _measure(
    settings: Settings, made: dict[str, Any], questions: tuple[Question, ...], rounds: int
) -> dict[str, Any]:
    manifest = read_manifest(settings.data)
    planted = tuple(Planted(**one) for one in made["planted"])
    asked = ToMeasure(questions, planted, tuple(made["drawn"]), rounds, SEED)
    load = os.getloadavg()[0]
    # In a process of its own, whose memory holds nothing of what made the index.
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as apart:
        measured = apart.submit(measure_search, settings, manifest, asked).result()
    return {
        "passages": manifest.passages,
        "sources": made["sources"],
        "cores": os.cpu_count(),
        "load": round(load, 1),  # of the machine before: times count only where it is low
        "making s": made["making s"],
        "writing s": made["writing s"],
        "passages a second": round(manifest.passages / max(made["writing s"], 0.1)),
        "bytes a passage": bytes_a_passage(settings.data / manifest.generation, manifest.passages),
        **measured,
    }
