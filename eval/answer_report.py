"""A run over a question set as one HTML page that needs nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from answer.words import language_name
from eval.answer_measures import RIGHT
from eval.answer_plot import draw_bars, draw_risk
from eval.answer_summary import risk_points
from eval.answer_table import (
    LABELS,
    changed_lines,
    group_titles,
    interval_note,
    overview,
    shown_difference,
    times_lines,
)
from eval.answer_wrong import wrong_section
from eval.answers import Result
from eval.errors import EvalError
from locales import say

_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;color:#0b161b;background:#fff;max-width:62rem;margin:1.5rem auto;
padding:0 1rem;overflow-wrap:anywhere}
h1{font-size:1.6rem;line-height:1.2}h2{font-size:1.2rem;margin:2rem 0 .5rem}h3{font-size:1rem;margin:0}
.wide{overflow-x:auto}table{border-collapse:collapse;font-size:.9rem}
th,td{text-align:left;padding:.25rem .6rem .25rem 0;border-bottom:1px solid #d0d0d0;vertical-align:top}
th,td{overflow-wrap:normal}td{font-variant-numeric:tabular-nums;white-space:nowrap}
.plots{display:flex;flex-wrap:wrap;gap:1rem}figure{margin:0}svg{max-width:100%;height:auto}
figcaption{font-weight:600;font-size:.9rem;margin-bottom:.3rem}
article{border:1px solid #d0d0d0;border-radius:.5rem;padding:.8rem 1rem;margin:.8rem 0}
article p{margin:.4rem 0}dl{margin:.5rem 0}dt{font-weight:600;font-size:.9rem}dd{margin:0 0 .5rem}
blockquote{margin:.2rem 0;padding-left:.8rem;border-left:3px solid #0b5394}
"""


def write_report(
    path: Path, title: str, results: Sequence[Result], report: Mapping[str, Any], language: str, blind: bool
) -> None:
    """Write the page; `report` holds the summary and perhaps a comparison, `title` names the set.

    Raises:
        EvalError: it cannot be written.
    """
    try:
        page = as_page(title, results, report, language, blind)
        path.write_text(page, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise EvalError(
            "The report cannot be written into {file} ({reason}). Name another file.",
            file=str(path),
            reason=error.strerror or str(error),
        ) from error


def as_page(
    title: str, results: Sequence[Result], report: Mapping[str, Any], language: str, blind: bool = False
) -> str:
    """Return the page. Whatever comes from questions and answers is escaped; `blind` leaves it out."""
    summary = report["summary"]
    heading = say(language, "Answers to {set}", set=title)
    return "\n".join(
        [
            f'<!doctype html><html lang="{escape(language)}"><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width,initial-scale=1">',
            f"<title>{escape(heading)}</title><style>{_STYLE}</style><h1>{escape(heading)}</h1>",
            *_overview(summary, language),
            *_plots(results, summary, language),
            *(_comparison(report["comparison"], language) if "comparison" in report else ()),
            *_groups(summary, language),
            *wrong_section(results, language, blind),
        ]
    )


def _overview(summary: Mapping[str, Any], language: str) -> list[str]:
    rows = [(LABELS[name].say(language), *_cells(row)) for name, row in summary["measures"].items()]
    return [
        f"<p><strong>{escape(overview(summary, language))}</strong></p>",
        _table(_columns(say(language, "measure"), language), rows),
        *(f"<p>{escape(line)}</p>" for line in (interval_note(language), *times_lines(summary, language))),
    ]


def _plots(results: Sequence[Result], summary: Mapping[str, Any], language: str) -> list[str]:
    drawn = [
        (title, draw_bars({name: measures[RIGHT.name] for name, measures in groups.items()}))
        for title, groups in group_titles(summary, language)
    ]
    points = risk_points(results)
    if points:
        title = say(language, "Wrong answers, the best supported first")
        drawn.append((title, draw_risk(points, language)))
    figures = (
        f"<figure><figcaption>{escape(title)}</figcaption>{_named(svg, title)}</figure>"
        for title, svg in drawn
    )
    return ['<div class="plots">', *figures, "</div>"]


def _named(svg: str, title: str) -> str:
    """Return a drawing that a screen reader calls by its title."""
    return svg.replace("<svg ", f'<svg role="img" aria-label="{escape(title)}" ', 1)


def _comparison(comparison: Mapping[str, Any], language: str) -> list[str]:
    title = say(language, "Compared with {file}", file=comparison["against"])
    columns = [
        say(language, "measure"), say(language, "before"), say(language, "now"),
        say(language, "difference"), "p",
    ]  # fmt: skip
    rows = [
        (
            LABELS[name].say(language),
            f"{row['against']:.3f}",
            f"{row['mean']:.3f}",
            shown_difference(row),
            f"{row['p']:.4f}",
        )
        for name, row in comparison["measures"].items()
    ]
    changed = (f"<p>{escape(line)}</p>" for line in changed_lines(comparison, language))
    return [f"<h2>{escape(title)}</h2>", _table(columns, rows), *changed]


def _groups(summary: Mapping[str, Any], language: str) -> list[str]:
    parts = []
    for title, groups in (
        (say(language, "By type of question"), summary["types"]),
        (say(language, "By language of the question"), summary["languages"]),
    ):
        parts.append(f"<h2>{escape(title)}</h2>")
        for name, measures in groups.items():
            rows = [(LABELS[key].say(language), *_cells(row)) for key, row in measures.items()]
            right = f"{escape(language_name(name, language))}: {_cells(measures[RIGHT.name])[0]}"
            table = _table(_columns(say(language, "measure"), language), rows)
            parts.append(f"<details><summary>{right}</summary>{table}</details>")
    if summary["agreement"]:
        parts += _agreement(summary["agreement"], language)
    return parts


def _agreement(agreement: Mapping[str, Any], language: str) -> list[str]:
    rows = [
        (name, f"{row['overlap']:.3f}", _interval(row), f"{row['same']:.3f}", str(row["pairs"]))
        for name, row in {**agreement["by_pair"], say(language, "all"): agreement}.items()
    ]
    columns = [
        say(language, "languages"), say(language, "overlap"), say(language, "interval"),
        say(language, "the same"), say(language, "questions"),
    ]  # fmt: skip
    title = say(language, "Agreement between languages: overlap of the provisions cited (Jaccard), and the "
                "share of pairs that cite the same")  # fmt: skip
    return [f"<h2>{escape(title)}</h2>", _table(columns, rows)]


def _columns(first: str, language: str) -> list[str]:
    return [first, say(language, "mean"), say(language, "interval"), say(language, "questions")]


def _cells(measure: Mapping[str, Any]) -> tuple[str, str, str]:
    return f"{measure['mean']:.3f}", _interval(measure), str(measure["questions"])


def _interval(row: Mapping[str, Any]) -> str:
    low, high = row["interval"]
    return f"[{low:.3f} {high:.3f}]"


def _table(columns: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        f"{''.join(f'<td>{escape(cell)}</td>' for cell in row[1:])}</tr>"
        for row in rows
    )
    return f'<div class="wide"><table><tr>{head}</tr>{body}</table></div>'
