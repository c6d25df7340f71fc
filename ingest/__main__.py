"""Commands: check the corpus, fetch official texts, add a file, report what is to be distrusted.

python -m ingest check [--corpus DIR]
python -m ingest fetch [ID ...] [--lang es] [--again] [--seconds 300] [--megabytes 100] [--into DIR]
python -m ingest add FILE --id ID --title T --lang es [--force official] [--into DIR]
python -m ingest report [--corpus DIR] [--html FILE] [--json]
"""

import argparse
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from command_line import message_language, run_command
from command_options import add_folders
from ingest.check_command import check
from ingest.document import Force
from locales import say


def main(arguments: Sequence[str]) -> int:
    """Return the exit code of one command; see the module's own words."""
    options = _parser().parse_args(arguments)
    return run_command(partial(options.command, options, message_language()))


def _check(options: argparse.Namespace, language: str) -> int:
    return check(options, language)


def _fetch(options: argparse.Namespace, language: str) -> int:
    # Imported when asked for: checking a corpus should not wait for what fetching needs.
    from ingest.fetch_command import fetch_texts

    return fetch_texts(options, language)


def _add(options: argparse.Namespace, language: str) -> int:
    from ingest.add_command import add

    return add(options, language)


def _report(options: argparse.Namespace, language: str) -> int:
    from ingest.report_command import report

    return report(options, language)


def _parser() -> argparse.ArgumentParser:
    language = message_language()
    parser = argparse.ArgumentParser(
        prog="python -m ingest", description=say(language, "Look after the corpus.")
    )
    commands = parser.add_subparsers(required=True, metavar="check | fetch | add | report")
    check = commands.add_parser(
        "check", help=say(language, "read every registered file and say what stands in it")
    )
    check.set_defaults(command=_check)
    fetch = commands.add_parser(
        "fetch", help=say(language, "download the official texts that the register names")
    )
    fetch.set_defaults(command=_fetch)
    fetch.add_argument("ids", nargs="*", metavar="ID", help=say(language, "sources; none means all"))
    fetch.add_argument("--lang", help=say(language, "only the texts in this language"))
    fetch.add_argument("--again", action="store_true", help=say(language, "also what is there already"))
    fetch.add_argument("--seconds", type=int, default=300, help=say(language, "longest time for one text"))
    fetch.add_argument("--megabytes", type=int, default=100, help=say(language, "largest size of one text"))
    add = commands.add_parser("add", help=say(language, "add a file of your own"))
    add.set_defaults(command=_add)
    add.add_argument(
        "file", type=Path, metavar="FILE", help=say(language, "PDF, Word, HTML, Markdown or text")
    )
    add.add_argument(
        "--id", required=True, help=say(language, "short name of the source, such as ley-19886")
    )
    add.add_argument("--title", required=True, help=say(language, "title that citations show"))
    add.add_argument("--lang", required=True, help=say(language, "language of the text, two letters"))
    add.add_argument("--force", default=Force.OFFICIAL.value, choices=[force.value for force in Force],
                     help=say(language, "what the text is; official unless you say otherwise"))  # fmt: skip
    for name, words in (
        ("--label", say(language, "short name in citations")),
        ("--publisher", say(language, "who issued it")),
        ("--licence", say(language, "terms of reuse")),
        ("--address", say(language, "where the official text is on the web")),
    ):
        add.add_argument(name, default="", help=words)
    add.add_argument("--year", type=int, default=0, help=say(language, "year of issue"))
    for command in (fetch, add):
        command.add_argument("--into", type=Path, metavar="DIR",
                             help=say(language, "the corpus folder to write into"))  # fmt: skip
    report = commands.add_parser("report", help=say(language, "say what in each text is to be distrusted"))
    report.set_defaults(command=_report)
    report.add_argument(
        "--html", type=Path, metavar="FILE", help=say(language, "write the report as a page")
    )
    report.add_argument("--json", action="store_true", help=say(language, "print one JSON document"))
    for command in (check, fetch, add, report):
        add_folders(command, language, index=False)
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
