"""Choosing what to quote: the best sentences of the best provisions, in reading order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from index.analysis import content_words
from index.late import Matches
from index.scoring import Version
from index.search import Hit, Searched
from ingest.corpus import names_of
from ingest.document import Span
from ingest.folding import fold
from ingest.register import Source

MOST_PROVISIONS = 3
MOST_SENTENCES = 3
MOST_LISTED = 8
"""Sentences quoted when a question asks for all that stands under a heading."""

_LISTING = frozenset(
    {"all", "list", "main", "name", "enumerate", "todos", "todas", "lista", "listado", "principales"}
    | {"nombre", "enumere", "mencione", "principais", "cite", "liste", "tous", "toutes", "principaux"}
)
"""Words that ask for a list and say nothing of its subject, folded, in four languages."""

PROVISION_MARGIN = 0.05
SENTENCE_MARGIN = 0.06


@dataclass(frozen=True, slots=True)
class Choice:
    """A sentence to quote: where it stands, and how each question token is met by it.

    `match` is taken over the sentence alone, `strength` is its weighted mean.
    """

    version: Version
    span: Span
    match: Matches
    strength: float


def choose_quotes(
    question: str,
    language: str,
    searched: Searched,
    sources: Mapping[str, Source],
    match: Callable[[Version], Sequence[Matches]],
) -> list[Choice]:
    """Return the sentences to quote: provisions best first, sentences of each in reading order.

    A provision is quoted when it is nearly as good as the best, a sentence when it is nearly as good
    as the best of its provision. A question that only names a heading gets all that stands under it.
    `match` gives the best cosine of each question token over each sentence of a found passage.
    """
    choices: list[Choice] = []
    for hit in searched.hits[:MOST_PROVISIONS]:
        if hit.score < searched.hits[0].score - PROVISION_MARGIN:
            break
        pool = _pool(hit, searched, match)
        if _asks_for_all(question, language, hit, sources[hit.passage.source_id]):
            return pool[:MOST_LISTED]
        choices.extend(_best(pool))
    return choices


def _pool(
    hit: Hit, searched: Searched, match_sentences: Callable[[Version], Sequence[Matches]]
) -> list[Choice]:
    """Return every sentence of the provision's passages that were found, in reading order."""
    weights = searched.asked[hit.passage.language].weights
    choices = [
        Choice(version, span, match, float(match @ weights))
        for version in (hit.versions[0], *hit.others)
        for span, match in zip(version.passage.sentences, match_sentences(version), strict=True)
    ]
    return sorted(choices, key=lambda choice: choice.span)


def _best(pool: Sequence[Choice]) -> list[Choice]:
    best = max(choice.strength for choice in pool)
    near = [choice for choice in pool if choice.strength >= best - SENTENCE_MARGIN]
    kept = sorted(near, key=lambda choice: -choice.strength)[:MOST_SENTENCES]
    return sorted(kept, key=lambda choice: choice.span)


def _asks_for_all(question: str, language: str, hit: Hit, source: Source) -> bool:
    """Return whether the question names the provision's heading and nothing but it and its source."""
    passage = hit.passage
    if passage.language != language or not passage.path:
        return False
    asked = _terms(" ".join(w.text for w in content_words(question, language)
                            if fold(w.text) not in _LISTING), language)  # fmt: skip
    heading = _terms(passage.headings[-1], language)
    names = _terms(f"{passage.headings[0]}, {names_of(source, passage, language)}", language)
    return bool(heading) and heading <= asked <= heading | names


def _terms(text: str, language: str) -> set[str]:
    return {term for word in content_words(text, language) for term in word.terms}
