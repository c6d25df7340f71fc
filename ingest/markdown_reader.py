"""Reading Markdown with front matter into a document (adapter of markdown-it-py).

The canonical text is what a reader sees: no markup, one line per heading, item or table row (a cell's
own line breaks are kept), a blank line between blocks.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from ingest.decoding import decode
from ingest.document import Document, Force
from ingest.errors import IngestError
from ingest.flow import Element, ElementKind, write_flow
from ingest.text_builder import BULLET, TextBuilder

# "{#anchor}" or "{#anchor .notes}": the class names the force of what follows.
_ANCHOR = re.compile(rf"\s*\{{#([^\s{{}}]+)(?:\s+\.({'|'.join(Force)}))?\}}\s*$")
_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)
# Beyond its own limit, 20, the parser leaves out what is nested deeper, and all that follows it there.
_PARSER = MarkdownIt("commonmark", {"maxNesting": 1000}).enable("table")
_REQUIRED = ("source", "lang", "title")


def read_markdown(path: Path, name: str, source_id: str, language: str, title: str) -> Document:
    """Return the document in the Markdown file `path`; messages call the file `name`.

    Front matter, where the file has it, must agree with the source and the language of the register;
    its title is the document's.

    Raises:
        IngestError: in no known encoding, broken or contrary front matter, no text, a repeated anchor.
    """
    text = decode(path.read_bytes(), name)
    front, body = _split_front_matter(text, name)
    for key, expected in (("source", source_id), ("lang", language)):
        if front and front[key] != expected:
            raise IngestError(
                "{file}: its front matter says {key} {found!r}, the register says {expected!r}. "
                "Correct one of them.",
                file=name,
                key=key,
                found=front[key],
                expected=expected,
            )
    title = front.get("title", title)
    builder = TextBuilder(name)
    elements = list(_elements(SyntaxTreeNode(_PARSER.parse(body)).children))
    write_flow(elements, builder, by_headings=bool(front))  # who wrote front matter wrote headings too
    if not builder.text.strip():
        raise IngestError("{file}: no text in it. Add the text, or take it out of the register.", file=name)
    return Document(
        source_id=source_id,
        language=language,
        path=name,
        title=title,
        text=builder.text,
        provisions=builder.provisions(title),
    )


def _split_front_matter(text: str, name: str) -> tuple[dict[str, str], str]:
    match = re.match(r"---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|$)", text, re.DOTALL)
    if match is None:
        if re.match(r"---[ \t]*\r?\n\w+:", text):
            raise IngestError(
                "{file}: its front matter has no end. Put a line --- after source, lang and title.",
                file=name,
            )
        return {}, text
    try:
        front = yaml.safe_load(match[1])
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date that no calendar has
        raise IngestError(
            "{file}: the front matter is not valid YAML ({reason}). Correct it; put a title that "
            "holds a colon in quotation marks.",
            file=name,
            reason=" ".join(str(error).split()),
        ) from error
    if not isinstance(front, dict):
        front = {}
    for key in _REQUIRED:
        value = front.get(key)
        if not isinstance(value, str) or not value.strip():
            # Aliases make a few lines of YAML into a list of millions, which nobody could write out.
            short = isinstance(value, list) and len(value) < 9 and all(isinstance(p, str) for p in value)
            if isinstance(value, (list, dict, set)) and not short:
                value = type(value).__name__
            raise IngestError(
                "{file}: the front matter needs {key!r} as a text; it holds {value!r}. "
                "Expected keys: source, lang, title.",
                file=name,
                key=key,
                value=value,
            )
    return front, text[match.end() :]


def _elements(nodes: Sequence[SyntaxTreeNode]) -> Iterator[Element]:
    for node in nodes:
        match node.type:
            case "heading":
                yield _heading(node)
            case "paragraph":
                yield Element(ElementKind.PARAGRAPH, _plain(node))
            case "blockquote":
                yield from _elements(node.children)
            case "bullet_list" | "ordered_list":
                yield from _list(node, depth=0)
            case "table":
                yield from _table(node)
            case "fence" | "code_block" | "html_block":
                yield Element(ElementKind.PARAGRAPH, node.content.strip())


def _heading(node: SyntaxTreeNode) -> Element:
    text = _plain(node)
    anchor = _ANCHOR.search(text)
    return Element(
        ElementKind.HEADING,
        _ANCHOR.sub("", text),
        level=int(node.tag[1]),
        anchor=anchor[1] if anchor else None,
        force=Force(anchor[2]) if anchor and anchor[2] else None,
    )


def _list(node: SyntaxTreeNode, depth: int) -> Iterator[Element]:
    first = int(node.attrs.get("start", 1))
    for number, item in enumerate(node.children, start=first):
        marker = f"{number}. " if node.type == "ordered_list" else BULLET
        for child in item.children:
            if child.type in ("bullet_list", "ordered_list"):
                yield from _list(child, depth + 1)
            elif child.type == "paragraph":
                yield Element(ElementKind.ITEM, _plain(child), marker=marker, depth=depth)
                marker = ""
            else:
                yield from _elements([child])


def _table(node: SyntaxTreeNode) -> Iterator[Element]:
    for part in node.children:
        kind = ElementKind.TABLE_HEAD if part.type == "thead" else ElementKind.ROW
        for row in part.children:
            yield Element(kind, cells=tuple(_plain(cell) for cell in row.children))


def _plain(node: SyntaxTreeNode) -> str:
    """Return the words of a node's inline content, without markup."""
    if not node.children:
        return ""
    return re.sub(r"[ \t]*\n[ \t]*", "\n", "".join(_words(node.children[0].children))).strip()


def _words(nodes: Sequence[SyntaxTreeNode]) -> Iterator[str]:
    for node in nodes:
        match node.type:
            case "softbreak":
                yield " "
            case "hardbreak":
                yield "\n"
            case "html_inline":
                yield "\n" if _BREAK_TAG.fullmatch(node.content) else node.content
            case "text" | "text_special" | "code_inline":
                yield node.content
            case _:
                yield from _words(node.children)
