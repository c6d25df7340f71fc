"""Indexes made for one test: built with the letter embedder, opened, let go; and a full disk."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager

from index.build import BuildReport, build_index
from index.generation import Generation, open_generation
from index.manifest import read_manifest
from index.search import Searcher
from index.token_codec import SAMPLE
from settings import Settings
from tests.fakes import LetterEmbedder


def build(settings: Settings) -> tuple[BuildReport, list[str]]:
    """Build with the letter embedder; return the report and the texts that were embedded."""
    embedder = LetterEmbedder()
    report = build_index(settings, lambda: embedder)
    # What the codec is fitted on is no passage.
    return report, [text for text in embedder.embedded if text not in SAMPLE.read_text("utf-8")]


@contextmanager
def opened(settings: Settings) -> Iterator[Generation]:
    """Open the generation in force, and close it at the end."""
    generation = open_generation(settings.data, read_manifest(settings.data))
    try:
        yield generation
    finally:
        generation.close()


def found(settings: Settings, question: str, language: str = "en") -> list[str]:
    """Return the passages that a question finds in the generation in force, best first."""
    with opened(settings) as generation:
        searched = Searcher(generation, LetterEmbedder()).search(question, language)
        return [hit.passage.text for hit in searched.hits]


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond `size` bytes: a full disk, for whoever writes more."""
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, usual[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
