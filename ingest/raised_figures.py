"""Figures that are raised, as marks of footnotes are: kept so, or "article 3" with a note 1 became 31."""

RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_FIGURES = str.maketrans("0123456789", RAISED)


def raise_figures(text: str) -> str:
    """Return `text` with its figures raised."""
    return text.translate(_FIGURES)
