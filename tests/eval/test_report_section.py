"""A command writes its own part of a file, and nothing else of it."""

from pathlib import Path

import pytest

from eval.errors import EvalError
from eval.report_section import write_section

COMMAND = "python -m eval peers"
BEGIN = "<!-- What follows is written by python -m eval peers. -->"
END = "<!-- What is above is written by python -m eval peers. -->"
OTHERS = """\
After.

<!-- What follows is written by python -m eval ablation. -->
another's
<!-- What is above is written by python -m eval ablation. -->
"""


def test_the_section_replaces_what_was_there_and_leaves_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "peers.md"
    path.write_text(f"# Mine\n\n{BEGIN}\nold\n{END}\n\n{OTHERS}", encoding="utf-8")
    for _ in range(2):
        write_section(path, COMMAND, ["new"])
    assert path.read_text(encoding="utf-8") == f"# Mine\n\n{BEGIN}\n\nnew\n\n{END}\n\n{OTHERS}"


def test_a_file_that_is_not_there_is_made(tmp_path: Path) -> None:
    write_section(tmp_path / "new.md", COMMAND, ["line"])
    assert (tmp_path / "new.md").read_text(encoding="utf-8") == f"{BEGIN}\n\nline\n\n{END}\n"


def test_a_file_without_a_place_for_it_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    path.write_text("Mine.\n", encoding="utf-8")
    with pytest.raises(EvalError, match="no place for the report"):
        write_section(path, COMMAND, ["new"])
    assert path.read_text(encoding="utf-8") == "Mine.\n"


def test_a_folder_is_no_file_to_write_to(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="cannot be written"):
        write_section(tmp_path, COMMAND, ["new"])
