"""Commands: build the index, say how it stands and what has changed, search it.

python -m index build [--corpus DIR] [--data DIR]
python -m index status [--corpus DIR] [--data DIR]
python -m index diff [--corpus DIR] [--data DIR] [--json]
python -m index search "TEXT" [-k 10] [--lang es] [--source ID ...] [--data DIR] [--json]
"""

import argparse
import dataclasses
import json
import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from command_line import ProgressBar, message_language, run_command
from command_options import add_folders, settings_of
from index.build import build_index
from index.embedder import model_identity, open_embedder
from index.errors import IndexFault
from index.generation import Generation, open_generation
from index.manifest import check_manifest, read_manifest
from ingest.corpus import show_locator_of
from ingest.languages import QUESTION_LANGUAGES
from locales import say
from settings import Settings

if TYPE_CHECKING:
    from index.search import Hit


def main(arguments: Sequence[str]) -> int:
    """Return the exit code of one command; see the module's own words."""
    options = _parser().parse_args(arguments)
    return run_command(partial(options.command, options, message_language()))


def _build(options: argparse.Namespace, language: str) -> int:
    settings = settings_of(options)
    with ProgressBar(say(language, "Passages")) as bar:
        report = build_index(settings, lambda: open_embedder(settings), bar.show)
    for fault in report.faults:
        print(fault.say(language), file=sys.stderr)
    print(
        say(
            language,
            "The index is ready: {passages} passages ({languages}), {embedded} newly embedded.",
            passages=report.passages,
            languages=", ".join(report.languages),
            embedded=report.embedded,
        )
    )
    return 1 if report.faults else 0


def _status(options: argparse.Namespace, language: str) -> int:
    settings = settings_of(options)
    manifest = read_manifest(settings.data)
    check_manifest(manifest, model_identity(settings), *settings.corpora)
    open_generation(settings.data, manifest).close()
    print(
        say(
            language,
            "The index in {data} is whole and up to date: {passages} passages ({languages}), "
            "model {model}.",
            data=str(settings.data),
            passages=manifest.passages,
            languages=", ".join(manifest.languages),
            model=manifest.model,
        )
    )
    if manifest.left_out:
        print(
            say(
                language,
                "Files left out because they cannot be read: {count}. python -m ingest check names them.",
                count=manifest.left_out,
            )
        )
    return 1 if manifest.left_out else 0


def _diff(options: argparse.Namespace, language: str) -> int:
    from index.diff_command import show_differences

    return show_differences(settings_of(options), options.json, language)


def _search(options: argparse.Namespace, language: str) -> int:
    settings = settings_of(options)
    generation = _open(settings)
    _check_search(options, generation)
    hits = _hits(options, generation, settings, language)
    if options.json:
        from index.found import describe_hit

        found = [dataclasses.asdict(describe_hit(hit, generation.library)) for hit in hits]
        print(json.dumps({"hits": found}, ensure_ascii=False, indent=1))
        return 0
    for hit in hits:
        source = generation.library.sources[hit.passage.source_id]
        print(f"{hit.score:.3f}  {show_locator_of(source, hit.passage, language)}")
        print(f"       {' '.join(hit.passage.text.split())[:160]}")
    return 0


def _hits(
    options: argparse.Namespace, generation: Generation, settings: Settings, language: str
) -> "Sequence[Hit]":
    # What only a search needs is imported here, so that a build with nothing to do ends at once.
    from index.search import Searcher
    from ingest.language import recognise_language

    asked = options.lang or recognise_language(options.text, language)
    return (
        Searcher(generation, open_embedder(settings))
        .search(options.text, asked, options.k, options.source)
        .hits
    )


def _check_search(options: argparse.Namespace, generation: Generation) -> None:
    if not options.text.strip():
        raise IndexFault("The text to search for is empty. Write some words in quotation marks.")
    if options.k < 1:
        raise IndexFault("-k is {value}. Expected 1 or more hits.", value=options.k)
    for id in options.source:
        if id not in generation.library.sources:
            raise IndexFault(
                "There is no source {value!r}. The sources are: {known}.",
                value=id,
                known=", ".join(generation.library.sources),
            )


def _open(settings: Settings) -> Generation:
    manifest = read_manifest(settings.data)
    check_manifest(manifest, model_identity(settings), *settings.corpora)
    return open_generation(settings.data, manifest)


def _parser() -> argparse.ArgumentParser:
    language = message_language()
    parser = argparse.ArgumentParser(
        prog="python -m index", description=say(language, "Build and search the index of the corpus.")
    )
    commands = parser.add_subparsers(required=True, metavar="build | status | diff | search")
    build = commands.add_parser(
        "build", help=say(language, "bring the index up to date with the corpus and the model")
    )
    build.set_defaults(command=_build)
    status = commands.add_parser("status", help=say(language, "say whether the index is up to date"))
    status.set_defaults(command=_status)
    diff = commands.add_parser(
        "diff", help=say(language, "say what has changed in the corpus, provision by provision")
    )
    diff.set_defaults(command=_diff)
    search = commands.add_parser("search", help=say(language, "find provisions"))
    search.set_defaults(command=_search)
    search.add_argument("text", help=say(language, "what to look for, in quotation marks"))
    search.add_argument("-k", type=int, default=10, help=say(language, "how many hits at most"))
    search.add_argument("--lang", choices=QUESTION_LANGUAGES,
                        help=say(language, "language of the text to look for"))  # fmt: skip
    search.add_argument("--source", nargs="+", action="extend", default=[], metavar="ID",
                        help=say(language, "look only in these sources"))  # fmt: skip
    search.add_argument("--json", action="store_true", help=say(language, "print one JSON document"))
    diff.add_argument("--json", action="store_true", help=say(language, "print one JSON document"))
    for command in (build, status, diff, search):
        add_folders(command, language)
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
