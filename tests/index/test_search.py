"""Search over small corpora: what is one hit, what is kept, what is counted, in which order."""

import math
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.candidates import Scope
from index.ranking import read_ranking
from index.search import Hit, Searcher
from settings import Settings
from tests.fakes import LetterEmbedder, write_corpus
from tests.index.indexes import build, opened

RANKING = read_ranking()
LONG = " ".join(f"kappa chi tau{'u' * (number % 7)}." for number in range(120))
TEXTS = {
    "a/en": "# A\n\n## One {#one}\n\nalpha beta.\n\n## Two {#two}\n\ngamma delta.",
    "a/es": "# A\n\n## Uno {#one}\n\nalfa beta.\n\n## Dos {#two}\n\ngama delta.",
    "b/en": "# B\n\n## Principle 5\n\nomega psi rho.\n\n## Principle 6\n\nomega psi rho.",
    "c/en": f"# C\n\n## Long {{#long}}\n\n{LONG}",
}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    folder = tmp_path_factory.mktemp("search")
    settings = Settings(write_corpus(folder / "corpus", TEXTS), folder / "data", model="letters@1")
    build(settings)
    with opened(settings) as generation:
        yield Searcher(generation, LetterEmbedder())


def places(hits: Sequence[Hit]) -> list[str]:
    return ["/".join((hit.passage.source_id, *hit.passage.path)) for hit in hits]


def test_language_versions_of_a_provision_are_one_hit(searcher: Searcher) -> None:
    hits = searcher.search("alpha beta", "en").hits
    assert places(hits)[0] == "a/one"
    assert sorted(places(hits)) == ["a/one", "a/two", "b/principle-5", "b/principle-6", "c/long"]
    assert [version.passage.text for version in hits[0].versions] == [
        "One\n\nalpha beta.",
        "Uno\n\nalfa beta.",
    ]


@pytest.mark.parametrize("asked", ["en", "es"])
@pytest.mark.parametrize("reader", ["en", "es", ""])
def test_the_version_in_the_readers_language_comes_first(
    asked: str, reader: str, searcher: Searcher
) -> None:
    hits = searcher.search("alpha beta", asked, reader=reader).hits
    hit = hits[places(hits).index("a/one")]
    assert hit.passage.language == (reader or asked)
    assert hit.versions[0].passage == hit.passage
    assert {version.passage.language for version in hit.versions} == {"en", "es"}


def test_a_provision_without_the_readers_language_comes_in_the_one_it_has(searcher: Searcher) -> None:
    hit = searcher.search("omega psi rho", "es").hits[0]
    assert (hit.passage.source_id, hit.passage.language) == ("b", "en")


def test_a_version_in_the_readers_language_comes_first_even_where_it_was_not_found(tmp_path: Path) -> None:
    crowd = "\n\n".join(f"## P{n} {{#p{n}}}\n\nkappa chi {'e' * (n % 7)}." for n in range(60))
    texts = {
        "a/en": f"# A\n\n{crowd}\n\n## One {{#one}}\n\nzzz qqq www. vvv jjj.",
        "a/es": "# A\n\n## Uno {#one}\n\nkappa chi.",
    }
    settings = Settings(write_corpus(tmp_path / "corpus", texts), tmp_path / "data", model="letters@1")
    build(settings)
    with opened(settings) as generation:
        searcher = Searcher(generation, LetterEmbedder())
        for kept, language in ((["en", "es"], "en"), (["es"], "es")):
            hits = searcher.search("kappa chi", "es", k=10, languages=kept, reader="en").hits
            hit = hits[places(hits).index("a/one")]
            assert hit.passage.language == language
            assert [version.passage.language for version in hit.versions][-1] == "es"
            assert hit.score == pytest.approx(hit.versions[-1].score)


def test_a_hit_counts_its_best_version_most_and_its_weaker_one_a_little(searcher: Searcher) -> None:
    hits = searcher.search("alfa beta", "en").hits
    assert {len(hit.versions) for hit in hits} == {1, 2}
    for hit in hits:
        scores = [version.score for version in hit.versions]
        assert hit.score == pytest.approx((1 - RANKING.weaker) * max(scores) + RANKING.weaker * min(scores))


def test_hits_are_sorted_and_their_scores_are_numbers(searcher: Searcher) -> None:
    for question in ("alpha beta", "gamma", "omega psi", "kappa", "nothing of that"):
        scores = [hit.score for hit in searcher.search(question, "en").hits]
        assert scores == sorted(scores, reverse=True)
        assert all(map(math.isfinite, scores))


def test_no_provision_is_two_hits(searcher: Searcher) -> None:
    found = places(searcher.search("kappa chi", "en", k=50).hits)
    assert len(found) == len(set(found)) == 5


def test_further_passages_of_a_provision_stand_behind_its_best(searcher: Searcher) -> None:
    hit = searcher.search("kappa chi", "en").hits[0]
    assert places([hit]) == ["c/long"]
    assert len(hit.others) >= 1
    assert hit.passage not in [version.passage for version in hit.others]
    assert {version.passage.path for version in hit.others} == {("long",)}
    assert all(version.score <= hit.versions[0].score for version in hit.others)


@pytest.mark.parametrize("k", [1, 2, 5, 50])
def test_no_more_than_k_hits_are_returned_and_they_are_the_best(k: int, searcher: Searcher) -> None:
    every = searcher.search("alpha beta", "en", k=50).hits
    assert places(searcher.search("alpha beta", "en", k=k).hits) == places(every)[:k]


