"""Building a generation of the index beside the one in force, then switching to it.

Every generation is a folder of its own. A build that is killed leaves an unnamed folder, which the
next build sweeps away, and a journal of the vectors it made, from which the next build goes on; two
builds at once wait for each other. Passages whose embedded text is unchanged take their vectors from
the generation in force, so nothing is embedded twice.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from index.contextual import contextualise
from index.embedder import Embedder, model_identity
from index.errors import IndexFault
from index.generation import Generation, open_generation
from index.journal import EmbeddingJournal, remove_journals
from index.manifest import (
    FORMAT,
    MANIFEST_NAME,
    Manifest,
    check_manifest,
    check_model,
    corpus_fingerprint,
    corpus_stamp,
    read_manifest,
    write_manifest,
)
from index.token_codec import TokenCodec, exact_codec, fit_codec
from index.write_generation import ToStore, write_generation
from ingest.corpus import Corpus, read_corpus
from ingest.document_cache import DocumentCache
from ingest.errors import IngestError
from ingest.passages import Passage
from locales import Message
from settings import Settings

Progress = Callable[[int, int], None]
_DOCUMENTS = "documents"
_WINDOW = 512
"""Texts handed to the embedder at once; their vectors wait in memory until their turn comes."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. `embedded` counts passages that went through the model; `faults` names files
    that could not be read, each with what is wrong."""

    passages: int
    embedded: int
    languages: tuple[str, ...]
    faults: tuple[Message, ...]


def build_index(
    settings: Settings,
    open_embedder: Callable[[], Embedder],
    progress: Progress = lambda done, total: None,
) -> BuildReport:
    """Bring the index in `settings.data` up to date with the corpus and the model of the settings.

    Files that cannot be read are left out and reported. `progress` is called with (done, total)
    while passages are embedded; the model is opened only if one has to be.

    Raises:
        IngestError: the register cannot be used, or no file of it can be read.
        IndexFault: the disk is full or the folder cannot be written.
    """
    with _building(settings.data):
        return _build(settings, open_embedder, progress)


def build_corpus(
    settings: Settings,
    corpus: Corpus,
    fingerprint: str,
    open_embedder: Callable[[], Embedder],
    progress: Progress = lambda done, total: None,
    exact_tokens: bool = False,
) -> BuildReport:
    """Bring the index in `settings.data` up to date with a corpus that is read already.

    The corpus folders of the settings are not looked at. `fingerprint` has to change whenever the
    corpus does: an index that was built under the same one, with the same model, is left as it is.
    `exact_tokens` keeps token vectors as they are, to measure what compressing them costs.

    Raises:
        IndexFault: the disk is full or the folder cannot be written.
    """
    with _building(settings.data):
        fresh = _up_to_date(settings, fingerprint)
        if fresh is not None:
            _sweep(settings.data, fresh)
            return _report(fresh, 0, [])
        build = _Build(settings, open_embedder, progress, fingerprint, exact_tokens=exact_tokens)
        return _switch(build, corpus, [])


@contextmanager
def _building(data: Path) -> Iterator[None]:
    """Let one build at a time work in `data`; say what to do when it cannot be written."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        with FileLock(data / "build.lock"):
            yield
    except OSError as error:
        raise IndexFault(
            "The index cannot be written into {data} ({reason}). The index in force is unchanged. "
            "Free some space or name another folder with --data, then build again.",
            data=str(data),
            reason=error.strerror or str(error),
        ) from error


def _build(settings: Settings, open_embedder: Callable[[], Embedder], progress: Progress) -> BuildReport:
    cache = DocumentCache(settings.data / _DOCUMENTS)
    fresh = _up_to_date(settings)
    if fresh is not None:
        _sweep(settings.data, fresh)
        seconds, folders = settings.read_seconds, settings.corpora
        faults = read_corpus(*folders, seconds=seconds, cache=cache)[1] if fresh.left_out else []
        return _report(fresh, 0, faults)
    stamp = corpus_stamp(*settings.corpora)  # before the files are read, which may change meanwhile
    fingerprint = corpus_fingerprint(*settings.corpora)
    corpus, faults = read_corpus(*settings.corpora, seconds=settings.read_seconds, cache=cache)
    if not corpus.documents:
        raise faults[0]
    build = _Build(settings, open_embedder, progress, fingerprint, stamp)
    report = _switch(build, corpus, faults)
    cache.sweep()
    return report


def _switch(build: "_Build", corpus: Corpus, faults: Sequence[IngestError]) -> BuildReport:
    """Write a generation of `corpus`, put it in force, and remove what no build needs any more."""
    settings = build.settings
    old = _in_force(settings)
    try:
        known = old if old is not None and old.manifest.model == model_identity(settings) else None
        before = old.manifest.generation if old else ""
        try:
            manifest, embedded = build.write(corpus, len(faults), known, before)
        except IndexFault:  # the index in force is damaged where opening does not look: do without it
            manifest, embedded = build.write(corpus, len(faults), None, before)
    finally:
        if old is not None:
            old.close()
    _sweep(settings.data, manifest)
    return _report(manifest, embedded, faults)


