"""Passages: the exact spans that are searched and quoted.

A passage is a run of whole blocks of one provision, or one table row, or part of a block that is too
long by itself. It never crosses a provision, and together the passages hold every block of a document
except its margins (running heads, page numbers).
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.document import Block, BlockKind, Document, Force, Provision, Span
from ingest.sentences import split_sentences

MOST_CHARACTERS = 900
"""A passage stays under this where its sentences allow; about 200 tokens of the default embedder."""


@dataclass(frozen=True, slots=True)
class Passage:
    """An exact span of a document: `document.text[start:end] == text`.

    `path` names its provision, `headings` are the words above it (document title first).
    `sentences` are the spans, in the document, that a quote may consist of; a passage of headings
    alone has none. `columns` pairs the cells of a table row with their column heads. `force` is set
    where it is not the source's own.
    """

    id: str
    source_id: str
    language: str
    path: tuple[str, ...]
    headings: tuple[str, ...]
    start: int
    end: int
    text: str
    sentences: tuple[Span, ...]
    columns: tuple[tuple[str, Span], ...]
    page: int | None
    force: Force | None = None


def split_document(document: Document) -> list[Passage]:
    """Return the passages of `document` in the order of its text.

    Ids are computed from source, language, provision and text, so the same text in the same place
    keeps its id; a repeat within one provision is told apart by its count.
    """
    seen: Counter[str] = Counter()
    passages = []
    for provision in document.provisions:
        for blocks, span in _runs(document, provision):
            stem = ".".join((document.source_id, document.language, *provision.path))
            text = document.text[span[0] : span[1]]
            place = f"{stem}\n{text}"
            seen[place] += 1
            digest = hashlib.sha256(f"{place}\n{seen[place]}".encode()).hexdigest()[:12]
            passages.append(
                Passage(
                    id=f"{stem}.{digest}",
                    source_id=document.source_id,
                    language=document.language,
                    path=provision.path,
                    headings=provision.headings,
                    start=span[0],
                    end=span[1],
                    text=text,
                    sentences=tuple(_sentences(document, blocks, span)),
                    columns=blocks[0].columns if len(blocks) == 1 else (),
                    page=document.page_at(span[0]),
                    force=provision.force,
                )
            )
    return sorted(passages, key=lambda passage: passage.start)


def _runs(document: Document, provision: Provision) -> Iterator[tuple[list[Block], Span]]:
    """Yield the blocks and the span of each passage of a provision."""
    run: list[Block] = []
    for block in provision.blocks:
        if block.kind == BlockKind.MARGIN:
            continue
        if run and not _joins(document, run, block):
            yield run, (run[0].span[0], run[-1].span[1])
            run = []
        if block.span[1] - block.span[0] > MOST_CHARACTERS and block.kind != BlockKind.ROW:
            pieces = list(_pieces(document, block))
            first = run[0].span[0] if run else block.span[0]
            yield [*run, block], (first, pieces[0][1])
            yield from (([block], piece) for piece in pieces[1:])
            run = []
        else:
            run.append(block)
    if run:
        yield run, (run[0].span[0], run[-1].span[1])


def _joins(document: Document, run: list[Block], block: Block) -> bool:
    """Return whether `block` may continue the passage that `run` has begun."""
    if document.text[run[-1].span[1] : block.span[0]].strip():
        return False  # another provision's text stands between
    if all(b.kind in (BlockKind.HEADING, BlockKind.TABLE_HEAD) for b in run):
        return block.kind != BlockKind.ROW
    if BlockKind.ROW in (run[-1].kind, block.kind):
        return False
    return block.span[1] - run[0].span[0] <= MOST_CHARACTERS


def _pieces(document: Document, block: Block) -> Iterator[Span]:
    """Yield spans that cut a long block at sentence ends."""
    start, end = block.span
    sentences = split_sentences(document.text[start:end], document.language)
    cut = 0
    for number, (_, sentence_end) in enumerate(sentences):
        following = sentences[number + 1][1] if number + 1 < len(sentences) else None
        if following is None or following - cut > MOST_CHARACTERS:
            yield start + cut, start + sentence_end if following is not None else end
            cut = sentences[number + 1][0] if following is not None else 0


def _sentences(document: Document, blocks: list[Block], span: Span) -> Iterator[Span]:
    for block in blocks:
        start, end = max(block.quotable[0], span[0]), min(block.quotable[1], span[1])
        if block.kind == BlockKind.ROW:
            yield start, end
        elif start < end:
            for left, right in split_sentences(document.text[start:end], document.language):
                yield start + left, start + right
