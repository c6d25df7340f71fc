"""Written mode: a language model writes over numbered passages, and each sentence is proved or marked.

The model returns sentences with pointers; citations are ours. While it writes, what has been checked and
what is still a draft are told apart. If it fails, or nothing it wrote is supported, quotes stand instead.
"""

import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace

from answer.assistant import Assistant
from answer.language_model import LanguageModel
from answer.model_faults import LanguageModelError
from answer.model_stream import ModelStream
from answer.proving import Checking, Prover, claims_nothing
from answer.records import Answer, Statement, Usage, number_citations
from answer.words import page_language
from answer.writing_prompt import NOT_SAID, Briefing, brief, choose_passages
from answer.written_sentences import SentenceReader, WrittenSentence
from index.embedder import Embedder
from ingest.folding import fold
from ingest.language import sure_language
from locales import Message

MOST_HITS = 6
MOST_REPEATED = 3
"""A model that repeats more sentences than this has lost its way, and is stopped."""
_READ_SECONDS = 0.1
"""How long pieces of a stream are gathered before they are read for sentences."""
_TOKEN_PIECE = 400
"""Characters that are counted at a time, so that all of them lie in the embedder's window."""
_SURE_WORDS = 5
"""A shorter sentence is taken to be in the question's language."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a written answer is: its checked sentences, and what no one has checked yet.

    `answer` is there at the end.
    """

    checked: tuple[Statement, ...]
    draft: str
    answer: Answer | None = None


@dataclass(slots=True)
class _Written:
    """What has been read so far."""

    text: str = ""
    statements: list[Statement] = field(default_factory=list)
    unsupported: int = 0
    repeated: int = 0
    foreign: int = 0
    not_said: bool = False
    ended: bool = False
    fault: LanguageModelError | None = None
    cut: bool = False


class Writer:
    """Writes answers with a language model; safe to use from several threads."""

    def __init__(self, assistant: Assistant, model: LanguageModel, checker: Checking) -> None:
        self._assistant = assistant
        self._model = model
        self._checker = checker

    def write(
        self, quoted: Answer, sources: Sequence[str] = (), languages: Sequence[str] = ()
    ) -> Generator[Progress, None, None]:
        """Yield how far the answer is, several times a second, and at the end the answer itself.

        `quoted` is the answer in quotes; it stands where it is a refusal, or when writing fails, with a
        note. `sources` and `languages` are where to look. Closing the generator stops the model.
        """
        if quoted.refused:
            yield Progress((), "", quoted)
            return
        started = time.perf_counter()
        question = quoted.rewritten or quoted.question
        searched = self._assistant.search(question, MOST_HITS, quoted.lang, sources, languages)
        briefing = brief(question, quoted.lang, choose_passages(searched.hits), self._assistant.library)
        written = _Written()
        with closing(self._model.stream(briefing.prompt)) as stream:
            yield from self._follow(stream, briefing, quoted.lang, written)
            written.cut = stream.cut
            usage = self._usage(stream, briefing, written)
        milliseconds = round((time.perf_counter() - started) * 1000, 1)
        answer = _answer(quoted, written, usage, milliseconds)
        yield Progress(answer.statements, "", answer)

    def _follow(
        self, stream: ModelStream, briefing: Briefing, language: str, written: _Written
    ) -> Iterator[Progress]:
        """Read a stream to its end, checking each sentence as soon as it is whole."""
        reader = SentenceReader(language, len(briefing.passages), briefing.boundary)
        prover = Prover(self._assistant, self._checker, briefing.passages)
        seen: set[str] = set()
        try:
            for text in _gathered(stream):
                written.text += text
                ready = reader.feed(text)
                if ready:
                    yield Progress(number_citations(written.statements), _draft(ready, reader))
                for sentence in ready:
                    self._take(sentence, prover, language, written, seen)
                yield Progress(number_citations(written.statements), reader.pending())
                if written.repeated > MOST_REPEATED:
                    break
            written.ended = True
        except LanguageModelError as error:
            written.fault = error
        if written.ended and not stream.cut:
            for sentence in reader.finish():
                self._take(sentence, prover, language, written, seen)

    def _take(
        self,
        sentence: WrittenSentence,
        prover: Prover,
        language: str,
        written: _Written,
        seen: set[str],
    ) -> None:
        """Prove a sentence and keep it; one that was written before, or claims nothing, is left out."""
        key = fold(sentence.text)
        if NOT_SAID in sentence.text.upper():
            written.not_said = True
            return
        written.repeated += key in seen
        if key in seen or claims_nothing(sentence, language):
            return
        seen.add(key)
        spoken = sentence_language(sentence.text, language)
        written.foreign += spoken != language
        statement = prover.prove(sentence, spoken)
        written.unsupported += not statement.proved
        if statement.proved or self._model.settings.unsupported == "mark":
            written.statements.append(statement)

    def _usage(self, stream: ModelStream, briefing: Briefing, written: _Written) -> Usage:
        counts, settings = stream.counts, self._model.settings
        estimated = counts is None or not written.ended or stream.cut
        if counts is not None and not estimated:
            read, wrote = counts.read, counts.written
        else:
            prompt = briefing.prompt
            read = estimate_tokens(f"{prompt.instructions}\n{prompt.material}", self._assistant.embedder)
            wrote = estimate_tokens(written.text, self._assistant.embedder)
        priced = settings.llm_price_in or settings.llm_price_out
        cost = (read * settings.llm_price_in + wrote * settings.llm_price_out) / 1_000_000
        return Usage(read, wrote, estimated, round(cost, 6) if priced else None)


