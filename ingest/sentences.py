"""Sentence boundaries (adapter of nltk's Punkt, with the models that llama-index-core carries)."""

import importlib.util
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from ingest.document import Span
from ingest.errors import IngestError

_MODELS = {"en": "english", "es": "spanish", "pt": "portuguese", "fr": "french"}
_BRACKETS = re.compile(r"\([^()]*(?:\([^()]*\)[^()]*)*\)[.;:]?")
# Abbreviations of legal and standards writing that Punkt's news text did not teach it.
_ABBREVIATIONS = {
    "art", "arts", "párr", "parr", "párrs", "para", "paras", "núm", "num", "no", "nos", "n",
    "cl", "cap", "caps", "ch", "sec", "secs", "inc", "lit", "p", "pp", "pág", "págs", "vol", "ed",
    "ej", "e.g", "i.e", "cf", "etc", "vs", "dr", "dra", "sr", "sra", "prof", "rev", "add", "fig",
}  # fmt: skip


def split_sentences(text: str, language: str) -> list[Span]:
    """Return the spans of the sentences of `text`, in order, without the space between them.

    Brackets by themselves, as a pinpoint after a closing quotation mark, belong to the sentence before.
    A language without a model of its own is split by the English one.
    """
    spans: list[Span] = []
    for start, end in _tokenizer(_MODELS.get(language, "english")).span_tokenize(text):
        if spans and _BRACKETS.fullmatch(text, start, end):
            spans[-1] = (spans[-1][0], end)
        elif text[start:end].strip():
            spans.append((start, end))
    return spans


@cache
def _tokenizer(model: str) -> Any:
    # Imported late, since only what splits text should wait for it. It looks for libraries that its other
    # parts use, which takes more than a second, and does without where they are not.
    with _hidden("scipy", "sklearn"):
        import nltk
        from nltk.tokenize.punkt import PunktTokenizer

    folder = _data_folder()
    if str(folder) not in nltk.data.path:
        nltk.data.path.insert(0, str(folder))
    tokenizer = PunktTokenizer(model)
    tokenizer._params.abbrev_types |= _ABBREVIATIONS
    return tokenizer


@contextmanager
def _hidden(*names: str) -> Iterator[None]:
    """Let imports not find these libraries, unless they are imported already."""
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None stands for "there is none"
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


def _data_folder() -> Path:
    spec = importlib.util.find_spec("llama_index.core")
    for location in (spec.submodule_search_locations or []) if spec else []:
        folder = Path(location) / "_static" / "nltk_cache"
        if (folder / "tokenizers" / "punkt_tab").is_dir():
            return folder
    raise IngestError(
        "The sentence models are missing from the installation of llama-index-core. "
        "Install again: make clean, then make run."
    )
