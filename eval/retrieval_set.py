"""Retrieval sets: passages, questions, and which passages answer which question.

A set is a folder with `corpus.jsonl`, `queries.jsonl` and `qrels.tsv` (or `qrels/test.tsv`), as BEIR
lays them out. Files as BEIR publishes them are read too: `_id` for `id`, a header line above the
grades, no `lang` (then the reader has to be told which language the set is in).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.errors import EvalError
from ingest.languages import ISO_639_1

GRADES = ("qrels.tsv", "qrels/test.tsv")


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage of the set, with its own id; the title may be empty."""

    id: str
    lang: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question of the set, in its language."""

    id: str
    lang: str
    text: str


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    """A set as it stands in its folder; `name` is that of the folder and the one above it ("xquad/es-en").

    `grades` holds, per question id, the grade of each passage that was judged: 0 is not relevant.
    """

    name: str
    entries: tuple[Entry, ...]
    questions: tuple[AskedQuestion, ...]
    grades: Mapping[str, Mapping[str, int]]

    def judged(self) -> list[AskedQuestion]:
        """Return the questions that some passage is relevant to, in order: those that are measured."""
        return [q for q in self.questions if any(g > 0 for g in self.grades.get(q.id, {}).values())]


def read_set(folder: Path, language: str = "") -> RetrievalSet:
    """Return the set in `folder`. `language` is that of passages and questions that do not say theirs.

    Raises:
        EvalError: a file is missing or a line cannot be used; the message names the line.
    """
    if language:
        _check_language(language, "--lang")
    entries = tuple(
        Entry(id, lang, str(values.get("title") or ""), text)
        for id, lang, text, values in _records(folder / "corpus.jsonl", language)
    )
    questions = tuple(
        AskedQuestion(id, lang, text) for id, lang, text, _ in _records(folder / "queries.jsonl", language)
    )
    known = {entry.id for entry in entries}
    grades = _read_grades(folder, {question.id for question in questions}, known)
    place = folder.resolve()
    read = RetrievalSet(f"{place.parent.name}/{place.name}", entries, questions, grades)
    if not read.judged():
        raise EvalError(
            "{folder}: no question has a relevant passage. Expected a grade above 0 in {files}.",
            folder=str(folder),
            files=" / ".join(GRADES),
        )
    return read


def _records(path: Path, language: str) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Yield (id, language, text, all values) of each line of a JSONL file."""
    seen: set[str] = set()
    for number, line in _lines(path):
        place = f"{path.name}:{number}"
        values = _object(line, place)
        id, text = values.get("id", values.get("_id")), values.get("text")
        lang = values.get("lang") or language
        if not isinstance(id, str) or not id or not isinstance(text, str):
            raise EvalError(
                "{place}: id is {id!r} and text is {text!r}. Expected two texts; id may be called _id.",
                place=place,
                id=id,
                text=text if text is None or isinstance(text, str) else type(text).__name__,
            )
        if not lang:
            raise EvalError(
                "{place}: {id!r} does not say its language. Add lang to the line, or name the "
                "language of the whole set: --lang en",
                place=place,
                id=id,
            )
        _check_language(lang, place)
        if id in seen:
            raise EvalError(
                "{place}: the id {id!r} stands twice. Give each line an id of its own.",
                place=place,
                id=id,
            )
        seen.add(id)
        yield id, lang, text, values
    if not seen:
        raise EvalError("{file} holds nothing. Write one JSON object a line.", file=str(path))


def _object(line: str, place: str) -> dict[str, Any]:
    try:
        values = json.loads(line)
    except ValueError as error:
        raise EvalError(
            "{place}: not JSON ({reason}). Expected an object with id and text.",
            place=place,
            reason=str(error),
        ) from error
    if not isinstance(values, dict):
        raise EvalError(
            "{place}: {kind} instead of an object. Expected an object with id and text.",
            place=place,
            kind=type(values).__name__,
        )
    return values


def _check_language(language: object, place: str) -> None:
    if language not in ISO_639_1:
        raise EvalError(
            "{place}: the language is {value!r}. Expected the two letters of ISO 639-1, such as 'es'.",
            place=place,
            value=language,
        )


def _read_grades(folder: Path, questions: set[str], entries: set[str]) -> dict[str, dict[str, int]]:
    path = next((folder / name for name in GRADES if (folder / name).is_file()), folder / GRADES[0])
    grades: dict[str, dict[str, int]] = {}
    for number, line in _lines(path):
        place = f"{path.relative_to(folder)}:{number}"
        fields = [field.strip() for field in line.split("\t")]
        if number == 1 and len(fields) == 3 and fields[2] == "score":
            continue  # the header line of BEIR
        question, entry, grade = _grade(fields, place)
        for kind, id, known in (("queries.jsonl", question, questions), ("corpus.jsonl", entry, entries)):
            if id not in known:
                raise EvalError(
                    "{place}: there is no {id!r} in {file}. Add it there, or take this line out.",
                    place=place,
                    id=id,
                    file=kind,
                )
        if grades.setdefault(question, {}).setdefault(entry, grade) != grade:
            raise EvalError(
                "{place}: {question!r} and {entry!r} have two grades, {first} and {second}. Keep one.",
                place=place,
                question=question,
                entry=entry,
                first=grades[question][entry],
                second=grade,
            )
    return grades


def _grade(fields: list[str], place: str) -> tuple[str, str, int]:
    try:
        question, entry, grade = fields
        return question, entry, max(0, int(grade))  # below 0 means "worthless" in some sets
    except ValueError as error:
        raise EvalError(
            "{place}: {line!r}. Expected the id of a question, the id of a passage and a whole number, "
            "parted by tabs.",
            place=place,
            line="\t".join(fields)[:80],
        ) from error


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not blank, each with its number from 1."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise EvalError(
            "{file} cannot be read ({reason}). A retrieval set is a folder with corpus.jsonl, "
            "queries.jsonl and qrels.tsv.",
            file=str(path),
            reason=getattr(error, "strerror", None) or str(error),
        ) from error
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line
