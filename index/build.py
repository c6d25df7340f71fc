"""Building a generation of the index beside the one in force, then switching to it.

Every generation is a folder of its own. A build that is killed leaves an unnamed folder, which the
next build sweeps away; two builds at once wait for each other. Passages whose embedded text is
unchanged take their vectors from the generation in force, so nothing is embedded twice.
"""

import hashlib
import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from filelock import FileLock

from index.contextual import Contextual, contextualise
from index.embedder import Embedder, Encoded, model_identity
from index.errors import IndexFault
from index.generation import Generation, list_files, open_generation, part
from index.lexical import build_lexical
from index.library import write_library
from index.manifest import (
    FORMAT,
    MANIFEST_NAME,
    Manifest,
    check_manifest,
    corpus_fingerprint,
    read_manifest,
    write_manifest,
)
from index.store import Stored, VectorStore
from index.token_vectors import TokenVectorWriter
from ingest.corpus import Corpus, names_of, read_corpus
from ingest.errors import IngestError
from ingest.passages import Passage
from locales import Message
from settings import Settings

Progress = Callable[[int, int], None]
_BATCH = 256


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
    while passages are embedded.

    Raises:
        IngestError: the register cannot be used, or no file of it can be read.
        IndexFault: the disk is full or the folder cannot be written.
    """
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        with FileLock(settings.data / "build.lock"):
            return _build(settings, open_embedder, progress)
    except OSError as error:
        raise IndexFault(
            "The index cannot be written into {data} ({reason}). The index in force is unchanged. "
            "Free some space or name another folder with --data, then build again.",
            data=str(settings.data),
            reason=error.strerror or str(error),
        ) from error


def _build(settings: Settings, open_embedder: Callable[[], Embedder], progress: Progress) -> BuildReport:
    old = _in_force(settings)
    if old is not None:
        try:
            check_manifest(old.manifest, model_identity(settings), settings.corpus)
        except IndexFault:
            pass  # stale: build the next generation, with this one's vectors at hand
        else:
            faults = read_corpus(settings.corpus)[1] if old.manifest.left_out else []
            return _report(old.manifest, 0, faults)
    fingerprint = corpus_fingerprint(settings.corpus)
    corpus, faults = read_corpus(settings.corpus)
    if not corpus.documents:
        raise faults[0]
    generation = Path(tempfile.mkdtemp(dir=settings.data, prefix="generation-"))
    try:
        embedder = open_embedder()
        reusable = old if old and old.manifest.model == embedder.identity else None
        passages = corpus.passages()
        embedded = _write_generation(generation, corpus, passages, embedder, reusable, progress)
        manifest = Manifest(
            format=FORMAT,
            generation=generation.name,
            model=embedder.identity,
            dimension=embedder.dimension,
            corpus=fingerprint,
            languages=tuple(sorted({passage.language for passage in passages if passage.sentences})),
            passages=sum(1 for passage in passages if passage.sentences),
            left_out=len(faults),
        )
        write_manifest(settings.data, manifest)
    except BaseException:
        shutil.rmtree(generation, ignore_errors=True)
        raise
    finally:
        if old is not None:
            old.close()
    _sweep(settings.data, keep={generation.name, old.manifest.generation if old else ""})
    return _report(manifest, embedded, faults)


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


def _write_generation(
    folder: Path,
    corpus: Corpus,
    passages: Sequence[Passage],
    embedder: Embedder,
    old: Generation | None,
    progress: Progress,
) -> int:
    """Write every file of a generation; return how many passages were embedded."""
    searchable = [passage for passage in passages if passage.sentences]
    store = VectorStore(part(folder, "chroma"))
    embedded = 0
    with TokenVectorWriter(part(folder, "tokens")) as tokens:
        for start in range(0, len(searchable), _BATCH):
            batch = searchable[start : start + _BATCH]
            texts = [contextualise(passage) for passage in batch]
            known = _known(old, [_digest(text) for text in texts])
            new = [n for n, text in enumerate(texts) if _digest(text) not in known]
            fresh: Iterator[Encoded] = embedder.encode_passages([texts[n].text for n in new])
            stored: list[Stored] = []
            for number, (passage, text) in enumerate(zip(batch, texts, strict=True)):
                encoded = known.get(_digest(text)) or next(fresh)
                tokens.add(encoded.tokens, encoded.spans)
                stored.append(Stored(passage, encoded.vector))
                progress(start + number + 1, len(searchable))
            embedded += len(new)
            for language, group in itertools.groupby(stored, key=lambda s: s.passage.language):
                store.add(language, list(group))
    store.close()
    rows = {passage.id: row for row, passage in enumerate(searchable)}
    write_library(
        part(folder, "library"),
        corpus,
        ((rows.get(p.id), p, _digest(contextualise(p))) for p in passages),
    )
    part(folder, "words").mkdir()
    sources = {source.id: source for source in corpus.sources}
    for language in {passage.language for passage in searchable}:
        entries = [
            (p.id, p.source_id, f"{names_of(sources[p.source_id], p, language)}\n{contextualise(p).text}")
            for p in searchable
            if p.language == language
        ]
        build_lexical(part(folder, "words") / language, language, entries)
    list_files(folder)
    return embedded


def _known(old: Generation | None, digests: Sequence[str]) -> dict[str, Encoded]:
    """Return the vectors that the generation in force holds for embedded texts, by their digest."""
    if old is None:
        return {}
    known = {}
    try:
        found = old.library.embedded(digests)
        for language in {language for _, _, language in found.values()}:
            ids = {id: digest for digest, (_, id, lang) in found.items() if lang == language}
            for id, vector in old.store.vectors(language, list(ids)).items():
                tokens, spans = old.tokens.of(found[ids[id]][0])
                known[ids[id]] = Encoded(vector, np.asarray(tokens), np.asarray(spans))
    except IndexFault:
        pass  # damaged where opening does not look: what is not known is embedded again
    return known


def _digest(text: Contextual) -> str:
    return hashlib.sha256(text.text.encode()).hexdigest()


def _sweep(data: Path, keep: set[str]) -> None:
    """Remove generations that no manifest of now or before names."""
    for path in data.iterdir():
        if path.name.startswith("generation-") and path.name not in keep:
            shutil.rmtree(path, ignore_errors=True)
        elif path.name.startswith(f".{MANIFEST_NAME}"):
            path.unlink(missing_ok=True)
