"""Reading grounding sets: the signals of each row, and what simpler ways to check would score."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields

import numpy as np
from numpy.typing import NDArray

from answer.alignment import Aligner, Reading, align, cut_windows, reading_of
from answer.signals import Signals, read_signals
from eval.grounding_measures import Labels, Scores
from eval.grounding_pairs import Pair
from eval.grounding_set import Row
from index.analysis import analyse
from index.embedder import Embedder

SIGNALS = tuple(field.name for field in fields(Signals))
BASELINES = ("longest common subsequence", "dense cosine", "late interaction", "RAGFlow's similarity")
_AT_ONCE = 64
"""Rows that are encoded together; their passages are forgotten once they are read."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows in numbers: `signals` has a row each, in the order of `SIGNALS`; `baselines` a score each.

    `groups` and `units` are numbers of what belongs together and of what counts as one.
    """

    signals: NDArray[np.float64]
    baselines: dict[str, Scores]
    labels: Labels
    groups: NDArray[np.int64]
    units: NDArray[np.int64]


def read_table(rows: Sequence[Row], embedder: Embedder, progress: Callable[[int, int], None]) -> Table:
    """Return the signals and the baselines of every row; about a second for six passages of 500 tokens."""
    aligner = Aligner(embedder)
    signals, baselines = [], []
    for start in range(0, len(rows), _AT_ONCE):
        batch = rows[start : start + _AT_ONCE]
        readings = _read(
            [(text, row.lang) for row in batch for text in (row.claim, row.passage)], aligner, embedder
        )
        for row in batch:
            alignment = align(readings[row.claim, row.lang], readings[row.passage, row.lang])
            signals.append(read_signals([alignment], []))
            baselines.append(list(_simply(signals[-1], row.claim, [row.passage], row.lang)))
        progress(min(start + _AT_ONCE, len(rows)), len(rows))
    return _table(
        signals,
        baselines,
        [row.supported for row in rows],
        [row.group for row in rows],
        [row.unit for row in rows],
    )


def read_pairs(pairs: Sequence[Pair], embedder: Embedder, progress: Callable[[int, int], None]) -> Table:
    """Return the same of pairs made from the corpus; those of one sentence are one group."""
    aligner = Aligner(embedder)
    signals, baselines = [], []
    for number, pair in enumerate(pairs, start=1):
        alignments = [
            aligner.align(pair.sentence, pair.language, e.text, e.language) for e in pair.evidence
        ]
        signals.append(read_signals(alignments, [evidence.names for evidence in pair.evidence]))
        texts = [evidence.text for evidence in pair.evidence]
        baselines.append(list(_simply(signals[-1], pair.sentence, texts, pair.language)))
        progress(number, len(pairs))
    ids = [pair.id for pair in pairs]
    return _table(
        signals, baselines, [pair.supported for pair in pairs], [pair.group for pair in pairs], ids
    )


def _table(
    signals: Sequence[Signals], baselines: Sequence[Sequence[float]], labels: Sequence[bool],
    groups: Sequence[object], units: Sequence[object],
) -> Table:  # fmt: skip
    scores = np.array(baselines, np.float64)
    return Table(
        np.array([astuple(each) for each in signals], np.float64),
        {name: scores[:, column] for column, name in enumerate(BASELINES)},
        np.array(labels, bool),
        _numbered(groups),
        _numbered(units),
    )


def _numbered(values: Sequence[object]) -> NDArray[np.int64]:
    places = {value: place for place, value in enumerate(dict.fromkeys(values))}
    return np.array([places[value] for value in values], np.int64)


def _read(
    texts: Sequence[tuple[str, str]], aligner: Aligner, embedder: Embedder
) -> dict[tuple[str, str], Reading]:
    """Return the readings of texts, all of whose windows are encoded in one go."""
    wanted = list(dict.fromkeys(texts))
    windows = [cut_windows(text, lang) for text, lang in wanted]
    pieces = [text[a:b] for (text, _), spans in zip(wanted, windows, strict=True) for a, b in spans]
    encoded = iter(list(embedder.encode_passages(pieces)))
    return {
        (text, lang): reading_of(text, lang, spans, [next(encoded) for _ in spans], aligner.centre)
        for (text, lang), spans in zip(wanted, windows, strict=True)
    }


def _simply(signals: Signals, claim: str, passages: Sequence[str], language: str) -> Iterator[float]:
    """Yield the score of each baseline.

    RAGFlow attaches a citation from 0.63 on of nine tenths the cosine and one tenth the similarity of terms
    (`insert_citations` in its `rag/nlp/search.py`); terms are stems here, and weigh the same.
    """
    yield signals.common
    yield signals.dense
    yield signals.level
    terms = set(analyse(claim, language))
    known = {term for passage in passages for term in analyse(passage, language)}
    shared = len([term for term in terms if term in known and re.search(r"\w", term)]) / max(len(terms), 1)
    yield 0.9 * signals.dense + 0.1 * shared
