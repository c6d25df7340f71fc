"""Folding that keeps places: a folded text in which every character stands where it stood."""

from ingest.folding import fold


def fold_in_place(text: str) -> str:
    """Return `text` folded, as long as it was: what folds to several characters becomes a space."""
    folded = (fold(character) for character in text)
    return "".join(f if len(f) == 1 else " " for f in folded)
