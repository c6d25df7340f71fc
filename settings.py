"""Settings: where the corpus and the index are, which model embeds, which language messages use.

Each comes from the environment (`COTEJO_DATA=...`), else from `cotejo.toml` beside this file, else
from the default below. A key that is not listed here is an error, so a misspelt one is never ignored.
"""

import dataclasses
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from locales import LANGUAGES, CotejoError

ROOT = Path(__file__).resolve().parent
PACKAGED_MODEL = "multilingual-e5-small"
OWN_CORPUS = Path.home() / ".cotejo" / "corpus"
"""Where a person's own files and fetched texts go unless a folder is named."""
PRECISIONS = ("auto", "float32", "bfloat16")


class SettingsError(CotejoError):
    """A setting is unknown or has a value that cannot be used."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person may set. Relative paths count from the working folder."""

    corpus: Path = ROOT / "corpus"
    data: Path = ROOT / "index" / "data"
    models: Path = ROOT / "index" / "models"
    model: str = PACKAGED_MODEL
    """`multilingual-e5-small` (packaged), a hub name, or a folder that sentence-transformers loads."""
    question_prompt: str | None = None
    """What stands before a question for the model; None takes the model's own, "" gives it nothing."""
    passage_prompt: str | None = None
    """The same before a passage."""
    precision: str = "auto"
    """Of the model's weights: `auto` takes bfloat16 where the processor computes with it."""
    language: str = ""
    """Language of messages; empty follows the question, then the machine's locale."""
    read_seconds: int = 600
    """The longest that reading one file may take."""
    own: tuple[Path, ...] = ()
    """Further corpus folders, a person's own; `COTEJO_CORPUS` names them after the first, parted by ":"."""

    @property
    def corpora(self) -> tuple[Path, ...]:
        """Every corpus folder, the project's first."""
        return (self.corpus, *self.own)


def read_settings(path: Path | None = None) -> Settings:
    """Return the settings in force: environment first, then the file, then defaults.

    Raises:
        SettingsError: an unknown key, a file that is not TOML, or a value out of range.
    """
    path = path or ROOT / "cotejo.toml"
    known = {f.name for f in dataclasses.fields(Settings)} - {"own"}
    values = _from_file(path)
    values.update(
        {name[7:].lower(): text for name, text in os.environ.items() if name.startswith("COTEJO_")}
    )
    for key in values:
        if key not in known:
            raise SettingsError(
                "Unknown setting {key!r}. The settings are: {known}. "
                "Correct the name in the environment (COTEJO_...) or in {path}.",
                key=key,
                known=", ".join(sorted(known)),
                path=path.name,
            )
    return _checked(values)


def _from_file(path: Path) -> dict[str, object]:
    if not path.is_file():
        return {}
    try:
        return dict(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            "{path} cannot be read as TOML: {reason}. Correct that line.",
            path=path.name,
            reason=str(error),
        ) from error


def _checked(values: dict[str, object]) -> Settings:
    for key, value in values.items():
        if not isinstance(value, str):
            raise SettingsError(
                "The setting {key!r} is {value!r}; it must be a text in quotation marks.",
                key=key,
                value=value,
            )
    texts: dict[str, Any] = {key: str(value) for key, value in values.items()}
    _one_of("precision", texts, PRECISIONS)
    _one_of("language", texts, ("", *LANGUAGES))
    if "read_seconds" in texts:
        texts["read_seconds"] = _number("read_seconds", texts["read_seconds"])
    folders = [part for part in texts.pop("corpus", "").split(os.pathsep) if part.strip()]
    if folders:
        texts["corpus"], *own = (Path(folder) for folder in folders)
        texts["own"] = tuple(own)
    elif OWN_CORPUS.is_dir() and any(OWN_CORPUS.iterdir()):
        texts["own"] = (OWN_CORPUS,)
    for key in ("data", "models"):
        if key in texts:
            texts[key] = Path(texts[key])
    return Settings(**texts)


def _number(key: str, value: str) -> int:
    if not value.isascii() or not value.isdigit() or int(value) < 1:
        raise SettingsError(
            "The setting {key!r} is {value!r}; it must be a whole number of at least 1.",
            key=key,
            value=value,
        )
    return int(value)


def _one_of(key: str, values: dict[str, str], allowed: tuple[str, ...]) -> None:
    if key in values and values[key] not in allowed:
        raise SettingsError(
            "The setting {key!r} is {value!r}; it must be one of: {allowed}.",
            key=key,
            value=values[key],
            allowed=", ".join(repr(value) for value in allowed),
        )
