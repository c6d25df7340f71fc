"""Documents: the canonical text of one language version, and what stands where in it.

All offsets count characters of `Document.text` from 0, end exclusive.
"""

import hashlib
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum

Span = tuple[int, int]


class Force(StrEnum):
    """What a text is: the official text, a part quoted elsewhere, our notes, or the brief."""

    OFFICIAL = "official"
    EXTRACT = "extract"
    NOTES = "notes"
    BRIEF = "brief"


class BlockKind(StrEnum):
    """What a stretch of text is; headings and table heads are never quoted by themselves.

    A margin is a running head, a running foot or a page number: in the text, in no passage.
    """

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    TABLE_HEAD = "table_head"
    ROW = "row"
    MARGIN = "margin"


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph, list item, table head or table row.

    `quotable` is the part a quote may be cut from (a list item without its bullet). `columns` pairs
    each cell of a row with the head of its column, for the text that is embedded.
    """

    kind: BlockKind
    span: Span
    quotable: Span
    columns: tuple[tuple[str, Span], ...] = ()


@dataclass(frozen=True, slots=True)
class Provision:
    """A part that can be cited by name: a principle's commentary, an article, a session.

    `path` is the same in every language version, for example ("session-4", "guiding-questions");
    the empty path is the document's own head. `headings` are the words above it, outermost first.
    `force` is set where it is not the source's own (notes that stand beside an extract).
    """

    path: tuple[str, ...]
    headings: tuple[str, ...]
    blocks: tuple[Block, ...]
    force: Force | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a paged file: its number from 1, its printed label, its span.

    `recognised` says that its words were read from a picture (OCR), so that letters may be wrong.
    """

    number: int
    label: str
    span: Span
    recognised: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """The canonical text of one language version of a source. Provisions follow its order."""

    source_id: str
    language: str
    path: str
    title: str
    text: str
    provisions: tuple[Provision, ...]
    pages: tuple[Page, ...] = ()
    hidden: tuple[str, ...] = ()
    """Words of the file that a reader of its pages would not see."""

    @property
    def sha256(self) -> str:
        """SHA-256 of the canonical text in UTF-8, as 64 hexadecimal digits."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def page_at(self, offset: int) -> int | None:
        """Return the number of the page that holds the character at `offset`; None if unpaged."""
        after = bisect_right(self.pages, offset, key=lambda page: page.span[0])
        # Pages without text have an empty span, which holds nothing.
        held = (page for page in reversed(self.pages[:after]) if page.span[1] > page.span[0])
        page = next(held, None)
        return page.number if page is not None and offset < page.span[1] else None
