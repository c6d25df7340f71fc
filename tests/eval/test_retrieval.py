"""A set goes through the index and the search that people use, and its results come back by its ids."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from eval.errors import EvalError
from eval.retrieval import check_run, questions_of, search_sets
from eval.retrieval_corpus import fingerprint, make_corpus
from eval.retrieval_set import RetrievalSet, read_set
from eval.trec import in_order
from index.search import Searcher
from index.token_codec import SAMPLE
from ingest.passages import MOST_CHARACTERS
from settings import Settings
from tests.eval.sets import passage, question, write_set
from tests.fakes import LetterEmbedder
from tests.index.indexes import opened

LONG = " ".join(f"Sentence number {n} tells nothing new." for n in range(60))
CORPUS = [
    passage("p-en", "en", "aaaa bbbb.\n\naaaa bbbb cccc.", "Title A"),
    passage("p-es", "es", "dddd eeee."),
    passage("long", "en", f"{LONG} Zzzz xxxx."),
    passage("bare", "en", "  ", "Only a title"),
    passage("void", "es", ""),
]
QUERIES = [
    question("q1", "en", "aaaa bbbb"),
    question("q2", "en", "dddd eeee"),
    question("q3", "es", "zzzz xxxx"),
    question("q4", "en", "nobody judged this"),
]
QRELS = ["q1 p-en 1", "q1 p-es 1", "q2 p-es 1", "q3 long 1"]


@pytest.fixture
def made(tmp_path: Path) -> RetrievalSet:
    return read_set(write_set(tmp_path / "made", CORPUS, QUERIES, QRELS))


def test_every_entry_is_a_provision_of_the_document_of_its_language(made: RetrievalSet) -> None:
    corpus, ids = make_corpus(made)
    assert [document.language for document in corpus.documents] == ["en", "es"]
    texts = {
        ids[provision.path]: (provision.headings, [document.text[slice(*b.span)] for b in provision.blocks])
        for document in corpus.documents
        for provision in document.provisions
    }
    assert texts["p-en"] == (("Title A",), ["aaaa bbbb.", "aaaa bbbb cccc."])
    assert texts["p-es"] == (("",), ["dddd eeee."])
    assert texts["bare"] == (("Only a title",), ["Only a title"])
    assert texts["void"] == (("",), [])


def test_a_long_entry_becomes_several_passages_that_hold_all_of_it(made: RetrievalSet) -> None:
    corpus, ids = make_corpus(made)
    parts = [p for p in corpus.passages() if ids[p.path] == "long"]
    assert len(parts) > 1
    assert all(len(part.text) <= MOST_CHARACTERS for part in parts)
    assert "".join("".join(p.text.split()) for p in parts) == "".join(f"{LONG} Zzzz xxxx.".split())


def test_a_digest_is_of_the_passages_and_not_of_the_questions(made: RetrievalSet) -> None:
    other = dataclasses.replace(made, questions=made.questions[:1], name="other")
    fewer = dataclasses.replace(made, entries=made.entries[:1])
    assert fingerprint(made) == fingerprint(other) != fingerprint(fewer)


def test_a_pair_is_the_language_asked_in_and_those_of_what_is_relevant(made: RetrievalSet) -> None:
    assert [(one.key, one.pair) for one in questions_of([made])] == [
        ("q1", "en>en+es"),
        ("q2", "en>es"),
        ("q3", "es>en"),
    ]


def test_results_come_back_by_the_ids_of_the_set_in_the_order_of_the_hits(
    made: RetrievalSet, small: Settings
) -> None:
    found = search_sets(questions_of([made]), small, LetterEmbedder())
    ids = make_corpus(made)[1]
    with opened(dataclasses.replace(small, data=next(small.data.iterdir()))) as generation:
        hits = Searcher(generation, LetterEmbedder()).search("aaaa bbbb", "en", k=100).hits
    expected = [ids[version.passage.path] for hit in hits for version in hit.versions]
    assert in_order(found.run["q1"]) == expected
    assert expected[0] == "p-en"
    assert "p-es" in found.run["q2"]
    assert "long" in found.run["q3"]
    assert found.passages == len([p for p in make_corpus(made)[0].passages() if p.sentences])
    assert len(found.milliseconds) == 3
    for scores in found.run.values():
        assert len({np.float32(score) for score in scores.values()}) == len(scores)


def test_an_index_is_used_again_until_the_passages_change(made: RetrievalSet, small: Settings) -> None:
    embedder = LetterEmbedder()
    asked = questions_of([made])
    first = search_sets(asked, small, embedder)
    count = len(embedder.embedded)
    assert search_sets(asked, small, embedder).run == first.run
    assert len(embedder.embedded) == count > 0
    changed = dataclasses.replace(made, entries=made.entries[:3])
    search_sets(questions_of([changed]), small, embedder)
    assert len(embedder.embedded) > count


def test_sets_with_the_same_passages_share_an_index(made: RetrievalSet, small: Settings) -> None:
    twin = dataclasses.replace(made, name="other")
    embedder = LetterEmbedder()
    found = search_sets(questions_of([made, twin]), small, embedder)
    sample = SAMPLE.read_text(encoding="utf-8").splitlines()  # what the codec is fitted on
    assert len([text for text in embedder.embedded if text not in sample]) == found.passages
    assert sorted(found.run) == sorted(
        f"{name}/{q}" for name in (made.name, "other") for q in ("q1", "q2", "q3")
    )


def test_a_set_cannot_be_given_twice(made: RetrievalSet) -> None:
    with pytest.raises(EvalError, match=f"Two sets are called '{made.name}'"):
        questions_of([made, made])


@pytest.mark.parametrize(
    ("run", "told"),
    [
        ({"x": {"p-en": 1.0}}, "answers none of the questions: its first is 'x'"),
        ({"q1": {"y": 1.0}}, "holds none of the passages of the set: its first is 'y'"),
    ],
)
def test_a_run_of_another_set_is_refused(
    run: dict[str, dict[str, float]], told: str, made: RetrievalSet
) -> None:
    with pytest.raises(EvalError) as raised:
        check_run(run, questions_of([made]), Path("a.run"))
    assert told in str(raised.value)
    check_run({"q1": {"p-en": 1.0}}, questions_of([made]), Path("a.run"))
