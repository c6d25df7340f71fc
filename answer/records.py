"""Answers and what they are made of, and their JSON form."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from index.found import FoundProvision


@dataclass(frozen=True, slots=True)
class Citation:
    """A pointer to exact words: `document.text[start:end] == quote`.

    `number` counts from 1 within an answer. `page` is the page of a paged file, from 1, else None.
    """

    number: int
    passage_id: str
    source_id: str
    title: str
    locator: str
    lang: str
    force: str
    quote: str
    start: int
    end: int
    document_sha256: str
    page: int | None
    permalink: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer; in quotes mode its text is its citation's quote.

    `support` is between 0 and 1. `label` is our own short word before it ("" for none). A sentence that
    is not `proved` is shown as not supported by the sources, and carries no citation.
    """

    text: str
    support: float
    citations: tuple[Citation, ...]
    label: str = ""
    proved: bool = True


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds spent on each part."""

    embed: float
    search: float
    answer: float
    total: float


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that a language model read and wrote, and what they cost by the prices that are set.

    `estimated` when the model did not count them itself; `cost` is None where no price is set.
    """

    tokens_in: int
    tokens_out: int
    estimated: bool
    cost: float | None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with its proofs, or a refusal with its reason.

    `withheld` counts quotes that failed their proof and were therefore left out. `rewritten` is the
    question as it was searched, where that is another than the one asked; `lead` a line of our own that
    answers in a word, says what the quotes are, or corrects what the question takes for granted.

    Of a written answer, `unsupported` counts the sentences that failed their check, shown as such or
    not, and `usage` is what writing took. `note` says in the answer's language what did not go as asked:
    why quotes stand where a written answer was wanted, or why it ends early.
    """

    question: str
    lang: str
    mode: str
    refused: bool
    reason: str
    statements: tuple[Statement, ...]
    hits: tuple[FoundProvision, ...]
    withheld: int
    timings_ms: Timings
    rewritten: str = ""
    lead: str = ""
    note: str = ""
    unsupported: int = 0
    usage: Usage | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the answer as plain data for one JSON document, as the command contract lists it."""
        data = asdict(self)
        del data["withheld"]
        return data

    def citations(self) -> list[Citation]:
        """Return every citation once, in order of number."""
        cited = {c.number: c for statement in self.statements for c in statement.citations}
        return [cited[number] for number in sorted(cited)]

    def numbered(self) -> "Answer":
        """Return the same answer with its citations numbered from 1; the same words have one number."""
        return replace(self, statements=number_citations(self.statements))


def number_citations(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return statements with their citations numbered from 1; the same words have one number."""
    numbers: dict[tuple[str, int, int], int] = {}
    numbered = []
    for statement in statements:
        citations = []
        for citation in statement.citations:
            place = (citation.passage_id, citation.start, citation.end)
            citations.append(replace(citation, number=numbers.setdefault(place, len(numbers) + 1)))
        numbered.append(replace(statement, citations=tuple(citations)))
    return tuple(numbered)
