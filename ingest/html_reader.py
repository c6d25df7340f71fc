"""Reading HTML: the main text with its headings, lists and tables (adapter of lxml's HTML parser).

Scripts, styles, navigation, forms and what the page hides are left out; hidden words are kept in
`Document.hidden`. What a style sheet hides is not known. Entities that a document declares are not
looked up, and nothing is fetched.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree, html

from ingest.decoding import decode
from ingest.document import Document
from ingest.errors import IngestError
from ingest.flow import Element, ElementKind, write_flow
from ingest.html_surroundings import hidden_words, is_left_out, prepare
from ingest.locators import is_provision_heading
from ingest.text_builder import TextBuilder

_LAYOUT_LETTERS = 1500
"""A cell with more letters than this holds a part of the page, and its table only places it."""
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = {
    "p", "div", "section", "article", "main", "blockquote", "pre", "dd", "dt", "dl", "figure",
    "figcaption", "address", "body", "html", "center", "details", "summary", "hr", "fieldset", "td", "th",
}  # fmt: skip
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_MOST_DEPTH = 400


def read_html(path: Path, name: str, source_id: str, language: str, title: str) -> Document:
    """Return the document in the HTML file `path`; messages call the file `name`.

    Raises:
        IngestError: no text in it, not HTML, or nested too deeply to be a text.
    """
    tree = _parse(path.read_bytes(), name)
    prepare(tree)
    builder = TextBuilder(name)
    main = _main(tree)
    write_flow(list(_elements(main, name)), builder)
    if not builder.text.strip():
        raise IngestError(
            "{file}: no text in the page (one that a script fills?). Open it in a browser, print it as "
            "PDF, then add that.",
            file=name,
        )
    hidden = tuple(hidden_words(main))
    return Document(source_id, language, name, title, builder.text, builder.provisions(title), (), hidden)


def _parse(content: bytes, name: str) -> Any:
    text = _declared(content) or decode(content, name)
    # An XML declaration would make lxml refuse a text that is decoded already.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    try:
        parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
        tree = html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise IngestError(
            "{file}: cannot be read as HTML ({reason}). Open it in a browser and save it again.",
            file=name,
            reason=" ".join(str(error).split()),
        ) from error
    # The parser drops what is nested deeper than it allows, and all that follows.
    last = parser.error_log.last_error
    if last is not None and last.type_name == "ERR_RESOURCE_LIMIT":
        raise _too_deep(name)
    return tree


def _declared(content: bytes) -> str | None:
    """Return the text in the encoding that the page declares; None where the page errs about itself."""
    declared = _CHARSET.search(content[:4096])
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return None  # valid UTF-8 is UTF-8, or ASCII, whatever is declared
    try:
        text = content.decode(declared[1].decode("ascii")) if declared else ""
        text.encode()  # no lone surrogates
    except (LookupError, UnicodeError):
        return None
    return text if "<meta" in text[:4096].lower() else None  # else "utf-16" made other letters of ASCII


def _too_deep(name: str) -> IngestError:
    return IngestError(
        "{file}: its elements are nested more than {most} deep, which no text is. "
        "Open it in a browser, print it as PDF, then add that.",
        file=name,
        most=_MOST_DEPTH,
    )


def _main(tree: Any) -> Any:
    """Return the part that holds the main text, if the page says which it is, else all of it."""
    for path in ("//main", "//*[@role='main']", "//article"):
        found = tree.xpath(path)
        if len(found) == 1 and len(found[0].text_content().split()) >= 20:
            return found[0]
    return tree


def _elements(root: Any, name: str) -> Iterator[Element]:
    words: list[str] = []
    # (node, depth of nesting, depth of lists, marker): a stack, since pages nest deeper than Python does.
    stack: list[tuple[str, Any, int, int, str]] = [("open", root, 0, 0, "")]
    marker, list_depth = "", 0
    while stack:
        step, node, depth, lists, mark = stack.pop()
        if step == "text":
            words.append(re.sub(r"\s+", " ", node))
            continue
        if step == "flush":
            yield from _flush(words, marker, list_depth)
            marker, list_depth = (mark, lists) if mark else ("", 0)
            words = []
            continue
        if depth > _MOST_DEPTH:
            raise _too_deep(name)
        if not isinstance(node.tag, str) or is_left_out(node):
            continue
        tag = node.tag.lower()
        if tag in _HEADINGS:
            yield from _flush(words, marker, list_depth)
            words, marker = [], ""
            yield Element(ElementKind.HEADING, _plain(node), level=_HEADINGS[tag])
        elif tag == "table" and not _is_layout(node):
            yield from _flush(words, marker, list_depth)
            words, marker = [], ""
            yield from _table(node)
        elif tag == "br":
            words.append("\n")
        else:
            _push(stack, node, tag, depth, lists)
    yield from _flush(words, marker, list_depth)


def _push(stack: list[tuple[str, Any, int, int, str]], node: Any, tag: str, depth: int, lists: int) -> None:
    """Put what a node holds upon the stack, in the order in which it is to be taken off."""
    inner = lists + 1 if tag in ("ul", "ol") else lists
    is_item, is_block = tag == "li", tag in _BLOCKS or tag in ("ul", "ol", "li", "table", "tr")
    todo: list[tuple[str, Any, int, int, str]] = []
    if is_block:
        todo.append(("flush", None, depth, max(lists - 1, 0), _marker(node) if is_item else ""))
    if node.text:
        todo.append(("text", node.text, depth, lists, ""))
    for child in node:
        todo.append(("open", child, depth + 1, inner, ""))
        if child.tail:
            todo.append(("text", child.tail, depth, lists, ""))
    if is_block:
        todo.append(("flush", None, depth, 0, ""))
    stack.extend(reversed(todo))


def _marker(item: Any) -> str:
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return "- "
    begin = parent.get("start", "1")
    first = int(begin) if re.fullmatch(r"\d{1,6}", begin) else 1
    return f"{first + sum(1 for _ in item.itersiblings('li', preceding=True))}. "


def _flush(words: list[str], marker: str, depth: int) -> Iterator[Element]:
    text = _folded("".join(words))
    if text and marker:
        yield Element(ElementKind.ITEM, text, marker=marker, depth=depth)
    elif text and is_provision_heading(text):
        yield Element(ElementKind.HEADING, text)
    elif text:
        yield Element(ElementKind.PARAGRAPH, text)


def _is_layout(table: Any) -> bool:
    """Return whether a table only places the parts of a page, as old sites do."""
    if table.xpath(".//table|.//h1|.//h2|.//h3") or table.get("role") in ("presentation", "none"):
        return True
    return any(len(cell.text_content()) > _LAYOUT_LETTERS for cell in table.iter("td"))


def _table(table: Any) -> Iterator[Element]:
    for caption in table.xpath("./caption"):
        yield from _flush([_plain(caption)], "", 0)
    rows = [row for row in table.iter("tr") if not is_left_out(row.getparent()) and not is_left_out(row)]
    for number, row in enumerate(rows):
        cells = [cell for cell in row if cell.tag in ("td", "th") and not is_left_out(cell)]
        texts = tuple(_plain(cell) for cell in cells)
        if number == 0 and cells and all(cell.tag == "th" for cell in cells):
            yield Element(ElementKind.TABLE_HEAD, cells=texts)
        else:
            yield Element(ElementKind.ROW, cells=texts)


def _plain(node: Any) -> str:
    """Return the words of a node, a line break where it breaks one; nothing of what is left out."""
    parts: list[str] = []
    todo: list[Any] = [node]
    while todo:
        part = todo.pop()
        if part is None:
            parts.append("\n")
        elif isinstance(part, str):
            parts.append(re.sub(r"\s+", " ", part))
        elif isinstance(part.tag, str) and not is_left_out(part):
            breaks = [None] if part.tag in ("br", "p", "li", "div") and part is not node else []
            inner = [item for child in part for item in (child, child.tail or "")]
            todo.extend(reversed([*breaks, part.text or "", *inner, *breaks]))
    return _folded("".join(parts))


def _folded(text: str) -> str:
    """Return text without the white space of its source, its own line breaks kept."""
    lines = (re.sub(r"\s+", " ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
