"""Folding: the form of a text in which case and accents make no difference."""

import unicodedata


def fold(text: str) -> str:
    """Return `text` in lower case and without accents; its length may differ from the original."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def fold_in_place(text: str) -> str:
    """Return `text` folded, as long as it was, so that what is found there stands at the same place in
    `text`: what does not fold to one character becomes a space."""
    folded = (fold(character) for character in text)
    return "".join(f if len(f) == 1 else " " for f in folded)
