"""What every command shares: expected errors become one line and exit code 1, never a traceback."""

import os
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

from tqdm import tqdm

from locales import LANGUAGES, CotejoError, say, system_language


def message_language() -> str:
    """Return the language of a command's words: COTEJO_LANGUAGE if set, else the machine's."""
    language = os.environ.get("COTEJO_LANGUAGE", "")
    return language if language in LANGUAGES else system_language()


class ProgressBar:
    """A bar on standard error with an estimate of the time left; use it in a `with` statement.

    Where standard error is no terminal, a line now and then instead.
    """

    def __init__(self, words: str, unit: str = "it") -> None:
        """Prepare a bar that opens with `words` and counts `unit`s; it appears with the first step."""
        self._words = words
        self._unit = unit
        self._bar: tqdm[None] | None = None

    def show(self, done: int, total: int) -> None:
        """Show that `done` of `total` steps are done."""
        if self._bar is None:
            patient = not sys.stderr.isatty()
            self._bar = tqdm(
                total=total,
                desc=self._words,
                unit=self._unit,
                unit_scale=self._unit == "B",
                file=sys.stderr,
                mininterval=10 if patient else 0.2,
            )
        self._bar.total = total
        self._bar.update(done - self._bar.n)

    def __enter__(self) -> "ProgressBar":
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()


def run_command(command: Callable[[], int], language: Callable[[], str] = message_language) -> int:
    """Return the exit code of `command`, having said what went wrong if something did.

    `language` is asked only when there is something to say.
    """
    try:
        return command()
    except CotejoError as error:
        print(error.message.say(language()), file=sys.stderr)
    except BrokenPipeError:  # the reader of our output has gone, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        print(unexpected(error, language()), file=sys.stderr)
    return 1


def unexpected(error: Exception, language: str) -> str:
    """Write the details of an error that nobody foresaw to a file; return words that name the file."""
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", prefix="cotejo-", suffix=".log", delete=False
    ) as file:
        traceback.print_exception(error, file=file)
    return say(
        language,
        "Something failed that should not have ({kind}). Nothing was changed. Details for whoever "
        "looks after Cotejo are in {file}.",
        kind=type(error).__name__,
        file=str(Path(file.name)),
    )
