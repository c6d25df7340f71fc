"""Commands: measure answers, what is found and how long it takes; fit what decides about refusing.

python -m eval answers --questions FILE.jsonl [--compare FILE] [--html FILE] [--blind] [--json]
python -m eval bench answers [--questions FILE.jsonl] [--rounds 5] [--json]
python -m eval bench build [--passages 5000] [--rounds 5] [--json]
python -m eval bench search [--passages 20000 ...] [--keep DIR] [--plot FILE.svg] [--report FILE] [--json]
python -m eval retrieval --set DIR [--set DIR ...] [--run FILE] [--write-run FILE] [--against FILE] [--json]
python -m eval peers --set DIR [--set DIR ...] [--only NAME] [--out DIR] [--report FILE] [--json]
python -m eval bench models [--rounds 5] [--json]
python -m eval calibrate --questions FILE.jsonl [--questions FILE.jsonl ...] [--plot FILE.svg] [--write]
python -m eval grounding --set FILE.jsonl [--set ...] [--train FILE.jsonl ...] [--write] [--json]
python -m eval ablation --set DIR [--set DIR ...] [--every N] [--report FILE] [--json]
python -m eval tune --set DIR [--set DIR ...] [--questions FILE.jsonl] [--every N] [--write] [--json]
"""

import argparse
import json
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from answer.assistant import Assistant, open_assistant
from command_line import ProgressBar, message_language, run_command
from command_options import add_folders, settings_of
from eval.ablation_command import add_ablation
from eval.answers_command import add_answers
from eval.bench import bench_answers
from eval.calibrate import calibrate
from eval.grounding_command import add_grounding
from eval.peers_command import add_peers
from eval.questions import read_questions
from eval.retrieval_command import add_retrieval
from eval.tune_command import add_tune
from locales import say

QUESTIONS = Path(__file__).with_name("questions") / "acceptance.jsonl"


def main(arguments: Sequence[str]) -> int:
    """Return the exit code of one command; see the module's own words."""
    options = _parser().parse_args(arguments)
    return run_command(partial(options.command, options, message_language()))


def _bench(options: argparse.Namespace, language: str) -> int:
    # Each is imported when it is asked for.
    if options.what == "search":
        from eval.scale_command import run_bench_search

        return run_bench_search(options, language)
    settings = settings_of(options)
    if options.what == "build":
        from eval.bench_build import BUILT_PASSAGES, bench_build

        passages = options.passages[-1] if options.passages else BUILT_PASSAGES
        measured = bench_build(settings, passages, options.rounds)
    elif options.what == "models":
        return _bench_models(options, language)
    else:
        assistant: Assistant = open_assistant(settings)
        measured = bench_answers(read_questions(options.questions), assistant, options.rounds)
    if options.json:
        _print_json(measured)
    else:
        _print_table(measured)
    return 0


def _bench_models(options: argparse.Namespace, language: str) -> int:
    from eval.bench_models import bench_models, show_models

    with ProgressBar(say(language, "Models")) as bar:
        measured = bench_models(settings_of(options), options.rounds, bar.show)
    if options.json:
        _print_json(measured)
    else:
        print(show_models(measured, language))
    return 0


def _calibrate(options: argparse.Namespace, language: str) -> int:
    questions = [question for file in options.questions for question in read_questions(file)]
    assistant = open_assistant(settings_of(options))
    files = options.questions if options.write else []
    _print_table(calibrate(questions, assistant, files, options.plot))
    return 0


def _print_json(data: dict[str, Any]) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=1))


def _print_table(data: dict[str, Any]) -> None:
    for name, value in data.items():
        shown = ", ".join(f"{k} {v}" for k, v in value.items()) if isinstance(value, dict) else value
        print(f"{name:18} {shown}")


def _parser() -> argparse.ArgumentParser:
    language = message_language()
    parser = argparse.ArgumentParser(
        prog="python -m eval", description=say(language, "Measure how good and how fast Cotejo is.")
    )
    commands = parser.add_subparsers(
        required=True,
        metavar="answers | retrieval | grounding | peers | ablation | bench | calibrate | tune",
    )
    add_answers(commands, language)
    add_retrieval(commands, language)
    add_grounding(commands, language)
    add_peers(commands, language)
    add_ablation(commands, language)
    add_tune(commands, language)
    bench = commands.add_parser(
        "bench",
        help=say(
            language,
            "measure how long answers, builds or searches of any size take, and what other "
            "models would cost",
        ),
    )
    bench.set_defaults(command=_bench)
    bench.add_argument("what", choices=["answers", "build", "search", "models"])
    bench.add_argument("--rounds", type=int, default=5,
                       help=say(language, "how many times each is measured"))  # fmt: skip
    bench.add_argument("--passages", type=int, action="append", metavar="N",
                       help=say(language, "size of the corpus that is made for builds or searches; may be "
                                "repeated for searches"))  # fmt: skip
    bench.add_argument("--keep", type=Path, metavar="DIR",
                       help=say(language, "keep the indexes here and use them again"))  # fmt: skip
    bench.add_argument("--plot", type=Path, metavar="FILE",
                       help=say(language, "draw how searches grow, as SVG"))  # fmt: skip
    bench.add_argument("--report", type=Path, metavar="FILE",
                       help=say(language, "write how searches grow into this Markdown file"))  # fmt: skip
    fit = commands.add_parser(
        "calibrate", help=say(language, "fit the support model on labelled questions")
    )
    fit.set_defaults(command=_calibrate)
    fit.add_argument("--write", action="store_true",
                     help=say(language, "put the fitted coefficients in force"))  # fmt: skip
    fit.add_argument("--plot", type=Path, metavar="FILE",
                     help=say(language, "draw risk and coverage, as SVG"))  # fmt: skip
    fit.add_argument("--questions", type=Path, action="append", required=True, metavar="FILE",
                     help=say(language, "a question set, JSON lines; may be repeated"))  # fmt: skip
    bench.add_argument("--questions", type=Path, default=QUESTIONS, metavar="FILE",
                       help=say(language, "a question set, JSON lines"))  # fmt: skip
    for command in (bench, fit):
        add_folders(command, language)
        if command is not fit:
            command.add_argument("--json", action="store_true",
                                 help=say(language, "print one JSON document"))  # fmt: skip
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