def stopped(quoted: Answer, progress: Progress | None) -> Answer:
    """Return the answer of a writing that was stopped: what was proved by then, else the quotes."""
    language = page_language(quoted.lang)
    checked = progress.checked if progress else ()
    if not any(statement.proved for statement in checked):
        note = Message("Writing was stopped; these are quotes chosen without the language model.")
        return replace(quoted, note=note.say(language))
    return replace(
        quoted,
        mode="written",
        statements=checked,
        withheld=0,
        note=Message("Writing was stopped before its end.").say(language),
        unsupported=sum(not statement.proved for statement in checked),
    ).numbered()


def sentence_language(text: str, expected: str) -> str:
    """Return the language of a written sentence: the expected one unless it is surely another."""
    if len(text.split()) < _SURE_WORDS:
        return expected
    return sure_language(text) or expected


def estimate_tokens(text: str, embedder: Embedder) -> int:
    """Return about how many tokens a text has, counted as the embedder counts them."""
    pieces = [text[at : at + _TOKEN_PIECE] for at in range(0, len(text), _TOKEN_PIECE)]
    around = embedder.count_tokens("")
    return sum(embedder.count_tokens(piece) - around for piece in pieces)


def _gathered(stream: Iterable[str]) -> Iterator[str]:
    """Yield what a stream gives in pieces some tenths of a second apart; the first one at once."""
    gathered, due = "", 0.0
    for text in stream:
        gathered += text
        now = time.monotonic()
        if now >= due:
            yield gathered
            gathered, due = "", now + _READ_SECONDS
    yield gathered


def _draft(ready: list[WrittenSentence], reader: SentenceReader) -> str:
    return " ".join([*(sentence.text for sentence in ready), reader.pending()])


def _answer(quoted: Answer, written: _Written, usage: Usage, milliseconds: float) -> Answer:
    language = page_language(quoted.lang)
    proved = any(statement.proved for statement in written.statements)
    notes = [note.say(language) for note in _notes(written, proved)]
    timings = replace(
        quoted.timings_ms,
        answer=round(quoted.timings_ms.answer + milliseconds, 1),
        total=round(quoted.timings_ms.total + milliseconds, 1),
    )
    common = replace(
        quoted,
        note=" ".join(notes),
        unsupported=written.unsupported,
        usage=usage,
        timings_ms=timings,
    )
    if not proved:
        return common
    return replace(common, mode="written", statements=tuple(written.statements), withheld=0).numbered()


def _notes(written: _Written, proved: bool) -> Iterator[Message]:
    """Yield what a reader must know of how an answer came about."""
    if written.fault:
        yield written.fault.message
        if not proved:
            yield Message("These are quotes chosen without the language model.")
            return
        yield Message("What it wrote before that is shown.")
    if written.cut:
        yield Message("The language model wrote more than is taken; the answer was cut.")
    if written.foreign:
        yield Message(
            "Sentences in another language than the question: {count}.", {"count": written.foreign}
        )
    if proved:
        return
    if written.not_said:
        yield Message(
            "The language model found no answer in the passages. These are quotes chosen without it."
        )
    elif written.unsupported:
        yield Message(
            "The sources support no sentence that the language model wrote ({count} checked). These are "
            "quotes chosen without it.",
            {"count": written.unsupported},
        )
    else:
        yield Message("The language model wrote nothing. These are quotes chosen without it.")
