"""The comparison with peers as Markdown."""

from collections.abc import Iterator, Mapping
from typing import Any

from eval.peer_results import COTEJO, PEERS
from locales import say


def show(report: Mapping[str, Any], command: str, language: str) -> Iterator[str]:
    """Yield the lines: the command line that `command` is, the versions, an overview, a table a set."""
    yield say(language, "Made by `{command}`.", command=command)
    yield ""
    if report["versions"]:
        versions = ", ".join(f"{name} {number}" for name, number in report["versions"].items())
        yield say(language, "Versions: {versions}.", versions=versions)
        yield ""
    yield from _overview(report["sets"], language)
    yield ""
    for name, given in report["sets"].items():
        yield say(
            language,
            "### {set}: {questions} questions, {passages} passages",
            set=name,
            questions=given["questions"],
            passages=given["passages"],
        )
        yield ""
        yield from _table(given["configurations"], language)
        yield ""
    yield say(
        language,
        "In brackets the interval that holds the mean with 95 % certainty (bootstrap over questions); p is "
        "that of a paired randomisation test of nDCG@10 against Cotejo; ms is the median of a question, "
        "the 95th percentile in brackets; s is what the index took, the model being loaded; MiB is the "
        "most that the process held.",
    )


def _overview(sets: Mapping[str, Any], language: str) -> Iterator[str]:
    """Yield a table of nDCG@10 with a row a set: Cotejo, and the peer that is best there."""
    yield f"| {say(language, 'Set')} | Cotejo | {say(language, 'Best peer')} | nDCG@10 | p |"
    yield "|---|---|---|---|---|"
    for name, given in sets.items():
        rows = given["configurations"]
        ours = next((f"{row['ndcg@10']:.3f}" for row in rows if row["system"] == COTEJO), "")
        peers = [row for row in rows if row["system"] != COTEJO]
        best = max(peers, key=lambda row: row["ndcg@10"], default=None)
        theirs = ["", "", ""] if best is None else [_name(best), f"{best['ndcg@10']:.3f}", _p(best)]
        yield "| " + " | ".join([name, ours, *theirs]) + " |"


def _table(rows: list[dict[str, Any]], language: str) -> Iterator[str]:
    yield f"| {say(language, 'System')} | nDCG@10 | recall@20 | MRR@10 | p | ms | s | MiB |"
    yield "|---|---|---|---|---|---|---|---|"
    for row in rows:
        low, high = row["interval"]
        cells = [
            _name(row),
            f"{row['ndcg@10']:.3f} [{low:.3f} {high:.3f}]",
            f"{row['recall@20']:.3f}",
            f"{row['mrr@10']:.3f}",
            _p(row),
            *_costs(row),
        ]
        yield "| " + " | ".join(cells) + " |"


def _p(row: Mapping[str, Any]) -> str:
    return "" if row["p"] is None else f"{row['p']:.4f}"


def _costs(row: Mapping[str, Any]) -> tuple[str, str, str]:
    if row["ms_per_question"] is None:
        return "", "", ""
    return (
        f"{row['ms_per_question']:.0f} [{row['ms_per_question_p95']:.0f}]",
        f"{row['build_seconds']:.1f}",
        f"{row['mebibytes']:.0f}",
    )


def _name(row: Mapping[str, Any]) -> str:
    name = "**Cotejo**" if row["system"] == COTEJO else PEERS[row["system"]]
    return f"{name}, {row['model']}"
