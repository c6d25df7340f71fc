"""The report of grounding sets, as Markdown for a document."""

from collections.abc import Iterator, Mapping
from typing import Any

from eval.grounding import CHECKER
from locales import say

_SHOWN = ("auroc", "f1", "ece")


def as_markdown(by_set: Mapping[str, Mapping[str, Any]], command: str, language: str) -> Iterator[str]:
    """Yield the lines: the command line that `command` is, and a row a set and way to check."""
    yield say(language, "Made by `{command}`.", command=command)
    yield ""
    heads = [
        say(language, "Set"),
        say(language, "Way to check"),
        "AUROC",
        "F1",
        say(language, "Precision"),
        say(language, "Recall"),
        "ECE",
    ]
    yield "| " + " | ".join(heads) + " |"
    yield "|---" * len(heads) + "|"
    for name, each in by_set.items():
        mark = "*" if each["left_out"] else ""
        yield _row(f"{name}{mark} ({each['units']})", CHECKER, each)
        for way, measured in each["baselines"].items():
            yield _row("", way, measured)
    if any(each["left_out"] for each in by_set.values()):
        yield ""
        yield say(language, "\\* fitted on this set: scores of groups that were left out of the fit.")


def _row(name: str, way: str, measured: Mapping[str, Any]) -> str:
    cells = {key: f"{measured[key]:.3f}" for key in ("auroc", "f1", "precision", "recall", "ece")}
    for key in _SHOWN:
        low, high = measured["intervals"][key]
        cells[key] += f" [{low:.2f} {high:.2f}]"
    return "| " + " | ".join([name, way, *cells.values()]) + " |"
