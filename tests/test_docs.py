"""The documentation names every command, setting and dependency that there is, and no other."""

import re
import subprocess
import sys
from dataclasses import fields

import pytest

from settings import ROOT, Settings

COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
DEPENDENCIES = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("module", ["ingest", "index", "answer", "eval"])
def test_every_option_of_a_command_is_documented(module: str) -> None:
    subcommands = sorted(set(re.findall(rf"python -m {module} ([a-z]+)\b", COMMANDS)))
    assert subcommands != []
    for words in ([], *([name] for name in subcommands)):
        shown = subprocess.run(
            [sys.executable, "-m", module, *words, "--help"],
            cwd=ROOT, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        lines = [line for line in COMMANDS.splitlines() if f"python -m {module}" in line]
        for option in set(re.findall(r"(?<![\w-])(--[a-z-]+)", shown)) - {"--help"}:
            assert any(option in line for line in lines), (module, words, option)


def test_every_setting_is_documented() -> None:
    documented = set(re.findall(r"^\| `([a-z_]+)` \|", COMMANDS, re.MULTILINE))
    assert documented == {field.name for field in fields(Settings)} - {"own"}  # `corpus` sets it


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-peers.txt"])
def test_every_direct_dependency_is_justified(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    direct = text.split("# What those need themselves.")[0]
    names = re.findall(r"^([\w.-]+)==", direct, re.MULTILINE)
    assert len(names) > 15
    assert [name for name in names if name.lower() not in DEPENDENCIES.lower()] == []


def test_everything_is_pinned() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-peers.txt"):
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            assert not line or line.startswith(("#", "-r ")) or re.fullmatch(r"[\w.-]+==[\w.]+", line), line


def test_the_readme_points_to_files_that_exist() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert links != []
    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []
