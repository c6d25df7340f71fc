"""The report of a run over retrieval sets, as Markdown for a document."""

from collections.abc import Iterator, Mapping
from typing import Any

from eval.retrieval_measures import MEASURES
from locales import say


def as_markdown(report: Mapping[str, Any], command: str, language: str) -> Iterator[str]:
    """Yield the lines: the command line that `command` is, a row a set, and how fair it is to languages."""
    yield say(language, "Made by `{command}`.", command=command)
    yield ""
    heads = [say(language, "Set"), say(language, "Questions"), *MEASURES]
    yield "| " + " | ".join(heads) + " |"
    yield "|---" * len(heads) + "|"
    for name, row in report["by_set"].items():
        cells = [name, str(row["questions"]), *(f"{row[key]:.3f}" for key in MEASURES)]
        yield "| " + " | ".join(cells) + " |"
    if not report["parity"]:
        return
    yield ""
    heads = [
        say(language, "The same questions"),
        say(language, "Questions"),
        say(language, "Same provisions in the first five"),
        say(language, "nDCG@10, difference"),
        "p",
    ]
    yield "| " + " | ".join(heads) + " |"
    yield "|---" * len(heads) + "|"
    for parity in report["parity"]:
        first, second = parity["first"], parity["second"]
        low, high = parity["interval"]
        cells = [
            f"{first['lang']} ({first['set']}), {second['lang']} ({second['set']})",
            str(parity["questions"]),
            f"{parity['provisions@5']:.2f}",
            f"{first['ndcg@10']:.3f}, {second['ndcg@10']:.3f}: "
            f"{parity['ndcg@10_gap']:+.3f} [{low:+.3f} {high:+.3f}]",
            f"{parity['p']:.4f}",
        ]
        yield "| " + " | ".join(cells) + " |"
