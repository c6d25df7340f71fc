"""Candidates: the passages that late interaction is to score, from each list its share."""

from dataclasses import dataclass

from index.analysis import content_words
from index.asking import Asked
from index.generation import Generation
from index.nearest import nearest_passages
from index.ranking import Ranking
from index.references import References
from ingest.passages import Passage

_NAMED = 10
"""Passages of each other language that are looked at for the names in them."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to look: sources, text languages and forces; empty for all."""

    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    forces: tuple[str, ...] = ()

    def holds(self, passage: Passage, force: str) -> bool:
        """Return whether a passage of this force is in the scope."""
        return (
            (not self.sources or passage.source_id in self.sources)
            and (not self.languages or passage.language in self.languages)
            and (not self.forces or force in self.forces)
        )


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages by id, with their rows; `cosines` and `words` (0 to 1) hold what each list said of them.

    What is there only for a name that it has or bears stands in neither.
    """

    passages: dict[str, Passage]
    rows: dict[str, int]
    cosines: dict[str, float]
    words: dict[str, float]

    @property
    def found(self) -> list[str]:
        """The ids that a list gave."""
        return list(self.cosines | self.words)


def find_candidates(
    generation: Generation,
    asked: dict[str, Asked],
    language: str,
    references: References,
    scope: Scope,
    limit: int,
    ranking: Ranking,
) -> Candidates:
    """Return up to `limit` candidates of each list for a question in `language`, within the scope."""
    library = generation.library
    cosines: dict[str, float] = {}
    for code in generation.manifest.languages:
        if ranking.dense and (not scope.languages or code in scope.languages):
            vector = asked[code].encoded.vector
            cosines |= nearest_passages(generation, code, vector, limit, scope.sources, scope.forces)
    words = _sharing_words(generation, asked, language, scope, limit) if ranking.lexical else {}
    held = _sharing_names(generation, asked, language, scope) if ranking.lexical else []
    passages = library.passages(list(cosines | words | dict.fromkeys(held)))
    # What is named is looked at even where many passages about it are nearer.
    for passage in library.named(references.keys, ranking.candidates, scope.sources or references.sources):
        force = str(passage.force or library.sources[passage.source_id].force)
        if scope.holds(passage, force):
            passages[passage.id] = passage
    return Candidates(passages, library.rows(list(passages)), cosines, words)


def _sharing_words(
    generation: Generation, asked: dict[str, Asked], language: str, scope: Scope, limit: int
) -> dict[str, float]:
    """Return, for passages in the question's language, BM25 as a share of what a passage with each of the
    question's words would have, or of the best one's where that has more."""
    index = generation.words.get(language)
    if index is None or (scope.languages and language not in scope.languages):
        return {}
    question = asked[language].text
    hits = index.search(question, limit, scope.sources, scope.forces)
    most = max(index.ideal(question), *(score for _, score in hits[:1]), 1e-9)
    return {id: score / most for id, score in hits}


def _sharing_names(
    generation: Generation, asked: dict[str, Asked], language: str, scope: Scope
) -> list[str]:
    """Return passages of other languages that share names or numbers with the question.

    Those are alike in every language, and among very many passages vectors alone miss them.
    """
    found = []
    for code, index in generation.words.items():
        if code == language or (scope.languages and code not in scope.languages):
            continue
        words = content_words(asked[code].text, language)
        names = " ".join(word.text for word in words if any(c.isupper() or c.isdigit() for c in word.text))
        found += [id for id, _ in index.search(names, _NAMED, scope.sources, scope.forces)]
    return found
