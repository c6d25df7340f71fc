"""Text of documents and of people on the page, character for character.

Streamlit's Markdown would change it ("--" becomes a dash, ":100:" a picture, "www." a link), so it is
shown as escaped HTML of our own, in which nothing but our <mark> can be markup.
"""

import html

from ingest.document import Span

_MARK = "background: #ffe27a; color: inherit; padding: 0.1em 0;"
_STYLE = "white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.55;"


def exact_html(text: str, marks: tuple[Span, ...] = (), language: str = "", quote: bool = False) -> str:
    """Return HTML that shows `text` exactly, with `marks` (sorted, apart, offsets in it) highlighted.

    `quote` sets it off as a quotation; `language` is told to screen readers.
    """
    pieces, at = [], 0
    for start, end in marks:
        pieces.append(html.escape(text[at:start]))
        pieces.append(f'<mark style="{_MARK}">{html.escape(text[start:end])}</mark>')
        at = end
    pieces.append(html.escape(text[at:]))
    tag = "blockquote" if quote else "div"
    style = _STYLE + (
        " margin: 0; padding: 0.1rem 0 0.1rem 0.9rem; border-left: 3px solid #0b5f73;" if quote else ""
    )
    spoken = f' lang="{html.escape(language)}"' if language else ""
    return f'<{tag} dir="auto"{spoken} style="{style}">{"".join(pieces)}</{tag}>'
