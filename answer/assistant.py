"""The assistant: a question in, an answer with proved quotes out, or a reasoned refusal."""

import time
from collections.abc import Callable, Sequence
from urllib.parse import urlencode

from answer.errors import AnswerError
from answer.follow_up import rewrite
from answer.lead import lead_of
from answer.parts import take_apart
from answer.proof import is_exact
from answer.question import clean_question, reading_language, without_markup
from answer.records import Answer, Citation, Statement, Timings
from answer.refusal import explain_refusal
from answer.replying import MOST_HITS, Replier, Reply, Scope, Weighed
from answer.words import page_language
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

MOST_HISTORY = 10
"""Earlier questions that a question may lean on."""


class Assistant:
    """Answers questions from one generation of the index; safe to use from several threads."""

    def __init__(self, generation: Generation, embedder: Embedder) -> None:
        self._generation = generation
        self._searcher = Searcher(generation, embedder)
        self._replier = Replier(generation, self._searcher)
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
        history: Sequence[str] = (),
    ) -> Answer:
        """Return the answer to a question, or a refusal that says why.

        `language` is the question's ("es", "en", "pt", "fr"); recognised if empty, with `preferred`
        for a question too short to tell. `sources` and `languages` keep to texts of those. `history`
        holds the earlier questions of the conversation, oldest first: a question that leans on them is
        rewritten.

        Raises:
            QuestionError: the question cannot be read.
            AnswerError: a source, or a language, that the library does not have.
        """
        started = time.perf_counter()
        question = clean_question(question)
        scope = self._scope(sources, languages)
        replies, language, understood = self._replies(question, language, scope, preferred, history)
        statements, withheld = self._statements(replies)
        refused = not statements
        names = scope.languages or self._generation.manifest.languages
        reason = ""
        if refused:
            reason = explain_refusal(replies, self.library, scope.sources, names, language)
        hits = [hit for reply in replies for hit in reply.searched.hits[:MOST_HITS]]
        return Answer(
            question=question,
            lang=language,
            mode="quotes",
            refused=refused,
            reason=reason,
            statements=statements,
            hits=tuple(dict.fromkeys(describe_hit(hit, self.library) for hit in hits)),
            withheld=withheld,
            timings_ms=_timings(replies, time.perf_counter() - started),
            rewritten=understood,
            lead="" if refused else lead_of(replies, self.library, page_language(language)),
        ).numbered()

    def _replies(
        self,
        question: str,
        language: str,
        scope: Scope,
        preferred: str = "",
        history: Sequence[str] = (),
    ) -> tuple[list[Reply], str, str]:
        """Return the reply to each question of a text, its language, and how it was understood ("" for
        as it stands)."""
        words = without_markup(question)
        earlier = [without_markup(" ".join(asked.split())) for asked in history][-MOST_HISTORY:]
        language = _known_language(language) or recognise_language(
            words, recognise_language(" ".join(earlier), preferred) if earlier else preferred
        )
        reader = reading_language(language, self._generation.manifest.languages)
        parts = take_apart(words, language)
        asked: list[str] = []
        for part in parts.questions or (words,):
            asked.append(rewrite(part, [*earlier, *asked], language))
        changed = parts.ordered or asked != list(parts.questions)
        understood = " ".join(asked) if parts.questions and changed else ""
        replies = [self._replier.reply(part, language, reader, scope) for part in asked]
        return replies, language, understood

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
        language = _known_language(language) or recognise_language(words)
        reader = reading_language(language, self._generation.manifest.languages)
        return self._searcher.search(words, language, k, scope.sources, scope.languages, reader=reader)

    def close(self) -> None:
        """Let go of the index's files."""
        self._generation.close()

    def _scope(self, sources: Sequence[str], languages: Sequence[str]) -> Scope:
        _all_known("source", sources, list(self.library.sources))
        _all_known("language", languages, self.library.languages())
        return Scope(tuple(sources), tuple(languages))

    def weigh(self, question: str, preferred: str = "", history: Sequence[str] = ()) -> list[Reply]:
        """Return the replies to a question as they are before anything is refused or proved."""
        return self._replies(clean_question(question), "", Scope(), preferred, history)[0]

    def locator(self, weighed: Weighed) -> str:
        """Return the locator of the provision that something weighed stands in."""
        passage = weighed.choice.version.passage
        return locator_of(self.library.sources[passage.source_id], passage)

    def _statements(self, replies: Sequence[Reply]) -> tuple[tuple[Statement, ...], int]:
        """Return the statements that are supported and proved, and how many failed their proof.

        What was quoted for an earlier part of the question is not quoted again.
        """
        statements: dict[tuple[str, int, int], Statement] = {}
        withheld = 0
        for reply in replies:
            label = reply.question if len(replies) > 1 else ""
            for weighed in reply.quoted:
                citation = self.cite(weighed.choice.version.passage, weighed.choice.span)
                place = (citation.passage_id, citation.start, citation.end)
                if place in statements:
                    continue
                if not is_exact(citation, self.library):
                    withheld += 1
                    continue
                support = round(weighed.support, 3)
                statements[place] = Statement(citation.quote, support, (citation,), label)
                label = ""
        return tuple(statements.values()), withheld

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


def _timings(replies: Sequence[Reply], total: float) -> Timings:
    embedding, searching, choosing = (
        sum(times) for times in zip(*(r.seconds for r in replies), strict=True)
    )
    return Timings(*(round(1000 * seconds, 2) for seconds in (embedding, searching, choosing, total)))
