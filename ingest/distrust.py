"""What in a document is to be distrusted, measured: for whoever decides whether to rely on it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.document import BlockKind, Document
from ingest.folding import fold
from ingest.language import sure_language
from ingest.passages import MOST_CHARACTERS, Passage

TOO_SHORT = 25
"""A passage of fewer characters says too little to be quoted."""
TOO_LONG = MOST_CHARACTERS + MOST_CHARACTERS // 2
_LEAST_LETTERS = 400
_TOLD_LANGUAGE = 120
# Accented letters in a thousand; running text has several times as many.
_LEAST_ACCENTS = {"es": 6, "pt": 10, "fr": 12}
_MOJIBAKE = re.compile("\ufffd|Ã[\u0080-\u00bf¡-¿]|â€[™œ\u009d“”]|(?<=[a-z])[¢¤¦§](?=[a-z])")
_PARTED = re.compile(r"[^\W\d_]{2,}-\s+(?!(?:y|e|o|u|and|or|et|ou)\b)[a-záéíóúñüç]{2,}")
_TO_A_MODEL = re.compile(
    r"(?:ignor\w+|disregard|forget|olvid\w+|esque\w+|oubli\w+)\W+(?:\w+\W+){0,4}"
    r"(?:instruc\w+|prompt|indicaciones|consignes)"
    r"|\b(?:you are|eres|voce e|tu es|vous etes)\W+(?:now\W+)?(?:an?\W+|una?\W+)?"
    r"(?:ai|ia|chatgpt|assistant|asistente|assistente|language model|modelo de lenguaje)\b"
    r"|\bsystem prompt\b|</?(?:system|assistant|instructions)>|\[/?inst\]"
)


@dataclass(frozen=True, slots=True)
class Distrust:
    """The measures of one document.

    `coverage` is the percentage of its letters that stand in passages; `cut_paragraphs` that of the
    paragraphs that begin in the middle of a sentence, a sign of a wrong reading order. Lists hold what
    was found, each in a few words.
    """

    path: str
    language: str
    pages: int
    pages_without_text: tuple[int, ...]
    recognised_pages: tuple[int, ...]
    coverage: float
    cut_paragraphs: float
    parted_words: tuple[str, ...]
    lost_accents: bool
    broken_letters: tuple[str, ...]
    other_languages: tuple[str, ...]
    hidden: tuple[str, ...]
    to_a_model: tuple[str, ...]
    too_long: int
    too_short: int

    @property
    def doubts(self) -> tuple[str, ...]:
        """The names of the measures that ask for a look, in the order of the fields."""
        found = {
            "pages_without_text": bool(self.pages_without_text),
            "recognised_pages": bool(self.recognised_pages),
            "coverage": self.coverage < 90.0,
            "cut_paragraphs": self.cut_paragraphs > 15.0,
            "parted_words": bool(self.parted_words),
            "lost_accents": self.lost_accents,
            "broken_letters": bool(self.broken_letters),
            "other_languages": bool(self.other_languages),
            "hidden": bool(self.hidden),
            "to_a_model": bool(self.to_a_model),
            "too_long": self.too_long > 0,
            "too_short": self.too_short > 0,
        }
        return tuple(name for name, doubted in found.items() if doubted)


def distrust(document: Document, passages: Sequence[Passage]) -> Distrust:
    """Return the measures of a document that was split into `passages`."""
    quotable = [passage for passage in passages if passage.sentences]
    return Distrust(
        path=document.path,
        language=document.language,
        pages=len(document.pages),
        pages_without_text=tuple(p.number for p in document.pages if _is_empty(document, p.span)),
        recognised_pages=tuple(p.number for p in document.pages if p.recognised),
        coverage=_coverage(document, passages),
        cut_paragraphs=_cut_paragraphs(document),
        parted_words=_found(_PARTED, document.text),
        lost_accents=_has_lost_accents(document),
        broken_letters=_found(_MOJIBAKE, document.text),
        other_languages=_other_languages(document.language, quotable),
        hidden=tuple(text[:80] for text in document.hidden[:20]),
        to_a_model=_found(_TO_A_MODEL, fold(" ".join([document.text, *document.hidden]))),
        too_long=sum(1 for passage in quotable if len(passage.text) > TOO_LONG),
        too_short=sum(1 for passage in quotable if len(passage.text) < TOO_SHORT),
    )


def _is_empty(document: Document, span: tuple[int, int]) -> bool:
    return not document.text[slice(*span)].strip()


def _coverage(document: Document, passages: Sequence[Passage]) -> float:
    """Return the percentage of the letters that stand in a passage, to one decimal, rounded down."""
    total = sum(1 for letter in document.text if letter.isalnum())
    held = sum(sum(1 for letter in passage.text if letter.isalnum()) for passage in passages)
    return int(1000 * min(held, total) / total) / 10 if total else 0.0


def _cut_paragraphs(document: Document) -> float:
    opened = [
        document.text[slice(*block.quotable)].lstrip()[:1]
        for provision in document.provisions
        for block in provision.blocks
        if block.kind is BlockKind.PARAGRAPH
    ]
    return round(100 * sum(letter.islower() for letter in opened) / len(opened), 1) if opened else 0.0


def _found(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    """Return the first different finds of a pattern, twenty at most, with a few letters around."""
    finds = dict.fromkeys(
        " ".join(text[max(0, m.start() - 15) : m.end() + 15].split()) for m in pattern.finditer(text)
    )
    return tuple(finds)[:20]


def _has_lost_accents(document: Document) -> bool:
    letters = [letter for letter in document.text if letter.isalpha()]
    least = _LEAST_ACCENTS.get(document.language)
    if least is None or len(letters) < _LEAST_LETTERS:
        return False
    return 1000 * sum(1 for letter in letters if not letter.isascii()) / len(letters) < least


def _other_languages(language: str, passages: Sequence[Passage]) -> tuple[str, ...]:
    """Return, for passages that are surely in another language, which, and how they begin."""
    found = []
    for passage in passages:
        if len(passage.text) >= _TOLD_LANGUAGE:
            other = sure_language(passage.text)
            if other and other != language:
                found.append(f"{other}: {' '.join(passage.text.split())[:60]}")
    return tuple(found[:20])
