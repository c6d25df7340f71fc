"""The command `python -m eval retrieval`."""

import argparse
import dataclasses
import json
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from command_line import ProgressBar
from command_options import settings_of
from eval.errors import EvalError
from eval.set_options import add_sets, command_line, index_folder
from locales import say

if TYPE_CHECKING:
    from eval.retrieval import Asked, Found

COMMAND = "python -m eval retrieval"
TAG = "cotejo"


def add_retrieval(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", language: str) -> None:
    """Add the command with its options."""
    command = commands.add_parser(
        "retrieval", help=say(language, "measure what is found on sets of questions with known passages")
    )
    command.set_defaults(command=_retrieval)
    add_sets(command, language)
    command.add_argument("--lang", default="", metavar="es",
                         help=say(language, "language of what does not say its own"))  # fmt: skip
    command.add_argument("--run", type=Path, metavar="FILE",
                         help=say(language, "measure this TREC run instead of searching"))  # fmt: skip
    command.add_argument("--write-run", type=Path, metavar="FILE",
                         help=say(language, "write what was found as a TREC run"))  # fmt: skip
    command.add_argument("--against", type=Path, metavar="FILE",
                         help=say(language, "compare with this TREC run"))  # fmt: skip
    command.add_argument("--report", type=Path, metavar="FILE",
                         help=say(language, "write the report into this Markdown file"))  # fmt: skip
    command.add_argument("--data", type=Path, metavar="DIR",
                         help=say(language, "keep the indexes here and use them again"))  # fmt: skip
    command.add_argument("--json", action="store_true", help=say(language, "print one JSON document"))


def _retrieval(options: argparse.Namespace, language: str) -> int:
    # Imported when asked for: other commands need none of it.
    from eval.report_section import write_section
    from eval.retrieval import check_run, questions_of
    from eval.retrieval_markdown import as_markdown
    from eval.retrieval_report import report
    from eval.retrieval_set import read_set
    from eval.retrieval_table import show
    from eval.trec import read_run, write_run

    asked = questions_of([read_set(folder, options.lang) for folder in options.set])
    runs = {}
    for file in filter(None, (options.run, options.against)):
        runs[file] = read_run(file)
        check_run(runs[file], asked, file)
    if options.write_run:
        _check_folder(options.write_run)
    found = None if options.run else _search(options, asked, language)
    run = runs[options.run] if found is None else found.run
    if options.write_run:
        write_run(options.write_run, {one.key: run.get(one.key, {}) for one in asked}, TAG)
    measured = report(asked, run, found, runs.get(options.against))
    if options.report:
        lines = list(as_markdown(measured, command_line(COMMAND, options.set), language))
        write_section(options.report, COMMAND, lines)
    if options.json:
        print(json.dumps(measured, ensure_ascii=False, indent=1))
    elif not options.report:
        print("\n".join(show(measured, language)))
    return 0


def _search(options: argparse.Namespace, asked: "Sequence[Asked]", language: str) -> "Found":
    from eval.retrieval import search_sets
    from index.embedder import open_embedder

    with ExitStack() as stack:
        folder = stack.enter_context(index_folder(options.data))
        settings = dataclasses.replace(settings_of(options), data=folder)
        building = stack.enter_context(ProgressBar(say(language, "Passages")))
        searching = stack.enter_context(ProgressBar(say(language, "Questions")))
        return search_sets(asked, settings, open_embedder(settings), building.show, searching.show)


def _check_folder(file: Path) -> None:
    """Refuse, before the long search and not after it, a file that cannot be written."""
    if file.is_dir() or not file.parent.is_dir():
        raise EvalError("--write-run is {file}. Expected a file in a folder that exists.", file=str(file))
