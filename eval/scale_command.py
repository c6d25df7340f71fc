"""The command `python -m eval bench search`."""

import argparse
import json
import os
import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from command_line import ProgressBar
from command_options import settings_of
from eval.errors import EvalError
from eval.questions import read_questions
from eval.report_section import write_section
from eval.scale import bench_search
from eval.scale_plot import draw_growth
from eval.scale_search import DEPTH, UNFILTERED
from eval.svg import write_drawing
from locales import say

COMMAND = "python -m eval bench search"
LEAST = 100
DEFAULT_SIZES = (20_000, 100_000)


def run_bench_search(options: argparse.Namespace, language: str) -> int:
    """Measure each size that the options name, print what was found, and draw it if a file is named.

    Raises:
        EvalError: a size is too small, or the folder of the drawing does not exist.
    """
    sizes = options.passages or DEFAULT_SIZES
    for size in sizes:
        if size < LEAST:
            raise EvalError("--passages is {value}. Expected {least} or more.", value=size, least=LEAST)
    if options.plot and not options.plot.parent.is_dir():
        raise EvalError(
            "--plot is {file}. Expected a file in a folder that exists.", file=str(options.plot)
        )
    questions = read_questions(options.questions)
    with ProgressBar(say(language, "Indexes")) as bar:
        results = bench_search(
            settings_of(options), sizes, questions, options.rounds, options.keep, bar.show
        )
    if options.plot:
        write_drawing(options.plot, draw_growth(results, language))
    if options.report:
        lines = [*table(results, _command_line(options, sizes), language)]
        if options.plot:
            place = os.path.relpath(options.plot, options.report.parent)
            lines += ["", f"![{say(language, 'Milliseconds a question, warm')}]({place})"]
        write_section(options.report, COMMAND, lines)
    if options.json:
        print(json.dumps({"sizes": results}, ensure_ascii=False, indent=1))
    else:
        print("\n".join(line for result in results for line in show(result, language)))
    return 0


def show(result: Mapping[str, Any], language: str) -> Iterator[str]:
    """Yield the lines for one size: what it is, a row a filter, then memory and what was found."""
    yield say(
        language,
        "{passages} passages of {sources} sources, written in {seconds} s, {bytes} bytes each; opened in "
        "{open} ms; load of the machine {load} on {cores} cores",
        passages=result["passages"],
        sources=result["sources"],
        seconds=result["writing s"],
        bytes=result["bytes a passage"]["all"],
        open=result["open ms"],
        load=result["load"],
        cores=result["cores"],
    )
    head = (say(language, "filter"), "p50 ms", "p95 ms", say(language, "times"))
    yield "  " + "".join(f"{cell:20}" for cell in head)
    for kind, row in result["ms"].items():
        yield "  " + "".join(f"{cell!s:20}" for cell in (kind, row["p50"], row["p95"], row["times"]))
    for name in ("encoding ms", "memory MiB", f"recall@{DEPTH}", "bytes a passage"):
        yield f"  {name}: " + ", ".join(f"{key} {_plain(value)}" for key, value in result[name].items())
    yield ""


def table(results: Sequence[Mapping[str, Any]], command: str, language: str) -> Iterator[str]:
    """Yield the lines of a table in Markdown, a row a size, made by the command line that `command` is."""
    yield say(
        language,
        "Made by `{command}`. Milliseconds are the median of a question, the 95th percentile in brackets, "
        "encoding it included; the slowest filter is that of the highest median.",
        command=command,
    )
    yield ""
    heads = (
        say(language, "Passages"),
        say(language, "No filter, ms"),
        say(language, "Slowest filter, ms"),
        say(language, "Encoding, ms"),
        say(language, "Opening, ms"),
        say(language, "Resident, MiB"),
        say(language, "Written in, s"),
        say(language, "Planted passages found"),
    )
    yield "| " + " | ".join(heads) + " |"
    yield "|---" * len(heads) + "|"
    for result in sorted(results, key=lambda result: int(result["passages"])):
        filters = [kind for kind in result["ms"] if kind != UNFILTERED]
        slowest = max(filters, key=lambda kind: float(result["ms"][kind]["p50"]))
        found = ", ".join(f"{kind} {share}" for kind, share in result[f"recall@{DEPTH}"].items())
        cells = (
            f"{result['passages']:,}",
            _spread(result["ms"][UNFILTERED]),
            f"{_spread(result['ms'][slowest])} ({slowest})",
            _spread(result["encoding ms"]),
            result["open ms"],
            f"{result['memory MiB']['searched']['resident']:,}",
            f"{result['writing s']:,.0f}",
            found,
        )
        yield "| " + " | ".join(map(str, cells)) + " |"


def _spread(row: Mapping[str, float]) -> str:
    return f"{row['p50']:.0f} [{row['p95']:.0f}]"


def _command_line(options: argparse.Namespace, sizes: Sequence[int]) -> str:
    words = [*COMMAND.split(), *(word for size in sizes for word in ("--passages", str(size)))]
    return shlex.join([*words, "--rounds", str(options.rounds)])


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return "(" + ", ".join(f"{key} {part}" for key, part in value.items()) + ")"
    return str(value)
