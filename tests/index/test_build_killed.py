"""Builds killed at any moment: searches answer from a whole index, and the next build mends all."""

import re
import subprocess
import sys

import pytest

from settings import ROOT

KILLS = 50


@pytest.mark.parametrize("seed", [20, 21])
def test_kills_at_random_moments_lose_double_and_mix_nothing(seed: int) -> None:
    # A process of its own: a fork of a test runner that has threads could hang.
    command = [sys.executable, "-m", "tests.index.build_kills", str(KILLS), "--seed", str(seed)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=1200)
    assert run.returncode == 0, run.stderr[-2000:]
    found = re.search(r"killed=(\d+), ended=\d+, most_left=(\d+)", run.stdout)
    assert found is not None
    assert int(found[1]) == KILLS
    assert int(found[2]) <= 2  # the index in force and the one before