@dataclass(frozen=True, slots=True)
class _Build:
    """One build: what it is given, and the steps that write a generation and put it in force."""

    settings: Settings
    open_embedder: Callable[[], Embedder]
    progress: Progress
    fingerprint: str
    stamp: str = ""
    exact_tokens: bool = False

    def write(
        self, corpus: Corpus, left_out: int, old: Generation | None, previous: str
    ) -> tuple[Manifest, int]:
        """Write a generation with what `old` holds, switch to it; return it and how much was embedded.

        `left_out` counts files that could not be read; `previous` names the generation in force until now.
        """
        passages = corpus.passages()
        data, model = self.settings.data, model_identity(self.settings)
        entries, missing = _plan(passages, old)
        embedder = self.open_embedder() if missing or old is None else None
        dimension = embedder.dimension if embedder else old.manifest.dimension if old else 0
        codec = self._codec(embedder, old)
        folder = Path(tempfile.mkdtemp(dir=data, prefix="generation-"))
        try:
            with EmbeddingJournal(data, model, dimension) as journal:
                embedded = self._embed(missing, embedder, journal) if embedder else 0
                unsearched = [passage for passage in passages if not passage.sentences]
                write_generation(folder, corpus, unsearched, entries, old, journal, codec)
            manifest = Manifest(
                format=FORMAT,
                generation=folder.name,
                previous=previous,
                model=model,
                dimension=dimension,
                corpus=self.fingerprint,
                languages=tuple(sorted({entry.passage.language for entry in entries})),
                passages=len(entries),
                left_out=left_out,
                stamp=self.stamp,
            )
            write_manifest(data, manifest)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return manifest, embedded

    def _codec(self, embedder: Embedder | None, old: Generation | None) -> TokenCodec:
        if old is not None:
            return old.tokens.codec
        assert embedder is not None
        return exact_codec(embedder.dimension) if self.exact_tokens else fit_codec(embedder)

    def _embed(self, missing: dict[str, str], embedder: Embedder, journal: EmbeddingJournal) -> int:
        """Embed the texts that the journal has not, given by digest; return how many those were."""
        # Sorted by length, so that the texts of a batch need little padding.
        wanted = sorted((d for d in missing if d not in journal), key=lambda d: len(missing[d]))
        done = len(missing) - len(wanted)
        for start in range(0, len(wanted), _WINDOW):
            window = wanted[start : start + _WINDOW]
            encodings = embedder.encode_passages([missing[digest] for digest in window])
            for digest, encoded in zip(window, encodings, strict=True):
                journal.add(digest, encoded)
                done += 1
                self.progress(done, len(missing))
        return len(wanted)


def _plan(passages: Sequence[Passage], old: Generation | None) -> tuple[list[ToStore], dict[str, str]]:
    """Return the passages to store, and the texts that `old` has no vectors of, by their digest."""
    searchable = [passage for passage in passages if passage.sentences]
    texts = [contextualise(passage).text for passage in searchable]
    digests = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    held = old.library.embedded(digests) if old else {}
    entries = [
        ToStore(passage, digest, held.get(digest))
        for passage, digest in zip(searchable, digests, strict=True)
    ]
    missing = {d: text for d, text in zip(digests, texts, strict=True) if d not in held}
    return entries, missing


def _up_to_date(settings: Settings, fingerprint: str = "") -> Manifest | None:
    """Return the manifest in force if its index is whole and fits the model and the corpus.

    The corpus is that of the settings, unless the fingerprint of another is given.
    """
    model = model_identity(settings)
    try:
        manifest = read_manifest(settings.data)
        if fingerprint:
            check_model(manifest, model)
            if manifest.corpus != fingerprint:
                return None
        else:
            check_manifest(manifest, model, *settings.corpora)
        open_generation(settings.data, manifest).close()
    except IndexFault:
        return None
    return manifest


def _report(manifest: Manifest, embedded: int, faults: Sequence[IngestError]) -> BuildReport:
    messages = tuple(fault.message for fault in faults)
    return BuildReport(manifest.passages, embedded, manifest.languages, messages)


def _in_force(settings: Settings) -> Generation | None:
    """Return the generation in force if it is whole and of this format."""
    try:
        manifest = read_manifest(settings.data)
        return open_generation(settings.data, manifest) if manifest.format == FORMAT else None
    except IndexFault:
        return None


def _sweep(data: Path, manifest: Manifest) -> None:
    """Remove what no build needs any more: generations of neither now nor before, and journals."""
    remove_journals(data)
    for path in data.iterdir():
        if path.name.startswith("generation-") and path.name not in (
            manifest.generation,
            manifest.previous,
        ):
            shutil.rmtree(path, ignore_errors=True)
        elif path.name.startswith(f".{MANIFEST_NAME}"):
            path.unlink(missing_ok=True)
