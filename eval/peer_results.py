"""What a configuration found on a set and what that cost, kept in a folder so that it is found once."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.errors import EvalError
from eval.retrieval_set import Entry, RetrievalSet
from eval.trec import Run, read_run
from settings import ROOT

COTEJO = "cotejo"
PEERS = {
    "llama-index-vector": "LlamaIndex, vectors",
    "llama-index-hybrid": "LlamaIndex, hybrid",
    "haystack-hybrid": "Haystack, hybrid",
    "langchain-ensemble": "LangChain, ensemble",
    "txtai-hybrid": "txtai, hybrid",
}
"""The peers, as the command line names them, and as the report does. Each has a script in eval/peers."""

SCRIPTS = ROOT / "eval" / "peers"
LOCK = ROOT / "requirements-peers.txt"


@dataclass(frozen=True, slots=True)
class Configuration:
    """A peer, or Cotejo, with an embedding model."""

    system: str
    model: str

    @property
    def name(self) -> str:
        """The name in files and runs."""
        return _plain(f"{self.system}+{self.model}")


@dataclass(frozen=True, slots=True)
class Result:
    """A run over one set. `mebibytes` is the most memory that its process had held by then.

    Of a run that was not timed, the four numbers are None.
    """

    run: Run
    versions: Mapping[str, str]
    ms_per_question: float | None = None
    ms_p95: float | None = None
    build_seconds: float | None = None
    mebibytes: float | None = None


def text_of(entry: Entry) -> str:
    """Return a passage as peers are given it: they have no place for a title, so it opens the text."""
    return f"{entry.title}\n{entry.text}" if entry.title else entry.text


def run_file(out: Path, configuration: Configuration, given: RetrievalSet) -> Path:
    """Return where the run over a set is kept."""
    return out / configuration.name / f"{_plain(given.name)}.run"


def measured_file(out: Path, configuration: Configuration, given: RetrievalSet) -> Path:
    """Return where times and memory are kept; it is written last, so it stands for a finished run."""
    return out / configuration.name / f"{_plain(given.name)}.json"


def read_result(out: Path, configuration: Configuration, given: RetrievalSet) -> Result | None:
    """Return what is kept; None where nothing is, or what was found under other circumstances."""
    try:
        text = measured_file(out, configuration, given).read_text(encoding="utf-8")
        measured: dict[str, Any] = json.loads(text)
        if measured.pop("fingerprint") != fingerprint(configuration, given):
            return None
        return Result(read_run(run_file(out, configuration, given)), **measured)
    except (OSError, ValueError, KeyError, TypeError, EvalError):
        return None


def fingerprint(configuration: Configuration, given: RetrievalSet) -> str:
    """Return a digest of what decides about a result: the set, the code and the versions of libraries."""
    digest = hashlib.sha256(repr((configuration, given.entries, given.judged())).encode())
    files = _cotejo_files() if configuration.system == COTEJO else _peer_files(configuration.system)
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def script(system: str) -> str:
    """Return the name of a peer's module in eval.peers."""
    return system.replace("-", "_")


def _peer_files(system: str) -> list[Path]:
    own = SCRIPTS / f"{script(system)}.py"
    imported = re.findall(r"^from eval\.peers\.(\w+) import", own.read_text(encoding="utf-8"), re.MULTILINE)
    return [LOCK, own, *(SCRIPTS / f"{name}.py" for name in sorted(imported))]


def _cotejo_files() -> list[Path]:
    code = [path for folder in ("ingest", "index") for path in (ROOT / folder).rglob("*.*")]
    kept = [path for path in code if path.suffix in (".py", ".toml") and "data" not in path.parts]
    return [ROOT / "requirements.txt", *sorted(kept)]


def _plain(name: str) -> str:
    """Return a name that can stand in a path and in a run."""
    return re.sub(r"[^\w.+-]+", "_", name)
