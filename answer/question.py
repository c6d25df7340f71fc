"""Questions: what may be asked, and in which language the asker reads best."""

import re
import unicodedata

from answer.errors import QuestionError

MOST_CHARACTERS = 2_000
_UNSEEN = re.compile(
    r"<!--.*?(?:-->|$)|<(script|style|template|system)\b.*?(?:</\1\s*>|$)"
    r"|<(\w+)[^<>]*\s(?:hidden|display\s*:\s*none)[^<>]*>.*?</\2\s*>"
    r"|\[(SYSTEM|INST|SYS)\].*?\[/\3\]|<<SYS>>.*?<</SYS>>|<\|.*?\|>",
    re.IGNORECASE | re.DOTALL,
)
"""What no reader of a page would see, and what only pretends to be of another speaker."""
_BLOCK = re.compile(
    r"</?(?:p|div|li|ul|ol|br|hr|tr|td|th|table|h[1-6]|blockquote|section)\b[^<>]*>", re.IGNORECASE
)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_MARK = re.compile(r"[*`#~|]+|(?<!\w)_+|_+(?!\w)|^>+")
_NEAREST = {"pt": "es", "fr": "en"}


def clean_question(text: str) -> str:
    """Return the question without surrounding or repeated space and without invisible characters.

    Raises:
        QuestionError: empty, too long, without a word, in another script, or with control characters.
    """
    if len(text) > MOST_CHARACTERS:
        raise QuestionError(
            "The question has {count} characters; at most {limit} can be read. Ask for one thing at "
            "a time, in a sentence or two.",
            count=len(text),
            limit=MOST_CHARACTERS,
        )
    text = unicodedata.normalize("NFC", text)
    for position, character in enumerate(text, start=1):
        if unicodedata.category(character) in ("Cc", "Cs", "Co") and character not in "\t\n\r":
            raise QuestionError(
                "The question holds a control character (U+{code:04X}, at position {position}). "
                "Type the question again, or paste it as plain text.",
                code=ord(character),
                position=position,
            )
    text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    text = " ".join(text.split())
    if not text:
        raise QuestionError(
            'The question is empty. Write what you want to know, for example: "What does Guiding '
            'Principle 6 ask of States when they buy?"'
        )
    _check_script(text)
    return text


def without_markup(question: str) -> str:
    """Return the words of a question without HTML and Markdown marks, for searching.

    What a page would not show is left out, with what pretends to be of another speaker; each block of
    text stands on its own line.
    """
    seen = _BLOCK.sub("\n", _UNSEEN.sub("\n", question))
    lines = (" ".join(_MARK.sub(" ", _TAG.sub(" ", line)).split()) for line in seen.split("\n"))
    return "\n".join(line for line in lines if line) or question


def _check_script(text: str) -> None:
    letters = [c for c in text if c.isalpha()]
    if not letters:
        raise QuestionError(
            "There is no word in the question {text!r}. Write what you want to know in words.",
            text=text[:40],
        )
    if not is_latin(text):
        raise QuestionError(
            "The question {text!r} is in a script that Cotejo does not read. Ask in Spanish, "
            "English, Portuguese or French.",
            text=text[:40],
        )


def is_latin(text: str) -> bool:
    """Return whether at least half of the letters are Latin ones."""
    letters = [c for c in text if c.isalpha()]
    return 2 * sum("LATIN" in unicodedata.name(c, "") for c in letters) >= len(letters)


def reading_language(language: str, available: tuple[str, ...]) -> str:
    """Return the language, among those `available`, that an asker in `language` reads best."""
    for candidate in (language, _NEAREST.get(language, ""), "en"):
        if candidate in available:
            return candidate
    return available[0]
