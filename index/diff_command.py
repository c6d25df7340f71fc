"""`python -m index diff`: what a build would change, or what the last one did."""

import dataclasses
import difflib
import json
from collections.abc import Iterator

from index.differences import Difference, compare
from index.errors import IndexFault
from index.generation import open_library
from index.manifest import corpus_fingerprint, read_manifest
from ingest.corpus import read_corpus
from locales import say
from settings import Settings


def show_differences(settings: Settings, as_json: bool, language: str) -> int:
    """Print the provisions that differ between the index in force and the corpus, return 0.

    Where those agree, between the index before and the one in force.

    Raises:
        IndexFault: there is no index, or nothing to compare it with.
        IngestError: the register cannot be used.
    """
    manifest = read_manifest(settings.data)
    with open_library(settings.data, manifest.generation) as library:
        if corpus_fingerprint(*settings.corpora) != manifest.corpus:
            corpus, _ = read_corpus(*settings.corpora, seconds=settings.read_seconds)
            differences = compare(library, corpus)
            heading = say(language, "The corpus against the index in force:")
        else:
            if not (settings.data / manifest.previous).is_dir() or not manifest.previous:
                raise IndexFault(
                    "The index in {data} agrees with the corpus, and no index from before is kept. "
                    "Change the corpus, then compare again.",
                    data=str(settings.data),
                )
            with open_library(settings.data, manifest.previous) as before:
                differences = compare(before, library)
            heading = say(language, "The index in force against the one before:")
    if as_json:
        records = [{"kind": d.kind, **dataclasses.asdict(d)} for d in differences]
        print(json.dumps({"differences": records}, ensure_ascii=False, indent=1))
        return 0
    print(heading)
    for difference in differences:
        print(_title(difference, language))
        for line in _lines(difference):
            print(f"    {line}")
    print(say(language, "Provisions that differ: {count}.", count=len(differences)))
    return 0


def _title(difference: Difference, language: str) -> str:
    names = {
        "added": say(language, "added"),
        "removed": say(language, "removed"),
        "changed": say(language, "changed"),
    }
    return f"{names[difference.kind]}: {difference.locator} ({difference.lang})"


def _lines(difference: Difference) -> Iterator[str]:
    """Yield the lines of a changed provision that are gone ("- ") and that are new ("+ ")."""
    if difference.kind == "changed":
        before, after = difference.before.split("\n"), difference.after.split("\n")
        for line in difflib.ndiff(before, after):
            if line.startswith(("- ", "+ ")) and line[2:].strip():
                yield line
