"""A fake embedder whose vectors can be worked out by hand, and corpora made for one test."""

import re
import string
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from index.embedder import Encoded
from ingest.folding import fold


class LetterEmbedder:
    """Embeds a word as its counts of the letters a to z, unit length; a text as the sum of its words.

    So cos("ab", "ab") = 1, cos("ab", "ac") = 1/2, cos("ab", "cd") = 0.
    """

    identity = "letters@1"
    dimension = 26

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def encode_question(self, text: str) -> Encoded:
        return _encode(text)

    def encode_questions(self, texts: Sequence[str]) -> list[Encoded]:
        return [_encode(text) for text in texts]

    def encode_passages(self, texts: Sequence[str]) -> Iterator[Encoded]:
        for text in texts:
            self.embedded.append(text)
            yield _encode(text)

    def count_tokens(self, text: str) -> int:
        return len(_encode(text).spans)


def _encode(text: str) -> Encoded:
    words = list(re.finditer(r"\w+", text))
    tokens = np.array([_letters(word[0]) for word in words], np.float32).reshape(-1, 26)
    spans = np.array([word.span() for word in words], np.int32).reshape(-1, 2)
    whole = tokens.sum(axis=0)
    length = float(np.linalg.norm(whole)) or 1.0
    return Encoded((whole / length).astype(np.float32), tokens.astype(np.float16), spans)


def _letters(word: str) -> np.ndarray:
    counts = np.array([fold(word).count(letter) for letter in string.ascii_lowercase], np.float32)
    return counts / (np.linalg.norm(counts) or 1.0)


def write_corpus(folder: Path, texts: dict[str, str], **values: str) -> Path:
    """Write a corpus: `texts` maps "source/lang" to Markdown without front matter; return its folder.

    Every source is registered as notes of 2020 by "Someone"; `values` replaces lines of its entry.
    """
    languages: dict[str, list[str]] = {}
    for name, text in texts.items():
        source, lang = name.split("/")
        languages.setdefault(source, []).append(lang)
        path = folder / source / f"{lang}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        head = f"---\nsource: {source}\nlang: {lang}\ntitle: Title of {source}\n---\n"
        path.write_text(f"{head}{text}\n", encoding="utf-8")
    (folder / "sources.toml").write_text(
        "\n".join(_entry(source, langs, values) for source, langs in languages.items()), encoding="utf-8"
    )
    return folder


def _entry(source: str, languages: Sequence[str], values: dict[str, str]) -> str:
    entry = {
        "id": f'"{source}"',
        "label": f'"{source.upper()}"',
        "title": f'"Title of {source}"',
        "publisher": '"Someone"',
        "year": "2020",
        "force": '"notes"',
        "languages": str([*languages]),
        "licence": '"CC0"',
        "address": "{}",
        "files": str([f"{source}/{language}.md" for language in languages]),
    } | values
    return "[[source]]\n" + "\n".join(f"{key} = {value}" for key, value in entry.items()) + "\n"
