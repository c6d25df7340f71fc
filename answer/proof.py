"""The proof of a quote: the words stand in the source, character for character."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from answer.errors import AnswerError
from answer.records import Citation
from index.library import Library


class Proof(StrEnum):
    """How a quote stands to the text of its source."""

    EXACT = "exact"
    MOVED = "moved"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Checked:
    """A quote of a saved answer and how it stands now."""

    number: int
    locator: str
    quote: str
    proof: Proof


def is_exact(citation: Citation, library: Library) -> bool:
    """Return whether the citation's words stand at its place in the very text it was made from."""
    try:
        document = library.document(citation.source_id, citation.lang)
    except KeyError:
        return False
    return (
        0 <= citation.start < citation.end
        and document.text[citation.start : citation.end] == citation.quote
        and document.sha256 == citation.document_sha256
    )


def check_saved(saved: Any, library: Library) -> list[Checked]:
    """Return every quote of a saved answer, in order, with how it stands to today's text.

    Raises:
        AnswerError: `saved` is not an answer as `--json` prints it.
    """
    try:
        return [
            Checked(
                int(citation["number"]),
                str(citation["locator"]),
                str(citation["quote"]),
                _proof(citation, library),
            )
            for statement in saved["statements"]
            for citation in statement["citations"]
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise AnswerError(
            "This is not a saved answer: {reason} is missing or wrong. Expected the document that "
            'python -m answer "QUESTION" --json prints.',
            reason=str(error),
        ) from error


def _proof(citation: Any, library: Library) -> Proof:
    quote, start, end = str(citation["quote"]), int(citation["start"]), int(citation["end"])
    try:
        text = library.document(str(citation["source_id"]), str(citation["lang"])).text
    except KeyError:
        return Proof.GONE
    if 0 <= start < end and text[start:end] == quote:
        return Proof.EXACT
    return Proof.MOVED if quote and quote in text else Proof.CHANGED
