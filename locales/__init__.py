"""Every sentence Cotejo says to a person, in each language it speaks.

English sentences are the message ids; `es/cotejo.po` holds the Spanish ones. Catalogues are read as
text (`.po`), so a translator's edit needs no compiling step.
"""

import gettext
import io
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("es", "en")
"""Languages that pages and messages exist in, the first being the default of the page."""

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence to be said later, in the reader's language.

    `text` is the English sentence with `{named}` places; `values` fills them.
    """

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def say(self, language: str) -> str:
        """Return the sentence in `language`, places filled; English where no catalogue exists."""
        values = {
            name: value.say(language) if isinstance(value, Message) else value
            for name, value in self.values.items()
        }
        return _catalogue(language).gettext(self.text).format(**values)


class CotejoError(Exception):
    """An expected fault that a person can mend; the base of every package's own error.

    `text` says what is wrong, the value seen, what was expected and what to do next.
    """

    def __init__(self, text: str, /, **values: object) -> None:
        self.message = Message(text, values)
        super().__init__(self.message.say("en"))


def say(language: str, text: str, /, **values: object) -> str:
    """Return the English sentence `text` in `language`, with its `{named}` places filled."""
    return Message(text, values).say(language)


def system_language() -> str:
    """Return the language of this machine's locale if Cotejo speaks it, else "en".

    Follows gettext's own order: LC_ALL, LC_MESSAGES, LANG; the "C" locale means untranslated.
    """
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "")
        if value:
            language = value[:2].lower()
            return language if language in LANGUAGES else "en"
    return "en"


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    path = _FOLDER / language / "cotejo.po"
    if not path.is_file():
        return gettext.NullTranslations()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
