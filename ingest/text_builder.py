"""Building a document's canonical text block by block, so that every offset comes from writing it."""

from ingest.document import Block, BlockKind, Force, Provision, Span
from ingest.errors import IngestError
from ingest.locators import canonical_key, parse_key, slug

BULLET = "- "
CELL_BREAK = " | "


class TextBuilder:
    """Collects blocks under provisions; `text` and `provisions()` are the result."""

    def __init__(self, path: str) -> None:
        self._file = path
        self._parts: list[str] = []
        self._length = 0
        self._last_start = 0
        self._blocks: dict[tuple[str, ...], list[Block]] = {(): []}
        self._names: dict[tuple[str, ...], tuple[str, ...]] = {(): ()}
        self._path: tuple[str, ...] = ()
        self._forces: dict[tuple[str, ...], Force] = {}
        self._open: list[tuple[int, tuple[str, ...], str]] = []

    @property
    def text(self) -> str:
        """The canonical text so far."""
        return "".join(self._parts)

    @property
    def length(self) -> int:
        """Characters written so far."""
        return self._length

    @property
    def last_start(self) -> int:
        """Where the text of the last block begins, after the white space before it."""
        return self._last_start

    def heading(self, level: int, text: str, anchor: str | None = None, force: Force | None = None) -> None:
        """Start the provision that a heading names; a level-1 heading is the document's own.

        An anchor ("session-2/guiding-questions") is the whole path; without one the key is parsed
        from the words and hangs under the headings above. `force` holds for the headings below too.

        Raises:
            IngestError: the same anchor twice in one file.
        """
        while self._open and self._open[-1][0] >= level:
            self._open.pop()
        if level == 1:
            self._path = ()
        else:
            self._path = self._new_path(text, anchor)
            above = tuple(name for _, _, name in self._open)
            self._blocks[self._path] = []
            self._names[self._path] = (*above, text)
            inherited = self._forces.get(self._open[-1][1]) if self._open else None
            if force or inherited:
                self._forces[self._path] = force or inherited  # type: ignore[assignment]
            self._open.append((level, self._path, text))
        self._add(BlockKind.HEADING, text)

    def provision(self, text: str) -> None:
        """Start the provision that a line of an unstructured text names.

        A numbered one stands by itself; an unnumbered one ("Commentary") hangs under the last numbered.
        """
        numbered = any(letter.isdigit() for letter in canonical_key(parse_key(text) or ""))
        self.heading(2 if numbered or not self._open else 3, text)

    def paragraph(self, text: str) -> None:
        """Add a paragraph to the provision that is open."""
        self._add(BlockKind.PARAGRAPH, text)

    def opened_paragraph(self, key: str, text: str) -> None:
        """Start the provision that a paragraph opens, under no heading but with their words.

        It lasts until the next heading or opening; a key that an earlier paragraph has gets a count.
        """
        self._path = self._free_path((), key)
        self._blocks[self._path] = []
        self._names[self._path] = tuple(name for _, _, name in self._open)
        self._add(BlockKind.PARAGRAPH, text)

    def margin(self, text: str) -> None:
        """Add a running head, a running foot or a page number: text that is in no passage."""
        self._add(BlockKind.MARGIN, text)

    def item(self, text: str, marker: str = BULLET, depth: int = 0) -> None:
        """Add a list item; its marker is in the text but not in what can be quoted."""
        if not text:
            return
        prefix = "  " * depth + marker
        start, end = self._write(prefix + text, separator="\n")
        self._blocks[self._path].append(Block(BlockKind.ITEM, (start, end), (start + len(prefix), end)))

    def row(self, cells: list[str], heads: list[str]) -> None:
        """Add a table row; one whose first line names a provision ("Session 3") is that provision.

        A name that an earlier row has ("Lunch", on the second day) gets a number. Empty cells are left
        out of the text.
        """
        filled = [(cell, heads[n] if n < len(heads) else "") for n, cell in enumerate(cells) if cell]
        if not filled:
            return
        start, end = self._write(CELL_BREAK.join(cell for cell, _ in filled))
        columns, at = [], start
        for cell, head in filled:
            columns.append((head, (at, at + len(cell))))
            at += len(cell) + len(CELL_BREAK)
        block = Block(BlockKind.ROW, (start, end), (start, end), tuple(columns))
        first_line = filled[0][0].split("\n")[0]
        key = parse_key(first_line)
        if key is None:
            self._blocks[self._path].append(block)
        else:
            path = self._free_path((), key)
            self._blocks[path] = [block]
            self._names[path] = (*self._names[self._path], first_line)

    def table_head(self, cells: list[str]) -> None:
        """Add the row of column heads."""
        self._add(BlockKind.TABLE_HEAD, CELL_BREAK.join(cell for cell in cells if cell))

    def provisions(self, title: str) -> tuple[Provision, ...]:
        """Return every provision that holds a block, in the order in which they begin."""
        return tuple(
            Provision(path, (title, *self._names[path]), tuple(blocks), self._forces.get(path))
            for path, blocks in sorted(
                ((p, b) for p, b in self._blocks.items() if b), key=lambda pair: pair[1][0].span
            )
        )

    def _new_path(self, text: str, anchor: str | None) -> tuple[str, ...]:
        if anchor:
            path = tuple(part for part in anchor.split("/") if part)
            self._claim(path, text)
            return path
        return self._free_path(self._open[-1][1] if self._open else (), parse_key(text) or slug(text))

    def _free_path(self, above: tuple[str, ...], base: str) -> tuple[str, ...]:
        key, count = base, 1
        while (*above, key) in self._blocks:
            count += 1
            key = f"{base}-{count}"
        return (*above, key)

    def _claim(self, path: tuple[str, ...], text: str) -> None:
        if path in self._blocks:
            raise IngestError(
                "{file}: the provision {anchor!r} (at {text!r}) appears twice. "
                "Give each heading or row its own anchor.",
                file=self._file,
                anchor="/".join(path),
                text=text,
            )

    def _write(self, text: str, separator: str = "\n\n") -> Span:
        if self._parts:
            self._parts.append(separator)
            self._length += len(separator)
        start = self._last_start = self._length
        self._parts.append(text)
        self._length += len(text)
        return start, self._length

    def _add(self, kind: BlockKind, text: str) -> None:
        """Write a block whose whole text can be quoted, or none of it; nothing for an empty text."""
        if text:
            span = self._write(text)
            quotable = span if kind == BlockKind.PARAGRAPH else (span[0], span[0])
            self._blocks[self._path].append(Block(kind, span, quotable))
