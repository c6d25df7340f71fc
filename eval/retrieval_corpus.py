"""A retrieval set as a corpus, so that it goes through the index and the search that people use."""

import hashlib
import re
from collections.abc import Sequence

from eval.retrieval_set import Entry, RetrievalSet
from ingest.corpus import Corpus
from ingest.document import Block, BlockKind, Document, Force, Provision
from ingest.document_cache import READING
from ingest.passages import split_document
from ingest.register import Source

_SOURCE = "set"
_NO_NAME = "?"
"""A source's label opens its locators, whose words are searched too: this one adds no word."""
_MAKING = 1
"""Raised whenever the corpus of a set is made otherwise, so that kept indexes are built again."""


def make_corpus(given: RetrievalSet) -> tuple[Corpus, dict[tuple[str, ...], str]]:
    """Return the corpus of a set, and the id of the entry that each provision's path stands for.

    One source, one document a language, one provision an entry. Entries are numbered through the whole
    set: a translation of an entry is an entry of its own, for nothing in a set says that it is one.
    """
    numbered = list(enumerate(given.entries, start=1))
    languages = tuple(dict.fromkeys(entry.lang for entry in given.entries))
    documents = [
        _document(
            language, [(_path(number), entry) for number, entry in numbered if entry.lang == language]
        )
        for language in languages
    ]
    source = Source(
        id=_SOURCE,
        label={"en": _NO_NAME},
        title={"en": given.name},
        publisher={"en": _NO_NAME},
        year=0,
        force=Force.EXTRACT,
        languages=languages,
        licence={"en": _NO_NAME},
        address={},
        files=(),
    )
    split = tuple(tuple(split_document(document)) for document in documents)
    return Corpus((source,), tuple(documents), split), {_path(n): entry.id for n, entry in numbered}


def fingerprint(given: RetrievalSet) -> str:
    """Return a digest of the set's passages and of how they are made into a corpus.

    Sets that ask other questions of the same passages have the same.
    """
    return hashlib.sha256(repr((READING, _MAKING, given.entries)).encode()).hexdigest()


def _path(number: int) -> tuple[str, ...]:
    return (f"entry-{number}",)


def _document(language: str, entries: Sequence[tuple[tuple[str, ...], Entry]]) -> Document:
    parts: list[str] = []
    provisions = []
    at = 0
    for path, entry in entries:
        blocks = []
        for text in _paragraphs(entry):
            if parts:
                parts.append("\n\n")
                at += 2
            span = (at, at + len(text))
            blocks.append(Block(BlockKind.PARAGRAPH, span, span))
            parts.append(text)
            at = span[1]
        # Locators are made of headings, so there is one, be it empty.
        provisions.append(Provision(path, (entry.title.strip(),), tuple(blocks)))
    return Document(_SOURCE, language, f"{language}.jsonl", _SOURCE, "".join(parts), tuple(provisions))


def _paragraphs(entry: Entry) -> list[str]:
    """Return the paragraphs of an entry; its title where it has no text, nothing where it has neither."""
    paragraphs = [part.strip() for part in re.split(r"\n[^\S\n]*\n", entry.text)]
    return [part for part in paragraphs if part] or [part for part in [entry.title.strip()] if part]
