"""The text that speed is measured with: as long as a passage usually is."""

from collections.abc import Callable

PASSAGE_TOKENS = 130


def passage_text(count_tokens: Callable[[str], int]) -> str:
    """Return a text of as many tokens as a passage has, prompt and special tokens included."""
    words = ("derechos humanos en la contratación " * PASSAGE_TOKENS).split()[:PASSAGE_TOKENS]
    while count_tokens(" ".join(words)) > PASSAGE_TOKENS:
        words.pop()
    return " ".join(words)
