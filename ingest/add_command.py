"""`python -m ingest add`: a file of a person's own."""

import argparse
import os
from pathlib import Path

from command_options import settings_of
from ingest.add import Described, add_file
from ingest.distrust import distrust
from ingest.document import Force
from ingest.errors import IngestError
from ingest.own_folder import own_folder
from ingest.register import REGISTER_NAME, read_register
from locales import say


def add(options: argparse.Namespace, language: str) -> int:
    """Add the file and say what was read of it and what to do next; return 0.

    Raises:
        IngestError: the file or what is said of it cannot be used; nothing was written.
    """
    settings = settings_of(options)
    folder = own_folder(settings, options.into)
    described = Described(
        id=options.id,
        title=options.title,
        language=options.lang,
        force=Force(options.force),
        label=options.label,
        publisher=options.publisher,
        year=options.year,
        licence=options.licence,
        address=options.address,
    )
    others = [other for other in settings.corpora if other.resolve() != folder.resolve()]
    taken = [s for other in others if (other / REGISTER_NAME).is_file() for s in read_register(other)]
    _check_file(options.file)
    read = add_file(options.file, described, folder, taken, settings.read_seconds)
    words = len(read.document.text.split())
    print(
        say(
            language,
            "{file} was added to {folder}: {passages} passages, {words} words.",
            file=options.file.name,
            folder=str(folder),
            passages=len(read.passages),
            words=words,
        )
    )
    if distrust(read.document, read.passages).doubts:
        print(say(language, "Some of it asks for a look: python -m ingest report"))
    if folder.resolve() not in [known.resolve() for known in settings.corpora]:
        both = os.pathsep.join(map(str, (*settings.corpora, folder)))
        if folder.resolve() != own_folder(settings, None).resolve():
            print(
                say(language, "To ask it together with the rest, set COTEJO_CORPUS={folders}", folders=both)
            )
    print(say(language, "Next: python -m index build"))
    return 0


def _check_file(file: Path) -> None:
    try:
        if file.is_file():
            return
        is_folder = file.is_dir()
    except OSError as error:
        raise IngestError(
            "{file}: cannot be opened ({reason}). Correct its permissions, or copy it again.",
            file=str(file),
            reason=error.strerror or str(error),
        ) from error
    if is_folder:
        raise IngestError(
            "{file} is a folder. Add its files one by one, each with an id of its own.", file=str(file)
        )
    raise IngestError("{file}: there is no such file. Look at its name and at the folder.", file=str(file))
