"""Choosing what to quote: the best sentences of the best provisions, in reading order."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.analysis import content_words
from index.late import Matches
from index.search import Hit, Searched, Version
from ingest.document import Span

MOST_PROVISIONS = 3
MOST_SENTENCES = 3
MOST_LISTED = 8
"""Sentences quoted when a question asks for all that stands under a heading."""

PROVISION_MARGIN = 0.035
SENTENCE_MARGIN = 0.02


@dataclass(frozen=True, slots=True)
class Choice:
    """A sentence to quote: where it stands, and how each question token is met by it.

    `match` is taken over the sentence alone, `strength` is its weighted mean.
    """

    version: Version
    span: Span
    match: Matches
    strength: float


def choose_quotes(question: str, language: str, searched: Searched) -> list[Choice]:
    """Return the sentences to quote: provisions best first, sentences of each in reading order.

    A provision is quoted when it is nearly as good as the best, a sentence when it is nearly as good
    as the best of its provision. A question that only names a heading gets all that stands under it.
    """
    choices: list[Choice] = []
    for hit in searched.hits[:MOST_PROVISIONS]:
        if hit.score < searched.hits[0].score - PROVISION_MARGIN:
            break
        pool = _pool(hit, searched)
        if _asks_for_all(question, language, hit):
            return pool[:MOST_LISTED]
        choices.extend(_best(pool))
    return choices


def _pool(hit: Hit, searched: Searched) -> list[Choice]:
    """Return every sentence of the provision's passages that were found, in reading order."""
    weights = searched.asked[hit.passage.language].weights
    choices = [
        Choice(version, span, match, float(match @ weights))
        for version in (hit.versions[0], *hit.others)
        for span, match in zip(version.passage.sentences, version.sentence_matches, strict=True)
    ]
    return sorted(choices, key=lambda choice: choice.span)


def _best(pool: Sequence[Choice]) -> list[Choice]:
    best = max(choice.strength for choice in pool)
    near = [choice for choice in pool if choice.strength >= best - SENTENCE_MARGIN]
    kept = sorted(near, key=lambda choice: -choice.strength)[:MOST_SENTENCES]
    return sorted(kept, key=lambda choice: choice.span)


def _asks_for_all(question: str, language: str, hit: Hit) -> bool:
    """Return whether the question names the provision's heading and nothing but it and its document."""
    passage = hit.passage
    if passage.language != language or not passage.path:
        return False
    asked = {term for word in content_words(question, language) for term in word.terms}
    heading = {t for word in content_words(passage.headings[-1], language) for t in word.terms}
    title = {t for word in content_words(passage.headings[0], language) for t in word.terms}
    return bool(heading) and heading <= asked <= heading | title