@pytest.mark.parametrize(
    ("sources", "kept"), [(["b"], {"b"}), (["a", "c"], {"a", "c"}), ([], {"a", "b", "c"}), (["x"], set())]
)
def test_a_filter_keeps_the_named_sources(sources: list[str], kept: set[str], searcher: Searcher) -> None:
    hits = searcher.search("alpha beta", "en", sources=sources).hits
    assert {hit.passage.source_id for hit in hits} == kept


@pytest.mark.parametrize(
    ("languages", "kept"),
    [(["es"], {"es"}), (["en"], {"en"}), (["es", "en"], {"es", "en"}), (["fr"], set())],
)
def test_a_filter_keeps_the_named_languages(
    languages: list[str], kept: set[str], searcher: Searcher
) -> None:
    hits = searcher.search("alpha beta", "en", languages=languages).hits
    assert {v.passage.language for hit in hits for v in (*hit.versions, *hit.others)} == kept


@pytest.mark.parametrize("named", ["5", "6"])
@pytest.mark.parametrize(
    "words", ["What does Principle {} say?", "¿Qué dice el principio {}?", "omega PRNU {}"]
)
def test_a_named_provision_comes_before_its_twin(words: str, named: str, searcher: Searcher) -> None:
    for language in ("en", "es"):
        hits = searcher.search(words.format(named), language).hits
        twins = [place for place in places(hits) if place.startswith("b/")]
        assert twins[0] == f"b/principle-{named}"


def test_a_provision_that_no_text_holds_is_told(searcher: Searcher) -> None:
    references = searcher.search("What do Principle 5 and Principle 31 say?", "en").references
    assert references.keys == ("principle-5", "principle-31")
    assert references.unknown == ("principle-31",)


def test_a_score_is_the_sum_of_what_it_says(searcher: Searcher) -> None:
    version = searcher.search("omega of Principle 6", "en").hits[0].versions[0]
    why = version.why
    assert why.words is not None
    assert why.provision == 1
    assert version.score == pytest.approx(
        why.late
        + RANKING.words * why.words
        + RANKING.provision * why.provision
        + RANKING.source * why.source
        + RANKING.mention * why.mention
    )


def test_cosines_are_those_of_the_vectors(searcher: Searcher) -> None:
    letters = LetterEmbedder()
    question = letters.encode_question("gamma")
    (passage,) = letters.encode_passages(["Title of a\nTwo\n\ngamma delta."])
    hits = searcher.search("gamma", "en").hits
    hit = hits[places(hits).index("a/two")]
    assert hit.versions[0].why.cosine == pytest.approx(float(question.vector @ passage.vector), abs=5e-3)


@pytest.mark.parametrize("question", ["of the", "the", "¿?", "12", ""])
def test_a_question_without_content_words_is_no_error(question: str, searcher: Searcher) -> None:
    hits = searcher.search(question, "en").hits
    assert all(math.isfinite(hit.score) for hit in hits)
    assert all(version.why.words == 0 for hit in hits for version in hit.versions if version.why.words)


@pytest.mark.parametrize("language", ["fr", "pt", "xx"])
def test_a_question_in_a_language_without_texts_finds_those_of_others(
    language: str, searcher: Searcher
) -> None:
    hits = searcher.search("omega psi rho", language).hits
    assert {hit.passage.source_id for hit in hits[:2]} == {"b"}
    assert all(version.why.words is None for hit in hits for version in hit.versions)


def test_a_question_encoded_before_finds_the_same(searcher: Searcher) -> None:
    asked = searcher.encode("alpha beta", "en")
    again = searcher.search("alpha beta", "en", asked=asked)
    assert [hit.score for hit in again.hits] == [h.score for h in searcher.search("alpha beta", "en").hits]
    assert again.asked is asked


def test_a_term_is_asked_in_the_words_of_each_language(searcher: Searcher) -> None:
    asked = searcher.encode("¿Qué es la OCDE?", "es")
    assert {language: a.text for language, a in asked.items()} == {
        "en": "¿Qué es la OECD?",
        "es": "¿Qué es la OCDE?",
    }


def test_eight_threads_find_the_same(searcher: Searcher) -> None:
    questions = ["alpha beta", "gamma", "omega psi", "kappa"] * 10
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda question: places(searcher.search(question, "en").hits), questions))
    assert found == [places(searcher.search(question, "en").hits) for question in questions]


@pytest.mark.parametrize(("question", "held"), [("gamma de Trubcor", True), ("gamma de trubcor", False)])
def test_a_name_brings_in_texts_of_other_languages_that_vectors_miss(
    question: str, held: bool, tmp_path: Path
) -> None:
    crowd = "\n\n".join(f"## P{n} {{#p{n}}}\n\ngamma delta {'e' * (n % 7)}." for n in range(80))
    texts = {"a/en": f"# A\n\n{crowd}\n\n## Last {{#last}}\n\nTrubcor zzz qqq kkk www vvv jjj xxx."}
    settings = Settings(write_corpus(tmp_path / "corpus", texts), tmp_path / "data", model="letters@1")
    build(settings)
    with opened(settings) as generation:
        searcher = Searcher(generation, LetterEmbedder())
        gathered = searcher.gather(question, "es", Scope(), searcher.encode(question, "es"), 20)
        assert (("last",) in [p.path for p in gathered.candidates.passages.values()]) is held
        elsewhere = Scope(languages=("es",))
        gathered = searcher.gather(question, "es", elsewhere, searcher.encode(question, "es"), 20)
        assert gathered.candidates.passages == {}
