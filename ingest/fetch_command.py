"""`python -m ingest fetch`: official texts from their publishers, with progress."""

import argparse
import sys

from command_line import ProgressBar
from command_options import settings_of
from ingest.corpus import read_registers
from ingest.download import Limits, Progress
from ingest.errors import IngestError
from ingest.fetch import Outcome, Text, fetch, texts_of
from ingest.own_folder import own_folder
from ingest.register import REGISTER_NAME
from locales import say


def fetch_texts(options: argparse.Namespace, language: str) -> int:
    """Fetch and say what became of each text; return 1 if one could not be had, else 0.

    Raises:
        IngestError: an unknown source, limits that are none, or a folder that cannot be written.
    """
    settings = settings_of(options)
    folder = own_folder(settings, options.into)
    if options.seconds < 1 or options.megabytes < 1:
        raise IngestError(
            "--seconds and --megabytes are {seconds} and {megabytes}. Expected whole numbers from 1.",
            seconds=options.seconds,
            megabytes=options.megabytes,
        )
    # The folder that they go into may not have a register yet, or not be there.
    registers = [other for other in settings.corpora if (other / REGISTER_NAME).is_file()]
    texts = texts_of(read_registers(registers or settings.corpora), options.ids)
    if options.lang:
        texts = [text for text in texts if text.language == options.lang]
    limits = Limits(options.seconds, options.megabytes * 1_000_000)
    failed = 0
    with _Bars() as bars:
        try:
            for outcome in fetch(texts, folder, limits, options.again, bars.of):
                bars.close()
                print(_describe(outcome, language), file=sys.stderr if outcome.fault else sys.stdout)
                failed += outcome.fault is not None
        except BrokenPipeError:
            raise
        except OSError as error:
            raise IngestError(
                "{folder}: cannot be written ({reason}). What has come is kept. Make room, correct its "
                "permissions, or name another folder with --into, then fetch again.",
                folder=str(folder),
                reason=error.strerror or str(error),
            ) from error
    print(
        say(
            language,
            "Texts: {texts}. Not fetched: {failed}. They lie in {folder}. Next: python -m index build",
            texts=len(texts),
            failed=failed,
            folder=str(folder),
        )
    )
    return 1 if failed else 0


def _describe(outcome: Outcome, language: str) -> str:
    if outcome.fault is not None:
        return outcome.fault.message.say(language)
    assert outcome.entry is not None
    values = {"source": outcome.text.source_id, "lang": outcome.text.language, "size": outcome.entry.size}
    if outcome.new:
        return say(language, "{source} ({lang}): fetched, {size} bytes", **values)
    return say(language, "{source} ({lang}): there already, unchanged, {size} bytes", **values)


class _Bars:
    """A progress bar for each text in turn."""

    def __init__(self) -> None:
        self._bar: ProgressBar | None = None

    def of(self, text: Text) -> Progress:
        """Return what shows the progress of a text."""
        self.close()
        self._bar = ProgressBar(f"{text.source_id} ({text.language})", "B")
        return self._bar.show

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.__exit__()
            self._bar = None

    def __enter__(self) -> "_Bars":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
