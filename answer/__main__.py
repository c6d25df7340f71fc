"""Commands: ask a question, or check the quotes of a saved answer.

python -m answer "QUESTION" [--mode quotes|written] [--lang es] [--source ID ...] [--json]
python -m answer verify FILE.json

Both take [--corpus DIR] [--data DIR].
"""

import argparse
import json
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from answer.assistant import open_assistant
from answer.checker import Checker
from answer.errors import AnswerError
from answer.language_model import LanguageModel, open_language_model
from answer.model_faults import LanguageModelError
from answer.present import as_text, withheld_note
from answer.proof import Checked, Proof, check_saved
from answer.words import page_language
from answer.written import Writer
from command_line import message_language, run_command
from command_options import add_folders, settings_of
from index.generation import open_generation
from index.manifest import read_manifest
from ingest.language import recognise_language
from ingest.languages import QUESTION_LANGUAGES
from locales import Message, say
from settings import Settings

_PROOFS = {
    Proof.EXACT: Message("exact"),
    Proof.MOVED: Message("moved: the words stand elsewhere in the text now"),
    Proof.CHANGED: Message("changed: the text does not hold these words any more"),
    Proof.GONE: Message("gone: the library has no such text"),
}


def main(arguments: Sequence[str]) -> int:
    """Return the exit code of one command; see the module's own words."""
    if arguments[:1] == ["verify"]:
        return run_command(partial(_verify, _verify_parser().parse_args(arguments[1:])))
    options = _ask_parser().parse_args(arguments)
    return run_command(partial(_ask, options), partial(_language, options))


def _ask(options: argparse.Namespace) -> int:
    settings = settings_of(options)
    model = _language_model(settings) if options.mode == "written" else None
    assistant = open_assistant(settings)
    answer = assistant.ask(options.question, options.lang or "", options.source)
    if model:
        *_, last = Writer(assistant, model, Checker(assistant.embedder)).write(answer, options.source)
        answer = last.answer or answer
    if options.json:
        print(json.dumps(answer.to_json(), ensure_ascii=False, indent=1))
        if answer.withheld:
            print(withheld_note(answer.withheld, _language(options)), file=sys.stderr)
    else:
        print(as_text(answer, assistant.library, _language(options)))
    return 0


def _language_model(settings: Settings) -> LanguageModel:
    model = open_language_model(settings)
    if model is None:
        raise LanguageModelError(
            "No language model is set, so nothing can be written. Set llm, llm_model and llm_address "
            "(docs/written-mode.md tells how), or ask for --mode quotes."
        )
    return model


def _verify(options: argparse.Namespace) -> int:
    settings, language = settings_of(options), message_language()
    library = open_generation(settings.data, read_manifest(settings.data)).library
    checked = check_saved(_saved(options.file), library)
    for quote in checked:
        print(f"[{quote.number}] {quote.locator}: {_PROOFS[quote.proof].say(language)}")
    failed = sum(quote.proof is not Proof.EXACT for quote in checked)
    print(_verdict(checked, failed, language))
    return 1 if failed else 0


def _verdict(checked: Sequence[Checked], failed: int, language: str) -> str:
    if not checked:
        return say(language, "The saved answer quotes nothing, so there is nothing to check.")
    if failed:
        return say(language, "{failed} of {count} quotes are not exact.", failed=failed, count=len(checked))
    return say(language, "All quotes are exact: {count}.", count=len(checked))


def _saved(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise AnswerError(
            "{file} cannot be read ({reason}). Name a file that --json wrote.",
            file=str(path),
            reason=error.strerror or str(error),
        ) from error
    except ValueError as error:
        raise AnswerError(
            "{file} is not JSON ({reason}). Name a file that --json wrote.",
            file=str(path),
            reason=str(error),
        ) from error


def _language(options: argparse.Namespace) -> str:
    """Return the language of messages about a question: as set, else the question's own."""
    if options.lang:
        return page_language(options.lang)
    return page_language(recognise_language(options.question[:500], message_language()))


def _ask_parser() -> argparse.ArgumentParser:
    language = message_language()
    parser = argparse.ArgumentParser(
        prog="python -m answer",
        description=say(language, "Answer a question with exact quotes from the sources."),
        epilog=say(language, "python -m answer verify FILE.json checks the quotes of a saved answer."),
    )
    parser.add_argument("question", help=say(language, "the question, in quotation marks"))
    parser.add_argument(
        "--mode",
        choices=["quotes", "written"],
        default="quotes",
        help=say(language, "how answers are made"),
    )
    parser.add_argument(
        "--lang",
        choices=QUESTION_LANGUAGES,
        help=say(language, "language of the question (default: recognised)"),
    )
    parser.add_argument(
        "--source",
        nargs="+",
        action="extend",
        default=[],
        metavar="ID",
        help=say(language, "look only in these sources"),
    )
    parser.add_argument("--json", action="store_true", help=say(language, "print one JSON document"))
    add_folders(parser, language)
    return parser


def _verify_parser() -> argparse.ArgumentParser:
    language = message_language()
    parser = argparse.ArgumentParser(
        prog="python -m answer verify",
        description=say(language, "Check that every quote of a saved answer still stands in its source."),
    )
    parser.add_argument("file", type=Path, help=say(language, "an answer saved with --json"))
    add_folders(parser, language)
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
