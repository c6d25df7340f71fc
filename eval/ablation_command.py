"""The command `python -m eval ablation`."""

import argparse
import dataclasses
import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from command_line import ProgressBar
from command_options import settings_of
from eval.set_options import add_development, command_line, index_folder
from locales import say

COMMAND = "python -m eval ablation"


def add_ablation(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", language: str) -> None:
    """Add the command with its options."""
    command = commands.add_parser(
        "ablation", help=say(language, "measure what each part of a search adds, and what it costs")
    )
    command.set_defaults(command=_ablation)
    add_development(command, language)
    command.add_argument("--report", type=Path, metavar="FILE",
                         help=say(language, "write the report into this Markdown file"))  # fmt: skip


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
        folder = stack.enter_context(index_folder(options.keep))
        bar = stack.enter_context(ProgressBar(say(language, "Questions")))
        settings = dataclasses.replace(own, data=folder)
        report = ablate(asked, questions, settings, own, open_embedder(own), bar.show)
    every = ("--every", str(options.every)) if options.every > 1 else ()
    lines = list(show(report, command_line(COMMAND, options.set, *every), language))
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
