"""Choosing what to quote: the best sentences of the best provisions, in reading order.

Which provisions, and how much of each, depends on the form of answer: a list is quoted whole, a comparison
has both of its sides, a synthesis takes a sentence from each source.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from answer.forms import Form
from answer.listing import asks_for_all, beside_in_order, opens_line, siblings
from index.late import Matches
from index.library import Library
from index.references import References
from index.scoring import Version
from index.search import Hit, Searched
from ingest.document import Span
from ingest.locators import canonical_key
from ingest.passages import Passage

MOST_PROVISIONS = 4
MOST_SOURCES = 6
"""Provisions quoted for a synthesis, each from another source where there are as many."""
MOST_SENTENCES, FEW_SENTENCES = 6, 3
"""Sentences quoted of the best provision, and of any other."""
MOST_WHOLE = 12
"""Sentences of a provision, at most, that are all quoted where all of it is asked for."""
MOST_LISTED = 30
"""Sentences quoted of a list, or of all that stands under a heading."""
MOST_SIDES = 4

MOST_BESIDE, MOST_BESIDE_PREMISE = 2, 3
"""Provisions quoted beside one that the question names, and to hold against what it takes for granted."""

PROVISION_MARGIN = 0.08
SYNTHESIS_MARGIN = 0.12
BESIDE_MARGIN = 0.04
SENTENCE_MARGIN, BEST_MARGIN = 0.06, 0.2


@dataclass(frozen=True, slots=True)
class Choice:
    """A sentence to quote: where it stands, and how each question token is met by it.

    `match` is taken over the sentence alone, `strength` is its weighted mean. `whole` says that it
    belongs to a list or a comparison which is shown whole or not at all.
    """

    version: Version
    span: Span
    match: Matches
    strength: float
    whole: bool = False


class Chooser:
    """Chooses what to quote from what one question has found."""

    def __init__(
        self, searched: Searched, library: Library, match: Callable[[Version], Sequence[Matches]]
    ) -> None:
        """`match` gives the best cosine of each question token over each sentence of a found passage."""
        self._searched = searched
        self._library = library
        self._match = match

    def choose(self, question: str, form: Form, language: str) -> list[Choice]:
        """Return the sentences to quote: provisions best first, sentences of each in reading order.

        A provision is quoted when it is nearly as good as the best, a sentence when it is nearly as good
        as the best of its provision.
        """
        if not self._searched.hits:
            return []
        best = self._searched.hits[0]
        if asks_for_all(question, language, best, self._library.sources[best.passage.source_id]):
            return self._whole(best.versions[0])
        if form is Form.LIST and (listed := siblings(self._searched.hits, self._library)):
            return [self._of_passage(best, passage) for passage in listed][:MOST_LISTED]
        choices: list[Choice] = []
        hits = self._hits(form)
        for hit in hits:
            if form is Form.LIST and hit is best:
                choices.extend(self._whole(hit.versions[0]))
            elif form is Form.SYNTHESIS:
                choices.extend(_best(self._pool(hit), FEW_SENTENCES, SENTENCE_MARGIN))
            elif hit is best:
                choices.extend(_best(self._pool(hit), MOST_SENTENCES, BEST_MARGIN))
            else:
                choices.extend(_best(self._pool(hit), FEW_SENTENCES, SENTENCE_MARGIN))
        for hit in hits:
            for passage in beside_in_order(question, hit.passage, self._library):
                choices.append(self._of_passage(hit, passage))
        return choices

    def _hits(self, form: Form) -> list[Hit]:
        """Return the provisions to quote, best first."""
        hits = self._searched.hits
        near = [hit for hit in hits if hit.score >= hits[0].score - PROVISION_MARGIN][:MOST_PROVISIONS]
        if form is Form.SYNTHESIS:
            wide = [hit for hit in hits if hit.score >= hits[0].score - SYNTHESIS_MARGIN]
            near = _spread(wide)[:MOST_SOURCES]
        if form is Form.PREMISE:
            near.extend(hit for hit in hits[:MOST_BESIDE_PREMISE] if hit not in near)
            near.extend(hit for hit in self._nearest(MOST_BESIDE_PREMISE) if hit not in near)
        elif self._searched.references.keys and not self._searched.references.bare:
            near.extend(hit for hit in self._nearest(MOST_BESIDE) if hit not in near)
        for side in _sides(self._searched.references):
            if not any(self._is_of(side, hit.passage) for hit in near):
                near.extend([hit for hit in hits if self._is_of(side, hit.passage)][:1])
        return near

    def _nearest(self, most: int) -> list[Hit]:
        """Return up to `most` that say most beside the provision that is named, best first.

        What is named comes first, but the answer may stand in the notes beside it.
        """
        others = [hit for hit in self._searched.hits if not self._is_another(hit.passage)]
        best = sorted(others, key=lambda hit: -hit.versions[0].why.late)[:most]
        if not best:
            return []
        least = best[0].versions[0].why.late - BESIDE_MARGIN
        return [hit for hit in best if hit.versions[0].why.late >= least]

    def _is_another(self, passage: Passage) -> bool:
        """Return whether a passage is of another provision than the one named, of the same kind: of
        Session 2 where Session 3 is named."""
        named = set(self._searched.references.keys)
        kinds = {key.rpartition("-")[0] for key in named}
        path = {canonical_key(key) for key in passage.path}
        return not path & named and any(key.rpartition("-")[0] in kinds for key in path)

    def _is_of(self, side: str, passage: Passage) -> bool:
        """Return whether a passage is of a named source or provision, its notes included."""
        source = self._library.sources[passage.source_id]
        return side in {source.id, source.key, *(canonical_key(key) for key in passage.path)}

    def _pool(self, hit: Hit) -> list[Choice]:
        """Return every sentence of the provision's passages that were found, in reading order."""
        choices = [c for version in (hit.versions[0], *hit.others) for c in self._sentences(version)]
        return sorted(choices, key=lambda choice: choice.span)

    def _whole(self, version: Version) -> list[Choice]:
        """Return each sentence of a provision in order, of a long one the first of each paragraph."""
        passage = version.passage
        passages = self._library.provision(passage.source_id, passage.path, passage.language)
        choices = [
            replace(found, whole=True)
            for each in passages
            for found in self._sentences(Version(each, version.score, version.why, version.passage_match))
        ]
        if len(choices) > MOST_WHOLE:
            choices = [c for c in choices if opens_line(c.version.passage, c.span[0])]
        return choices[:MOST_LISTED]

    def _of_passage(self, hit: Hit, passage: Passage) -> Choice:
        """Return the best sentence of a passage that stands in a row with `hit`."""
        version = Version(passage, hit.score, hit.versions[0].why, hit.versions[0].passage_match)
        best = max(self._sentences(version), key=lambda choice: choice.strength)
        return replace(best, whole=True)

    def _sentences(self, version: Version) -> list[Choice]:
        weights = self._searched.asked[version.passage.language].weights
        return [
            Choice(version, span, match, float(match @ weights))
            for span, match in zip(version.passage.sentences, self._match(version), strict=True)
        ]


def _sides(references: References) -> list[str]:
    """Return what a question that names several things names: each is to be quoted, if it was found."""
    named = list(dict.fromkeys((*references.keys, *references.sources)))
    return named[:MOST_SIDES] if len(named) > 1 else []


def _spread(hits: Sequence[Hit]) -> list[Hit]:
    """Return hits with the best of each source first, then the others."""
    firsts = {hit.passage.source_id: hit for hit in reversed(hits)}
    leading = [hit for hit in hits if firsts[hit.passage.source_id] is hit]
    return [*leading, *(hit for hit in hits if hit not in leading)]


def _best(pool: Sequence[Choice], most: int, margin: float) -> list[Choice]:
    if not pool:
        return []
    best = max(choice.strength for choice in pool)
    near = [choice for choice in pool if choice.strength >= best - margin]
    kept = sorted(near, key=lambda choice: -choice.strength)[:most]
    return sorted(kept, key=lambda choice: choice.span)
