"""Command: check the corpus.

python -m ingest check [--corpus DIR]
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from command_line import message_language, run_command
from ingest.corpus import Corpus, read_corpus
from ingest.document import Document
from ingest.passages import split_document
from locales import say
from settings import read_settings


def main(arguments: Sequence[str]) -> int:
    """Return the exit code of one command; see the module's own words."""
    options = _parser().parse_args(arguments)
    return run_command(partial(options.command, options, message_language()))


def _check(options: argparse.Namespace, language: str) -> int:
    corpus, faults = read_corpus(options.corpus or read_settings().corpus)
    for document in corpus.documents:
        print(_describe(document, language))
    for line in _one_sided(corpus, language):
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


def _describe(document: Document, language: str) -> str:
    return say(
        language,
        "{file}: {provisions} provisions, {passages} passages, {words} words",
        file=document.path,
        provisions=len(document.provisions),
        passages=len(split_document(document)),
        words=len(document.text.split()),
    )


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


def _parser() -> argparse.ArgumentParser:
    language = message_language()
    parser = argparse.ArgumentParser(
        prog="python -m ingest", description=say(language, "Look after the corpus.")
    )
    commands = parser.add_subparsers(required=True, metavar="check")
    check = commands.add_parser(
        "check", help=say(language, "read every registered file and say what stands in it")
    )
    check.set_defaults(command=_check)
    check.add_argument("--corpus", type=Path, metavar="DIR", help=say(language, "the folder of the corpus"))
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
