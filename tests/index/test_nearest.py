"""The nearest passages of a part: the same whether rows are scanned or Chroma's graph is asked."""

from collections.abc import Iterator

import pytest

from index.generation import Generation
from index.nearest import nearest_passages
from settings import Settings
from tests.fakes import LetterEmbedder, write_corpus
from tests.index.indexes import build, opened

WORDS = ["alpha", "beta", "gamma", "delta", "kappa", "omega", "sigma", "theta", "zeta", "lambda"]
PART = "\n\n".join(f"## P{n}\n\n{WORDS[n % 10]} {WORDS[n // 10]}." for n in range(60))
VECTOR = LetterEmbedder().encode_question("alpha beta").vector


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generation]:
    folder = tmp_path_factory.mktemp("nearest")
    texts = {f"{source}/{language}": f"# T\n\n{PART}" for source in "abc" for language in ("en", "es")}
    settings = Settings(write_corpus(folder / "corpus", texts), folder / "data", model="letters@1")
    build(settings)
    with opened(settings) as generation:
        yield generation


def test_scanning_and_the_graph_find_the_same(
    generation: Generation, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanned = nearest_passages(generation, "en", VECTOR, 20)
    monkeypatch.setattr("index.nearest.EXACT_ROWS", 10)
    asked = nearest_passages(generation, "en", VECTOR, 20)
    assert list(scanned.values()) == pytest.approx(list(asked.values()), abs=0.01)
    assert len(set(scanned) & set(asked)) >= 18  # passages of equal cosine may change places


@pytest.mark.parametrize("most", [10, 100_000])
def test_a_part_gives_its_own_passages_alone(
    most: int, generation: Generation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.nearest.EXACT_ROWS", most)
    found = nearest_passages(generation, "es", VECTOR, 15, sources=("b",))
    assert len(found) == 15
    passages = generation.library.passages(list(found)).values()
    assert {(p.source_id, p.language) for p in passages} == {("b", "es")}


def test_a_force_that_no_source_has_gives_nothing(generation: Generation) -> None:
    assert nearest_passages(generation, "en", VECTOR, 5, forces=("official",)) == {}
    assert len(nearest_passages(generation, "en", VECTOR, 5, forces=("notes",))) == 5
