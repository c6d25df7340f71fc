"""The checker: does a written sentence follow from the passages that it cites?

Rules find what a sentence changes (numbers, names, instruments, force, denial); a model says how likely
it is that the evidence supports the rest. Sentence and evidence may be in different languages.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from answer.alignment import Aligner, Alignment
from answer.denial import altered_denial
from answer.force import altered_force
from answer.grounding import estimate, least_support
from answer.instruments import lacking_instruments
from answer.names import lacking_names
from answer.numerals import lacking_numbers
from answer.signals import read_signals
from index.embedder import Embedder


class Fault(StrEnum):
    """What a sentence says that its evidence does not."""

    NUMBER = "number"
    NAME = "name"
    INSTRUMENT = "instrument"
    MODAL = "modal"
    NEGATION = "negation"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A cited passage.

    `names` are its headings, the title of its source and the names of its place, in the sentence's
    language and in its own.
    """

    text: str
    language: str
    names: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How likely the evidence supports a sentence, 0 to 1, and what speaks against it.

    `words` are those concerned: numbers, names and the like that the evidence lacks.
    """

    support: float
    faults: tuple[Fault, ...]
    words: tuple[str, ...]

    @property
    def supported(self) -> bool:
        """Whether nothing speaks against the sentence."""
        return not self.faults


class Checker:
    """Checks sentences; safe to use from several threads."""

    def __init__(self, embedder: Embedder) -> None:
        """Compare words by the vectors of `embedder`."""
        self._aligner = Aligner(embedder)

    def check(self, sentence: str, language: str, evidence: Sequence[Evidence]) -> Verdict:
        """Return whether `sentence`, in `language`, follows from its evidence taken together.

        A sentence without words or without evidence has no support.
        """
        told = [each for each in evidence if each.text.strip()]
        if not told or not sentence.strip():
            return Verdict(0.0, (Fault.UNSUPPORTED,), ())
        alignments = [self._aligner.align(sentence, language, each.text, each.language) for each in told]
        found = dict(_faults(sentence, language, told, alignments))
        support = estimate(read_signals(alignments, [each.names for each in told]))
        if support < least_support():
            found[Fault.UNSUPPORTED] = []
        faults = tuple(fault for fault in Fault if fault in found)
        return Verdict(support, faults, tuple(word for fault in faults for word in found[fault]))


def _faults(
    sentence: str, language: str, evidence: Sequence[Evidence], alignments: Sequence[Alignment]
) -> Iterator[tuple[Fault, list[str]]]:
    texts = [part for each in evidence for part in (each.text, each.names)]
    numbered = [(part, each.language) for each in evidence for part in (each.text, each.names)]
    for fault, words in (
        (Fault.NUMBER, lacking_numbers(sentence, language, numbered)),
        (Fault.NAME, lacking_names(sentence, language, [each.names for each in evidence], alignments)),
        (Fault.INSTRUMENT, lacking_instruments(sentence, texts)),
        (Fault.MODAL, altered_force(alignments)),
        (Fault.NEGATION, altered_denial(alignments)),
    ):
        if words:
            yield fault, words
