"""The register of sources, `corpus/sources.toml`."""

import json
import os
import re
import tomllib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TypeVar

from ingest.document import Force
from ingest.errors import IngestError

REGISTER_NAME = "sources.toml"
SOURCE_ID = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
LANGUAGE = re.compile(r"[a-z]{2}")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Source:
    """One registered source. Texts that readers see are kept per language of the page.

    `label` opens every locator ("UNGP 6"); `files` are paths under the corpus folder. A `year` of 0 is
    not known.
    """

    id: str
    label: dict[str, str]
    title: dict[str, str]
    publisher: dict[str, str]
    year: int
    force: Force
    languages: tuple[str, ...]
    licence: dict[str, str]
    address: dict[str, str]
    files: tuple[str, ...]
    names: tuple[str, ...] = ()
    """Words by which a question names this source ("ISO 20400", "Líneas Directrices")."""
    key: str = ""
    """The provision that the whole source is, if it is one ("principle-6")."""
    texts: dict[str, str] = field(default_factory=dict)
    """Where `ingest fetch` finds the text, by language; its files are not part of the corpus."""
    about: str = ""
    """The source that this one is the official text of, if that is in the register too."""

    def imprint(self, language: str) -> str:
        """Return publisher and year, without what is not known: "OHCHR, 2011"."""
        publisher = self.in_language(self.publisher, language)
        return ", ".join(text for text in (publisher, str(self.year or "")) if text and text != "?")

    def in_language(self, texts: dict[str, str], language: str) -> str:
        """Return one of this source's texts in `language`, else in English, else as it is; "" if none."""
        return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


def read_register(folder: Path) -> list[Source]:
    """Return the sources of `folder`/sources.toml in its order.

    Raises:
        IngestError: no register, not TOML, an entry with a missing or wrong value, a duplicate id.
    """
    path = folder / REGISTER_NAME
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise IngestError(
            "{path}: there is no register of sources. Name a corpus folder that holds {name} "
            "(--corpus or COTEJO_CORPUS).",
            path=str(path),
            name=REGISTER_NAME,
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise IngestError(
            "{path}: cannot be read as TOML: {reason}. Correct that line.",
            path=str(path),
            reason=str(error),
        ) from error
    entries = data.get("source", [])
    if not isinstance(entries, list) or not entries or not all(isinstance(e, dict) for e in entries):
        raise IngestError(
            "{path}: no source is registered. Add a [[source]] table for each source.",
            path=str(path),
        )
    sources = [_source(entry, path.name) for entry in entries]
    for number, source in enumerate(sources):
        if source.id in {earlier.id for earlier in sources[:number]}:
            raise IngestError(
                "{path}: the id {id!r} is registered twice. Give each source an id of its own.",
                path=path.name,
                id=source.id,
            )
    return sources


def write_register(folder: Path, sources: Sequence[Source]) -> None:
    """Replace the register of a person's own corpus folder in one step.

    Raises:
        OSError: the folder cannot be written.
    """
    lines = ["# Written by python -m ingest add; it may be corrected by hand."]
    for source in sources:
        lines += ["", "[[source]]"]
        for key, value in asdict(source).items():
            if value or key == "address":
                lines.append(f"{key} = {_toml(value)}")
    folder.mkdir(parents=True, exist_ok=True)
    building = folder / f".{REGISTER_NAME}.{os.getpid()}"
    building.write_text("\n".join(lines) + "\n", encoding="utf-8")
    os.replace(building, folder / REGISTER_NAME)


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(text)}" for key, text in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_toml(text) for text in value) + "]"
    if isinstance(value, int):
        return str(value)
    # A JSON text is a TOML text, but for DEL, which TOML wants escaped.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _source(entry: dict[str, object], name: str) -> Source:
    id = _value(entry, "id", str, name)
    _check_names(id, _list(entry, "languages", name), name)
    try:
        force = Force(_value(entry, "force", str, name))
    except ValueError as error:
        raise IngestError(
            "{path}: source {id!r} has force {value!r}. Expected one of: {expected}.",
            path=name,
            id=id,
            value=entry["force"],
            expected=", ".join(Force),
        ) from error
    return Source(
        id=id,
        label=_texts(entry, "label", name),
        title=_texts(entry, "title", name),
        publisher=_texts(entry, "publisher", name),
        year=_value(entry, "year", int, name) if "year" in entry else 0,
        force=force,
        languages=_list(entry, "languages", name),
        licence=_texts(entry, "licence", name),
        address=_texts(entry, "address", name, may_be_empty=True),
        files=_list(entry, "files", name) if "texts" not in entry else (),
        names=_list(entry, "names", name) if "names" in entry else (),
        key=_value(entry, "key", str, name) if "key" in entry else "",
        texts=_texts(entry, "texts", name, may_be_empty=True),
        about=_value(entry, "about", str, name) if "about" in entry else "",
    )


def _check_names(id: str, languages: Sequence[str], name: str) -> None:
    """Refuse an id or a language that is more than a name: both become names of files."""
    named = [("id", id, SOURCE_ID), *(("languages", language, LANGUAGE) for language in languages)]
    for key, value, pattern in named:
        if not pattern.fullmatch(value):
            raise IngestError(
                "{path}: source {id!r}: {key!r} holds {value!r}. Expected: lower-case letters and digits, "
                "parted by single points or hyphens for an id, two letters for a language.",
                path=name,
                id=id,
                key=key,
                value=value,
            )


def _value(entry: dict[str, object], key: str, kind: type[T], name: str) -> T:
    value = entry.get(key)
    if not isinstance(value, kind) or not value:
        raise IngestError(
            "{path}: source {id!r}: {key!r} is {value!r}. Expected: {kind}, not empty.",
            path=name,
            id=entry.get("id", "?"),
            key=key,
            value=value,
            kind=kind.__name__,
        )
    return value


def _list(entry: dict[str, object], key: str, name: str) -> tuple[str, ...]:
    """Return a list of texts; it must hold at least one, and nothing else."""
    texts = _value(entry, key, list, name)
    for text in texts:
        _value({**entry, key: text}, key, str, name)
    return tuple(texts)


def _texts(entry: dict[str, object], key: str, name: str, may_be_empty: bool = False) -> dict[str, str]:
    """Return a text per language; a bare text counts for every language."""
    if may_be_empty and not entry.get(key):
        return {}
    value = entry.get(key)
    if isinstance(value, str) and value:
        return {"en": value}
    texts = _value(entry, key, dict, name)
    return {str(language): str(text) for language, text in texts.items()}
