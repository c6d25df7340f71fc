"""Options that commands share: which corpus and which index they work on."""

import argparse
import dataclasses
from pathlib import Path

from locales import say
from settings import Settings, read_settings


def add_folders(parser: argparse.ArgumentParser, language: str, index: bool = True) -> None:
    """Give a command `--corpus` and, where it works on an index, `--data`."""
    parser.add_argument(
        "--corpus",
        type=Path,
        action="append",
        metavar="DIR",
        help=say(language, "a corpus folder, instead of those of the settings; may be repeated"),
    )
    if index:
        parser.add_argument(
            "--data", type=Path, metavar="DIR", help=say(language, "the folder of the index")
        )


def settings_of(options: argparse.Namespace) -> Settings:
    """Return the settings in force, with the folders that a command names.

    Raises:
        SettingsError: the settings cannot be used.
    """
    settings = read_settings()
    folders = getattr(options, "corpus", None)
    if folders:
        settings = dataclasses.replace(settings, corpus=folders[0], own=tuple(folders[1:]))
    if getattr(options, "data", None):
        settings = dataclasses.replace(settings, data=options.data)
    return settings
