"""Commands: build the index, say how it stands, search it.

python -m index build [--corpus DIR] [--data DIR]
python -m index status [--corpus DIR] [--data DIR]
python -m index search "TEXT" [-k 10] [--lang es] [--source ID ...] [--data DIR] [--json]
"""

import argparse
import dataclasses
import json
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from command_line import message_language, run_command
from index.build import build_index
from index.embedder import SentenceTransformerEmbedder, model_identity
from index.errors import IndexFault
from index.found import describe_hit
from index.generation import Generation, open_generation
from index.language import QUESTION_LANGUAGES, recognise_language
from index.manifest import check_manifest, read_manifest
from index.search import Searcher
from ingest.corpus import show_locator_of
from locales import say
from settings import Settings, read_settings


def main(arguments: Sequence[str]) -> int:
    """Return the exit code of one command; see the module's own words."""
    options = _parser().parse_args(arguments)
    return run_command(partial(options.command, options, message_language()))


def _build(options: argparse.Namespace, language: str) -> int:
    settings = _settings(options)

    def progress(done: int, total: int) -> None:
        end = "\n" if done == total else "\r"
        print(say(language, "Passages: {done} of {total}", done=done, total=total), end=end,
              file=sys.stderr, flush=True)  # fmt: skip

    report = build_index(settings, lambda: SentenceTransformerEmbedder(settings), progress)
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
    settings = _settings(options)
    manifest = read_manifest(settings.data)
    check_manifest(manifest, model_identity(settings), settings.corpus)
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


def _search(options: argparse.Namespace, language: str) -> int:
    settings = _settings(options)
    generation = _open(settings)
    _check_search(options, generation)
    searcher = Searcher(generation, SentenceTransformerEmbedder(settings))
    asked = options.lang or recognise_language(options.text, language)
    hits = searcher.search(options.text, asked, options.k, options.source).hits
    if options.json:
        found = [dataclasses.asdict(describe_hit(hit, generation.library)) for hit in hits]
        print(json.dumps({"hits": found}, ensure_ascii=False, indent=1))
        return 0
    for hit in hits:
        source = generation.library.sources[hit.passage.source_id]
        print(f"{hit.score:.3f}  {show_locator_of(source, hit.passage, language)}")
        print(f"       {' '.join(hit.passage.text.split())[:160]}")
    return 0


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
    check_manifest(manifest, model_identity(settings), settings.corpus)
    return open_generation(settings.data, manifest)


def _settings(options: argparse.Namespace) -> Settings:
    named = {key: getattr(options, key) for key in ("corpus", "data") if getattr(options, key, None)}
    return dataclasses.replace(read_settings(), **named)


def _parser() -> argparse.ArgumentParser:
    language = message_language()
    parser = argparse.ArgumentParser(
        prog="python -m index", description=say(language, "Build and search the index of the corpus.")
    )
    commands = parser.add_subparsers(required=True, metavar="build | status | search")
    build = commands.add_parser(
        "build", help=say(language, "bring the index up to date with the corpus and the model")
    )
    build.set_defaults(command=_build)
    status = commands.add_parser("status", help=say(language, "say whether the index is up to date"))
    status.set_defaults(command=_status)
    search = commands.add_parser("search", help=say(language, "find provisions"))
    search.set_defaults(command=_search)
    search.add_argument("text", help=say(language, "what to look for, in quotation marks"))
    search.add_argument("-k", type=int, default=10, help=say(language, "how many hits at most"))
    search.add_argument("--lang", choices=QUESTION_LANGUAGES,
                        help=say(language, "language of the text to look for"))  # fmt: skip
    search.add_argument("--source", nargs="+", action="extend", default=[], metavar="ID",
                        help=say(language, "look only in these sources"))  # fmt: skip
    search.add_argument("--json", action="store_true", help=say(language, "print one JSON document"))
    for command in (build, status, search):
        command.add_argument("--corpus", type=Path, metavar="DIR",
                             help=say(language, "the folder of the corpus"))  # fmt: skip
        command.add_argument("--data", type=Path, metavar="DIR",
                             help=say(language, "the folder of the index"))  # fmt: skip
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
