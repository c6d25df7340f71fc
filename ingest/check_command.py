"""`python -m ingest check`: every registered file, and what stands in it."""

import argparse
import sys
from collections import defaultdict

from command_options import settings_of
from ingest.corpus import Corpus, read_corpus
from ingest.document import Document
from ingest.passages import Passage
from locales import say


def check(options: argparse.Namespace, language: str) -> int:
    """Print a line for each document and each fault; return 1 if a file cannot be read, else 0."""
    settings = settings_of(options)
    corpus, faults = read_corpus(*settings.corpora, seconds=settings.read_seconds)
    for document, passages in zip(corpus.documents, corpus.split, strict=True):
        print(_describe(document, passages, language))
    for line in [*_one_sided(corpus, language), *_not_fetched(corpus, language)]:
        print(line)
    for fault in faults:
        print(fault.message.say(language), file=sys.stderr)
    print(
        say(
            language,
            "Sources: {sources}. Documents read: {documents}. Files that cannot be read: {faults}.",
            sources=len(corpus.sources),
            documents=len(corpus.documents),
            faults=len(faults),
        )
    )
    return 1 if faults else 0


def _describe(document: Document, passages: tuple[Passage, ...], language: str) -> str:
    return say(
        language,
        "{file}: {provisions} provisions, {passages} passages, {words} words",
        file=document.path,
        provisions=len(document.provisions),
        passages=len(passages),
        words=len(document.text.split()),
    )


def _not_fetched(corpus: Corpus, language: str) -> list[str]:
    read = {document.source_id for document in corpus.documents}
    missing = [source.id for source in corpus.sources if source.texts and source.id not in read]
    if not missing:
        return []
    return [
        say(
            language,
            "Official texts that have not been fetched (python -m ingest fetch): {ids}",
            ids=", ".join(missing),
        )
    ]


def _one_sided(corpus: Corpus, language: str) -> list[str]:
    """Return a line for each source whose language versions do not hold the same provisions."""
    paths: dict[str, dict[str, set[tuple[str, ...]]]] = defaultdict(dict)
    for document in corpus.documents:
        paths[document.source_id][document.language] = {p.path for p in document.provisions}
    lines = []
    for source_id, versions in paths.items():
        everywhere = set.intersection(*versions.values())
        for text_language, held in sorted(versions.items()):
            if held - everywhere:
                lines.append(
                    say(
                        language,
                        "{source}: only in {language!r}: {provisions}",
                        source=source_id,
                        language=text_language,
                        provisions=", ".join(sorted("/".join(path) for path in held - everywhere)),
                    )
                )
    return lines
