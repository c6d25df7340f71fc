"""The command `python -m eval ablation`."""

import argparse
import dataclasses
import json
import shlex
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from command_line import ProgressBar
from command_options import add_folders, settings_of
from eval.retrieval_command import add_sets
from eval.tune_command import QUESTIONS
from locales import say

COMMAND = "python -m eval ablation"


def add_ablation(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", language: str) -> None:
    """Add the command with its options."""
    command = commands.add_parser(
        "ablation", help=say(language, "measure what each part of a search adds, and what it costs")
    )
    command.set_defaults(command=_ablation)
    add_sets(command, language)
    add_folders(command, language)
    command.add_argument("--questions", type=Path, default=QUESTIONS, metavar="FILE",
                         help=say(language, "questions about the corpus whose right provisions are "
                                  "known"))  # fmt: skip
    command.add_argument("--every", type=int, default=1, metavar="N",
                         help=say(language, "take every so manyth question of a set"))  # fmt: skip
    command.add_argument("--keep", type=Path, metavar="DIR",
                         help=say(language, "keep the indexes here and use them again"))  # fmt: skip
    command.add_argument("--report", type=Path, metavar="FILE",
                         help=say(language, "write the report into this Markdown file"))  # fmt: skip
    command.add_argument("--json", action="store_true", help=say(language, "print one JSON document"))


def _ablation(options: argparse.Namespace, language: str) -> int:
    # Imported when asked for: other commands need none of it.
    from eval.ablation import ablate
    from eval.questions import read_questions
    from eval.report_section import write_section
    from eval.retrieval import questions_of
    from eval.retrieval_set import read_set
    from index.embedder import open_embedder

    asked = questions_of([read_set(folder) for folder in options.set])[:: max(1, options.every)]
    questions = [q for q in read_questions(options.questions) if q.expected_locators]
    own = settings_of(options)
    with ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cotejo-")))
        bar = stack.enter_context(ProgressBar(say(language, "Questions")))
        settings = dataclasses.replace(own, data=folder)
        report = ablate(asked, questions, settings, own, open_embedder(own), bar.show)
    lines = list(show(report, _command_line(options), language))
    if options.report:
        write_section(options.report, COMMAND, lines)
    if options.json:
        print(json.dumps(report, ensure_ascii=False, indent=1))
    elif not options.report:
        print("\n".join(lines))
    return 0


def show(report: Mapping[str, Any], command: str, language: str) -> Iterator[str]:
    """Yield the lines: the command line that `command` is, a table of the variants, the sizes."""
    variants = report["variants"]
    sets = list(next(iter(variants.values()))["ndcg@10"])
    yield say(
        language,
        "Made by `{command}`: nDCG@10, and the median milliseconds of a question.",
        command=command,
    )
    yield ""
    yield "| | " + " | ".join(variants) + " |"
    yield "|---" * (len(variants) + 1) + "|"
    for of in sets:
        values = (found["ndcg@10"].get(of) for found in variants.values())
        yield f"| {of} | " + " | ".join("" if v is None else f"{v:.3f}" for v in values) + " |"
    yield "| ms | " + " | ".join(f"{found['ms']:.0f}" for found in variants.values()) + " |"
    yield ""
    sizes = ", ".join(f"{part} {size}" for part, size in report["bytes a passage"].items())
    yield say(language, "Bytes a passage, in the last set: {sizes}.", sizes=sizes)


def _command_line(options: argparse.Namespace) -> str:
    words = COMMAND.split()
    for folder in options.set:
        words += ["--set", str(folder)]
    if options.every > 1:
        words += ["--every", str(options.every)]
    return shlex.join(words)
