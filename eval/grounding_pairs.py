"""Pairs of a sentence and its evidence, made from the corpus: what is borne out, and what is not.

A sentence of the sources is borne out by its own passage and by the other language version of its
provision. It no longer is once a number, a name, an instrument, a word of force or a denial has changed,
or once it cites another provision. The same seed makes the same pairs.
"""

import json
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from answer.checker import Evidence, Fault
from answer.instruments import find_instruments
from answer.modality import Mark, Strength, find_marks
from answer.names import find_names
from answer.numerals import lacking_numbers
from ingest.corpus import Corpus, names_of
from ingest.locators import find_keys
from ingest.passages import Passage
from ingest.register import Source

PARAPHRASES = Path(__file__).with_name("grounding_paraphrases.jsonl")
LEAST_LETTERS = 40
"""Shorter sentences are headings and cells."""
MOVED = "moved"
SAME, OTHER = "same language", "other language"


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence, its evidence, whether it is borne out, and how it came to be: a `Fault`, `MOVED`, or
    `SAME` or `OTHER` for one that nothing was done to."""

    id: str
    sentence: str
    language: str
    evidence: tuple[Evidence, ...]
    supported: bool
    kind: str
    group: str


def make_pairs(corpus: Corpus, sources: Sequence[str], most: int, seed: int) -> list[Pair]:
    """Return pairs of up to `most` sentences of the sources named, each untouched and altered in each way
    that it allows."""
    chance = random.Random(seed)
    provisions = _provisions(corpus)
    by_id = {source.id: source for source in corpus.sources}
    quotable = [
        (passage, passage.text[start - passage.start : end - passage.start])
        for passage in corpus.passages()
        if passage.source_id in sources
        for start, end in passage.sentences
        if end - start >= LEAST_LETTERS and not passage.columns
    ]
    chance.shuffle(quotable)
    pool = _Pool.of([text for _, text in quotable], [passage.language for passage, _ in quotable])
    pairs: list[Pair] = []
    for number, (passage, text) in enumerate(quotable[:most]):
        source = by_id[passage.source_id]
        own = _evidence(source, [passage], passage.language)
        others = [p for p in provisions[passage.source_id, passage.path] if p.language != passage.language]
        if others and number % 2:
            evidence, kind = _evidence(source, others, passage.language), OTHER
        else:
            evidence, kind = own, SAME
        whole = Pair(
            f"{passage.id}.{number}", text, passage.language, evidence, True, kind, f"{passage.id}.{number}"
        )
        pairs.append(whole)
        pairs.extend(_altered(whole, pool, chance))
        elsewhere = _elsewhere(passage, corpus, chance)
        if elsewhere is not None:
            moved = _evidence(by_id[elsewhere.source_id], [elsewhere], passage.language)
            pairs.append(
                replace(whole, id=f"{whole.id}.moved", evidence=moved, supported=False, kind=MOVED)
            )
    return pairs


def _provisions(corpus: Corpus) -> Mapping[tuple[str, tuple[str, ...]], list[Passage]]:
    provisions = defaultdict(list)
    for passage in corpus.passages():
        provisions[passage.source_id, passage.path].append(passage)
    return provisions


def _evidence(source: Source, passages: Sequence[Passage], language: str) -> tuple[Evidence, ...]:
    """Return passages of a provision as what a sentence in `language` cites."""
    return tuple(
        Evidence(passage.text, passage.language, "\n".join(_names(source, passage, language)))
        for passage in passages
    )


def _names(source: Source, passage: Passage, language: str) -> Iterator[str]:
    yield from passage.headings
    for each in dict.fromkeys((language, passage.language)):
        yield source.in_language(source.title, each)
        yield names_of(source, passage, each)


def _elsewhere(passage: Passage, corpus: Corpus, chance: random.Random) -> Passage | None:
    """Return a passage of the same source and language from another provision."""
    others = [
        other
        for other in corpus.passages()
        if (other.source_id, other.language) == (passage.source_id, passage.language)
        and other.path[:1] != passage.path[:1]
        and len(other.text) >= 3 * LEAST_LETTERS
    ]
    return chance.choice(others) if others else None


@dataclass(frozen=True, slots=True)
class _Pool:
    """Names and instruments of other sentences, to put in place of those of one."""

    names: Mapping[tuple[str, str], Sequence[str]]
    instruments: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, texts: Sequence[str], languages: Sequence[str]) -> "_Pool":
        names: dict[tuple[str, str], set[str]] = defaultdict(set)
        instruments: dict[str, set[str]] = defaultdict(set)
        for text, language in zip(texts, languages, strict=True):
            for name in find_names(text, language):
                if not name.written.isalpha():
                    continue
                names[language, name.key.split(" ")[0]].add(name.written)
            instruments[language] |= {named.written for named in find_instruments(text)}
        return cls(
            {key: sorted(found) for key, found in names.items()},
            {key: sorted(found) for key, found in instruments.items()},
        )


def _altered(pair: Pair, pool: _Pool, chance: random.Random) -> Iterator[Pair]:
    for fault, alter in _ALTERATIONS.items():
        text = alter(pair, pool, chance)
        if text is not None and text != pair.sentence:
            yield replace(pair, id=f"{pair.id}.{fault}", sentence=text, supported=False, kind=str(fault))


def _other_number(pair: Pair, pool: _Pool, chance: random.Random) -> str | None:
    """Return the sentence with one of its numbers changed, into one that the evidence does not have."""
    places = [m for m in re.finditer(r"\d+", pair.sentence) if not m[0].startswith("0")]
    texts = [(text, each.language) for each in pair.evidence for text in (each.text, each.names)]
    chance.shuffle(places)
    for place in places:
        value = int(place[0])
        for other in chance.sample(range(1, 9), 8):
            changed = str(value + other if value < 1900 else value - other)
            text = _put(pair.sentence, place.span(), changed)
            if lacking_numbers(f"- {changed}", pair.language, texts):
                return text
    return None


def _other_name(pair: Pair, pool: _Pool, chance: random.Random) -> str | None:
    names = [
        n
        for n in find_names(pair.sentence, pair.language)
        if n.key or re.search(r"[\w,] $", pair.sentence[: n.span[0]])
    ]
    known = " ".join(
        text for evidence in pair.evidence for text in (evidence.text, evidence.names)
    ).casefold()
    if not names:
        return None
    name = chance.choice(names)
    others = [
        other
        for other in pool.names.get((pair.language, name.key.split(" ")[0]), ())
        if other.casefold() not in known and other.casefold() not in pair.sentence.casefold()
    ]
    return _put(pair.sentence, name.span, chance.choice(others)) if others else None


def _other_instrument(pair: Pair, pool: _Pool, chance: random.Random) -> str | None:
    """Return the sentence with another provision of its kind, or else another instrument."""
    provision = re.search(
        r"\b(?:Principle|Principio Rector|[Aa]rtículo|[Aa]rticle|UNGP|PRNU) (\d+)", pair.sentence
    )
    if provision:
        return _put(pair.sentence, provision.span(1), str(int(provision[1]) + chance.randint(31, 60)))
    named = find_instruments(pair.sentence)
    if not named:
        return None
    keys = {each.key for text in pair.evidence for each in find_instruments(f"{text.text}\n{text.names}")}
    one = chance.choice(named)
    others = [
        other
        for other in pool.instruments.get(pair.language, ())
        if not {each.key for each in find_instruments(other)} & (keys | {one.key}) and not find_keys(other)
    ]
    return _put(pair.sentence, one.span, chance.choice(others)) if others else None


_FORCES = {
    "en": {Strength.MAY: "may", Strength.SHOULD: "should", Strength.MUST: "must"},
    "es": {Strength.MAY: "podrá", Strength.SHOULD: "debería", Strength.MUST: "debe"},
}
_PLURALS = {"podrá": "podrán", "debería": "deberían", "debe": "deben"}


def _other_force(pair: Pair, pool: _Pool, chance: random.Random) -> str | None:
    """Return the sentence with a stronger or weaker word of force."""
    marks = [
        m for m in find_marks(pair.sentence, pair.language) if m.strength and _is_plain(pair.sentence, m)
    ]
    if not marks or pair.language not in _FORCES:
        return None
    mark = chance.choice(marks)
    strength = chance.choice([s for s in Strength if s != mark.strength])
    word = _FORCES[pair.language][strength]
    written = pair.sentence[mark.span[0] : mark.span[1]]
    word = _PLURALS[word] if pair.language == "es" and written.endswith("n") else word
    return _put(pair.sentence, mark.span, word)


def _is_plain(text: str, mark: Mark) -> bool:
    return text[mark.span[0] : mark.span[1]] in _PLAIN


_PLAIN = {
    *("may", "can", "should", "must", "shall"),
    *("puede", "pueden", "podrá", "podrán", "debe", "deben", "debería", "deberían", "deberá", "deberán"),
}
"""Words of force that another may take the place of."""


def _other_denial(pair: Pair, pool: _Pool, chance: random.Random) -> str | None:
    """Return the sentence without its denial, or with one that it did not have."""
    marks = find_marks(pair.sentence, pair.language)
    denials = [m for m in marks if m.strength is None and pair.sentence[slice(*m.span)] in ("no", "not")]
    if denials:
        start, end = chance.choice(denials).span
        return pair.sentence[:start].rstrip() + pair.sentence[end:]
    plain = [m for m in marks if m.strength and _is_plain(pair.sentence, m)]
    if not plain:
        return None
    start, end = chance.choice(plain).span
    place = end if pair.language == "en" else start
    denial = "not" if pair.language == "en" else "no"
    return f"{pair.sentence[:place].rstrip()} {denial} {pair.sentence[place:].lstrip()}"


def _put(text: str, span: tuple[int, int], other: str) -> str:
    return text[: span[0]] + other + text[span[1] :]


_ALTERATIONS: dict[Fault, Callable[[Pair, _Pool, random.Random], str | None]] = {
    Fault.NUMBER: _other_number,
    Fault.NAME: _other_name,
    Fault.INSTRUMENT: _other_instrument,
    Fault.MODAL: _other_force,
    Fault.NEGATION: _other_denial,
}


def read_paraphrases(corpus: Corpus, path: Path = PARAPHRASES) -> list[Pair]:
    """Return the pairs that people wrote: a sentence in any of four languages, and the provision it cites.

    Raises:
        KeyError: the corpus has no such provision any more.
    """
    provisions = _provisions(corpus)
    by_id = {source.id: source for source in corpus.sources}
    pairs = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        place = (row["source"], tuple(part for part in row["path"].split("/") if part))
        passages = [p for p in provisions[place] if p.language == row["evidence_lang"]]
        if not passages:
            raise KeyError(place)
        evidence = _evidence(by_id[row["source"]], passages, row["lang"])
        pairs.append(
            Pair(row["id"], row["text"], row["lang"], evidence, row["supported"], row["kind"], row["id"])
        )
    return pairs
