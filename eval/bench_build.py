"""How fast an index is built: from nothing, with nothing changed, with one paragraph changed.

The corpus is made for it: passages of about 130 tokens, each with words in an order of its own. Each
build is the command that a person runs, start and imports included.
"""

import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from eval.embedding_rate import measure_rate
from settings import ROOT, Settings

BUILT_PASSAGES = 5_000
_WORDS = (
    "los derechos humanos contratación pública proveedor pliego cláusula debida diligencia empresas "
    "estados principio respeto riesgo impacto reparación queja trabajo infantil forzoso criterios "
    "adjudicación oferta contrato supervisión indicador meta gobierno compra sostenible"
)
_PASSAGES_A_FILE = 250
_SENTENCES = 5
_WORDS_A_SENTENCE = 14
_EMBEDDED = re.compile(r"(\d+) passages.* (\d+) newly embedded")


@dataclass(frozen=True, slots=True)
class _Run:
    """One build: how long it took in seconds, its peak memory in MiB, and what it says it embedded."""

    seconds: float
    memory: float
    passages: int
    embedded: int


def bench_build(settings: Settings, passages: int, rounds: int) -> dict[str, Any]:
    """Return times of builds over `passages` passages, and the embedder's share of the machine's rate.

    Builds with nothing or one paragraph changed are run `rounds` times; the median counts.
    """
    with tempfile.TemporaryDirectory() as folder:
        corpus, data = Path(folder, "corpus"), Path(folder, "data")
        chance = random.Random(1)
        files = _write_corpus(corpus, passages, chance)
        whole = _build(settings, corpus, data)
        same = [_build(settings, corpus, data) for _ in range(rounds)]
        changed = []
        for _ in range(rounds):
            _change(files, chance)
            changed.append(_build(settings, corpus, data))
    return {
        "passages": whole.passages,
        "from nothing": {
            "seconds": round(whole.seconds, 1),
            "passages a second": round(whole.embedded / whole.seconds, 1),
            "MiB at most": round(whole.memory),
        },
        "nothing changed": _summary(same),
        "one paragraph changed": _summary(changed),
        **measure_rate(settings, rounds),
    }


def _summary(runs: Sequence[_Run]) -> dict[str, float]:
    return {
        "embedded": max(run.embedded for run in runs),
        "median seconds": round(float(np.median([run.seconds for run in runs])), 2),
        "most seconds": round(max(run.seconds for run in runs), 2),
    }


def _build(settings: Settings, corpus: Path, data: Path) -> _Run:
    known = {"COTEJO_LANGUAGE": "en", "COTEJO_MODELS": str(settings.models.resolve())}
    command = [sys.executable, "-m", "index", "build", "--corpus", str(corpus), "--data", str(data)]
    begun = time.perf_counter()
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | known,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        said = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - begun
    found = _EMBEDDED.search(said)
    if process.returncode or found is None:
        raise RuntimeError(f"the build ended with {process.returncode} and said {said!r}")
    return _Run(seconds, usage.ru_maxrss / 1024, int(found[1]), int(found[2]))


def _write_corpus(folder: Path, passages: int, chance: random.Random) -> list[Path]:
    folder.mkdir(parents=True)
    files, register = [], []
    for number in range(-(-passages // _PASSAGES_A_FILE)):
        count = min(_PASSAGES_A_FILE, passages - number * _PASSAGES_A_FILE)
        name = f"made-{number}"
        path = folder / name / "es.md"
        path.parent.mkdir()
        sections = [f"## Sección {n} {{#s{n}}}\n\n{_paragraph(chance)}" for n in range(count)]
        head = f"---\nsource: {name}\nlang: es\ntitle: Documento {number}\n---\n# Documento {number}\n\n"
        path.write_text(head + "\n\n".join(sections) + "\n", encoding="utf-8")
        register.append(
            f'[[source]]\nid = "{name}"\nlabel = "{name}"\ntitle = "{name}"\npublisher = "-"\n'
            'force = "notes"\nlanguages = ["es"]\nlicence = "-"\naddress = {}\n'
            f'files = ["{name}/es.md"]\n'
        )
        files.append(path)
    (folder / "sources.toml").write_text("\n".join(register), encoding="utf-8")
    return files


def _paragraph(chance: random.Random) -> str:
    words = _WORDS.split()
    sentences = (
        " ".join(chance.choice(words) for _ in range(_WORDS_A_SENTENCE)).capitalize()
        for _ in range(_SENTENCES)
    )
    return " ".join(f"{sentence} {chance.randint(1, 99_999)}." for sentence in sentences)


def _change(files: Sequence[Path], chance: random.Random) -> None:
    path = chance.choice(files)
    blocks = path.read_text(encoding="utf-8").split("\n\n")
    places = [place for place, block in enumerate(blocks) if block and not block.startswith(("#", "-"))]
    blocks[chance.choice(places)] = _paragraph(chance)
    path.write_text("\n\n".join(blocks).rstrip("\n") + "\n", encoding="utf-8")
