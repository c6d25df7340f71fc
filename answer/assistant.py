"""The assistant: a question in, an answer with proved quotes out, or a reasoned refusal."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from answer.errors import AnswerError
from answer.proof import is_exact
from answer.question import clean_question, reading_language, without_markup
from answer.quoting import choose_quotes
from answer.records import Answer, Citation, Statement, Timings
from answer.refusal import explain_refusal
from answer.support import Signals, estimate, read_signals, refusal_threshold
from index.embedder import Embedder, model_identity, open_embedder
from index.found import describe_hit
from index.generation import Generation, open_generation
from index.library import Library
from index.manifest import check_manifest, read_manifest
from index.search import Searched, Searcher
from ingest.corpus import force_of, locator_of
from ingest.document import Span
from ingest.language import recognise_language
from ingest.languages import QUESTION_LANGUAGES
from ingest.passages import Passage
from settings import Settings

MOST_HITS = 10


@dataclass(frozen=True, slots=True)
class Weighed:
    """A sentence that might be quoted, with what speaks for it."""

    citation: Citation
    signals: Signals


@dataclass(frozen=True, slots=True)
class _Scope:
    """Where to look: sources and text languages, empty for all."""

    sources: tuple[str, ...]
    languages: tuple[str, ...]


class Assistant:
    """Answers questions from one generation of the index; safe to use from several threads."""

    def __init__(self, generation: Generation, embedder: Embedder) -> None:
        self._generation = generation
        self._searcher = Searcher(generation, embedder)
        self.embedder = embedder

    @property
    def library(self) -> Library:
        """The texts that answers are quoted from."""
        return self._generation.library

    @property
    def generation_name(self) -> str:
        """Which generation of the index this assistant reads."""
        return self._generation.manifest.generation

    def ask(
        self,
        question: str,
        language: str = "",
        sources: Sequence[str] = (),
        languages: Sequence[str] = (),
        preferred: str = "",
    ) -> Answer:
        """Return the answer to a question, or a refusal that says why.

        `language` is the question's ("es", "en", "pt", "fr"); recognised if empty, with `preferred`
        for a question too short to tell. `sources` and `languages` keep to texts of those.

        Raises:
            QuestionError: the question cannot be read.
            AnswerError: a source, or a language, that the library does not have.
        """
        started = time.perf_counter()
        question = clean_question(question)
        scope = self._scope(sources, languages)
        words = without_markup(question)
        language, reader = self._languages_of(words, language, preferred)
        asked = self._searcher.encode(words, language)
        embedded = time.perf_counter()
        searched = self._searcher.search(
            words, language, MOST_HITS, scope.sources, scope.languages, reader=reader, asked=asked
        )
        found = time.perf_counter()
        statements, withheld = self._statements(words, language, searched)
        refused = not statements
        reason = ""
        if refused:
            names = scope.languages or self._generation.manifest.languages
            reason = explain_refusal(searched, self.library, scope.sources, names, language)
        ended = time.perf_counter()
        return Answer(
            question=question,
            lang=language,
            mode="quotes",
            refused=refused,
            reason=reason,
            statements=statements,
            hits=tuple(describe_hit(hit, self.library) for hit in searched.hits),
            withheld=withheld,
            timings_ms=Timings(
                embed=_milliseconds(started, embedded),
                search=_milliseconds(embedded, found),
                answer=_milliseconds(found, ended),
                total=_milliseconds(started, ended),
            ),
        ).numbered()

    def search(
        self,
        question: str,
        k: int = MOST_HITS,
        language: str = "",
        sources: Sequence[str] = (),
        languages: Sequence[str] = (),
    ) -> Searched:
        """Return what a question finds, up to `k` hits, without choosing quotes; else as `ask`.

        Raises:
            QuestionError: the question cannot be read.
            AnswerError: a source, a language or a number of hits that cannot be.
        """
        if k < 1:
            raise AnswerError("k is {value}. Expected 1 or more hits.", value=k)
        words = without_markup(clean_question(question))
        scope = self._scope(sources, languages)
        language, reader = self._languages_of(words, language)
        return self._searcher.search(words, language, k, scope.sources, scope.languages, reader=reader)

    def close(self) -> None:
        """Let go of the index's files."""
        self._generation.close()

    def _scope(self, sources: Sequence[str], languages: Sequence[str]) -> _Scope:
        _all_known("source", sources, list(self.library.sources))
        _all_known("language", languages, self.library.languages())
        return _Scope(tuple(sources), tuple(languages))

    def _languages_of(self, words: str, language: str, preferred: str = "") -> tuple[str, str]:
        """Return the language of a question, recognised if none is given, and that to be read first."""
        language = _known_language(language) or recognise_language(words, preferred)
        return language, reading_language(language, self._generation.manifest.languages)

    def weigh(self, question: str, preferred: str = "") -> list[Weighed]:
        """Return what would be quoted for a question if nothing were refused, best provision first."""
        question = without_markup(clean_question(question))
        language, reader = self._languages_of(question, "", preferred)
        return self._weigh(
            question, language, self._searcher.search(question, language, MOST_HITS, reader=reader)
        )

    def _weigh(self, question: str, language: str, searched: Searched) -> list[Weighed]:
        words = self._generation.words.get(language)
        return [
            Weighed(
                self.cite(choice.version.passage, choice.span),
                read_signals(
                    language,
                    searched,
                    choice.version,
                    self.library.sources[choice.version.passage.source_id],
                    words,
                ),
            )
            for choice in choose_quotes(
                question,
                language,
                searched,
                self.library.sources,
                partial(self._searcher.match_sentences, asked=searched.asked),
            )
        ]

    def _statements(
        self, question: str, language: str, searched: Searched
    ) -> tuple[tuple[Statement, ...], int]:
        """Return the statements that are supported and proved, and how many failed their proof."""
        statements, withheld = [], 0
        for weighed in self._weigh(question, language, searched):
            support = estimate(weighed.signals)
            if support < refusal_threshold():
                continue
            if is_exact(weighed.citation, self.library):
                quote = weighed.citation.quote
                statements.append(Statement(quote, round(support, 3), (weighed.citation,)))
            else:
                withheld += 1
        return tuple(statements), withheld

    def meet_sentences(
        self, text: str, language: str, passages: Sequence[Passage]
    ) -> list[tuple[float, ...]]:
        """Return, for each passage, how well each of its sentences meets a text: higher is better."""
        asked = self._searcher.encode(text, language)
        return [
            tuple(
                float(match @ asked[passage.language].weights)
                for match in self._searcher.match_passage(passage, asked)
            )
            for passage in passages
        ]

    def cite(self, passage: Passage, span: Span) -> Citation:
        """Return a citation, numbered 0, of what lies at `span` (offsets in the document) of a passage."""
        document = self.library.document(passage.source_id, passage.language)
        source = self.library.sources[passage.source_id]
        start, end = span
        return Citation(
            number=0,
            passage_id=passage.id,
            source_id=passage.source_id,
            title=document.title,
            locator=locator_of(source, passage),
            lang=passage.language,
            force=force_of(source, passage).value,
            quote=document.text[start:end],
            start=start,
            end=end,
            document_sha256=document.sha256,
            page=document.page_at(start),
            permalink=permalink(passage.source_id, passage.path, passage.language, span),
        )


