"""What other embedding models would cost on this machine: their size and their speed.

No model is fetched: each is made with the real architecture and random weights, and the packaged model's
tokenizer, whose vocabulary is theirs (XLM-RoBERTa's). So only size and speed mean anything. Each is
made, and measured in each precision, in a process of its own, whose memory is then its alone. Speed is
counted in processor time of one core, so that it is the same whatever else the machine is doing.
"""

import json
import multiprocessing
import os
import resource
import shutil
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from eval.speed_text import PASSAGE_TOKENS, passage_text
from index.e5_weights import unpack_packaged_model
from index.embedder import open_embedder
from locales import say
from settings import PACKAGED_MODEL, PRECISIONS, Settings

_BATCH = 8
_QUESTION = "¿Qué pide a los Estados el Principio Rector 6 cuando compran bienes y servicios?"
_PACKAGED = f"{PACKAGED_MODEL} (packaged)"
_COPIED = ("tokenizer.json", "tokenizer_config.json", "modules.json", "2_Normalize/config.json")
"""What the packaged model has in common with the others."""
_MIB = 1 << 20
_ONE_CORE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True)
class Shape:
    """An architecture: layers, width, heads, tokens in its window, and how it pools."""

    layers: int
    width: int
    heads: int
    window: int
    pooling: str = "mean"
    kind: str = "xlm-roberta"
    vocabulary: int = 250_002


SHAPES = {
    "multilingual-e5-small": Shape(12, 384, 12, 512, kind="bert", vocabulary=250_037),
    "multilingual-e5-base": Shape(12, 768, 12, 512),
    "multilingual-e5-large": Shape(24, 1024, 16, 512),
    "bge-m3": Shape(24, 1024, 16, 8192, pooling="cls"),
}


def bench_models(
    settings: Settings,
    rounds: int,
    progress: Callable[[int, int], None] = lambda done, total: None,
    shapes: dict[str, Shape] = SHAPES,
) -> dict[str, Any]:
    """Return sizes and speeds of the packaged model and of one model a shape, by name.

    Speeds are those of the fastest of `rounds` batches and of twice as many questions, what else runs
    only adding to them; `progress` is called with (done, total) models.
    """
    os.environ.update(_ONE_CORE)  # read by the processes that measure, when they load torch and numpy
    packaged = unpack_packaged_model(settings.models)
    own = replace(settings, model=PACKAGED_MODEL, question_prompt=None, passage_prompt=None)
    models = {_PACKAGED: {"width": 384, "window": 512} | model_size(packaged) | _speeds(own, rounds)}
    for done, (name, shape) in enumerate(shapes.items(), start=1):
        progress(done, len(shapes) + 1)
        with tempfile.TemporaryDirectory() as holder:
            folder = Path(holder, name)
            _apart(make_model, folder, shape, packaged)
            speeds = _speeds(replace(own, model=str(folder)), rounds)
            models[name] = {"width": shape.width, "window": shape.window} | model_size(folder) | speeds
    progress(len(shapes) + 1, len(shapes) + 1)
    return {
        "weights": "random, but for the packaged model's",
        "tokens a passage": PASSAGE_TOKENS,
        "models": models,
    }


def show_models(measured: dict[str, Any], language: str) -> str:
    """Return the measurements as a Markdown table, and what they do not say."""
    columns = {
        "parameters": say(language, "parameters, millions"),
        "MiB on disk": say(language, "MiB on disk"),
        "MiB in memory": say(language, "MiB in memory"),
        "passages a second": say(language, "passages a second"),
        "ms a question": say(language, "ms a question"),
    }
    lines = [_row([say(language, "model"), say(language, "precision"), *columns.values()])]
    lines.append(_row(["---", "---", *["---:"] * len(columns)]))
    for name, model in measured["models"].items():
        for precision in (p for p in PRECISIONS if p in model):
            values = model | model[precision]
            lines.append(_row([name, precision, *(str(values[column]) for column in columns)]))
    lines.append("")
    lines.append(
        say(
            language,
            "Weights are random, but for the packaged model's: only size and speed mean anything. Passages "
            "have {tokens} tokens; seconds are processor time of one core; memory is that of the process.",
            tokens=measured["tokens a passage"],
        )
    )
    return "\n".join(lines)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _apart(work: Callable[..., Any], *values: Any) -> Any:
    """Return what `work` gives in a process of its own, which ends with it."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as one:
        return one.submit(work, *values).result()


def _speeds(settings: Settings, rounds: int) -> dict[str, Any]:
    """Return what a model needs in each precision that the processor computes with, by its name."""
    from index.torch_encoder import torch_type

    fast = str(torch_type("auto")).removeprefix("torch.")
    return {
        precision: _apart(measure_model, replace(settings, precision=precision), rounds)
        for precision in ("float32", "bfloat16")
        if precision in ("float32", fast)
    }


def model_size(folder: Path) -> dict[str, Any]:
    """Return how many parameters the weights in a folder hold, in millions, and its size on disk."""
    weights = folder / "model.safetensors"
    with weights.open("rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
    shapes = [entry["shape"] for name, entry in header.items() if name != "__metadata__"]
    parameters = sum(int(np.prod(shape)) for shape in shapes)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return {"parameters": round(parameters / 1e6), "MiB on disk": round(size / _MIB)}


def make_model(folder: Path, shape: Shape, unpacked: Path) -> None:
    """Write a model of a shape with random weights, in the format of sentence-transformers."""
    from transformers import AutoConfig, AutoModel
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]
    offset = 2 if shape.kind == "xlm-roberta" else 0  # its positions count from the padding's id
    config = AutoConfig.for_model(
        shape.kind,
        vocab_size=shape.vocabulary,
        hidden_size=shape.width,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=4 * shape.width,
        max_position_embeddings=shape.window + offset,
        type_vocab_size=1 if offset else 2,
        pad_token_id=1,
    )
    model = AutoModel.from_config(config, add_pooling_layer=False)  # type: ignore[no-untyped-call]
    model.save_pretrained(folder)
    for name in _COPIED:
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(unpacked / name, folder / name)
    (folder / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": shape.window}))
    pooling = {"embedding_dimension": shape.width, "pooling_mode": shape.pooling}
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(pooling))


def measure_model(settings: Settings, rounds: int) -> dict[str, Any]:
    """Return speeds of the settings' model, and what this process holds in memory with it, in MiB."""
    embedder: Any = open_embedder(settings)
    texts = [passage_text(embedder.count_tokens)] * _BATCH
    list(embedder.encode_passages(texts * (4 if settings.model == PACKAGED_MODEL else 1)))  # loads torch
    embedder.encode_question(_QUESTION)
    batch = _fewest_seconds(lambda: list(embedder.encode_passages(texts)), rounds)
    question = _fewest_seconds(lambda: embedder.encode_question(_QUESTION), 2 * rounds)
    return {
        "MiB in memory": round(_memory()),
        "passages a second": round(_BATCH / batch, 2),
        "ms a question": round(1000 * question, 1),
    }


def _memory() -> float:
    """Return the memory of this process in MiB: now where the system tells, else at most."""
    statistics = Path("/proc/self/statm")
    if statistics.is_file():
        return int(statistics.read_text().split()[1]) * resource.getpagesize() / _MIB
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _fewest_seconds(work: Callable[[], object], rounds: int) -> float:
    """Return the processor time of the fastest of several rounds."""
    seconds = []
    for _ in range(rounds):
        begun = time.process_time()
        work()
        seconds.append(time.process_time() - begun)
    return min(seconds)
