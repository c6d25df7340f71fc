"""The command `python -m eval grounding`."""

import argparse
import json
import shlex
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from command_line import ProgressBar
from command_options import add_folders, settings_of
from eval.errors import EvalError
from locales import say

if TYPE_CHECKING:
    from eval.grounding_model import Fitted
    from eval.grounding_reading import Table
    from eval.grounding_set import Row
    from index.embedder import Embedder
    from settings import Settings

COMMAND = "python -m eval grounding"
SENTENCES = 200
"""Sentences of every other source of the corpus of which pairs are made to fit on."""
SEED = 11


def add_grounding(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", language: str) -> None:
    """Add the command with its options."""
    command = commands.add_parser(
        "grounding", help=say(language, "measure how well the checker tells what a passage supports")
    )
    command.set_defaults(command=_grounding)
    for name, words in (
        ("--set", say(language, "rows of id, claim, passage and label, JSON lines; may be repeated")),
        ("--train", say(language, "fit the support model on such rows; may be repeated")),
    ):
        command.add_argument(name, type=Path, action="append", default=[], metavar="FILE", help=words)
    command.add_argument("--write", action="store_true",
                         help=say(language, "put the fitted model in force"))  # fmt: skip
    command.add_argument("--report", type=Path, metavar="FILE",
                         help=say(language, "write the report into this Markdown file"))  # fmt: skip
    command.add_argument("--plot", type=Path, metavar="FILE",
                         help=say(language, "draw how far the support can be trusted, as SVG"))  # fmt: skip
    command.add_argument("--json", action="store_true", help=say(language, "print one JSON document"))
    add_folders(command, language, index=False)


def _grounding(options: argparse.Namespace, language: str) -> int:
    # Imported when asked for: other commands need none of it.
    from eval.grounding import report_set, summary
    from eval.grounding_markdown import as_markdown
    from eval.grounding_model import put_in_force, stored_model
    from eval.grounding_plot import draw_trust
    from eval.grounding_set import read_rows
    from eval.report_section import write_section
    from eval.svg import write_drawing
    from index.embedder import open_embedder

    if not options.set and not options.train:
        raise EvalError("There is nothing to measure. Name a file of rows with --set, or with --train.")
    if options.write and not options.train:
        raise EvalError("--write puts a fitted model in force. Name the rows to fit it on with --train.")
    rows = {path: read_rows(path) for path in dict.fromkeys([*options.train, *options.set])}
    settings = settings_of(options)
    embedder = open_embedder(settings)
    with ProgressBar(say(language, "Rows")) as bar:
        tables = _tables(rows, embedder, bar)
    left_out: dict[Path, Any] = {}
    model = None
    if options.train:
        fitted = _fitted([tables[path] for path in options.train], settings, embedder, language)
        model = fitted.model
        left_out = dict(zip(options.train, zip(fitted.support, fitted.baselines, strict=True), strict=True))
    model = model or stored_model()
    by_set = {
        path.stem: report_set(rows[path], tables[path], model, left_out.get(path))
        for path in (options.set or options.train)
    }
    if options.write:
        put_in_force(model, _of_the_fit(options, by_set))
    if options.plot:
        labels = {path.stem: tables[path] for path in (options.set or options.train)}
        write_drawing(options.plot, draw_trust(by_set, labels, language))
    lines = list(as_markdown(by_set, _typed(options), language))
    if options.report:
        write_section(options.report, COMMAND, lines)
    if options.json:
        print(json.dumps(summary(by_set), ensure_ascii=False, indent=1))
    elif not options.report:
        print("\n".join(lines))
    return 0


def _tables(rows: "dict[Path, list[Row]]", embedder: "Embedder", bar: ProgressBar) -> "dict[Path, Table]":
    from eval.grounding_reading import read_table

    total, done, tables = sum(map(len, rows.values())), 0, {}
    for path, each in rows.items():
        tables[path] = read_table(each, embedder, partial(_show, bar, done, total))
        done += len(each)
    return tables


def _show(bar: ProgressBar, before: int, total: int, done: int, _: int) -> None:
    bar.show(before + done, total)


def _fitted(
    tables: "Sequence[Table]", settings: "Settings", embedder: "Embedder", language: str
) -> "Fitted":
    from eval.grounding_model import fit_model
    from eval.grounding_pairs import make_pairs
    from eval.grounding_reading import read_pairs
    from ingest.corpus import read_corpus

    corpus, _ = read_corpus(*settings.corpora, seconds=settings.read_seconds)
    pairs = make_pairs(corpus, training_sources([source.id for source in corpus.sources]), SENTENCES, SEED)
    with ProgressBar(say(language, "Sentences")) as bar:
        return fit_model(tables, read_pairs(pairs, embedder, bar.show))


def training_sources(ids: Sequence[str]) -> list[str]:
    """Return every other source, the first among them; tests are made on the rest."""
    return list(ids[0::2])


def _of_the_fit(options: argparse.Namespace, by_set: dict[str, Any]) -> dict[str, Any]:
    return {
        "made_by": _typed(options),
        "sets": {
            name: {key: each[key] for key in ("rows", "auroc", "f1", "ece", "left_out")}
            for name, each in by_set.items()
        },
    }


def _typed(options: argparse.Namespace) -> str:
    """Return the command as it is typed, without where its output goes."""
    words = COMMAND.split()
    for name in ("train", "set"):
        for path in getattr(options, name):
            words += [f"--{name}", "/".join(path.parts[-3:] if "benchmarks" in path.parts else path.parts)]
    return shlex.join(words)
