"""Retrieval sets made for one test."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

SetRow = Mapping[str, object]


def write_set(
    folder: Path, corpus: Sequence[SetRow], queries: Sequence[SetRow], qrels: Sequence[str]
) -> Path:
    """Write the three files of a set; `qrels` are lines with spaces for tabs; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in (("corpus", corpus), ("queries", queries)):
        lines = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    grades = "".join("\t".join(line.split()) + "\n" for line in qrels)
    (folder / "qrels.tsv").write_text(grades, encoding="utf-8")
    return folder


def passage(id: str, lang: str, text: str, title: str = "") -> dict[str, str]:
    return {"id": id, "lang": lang, "title": title, "text": text}


def question(id: str, lang: str, text: str) -> dict[str, str]:
    return {"id": id, "lang": lang, "text": text}
