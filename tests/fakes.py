"""A fake embedder whose vectors can be worked out by hand; corpora and answers made for one test."""

import re
import string
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from answer.errors import QuestionError
from answer.records import Answer, Citation, Statement, Timings
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


def make_citation(locator: str, quote: str = "States", lang: str = "en", start: int = 0) -> Citation:
    """Return a citation of the source "made"; its passage is named by locator and language."""
    end = start + len(quote)
    digest = "0" * 64
    return Citation(
        1,
        f"{locator}.{lang}",
        "made",
        "t",
        locator,
        lang,
        "notes",
        quote,
        start,
        end,
        digest,
        None,
        "/library",
    )


def make_answer(*citations: Citation, support: float = 0.9, reason: str = "", lead: str = "") -> Answer:
    """Return an answer in quotes, a statement each; a refusal without any. It took 10 ms."""
    statements = tuple(Statement(each.quote, support, (each,)) for each in citations)
    times = Timings(0.0, 0.0, 0.0, 10.0)
    made = Answer("q", "en", "quotes", not citations, reason, statements, (), 0, times, lead=lead)
    return made.numbered()


class CannedAssistant:
    """Gives the answer that is listed for a question; rejects one that is not. Keeps what it was asked."""

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self._answers = answers
        self.asked: list[tuple[str, str, tuple[str, ...]]] = []

    def ask(self, question: str, preferred: str = "", history: Sequence[str] = ()) -> Answer:
        self.asked.append((question, preferred, tuple(history)))
        if question not in self._answers:
            raise QuestionError("The question is empty.")
        return self._answers[question]
