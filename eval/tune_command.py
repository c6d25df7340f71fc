"""The command `python -m eval tune`."""

import argparse
import dataclasses
import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING

from command_line import ProgressBar
from command_options import settings_of
from eval.set_options import add_development, index_folder
from locales import say

if TYPE_CHECKING:
    from eval.tuning import Step


def add_tune(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", language: str) -> None:
    """Add the command with its options."""
    command = commands.add_parser(
        "tune", help=say(language, "choose the weights of a search on sets and on the project's questions")
    )
    command.set_defaults(command=_tune)
    add_development(command, language)
    command.add_argument("--write", action="store_true",
                         help=say(language, "put the weights in force"))  # fmt: skip


def _tune(options: argparse.Namespace, language: str) -> int:
    # Imported when asked for: other commands need none of it.
    from eval.questions import read_questions
    from eval.retrieval import questions_of
    from eval.retrieval_set import read_set
    from eval.tuning import climb, gather_questions, gather_sets, put_in_force
    from index.embedder import open_embedder

    asked = questions_of([read_set(folder) for folder in options.set])[:: max(1, options.every)]
    questions = read_questions(options.questions)
    settings = settings_of(options)
    embedder = open_embedder(settings)
    with ExitStack() as stack:
        folder = stack.enter_context(index_folder(options.keep))
        bar = stack.enter_context(ProgressBar(say(language, "Questions")))
        cases = gather_sets(asked, dataclasses.replace(settings, data=folder), embedder, bar.show)
        cases += gather_questions(questions, settings, embedder)
    steps = []
    for step in climb(cases):
        steps.append(step)
        if not options.json:
            print("\n".join(_shown(step, steps, language)), flush=True)
    if options.write:
        put_in_force(steps[-1])
    if options.json:
        print(json.dumps([_as_json(step) for step in steps], indent=1))
    return 0


def _shown(step: "Step", steps: Sequence["Step"], language: str) -> Iterator[str]:
    name = step.weight or say(language, "in force")
    value = getattr(step.ranking, step.weight) if step.weight else ""
    yield f"{step.mean:.4f}  {name} {value}"
    if len(steps) == 1:
        yield "  " + ", ".join(f"{of} {value:.4f}" for of, value in step.by_set.items())
        return
    moved = ((of, value, steps[-2].by_set[of]) for of, value in step.by_set.items())
    yield "  " + ", ".join(
        f"{of} {value:.4f} ({value - before:+.4f})" for of, value, before in moved if value != before
    )


def _as_json(step: "Step") -> dict[str, object]:
    return {
        "weight": step.weight,
        "mean": step.mean,
        "by_set": dict(step.by_set),
        "ranking": dataclasses.asdict(step.ranking),
    }
