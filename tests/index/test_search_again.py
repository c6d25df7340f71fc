"""The same question finds the same: asked again, after a rebuild, and however the index came about."""

import dataclasses
import shutil
from pathlib import Path

import pytest

from index.packaged_embedder import PackagedEmbedder
from index.search import Searcher
from settings import Settings
from tests.fakes import LetterEmbedder, write_corpus
from tests.index.indexes import build, opened

WORDS = ["alfa", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "julieta"]
QUESTIONS = [
    ("alfa golf", "en"),
    ("¿delta o echo?", "es"),
    ("hotel india", "fr"),
    ("source b, bravo", "en"),
]

Found = list[tuple[str, float]]


def texts(sources: str, sections: int) -> dict[str, str]:
    parts = [
        f"## P{n}\n\n{WORDS[n % 10]} {WORDS[(n * 7 + 3) % 10]} {WORDS[n // 10]}." for n in range(sections)
    ]
    whole = "# T\n\n" + "\n\n".join(parts)
    return {f"{source}/{language}": whole for source in sources for language in ("en", "es")}


def asked(settings: Settings) -> list[Found]:
    with opened(settings) as generation:
        searcher = Searcher(generation, LetterEmbedder())
        searched = [searcher.search(text, language) for text, language in QUESTIONS]
        return [[(hit.passage.id, hit.score) for hit in each.hits] for each in searched]


@pytest.fixture
def first(small: Settings) -> list[Found]:
    write_corpus(small.corpus, texts("ab", 40))
    build(small)
    return asked(small)


def test_asked_again_it_finds_the_same(first: list[Found], small: Settings) -> None:
    assert asked(small) == first
    assert all(first)


def test_an_index_that_is_built_anew_finds_the_same(first: list[Found], small: Settings) -> None:
    shutil.rmtree(small.data)
    build(small)
    assert asked(small) == first


def test_an_index_that_has_been_changed_and_changed_back_finds_the_same(
    first: list[Found], small: Settings
) -> None:
    for other in (texts("abc", 40), texts("a", 25), texts("ab", 40)):
        shutil.rmtree(small.corpus)
        write_corpus(small.corpus, other)
        build(small)
    for now, before in zip(asked(small), first, strict=True):
        assert [id for id, _ in now] == [id for id, _ in before]
        assert [score for _, score in now] == pytest.approx([score for _, score in before], abs=1e-6)


def test_the_packaged_model_reads_a_question_alike_every_time(
    built: Settings, embedder: PackagedEmbedder, tmp_path: Path
) -> None:
    question = "¿Puedo exigir un código de conducta en el pliego?"
    copied = dataclasses.replace(built, data=tmp_path / "copy")
    shutil.copytree(built.data, copied.data)
    found = []
    for settings in (built, copied, built):
        with opened(settings) as generation:
            hits = Searcher(generation, embedder).search(question, "es").hits
            found.append([(hit.passage.id, hit.score) for hit in hits])
    assert found[0] == found[1] == found[2]
