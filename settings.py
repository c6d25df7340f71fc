"""Settings: where the corpus and the index are, which models embed and write, which language messages use.

Each comes from the environment (`COTEJO_DATA=...`), else from `cotejo.toml` beside this file, else
from the default below. A key that is not listed here is an error, so a misspelt one is never ignored.
"""

import dataclasses
import os
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from locales import LANGUAGES, CotejoError

ROOT = Path(__file__).resolve().parent
PACKAGED_MODEL = "multilingual-e5-small"
OWN_CORPUS = Path.home() / ".cotejo" / "corpus"
"""Where a person's own files and fetched texts go unless a folder is named."""
PRECISIONS = ("auto", "float32", "bfloat16")
LANGUAGE_MODELS = ("", "openai-like", "anthropic", "google")
UNSUPPORTED = ("mark", "withhold")
_SECRET = ("llm_key",)
_COUNTS = {"read_seconds": 1, "llm_timeout": 1, "llm_total_timeout": 1, "llm_retries": 0}
"""Settings that are whole numbers, each with the least it may be."""


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

    llm: str = ""
    """What writes answers: `openai-like`, `anthropic` or `google`; empty for quotes alone."""
    llm_model: str = ""
    llm_address: str = ""
    """Of the interface: "http://localhost:11434/v1"; empty takes the address of Anthropic or Google."""
    llm_key: str = field(default="", repr=False)
    llm_timeout: int = 120
    """The longest wait, in seconds, for the first token and from one to the next."""
    llm_total_timeout: int = 600
    """The longest, in seconds, that writing one answer may take."""
    llm_retries: int = 2
    """How often a request is repeated that failed before its first token."""
    llm_price_in: float = 0.0
    """What a million tokens of the prompt cost, in a currency of your choice; 0 for not known."""
    llm_price_out: float = 0.0
    """The same for tokens that are written."""
    unsupported: str = "mark"
    """What becomes of a written sentence that the sources do not support: `mark` or `withhold`."""

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
                value="…" if key in _SECRET else value,
            )
    texts: dict[str, Any] = {key: str(value) for key, value in values.items()}
    _one_of("precision", texts, PRECISIONS)
    _one_of("language", texts, ("", *LANGUAGES))
    _one_of("llm", texts, LANGUAGE_MODELS)
    _one_of("unsupported", texts, UNSUPPORTED)
    for key in texts.keys() & _COUNTS.keys():
        texts[key] = _number(key, texts[key], _COUNTS[key])
    for key in texts.keys() & {"llm_price_in", "llm_price_out"}:
        texts[key] = _price(key, texts[key])
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


def _number(key: str, value: str, least: int) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", value) or int(value) < least:
        raise SettingsError(
            "The setting {key!r} is {value!r}; it must be a whole number of at least {least}.",
            key=key,
            value=value,
            least=least,
        )
    return int(value)


def _price(key: str, value: str) -> float:
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?", value):
        raise SettingsError(
            "The setting {key!r} is {value!r}; it must be a price such as 0.15.", key=key, value=value
        )
    return float(value)


def _one_of(key: str, values: dict[str, str], allowed: tuple[str, ...]) -> None:
    if key in values and values[key] not in allowed:
        raise SettingsError(
            "The setting {key!r} is {value!r}; it must be one of: {allowed}.",
            key=key,
            value=values[key],
            allowed=", ".join(repr(value) for value in allowed),
        )
