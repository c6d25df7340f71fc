"""What of a web page is not its text: what a site puts around it, and what the page hides."""

import re
from collections.abc import Iterator
from typing import Any

from ingest.raised_figures import raise_figures

_LEFT_OUT = {
    "script", "style", "noscript", "template", "nav", "button", "select", "input", "textarea",
    "iframe", "object", "embed", "svg", "canvas", "video", "audio", "head",
}  # fmt: skip
_FRAME = {"header", "footer", "aside"}
"""Left out too, unless they belong to an article or to the main part."""
_SIDE = re.compile(
    r"(?:^|[\s_-])(?:cookies?[_-]?(?:banner|notice|consent|bar|law|message)|aviso-cookies|breadcrumbs?|migas"
    r"|navbar|nav|menu|topbar|sidebar|footer|skip-link)(?:$|[\s_-])",
    re.IGNORECASE,
)
"""Ids and classes of what sites put around their text; left out where it is a small part of the page."""
_SIDE_SHARE = 0.2
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


def prepare(tree: Any) -> None:
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
            if (part.text or "").strip().isdigit():
                part.text = raise_figures(part.text)


def is_left_out(node: Any) -> bool:
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


def hidden_words(root: Any) -> Iterator[str]:
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
