"""Folding: the form of a text in which case and accents make no difference."""

import unicodedata


def fold(text: str) -> str:
    """Return `text` in lower case and without accents; its length may differ from the original."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))
