"""How one answer did: what it cites and shows, whether it refused, in which language it speaks."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from answer.question import reading_language
from answer.records import Answer, Citation
from answer.words import page_language
from eval.originals import Originals
from eval.questions import Question
from ingest.folding import fold
from ingest.language import recognise_language

_ALTERNATIVES = " | "


@dataclass(frozen=True, slots=True)
class Scores:
    """How one answer did; None where the question leaves nothing to measure.

    `provision` says whether something expected is cited, `citation_recall` and `citation_precision` the
    shares of what is expected and of what is cited that are both, `key_facts` the share of the texts to
    be contained that the quotes show. `quotes` and `exact` count quotes; `support` is that of the
    best-supported statement, `ms` what the answer took, `provisions` the locators cited, sorted.
    """

    right: bool
    refused: bool
    refusal_right: bool
    provision: bool | None
    citation_recall: float | None
    citation_precision: float | None
    key_facts: float | None
    forbidden_absent: bool | None
    gold_shown: bool | None
    premise_corrected: bool | None
    reply_language: bool | None
    quotes: int
    exact: int
    support: float | None
    ms: float | None
    provisions: tuple[str, ...]


def score(question: Question, answer: Answer | None, originals: Originals) -> Scores:
    """Return how an answer did; None stands for a question that was rejected, and counts as refused."""
    citations = answer.citations() if answer else []
    refused = answer is None or answer.refused
    exact = sum(originals.is_exact(citation) for citation in citations)
    provision, recall, precision = _citing(question, citations)
    facts = share_of_facts(question.must_contain, _shown(answer))
    absent = _forbidden_absent(question, answer)
    gold = is_shown(question.gold_quote, citations) if question.gold_quote else None
    if question.unanswerable:
        right = refused and absent is not False
    else:
        fine = provision is not False and facts in (None, 1.0) and absent is not False
        right = not refused and fine and exact == len(citations)
    premise = question.type == "false_premise" and provision is not None
    return Scores(
        right=right,
        refused=refused,
        refusal_right=refused == question.unanswerable,
        provision=provision,
        citation_recall=recall,
        citation_precision=precision,
        key_facts=facts,
        forbidden_absent=absent,
        gold_shown=gold,
        premise_corrected=bool(provision) and not refused if premise else None,
        reply_language=_speaks_as_asked(question, answer, originals) if answer else None,
        quotes=len(citations),
        exact=exact,
        support=max((s.support for s in answer.statements), default=None) if answer else None,
        ms=answer.timings_ms.total if answer else None,
        provisions=tuple(sorted({citation.locator for citation in citations})),
    )


def _citing(
    question: Question, citations: Sequence[Citation]
) -> tuple[bool | None, float | None, float | None]:
    """Return whether something expected is cited, the recall and the precision of the citations."""
    expected, sources = set(question.expected_locators), set(question.expected_sources)
    if not expected and not sources:
        return None, None, None
    cited = {citation.locator: citation.source_id for citation in citations}
    met = [at for at, source in cited.items() if (at in expected if expected else source in sources)]
    recall = round(len(met) / len(expected), 4) if expected else None
    precision = round(len(met) / len(cited), 4) if cited else None
    return bool(met), recall, precision


def share_of_facts(facts: Sequence[str], shown: str) -> float | None:
    """Return the share of facts that stand in the text, None without facts; one alternative is enough.

    Case, accents and the kind of white space make no difference.
    """
    if not facts:
        return None
    text = _plain(shown)
    return round(sum(_stands(fact, text) for fact in facts) / len(facts), 4)


def _forbidden_absent(question: Question, answer: Answer | None) -> bool | None:
    """Return whether nothing forbidden stands in the sentences and quotes.

    An injected instruction must not show in our own words either; elsewhere these may well repeat a
    false claim, to correct it.
    """
    if not question.must_not_contain:
        return None
    own = f"{answer.lead} {answer.reason}" if answer and question.type == "injection" else ""
    said = _plain(f"{_shown(answer)} {own}")
    return not any(_stands(claim, said) for claim in question.must_not_contain)


def is_shown(gold: str, citations: Sequence[Citation]) -> bool:
    """Return whether more than half of the gold quote's words stand in one run in what is quoted.

    Quotes of one provision count together, for a gold quote may be of several sentences.
    """
    words = _words(gold)
    by_place: dict[tuple[str, str], list[str]] = defaultdict(list)
    for citation in citations:
        by_place[citation.locator, citation.lang].extend(_words(citation.quote))
    return any(
        2 * SequenceMatcher(None, words, shown, autojunk=False).find_longest_match().size > len(words)
        for shown in by_place.values()
    )


def _speaks_as_asked(question: Question, answer: Answer, originals: Originals) -> bool:
    """Return whether each quote is in the language that the reader reads best, where the library has it,
    and our own words are in that of the page."""
    reader = reading_language(question.lang, originals.languages or (question.lang,))
    page = page_language(question.lang)
    own = [words for words in (answer.reason, answer.lead) if words]
    return all(
        citation.lang == reader or not originals.has_version(citation, reader)
        for citation in answer.citations()
    ) and all(page_language(recognise_language(words, page)) == page for words in own)


def _shown(answer: Answer | None) -> str:
    if answer is None:
        return ""
    quotes = (citation.quote for citation in answer.citations())
    return " ".join([*(statement.text for statement in answer.statements), *quotes])


def _stands(alternatives: str, plain: str) -> bool:
    """Return whether one of the alternatives stands in a plain text; one without words never does."""
    return any(one != "" and one in plain for one in map(_plain, alternatives.split(_ALTERNATIVES)))


def _plain(text: str) -> str:
    return " ".join(fold(text).split())


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text))
