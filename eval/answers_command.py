"""The command `python -m eval answers`."""

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from command_line import ProgressBar
from command_options import add_folders, settings_of
from eval.errors import EvalError
from locales import say

if TYPE_CHECKING:
    from eval.answers import Result


def add_answers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", language: str) -> None:
    """Add the command with its options."""
    command = commands.add_parser("answers", help=say(language, "score the answers to a question set"))
    command.set_defaults(command=_answers)
    command.add_argument("--questions", type=Path, required=True, metavar="FILE",
                         help=say(language, "a question set, JSON lines"))  # fmt: skip
    command.add_argument("--compare", type=Path, metavar="FILE",
                         help=say(language, "compare with a run that --json wrote"))  # fmt: skip
    command.add_argument("--html", type=Path, metavar="FILE",
                         help=say(language, "write the report as a page of its own"))  # fmt: skip
    command.add_argument("--blind", action="store_true",
                         help=say(language, "show nothing of questions and answers but ids, types and "
                                  "scores, to measure a set without reading it"))  # fmt: skip
    add_folders(command, language)
    command.add_argument("--json", action="store_true", help=say(language, "print one JSON document"))


def _answers(options: argparse.Namespace, language: str) -> int:
    # Imported when asked for: other commands need none of it.
    from eval.answer_comparison import compare, read_saved
    from eval.answer_report import write_report
    from eval.answer_summary import SEED, summarise
    from eval.questions import read_questions

    questions = read_questions(options.questions)
    saved = read_saved(options.compare) if options.compare else None
    if options.html and (options.html.is_dir() or not options.html.parent.is_dir()):
        raise EvalError("--html is {file}. Expected a file in a folder that exists.",
                        file=str(options.html))  # fmt: skip
    results = _ask(options, questions, language)
    report: dict[str, Any] = {"summary": summarise(results)}
    if saved is not None:
        report["comparison"] = compare(results, saved, options.compare, SEED)
    if options.html:
        write_report(options.html, options.questions.name, results, report, language, options.blind)
    if options.json:
        report["results"] = [result.to_json(blind=options.blind) for result in results]
        print(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        print("\n".join(_lines(results, report, options, language)))
    return 0


def _ask(options: argparse.Namespace, questions: "Sequence[Any]", language: str) -> "list[Result]":
    from answer.assistant import open_assistant
    from eval.answers import ask_all, quoting
    from ingest.corpus import read_corpus

    settings = settings_of(options)
    corpus, _ = read_corpus(*settings.corpora, seconds=settings.read_seconds)
    answerer = quoting(open_assistant(settings))
    with ProgressBar(say(language, "Questions")) as bar:
        return ask_all(questions, answerer, corpus, bar.show)


def _lines(
    results: "Sequence[Result]", report: dict[str, Any], options: argparse.Namespace, language: str
) -> Iterator[str]:
    from eval.answer_table import comparison_lines, summary_lines, wrong_lines

    yield from wrong_lines(results, language, options.blind)
    yield from summary_lines(report["summary"], language)
    if "comparison" in report:
        yield from comparison_lines(report["comparison"], language)
    if options.html:
        yield say(language, "The report is in {file}.", file=str(options.html))
