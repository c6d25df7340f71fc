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
from ingest.locators import is_provision_heading
from ingest.text_builder import TextBuilder

_LEFT_OUT = {
    "script", "style", "noscript", "template", "nav", "button", "select", "input", "textarea",
    "iframe", "object", "embed", "svg", "canvas", "video", "audio", "head",
}  # fmt: skip
_FRAME = {"header", "footer", "aside"}
"""Left out too, unless they belong to an article or to the main part."""
_SIDE = re.compile(
    r"(?:^|[\s_-])(?:cookies?|gdpr|consent|breadcrumbs?|migas|navbar|nav|menu|topbar|sidebar|footer|pie|share"
    r"|skip-link)(?:$|[\s_-])",
    re.IGNORECASE,
)
"""Ids and classes of what sites put around their text; left out where it is a small part of the page."""
_SIDE_SHARE = 0.2
_LAYOUT_LETTERS = 1500
"""A cell with more letters than this holds a part of the page, and its table only places it."""
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = {
    "p", "div", "section", "article", "main", "blockquote", "pre", "dd", "dt", "dl", "figure",
    "figcaption", "address", "body", "html", "center", "details", "summary", "hr", "fieldset", "td", "th",
}  # fmt: skip
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?![.\d])"
    r"|font-size\s*:\s*(?:0(?![.\d])|[012]?(?:\.\d+)?p[xt])",
    re.IGNORECASE,
)
_WHITE = r"(?:white\b|#fff\b|#(?:f[89a-f]){3}\b|rgba?\(\s*255\s*,\s*255\s*,\s*255\b)"
_WHITE_LETTERS = re.compile(rf"(?<![-\w])color\s*:\s*{_WHITE}", re.IGNORECASE)
_BACKGROUND = re.compile(
    rf"background(?:-color|-image)?\s*:\s*(?!\s|{_WHITE}|transparent|none|inherit)", re.IGNORECASE
)
_WORDS = "descendant-or-self::*[not(self::script or self::style or self::template)]/text()"
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_MOST_DEPTH = 400


def read_html(path: Path, name: str, source_id: str, language: str, title: str) -> Document:
    """Return the document in the HTML file `path`; messages call the file `name`.

    Raises:
        IngestError: no text in it, not HTML, or nested too deeply to be a text.
    """
    tree = _parse(path.read_bytes(), name)
    _prepare(tree)
    builder = TextBuilder(name)
    main = _main(tree)
    write_flow(list(_elements(main, name)), builder)
    if not builder.text.strip():
        raise IngestError(
            "{file}: no text in the page (one that a script fills?). Open it in a browser, print it as "
            "PDF, then add that.",
            file=name,
        )
    hidden = tuple(_hidden_words(main))
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


def _prepare(tree: Any) -> None:
    """Take out what a site puts around its text, and raise the figures that it raises."""
    letters = len(tree.text_content())
    for node in list(tree.xpath("//*[@id or @class]")):
        named = f"{node.get('id', '')} {node.get('class', '')}"
        if (
            node.tag in ("div", "section", "ul", "ol", "p", "table", "td", "span")
            and _SIDE.search(named)
            and len(node.text_content()) < _SIDE_SHARE * letters
            and not node.xpath(".//h1|.//main|.//article|ancestor::main|ancestor::article")
        ):
            node.drop_tree()
    for node in tree.iter("sup"):  # "article 3" with a note 1 is no article 31
        for part in (node, *node.iterdescendants()):
            part.text = (
                part.text.translate(_RAISED) if part.text and part.text.strip().isdigit() else part.text
            )


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
        if not isinstance(node.tag, str) or _is_left_out(node):
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
    rows = [row for row in table.iter("tr") if not _is_left_out(row.getparent()) and not _is_left_out(row)]
    for number, row in enumerate(rows):
        cells = [cell for cell in row if cell.tag in ("td", "th") and not _is_left_out(cell)]
        texts = tuple(_plain(cell) for cell in cells)
        if number == 0 and cells and all(cell.tag == "th" for cell in cells):
            yield Element(ElementKind.TABLE_HEAD, cells=texts)
        else:
            yield Element(ElementKind.ROW, cells=texts)


def _is_left_out(node: Any) -> bool:
    return _is_furniture(node) or _is_hidden(node)


def _is_furniture(node: Any) -> bool:
    tag = str(node.tag).lower()
    return (
        tag in _LEFT_OUT
        or (tag in _FRAME and not any(above.tag in ("main", "article") for above in node.iterancestors()))
        # Some sites put the whole page into one form.
        or (tag == "form" and not node.xpath(".//h1|.//main|.//article|.//*[@role='main']"))
        or node.get("role") in ("navigation", "banner", "contentinfo", "search")
    )


def _is_hidden(node: Any) -> bool:
    return (
        node.get("hidden") is not None
        or node.get("aria-hidden") == "true"
        or bool(_HIDDEN.search(node.get("style", "")))
        or _is_white(node)
    )


def _is_white(node: Any) -> bool:
    """Return whether a node's letters are white and nothing that it stands in says another background."""
    color = node.get("color", "") if node.tag == "font" else ""
    if not _WHITE_LETTERS.search(f"{node.get('style', '')};color:{color}"):
        return False
    around = (node, *node.iterancestors())
    return not any(
        _BACKGROUND.search(f"{part.get('style', '')};background:{part.get('bgcolor', 'none')}")
        for part in around
    )


def _hidden_words(root: Any) -> Iterator[str]:
    """Yield the words of each part that the page hides, in their order."""
    todo = [root]
    while todo:
        node = todo.pop()
        if not isinstance(node.tag, str) or _is_furniture(node):
            continue
        if not _is_hidden(node):
            todo.extend(reversed(node))
        elif words := " ".join(" ".join(node.xpath(_WORDS)).split()):
            yield words


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
        elif isinstance(part.tag, str) and not _is_left_out(part):
            breaks = [None] if part.tag in ("br", "p", "li", "div") and part is not node else []
            inner = [item for child in part for item in (child, child.tail or "")]
            todo.extend(reversed([*breaks, part.text or "", *inner, *breaks]))
    return _folded("".join(parts))


def _folded(text: str) -> str:
    """Return text without the white space of its source, its own line breaks kept."""
    lines = (re.sub(r"\s+", " ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