def open_assistant(
    settings: Settings,
    open_model: Callable[[Settings], Embedder] = open_embedder,
) -> Assistant:
    """Return an assistant over the index of the settings; loading its model takes seconds.

    Raises:
        IndexFault: the index is missing, damaged or out of date, or the model is not there.
    """
    manifest = read_manifest(settings.data)
    check_manifest(manifest, model_identity(settings), *settings.corpora)
    generation = open_generation(settings.data, manifest)
    return Assistant(generation, open_model(settings))


def permalink(source_id: str, path: tuple[str, ...], language: str, quote: Span) -> str:
    """Return the address of a quote's passage on the library page."""
    values = {"source": source_id, "at": "/".join(path), "lang": language}
    return f"/library?{urlencode(values, safe='/')}&quote={quote[0]}-{quote[1]}"


def _known_language(language: str) -> str:
    if language:
        _all_known("question language", [language], list(QUESTION_LANGUAGES))
    return language


def _all_known(kind: str, values: Sequence[str], known: Sequence[str]) -> None:
    for value in values:
        if value in known:
            continue
        if kind == "source":
            raise AnswerError(
                "There is no source {value!r}. The sources are: {known}.",
                value=value,
                known=", ".join(known),
            )
        raise AnswerError(
            "The language {value!r} cannot be used here. Expected one of: {known}.",
            value=value,
            known=", ".join(known),
        )


def _milliseconds(start: float, end: float) -> float:
    return round(1000 * (end - start), 2)
