"""The words under a node of a Word file, without those that are deleted or hidden."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from ingest.raised_figures import raise_figures

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_UNSEEN_HALF_POINTS = 5
_SKIPPED = {
    f"{_WORD}del",
    f"{_WORD}moveFrom",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}


def qn(name: str) -> str:
    """Return the full name of what WordprocessingML calls "w:name"."""
    return _WORD + name.removeprefix("w:")


def text_of(node: Any) -> str:
    """Return the words under a node, a line for each paragraph and line break."""
    parts: list[str] = []
    todo = [node]
    while todo:
        part = todo.pop()
        if isinstance(part, str):
            parts.append(part)
        elif part.tag in _SKIPPED or _is_hidden(part):
            continue
        elif part.tag == qn("w:t"):
            parts.append(_raised(part))
        elif part.tag == qn("w:tab"):
            parts.append(" ")
        elif part.tag in (qn("w:br"), qn("w:cr")):
            parts.append("\n")
        elif part.tag == qn("w:noBreakHyphen"):
            parts.append("-")
        else:
            if part.tag == qn("w:p") and part is not node:
                todo.append("\n")
            todo.extend(child for child in reversed(list(part)) if isinstance(child.tag, str))
    lines = (re.sub(r"[^\S\n]+", " ", line).strip() for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def _raised(text: Any) -> str:
    """Return the words of a `w:t`; raised figures stay so, else "article 3" with a note 1 became 31."""
    words = text.text or ""
    marks = text.getparent().find(qn("w:rPr"))
    is_raised = marks is not None and value_of(marks, "w:vertAlign") == "superscript"
    return raise_figures(words) if is_raised and words.strip().isdigit() else words


def hidden_words(roots: Iterable[Any]) -> Iterator[str]:
    """Yield the hidden words of each paragraph under these nodes that has some."""
    for root in roots:
        for paragraph in root.iter(qn("w:p")):
            runs = (run for run in paragraph.iter(qn("w:r")) if _is_hidden(run))
            words = "".join(part.text or "" for run in runs for part in run.iter(qn("w:t")))
            if words.strip():
                yield " ".join(words.split())


def _is_hidden(node: Any) -> bool:
    marks = node.find(qn("w:rPr")) if node.tag == qn("w:r") else None
    if marks is None:
        return False
    vanish = marks.find(qn("w:vanish"))
    if vanish is not None and vanish.get(qn("w:val"), "true") not in ("0", "false", "off"):
        return True
    size = value_of(marks, "w:sz")
    if size.isdigit() and int(size) < _UNSEEN_HALF_POINTS:
        return True
    return value_of(marks, "w:color").upper() == "FFFFFF" and not _may_be_shaded(node, marks)


def _may_be_shaded(run: Any, marks: Any) -> bool:
    """Return whether a run stands, or may stand, on another colour than white."""
    if any(above.tag in (qn("w:tbl"), qn("w:txbxContent")) for above in run.iterancestors()):
        return True  # their styles shade them
    paragraph = next(run.iterancestors(qn("w:p")), None)
    shades = [marks.find(qn("w:shd")), marks.find(qn("w:highlight"))]
    if paragraph is not None:
        shades.append(paragraph.find(f"{qn('w:pPr')}/{qn('w:shd')}"))
    fills = (shade.get(qn("w:fill")) or shade.get(qn("w:val")) for shade in shades if shade is not None)
    return any(str(fill).lower() not in ("auto", "ffffff", "white", "none", "clear") for fill in fills)


def value_of(node: Any, child: str, attribute: str = "w:val") -> str:
    """Return an attribute of a node's child, of the node itself for the child ""; "" where it has none."""
    found = node.find(qn(child)) if node is not None and child else node
    return (found.get(qn(attribute)) or "") if found is not None else ""
