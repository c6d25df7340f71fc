"""Options of the commands that work on retrieval sets, and the command line that gives a report again."""

import argparse
import shlex
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from command_options import add_folders
from locales import say

QUESTIONS = Path(__file__).with_name("questions") / "tuning.jsonl"


def add_sets(command: argparse.ArgumentParser, language: str) -> None:
    """Add the option that names the sets."""
    command.add_argument("--set", type=Path, action="append", required=True, metavar="DIR",
                         help=say(language, "a folder with corpus.jsonl, queries.jsonl and qrels.tsv; "
                                  "may be repeated"))  # fmt: skip


def add_development(command: argparse.ArgumentParser, language: str) -> None:
    """Add the options of what is done on sets and on the project's own questions alike."""
    add_sets(command, language)
    add_folders(command, language)
    command.add_argument("--questions", type=Path, default=QUESTIONS, metavar="FILE",
                         help=say(language, "questions about the corpus whose right provisions are "
                                  "known"))  # fmt: skip
    command.add_argument("--every", type=int, default=1, metavar="N",
                         help=say(language, "take every so manyth question of a set"))  # fmt: skip
    command.add_argument("--keep", type=Path, metavar="DIR",
                         help=say(language, "keep the indexes here and use them again"))  # fmt: skip
    command.add_argument("--json", action="store_true", help=say(language, "print one JSON document"))


@contextmanager
def index_folder(kept: Path | None) -> Iterator[Path]:
    """Give the folder for indexes: the one to keep, else one that is removed at the end."""
    if kept is not None:
        yield kept
        return
    with TemporaryDirectory(prefix="cotejo-") as folder:
        yield Path(folder)


def command_line(command: str, sets: Sequence[Path], *more: str) -> str:
    """Return a command as it is typed, with its sets and what else was given."""
    words = [*command.split(), *(word for folder in sets for word in ("--set", str(folder)))]
    return shlex.join([*words, *more])
