"""`python -m ingest add`: a file of a person's own."""

import argparse
import os

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
    if not options.file.is_file():
        raise IngestError(
            "{file}: there is no such file. Look at its name and at the folder.", file=str(options.file)
        )
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
