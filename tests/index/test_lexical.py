"""The lexical index: BM25 by hand, filters, and folders that are no index."""

import math
from pathlib import Path

import pytest

from index.analysis import analyse, content_words
from index.errors import IndexFault
from index.lexical import LexicalIndex, build_lexical
from tests.index.indexes import files_of_at_most

ROWS = [
    ("es-1", "ungp", "La contratación pública respeta derechos"),
    ("es-2", "ungp", "Las empresas respetan derechos humanos"),
    ("es-3", "iso", "Una norma orienta compras sostenibles"),
]


def build(folder: Path, language: str, rows: list[tuple[str, str, str]]) -> None:
    """Write a lexical index of texts."""
    build_lexical(
        folder, [(id, source, "notes", " ".join(analyse(text, language))) for id, source, text in rows]
    )


@pytest.fixture
def spanish(tmp_path: Path) -> LexicalIndex:
    build(tmp_path / "es", "es", ROWS)
    return LexicalIndex(tmp_path / "es", "es")


def ids(hits: list[tuple[str, float]]) -> list[str]:
    return [id for id, _ in hits]


@pytest.mark.parametrize("question", ["contratacion", "CONTRATACIÓN", "¿contratación?", "contrataciones"])
def test_a_word_is_found_however_it_is_typed(question: str, spanish: LexicalIndex) -> None:
    assert ids(spanish.search(question, 10)) == ["es-1"]


def test_the_passage_with_more_of_the_words_comes_first(spanish: LexicalIndex) -> None:
    hits = spanish.search("derechos humanos", 10)
    assert ids(hits) == ["es-2", "es-1"]
    assert hits[0][1] > hits[1][1] > 0


def test_the_score_is_bm25(tmp_path: Path) -> None:
    build(tmp_path / "en", "en", [("a", "s", "alpha beta"), ("b", "s", "beta gamma delta gamma")])
    index = LexicalIndex(tmp_path / "en", "en")
    idf = math.log(1 + (2 - 1 + 0.5) / (1 + 0.5))
    usual = (2 + 4) / 2
    once = 1 * (1.2 + 1) / (1 + 1.2 * (1 - 0.75 + 0.75 * 2 / usual))
    twice = 2 * (1.2 + 1) / (2 + 1.2 * (1 - 0.75 + 0.75 * 4 / usual))
    assert index.search("alpha", 10) == [("a", pytest.approx(idf * once, rel=1e-4))]
    assert index.search("gamma", 10) == [("b", pytest.approx(idf * twice, rel=1e-4))]


def test_a_passage_of_usual_length_with_every_word_has_the_ideal_score(tmp_path: Path) -> None:
    build(tmp_path / "en", "en", [("a", "s", "alpha beta"), ("b", "s", "gamma delta")])
    index = LexicalIndex(tmp_path / "en", "en")
    ((_, score),) = index.search("What is the alpha beta?", 10)
    assert score == pytest.approx(index.ideal("What is the alpha beta?"), rel=1e-4)


def test_a_rare_word_weighs_more_than_a_common_one(spanish: LexicalIndex) -> None:
    assert spanish.frequency(["derech"]) == 2
    assert spanish.frequency(["derech", "norm"]) == 2  # the commonest form counts
    assert spanish.frequency(["astrolabi"]) == 0
    unknown = math.log(1 + (3 + 0.5) / 0.5)
    unheard, known = content_words("astrolabio derechos", "es")
    assert spanish.rarity(unheard) == 1.0
    assert spanish.rarity(known) == pytest.approx(math.log(1 + (3 - 2 + 0.5) / (2 + 0.5)) / unknown)


def test_a_filter_keeps_the_named_sources_and_their_scores(spanish: LexicalIndex) -> None:
    everywhere = dict(spanish.search("derechos compras", 10))
    assert set(everywhere) == {"es-1", "es-2", "es-3"}
    for sources, kept in ((["iso"], {"es-3"}), (["iso", "ungp"], set(everywhere)), (["other"], set())):
        assert dict(spanish.search("derechos compras", 10, sources)) == pytest.approx(
            {id: score for id, score in everywhere.items() if id in kept}
        )


def test_no_more_than_the_limit_is_returned(spanish: LexicalIndex) -> None:
    assert len(spanish.search("derechos compras", 2)) == 2


@pytest.mark.parametrize("question", ["", "¿?", "de la que los", "the astrolabe"])
def test_a_question_without_known_content_words_finds_nothing(question: str, spanish: LexicalIndex) -> None:
    assert spanish.search(question, 10) == []


@pytest.mark.parametrize("question", ['"derechos" AND (', "derechos:*", "+derechos -humanos ^9"])
def test_marks_of_a_query_language_are_plain_words(question: str, spanish: LexicalIndex) -> None:
    assert set(ids(spanish.search(question, 10))) == {"es-1", "es-2"}


def test_an_empty_index_opens_and_finds_nothing(tmp_path: Path) -> None:
    build(tmp_path / "fr", "fr", [])
    index = LexicalIndex(tmp_path / "fr", "fr")
    assert (index.count, index.search("droits", 10), index.ideal("droits")) == (0, [], 1.0 * math.log(2))


def test_a_full_disk_is_an_error_of_the_disk(tmp_path: Path) -> None:
    words = " ".join(f"word{number}" for number in range(1000))
    with files_of_at_most(2_000), pytest.raises(OSError):
        build(tmp_path / "en", "en", [("a", "s", words)])


@pytest.mark.parametrize("damage", ["missing", "empty", "cut off", "not JSON"])
def test_a_damaged_folder_is_refused_with_the_command_that_mends_it(damage: str, tmp_path: Path) -> None:
    folder = tmp_path / "es"
    if damage == "empty":
        folder.mkdir()
    elif damage != "missing":
        build(folder, "es", ROWS)
    if damage == "cut off":
        for path in folder.glob("*.term"):
            path.write_bytes(path.read_bytes()[:40])
    if damage == "not JSON":
        (folder / "meta.json").write_text("{", encoding="utf-8")
    with pytest.raises(IndexFault, match="python -m index build"):
        LexicalIndex(folder, "es")
