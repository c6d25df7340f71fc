"""A large corpus that is made for the bench, and the bench itself on a small one."""

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
import pytest

from eval.__main__ import main
from eval.errors import EvalError
from eval.questions import Question
from eval.scale import bench_search
from eval.scale_corpus import MadeCorpus
from eval.scale_material import Material, gather_material
from eval.scale_plot import draw_growth
from eval.scale_search import UNFILTERED, filters_of, finds
from index.contextual import contextualise
from index.generation import open_generation
from index.manifest import read_manifest
from index.packaged_embedder import PackagedEmbedder
from index.search import Searcher
from ingest.corpus import force_of, read_corpus
from settings import Settings
from tests.fakes import LetterEmbedder, write_corpus

PASSAGES = 300
FEW = 120
"""Passages of an index that is searched with the packaged model."""
_SUBJECTS = {
    "es": ("El pliego de {} pide a cada proveedor un plan por escrito.",
           ["uniformes", "guantes", "computadoras", "alimentos", "muebles", "limpieza", "vehículos",
            "medicinas", "caminos", "escuelas", "textiles", "seguridad", "software", "papel"]),
    "en": ("The tender for {} asks each supplier for a plan in writing.",
           ["uniforms", "gloves", "computers", "food", "furniture", "cleaning", "vehicles",
            "medicines", "roads", "schools", "textiles", "security", "software", "paper"]),
}  # fmt: skip


@pytest.fixture(scope="module")
def corpus_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    texts = {}
    for language, (sentence, subjects) in _SUBJECTS.items():
        sections = [f"## Part {n} {{#s{n}}}\n\n{sentence.format(s)}" for n, s in enumerate(subjects)]
        texts[f"tenders/{language}"] = "# Tenders\n\n" + "\n\n".join(sections)
    return write_corpus(tmp_path_factory.mktemp("corpus"), texts)


@pytest.fixture(scope="module")
def material(corpus_folder: Path) -> Material:
    corpus, faults = read_corpus(corpus_folder)
    assert faults == []
    return gather_material(corpus, LetterEmbedder())


@pytest.fixture(scope="module")
def made(material: Material) -> MadeCorpus:
    return MadeCorpus(material, LetterEmbedder(), PASSAGES, seed=1)


def test_a_made_corpus_has_what_was_asked_for(made: MadeCorpus, material: Material) -> None:
    passages = [entry.passage for entry in made.entries]
    sources = {source.id: source for source in made.corpus.sources}
    assert len(passages) == len({passage.id for passage in passages}) == PASSAGES
    assert {passage.language for passage in passages} == {"es", "en"}
    assert {str(force_of(sources[p.source_id], p)) for p in passages} == {
        "official", "extract", "notes", "brief",
    }  # fmt: skip
    assert len(made.planted) == PASSAGES // 10
    assert [passage for passage, _ in material.real] == passages[-len(material.real) :]


def test_the_same_seed_makes_the_same_corpus(material: Material, made: MadeCorpus) -> None:
    again = MadeCorpus(material, LetterEmbedder(), PASSAGES, seed=1)
    assert again.entries == made.entries
    assert again.planted == made.planted
    for entry in reversed(made.entries[:40]):  # in whatever order they are asked for
        ours, theirs = made.get(entry.digest), again.get(entry.digest)
        assert np.array_equal(ours.vector, theirs.vector)
        assert np.array_equal(ours.tokens, theirs.tokens)


def test_another_seed_makes_another_corpus(material: Material, made: MadeCorpus) -> None:
    other = MadeCorpus(material, LetterEmbedder(), PASSAGES, seed=2)
    assert [e.passage.text for e in other.entries] != [e.passage.text for e in made.entries]


def test_made_passages_stand_in_their_documents(made: MadeCorpus) -> None:
    texts = {(d.source_id, d.language): d.text for d in made.corpus.documents}
    for passage in (entry.passage for entry in made.entries):
        text = texts[passage.source_id, passage.language]
        assert text[passage.start : passage.end] == passage.text
        assert passage.start <= passage.sentences[0][0] < passage.sentences[-1][1] <= passage.end


def test_a_token_vector_is_that_of_the_word_at_its_place(made: MadeCorpus) -> None:
    embedder = LetterEmbedder()
    for entry in made.entries[:60]:
        text, encoded = contextualise(entry.passage).text, made.get(entry.digest)
        words = [text[start:end] for start, end in encoded.spans]
        expected = np.stack([embedder.encode_question(word).vector for word in words])
        assert len(words) == len(encoded.tokens)
        lettered = [place for place, word in enumerate(words) if not word.isdigit()]  # figures have zeros
        assert ((encoded.tokens * expected).sum(axis=1)[lettered] > 0.95).all()
        assert np.linalg.norm(encoded.vector) == pytest.approx(1.0, abs=1e-5)


def test_no_two_made_passages_have_the_same_vector(made: MadeCorpus) -> None:
    vectors = np.stack([made.get(entry.digest).vector for entry in made.entries])
    assert len(np.unique(vectors, axis=0)) == PASSAGES


def test_a_corpus_with_too_few_sentences_is_refused(tmp_path: Path) -> None:
    corpus, _ = read_corpus(write_corpus(tmp_path, {"one/es": "# Uno\n\nUna frase.\n"}))
    with pytest.raises(EvalError, match=r"has 0 sentences in 'es'.*--corpus"):
        gather_material(corpus, LetterEmbedder())


def test_the_bench_measures_writes_and_draws(
    corpus_folder: Path, tmp_path: Path, embedder: PackagedEmbedder, capsys: pytest.CaptureFixture[str]
) -> None:
    keep, drawing = tmp_path / "kept", tmp_path / "growth.svg"
    questions = tmp_path / "questions.jsonl"
    questions.write_text(
        json.dumps({"id": "1", "lang": "es", "text": "¿Qué pide el pliego de guantes?"})
        + "\n"
        + json.dumps({"id": "2", "lang": "en", "text": "What does the tender for roads ask for?"}),
        encoding="utf-8",
    )
    command = [
        "bench", "search", "--passages", str(FEW), "--questions", str(questions), "--rounds", "1",
        "--keep", str(keep), "--plot", str(drawing), "--corpus", str(corpus_folder),
        "--report", str(tmp_path / "growth.md"), "--json",
    ]  # fmt: skip
    assert main(command) == 0
    (result,) = json.loads(capsys.readouterr().out)["sizes"]
    assert result["passages"] == FEW
    assert result["recall@10"]["same language"] >= 0.9
    assert result["recall@10"]["in its source"] == 1.0
    assert result["ms"][UNFILTERED]["times"] == 1.0
    assert set(result["ms"]) == set(filters_of(Question("1", "es", "?", "lookup"), ["made-1"]))
    assert result["slowest p95 ms"] >= result["ms"][UNFILTERED]["p95"] > 0
    memory = result["memory MiB"]
    assert 0 < memory["searched"]["anonymous"] < memory["searched"]["resident"]
    parts = result["bytes a passage"]
    assert sum(parts.values()) - parts["all"] == pytest.approx(parts["all"], abs=len(parts))
    assert ElementTree.parse(drawing).getroot().tag.endswith("svg")

    report = (tmp_path / "growth.md").read_text(encoding="utf-8")
    assert f"--passages {FEW} --rounds 1" in report
    assert "](growth.svg)" in report
    assert f"| {FEW} | " in report

    generation = read_manifest(keep / str(FEW)).generation
    _filters_keep_to_what_they_say(keep / str(FEW), embedder)
    assert main(command[:-1]) == 0
    assert "recall@10" in capsys.readouterr().out
    assert read_manifest(keep / str(FEW)).generation == generation  # used again


def _filters_keep_to_what_they_say(data: Path, embedder: PackagedEmbedder) -> None:
    generation = open_generation(data, read_manifest(data))
    try:
        searcher, sources = Searcher(generation, embedder), generation.library.sources
        question = Question("1", "es", "¿Qué pide el pliego de guantes?", "lookup")
        for name, kept in filters_of(question, ["made-1", "made-2", "made-5"]).items():
            found = [hit.passage for hit in searcher.search(question.text, "es", **kept).hits]
            assert found != [], name
            assert {p.source_id for p in found} <= set(kept.get("sources") or sources)
            assert {p.language for p in found} <= set(kept.get("languages", ("es", "en")))
            forces = {str(force_of(sources[p.source_id], p)) for p in found}
            assert forces <= set(kept.get("forces") or forces)
    finally:
        generation.close()


def test_an_index_that_is_not_kept_is_removed(
    corpus_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    settings = Settings(corpus=corpus_folder, models=Path("/nonexistent"), model="letters@1")
    monkeypatch.setattr("eval.scale.open_embedder", lambda _: LetterEmbedder())
    monkeypatch.setattr("eval.scale._measure", lambda *_: {})
    assert bench_search(settings, [120], [], rounds=1) == [{}]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--passages", "99"], "--passages is 99. Expected 100 or more"),
        (["--plot", "/nowhere/growth.svg"], "--plot is /nowhere/growth.svg"),
    ],
)
def test_wrong_options_are_refused_at_once(
    options: list[str], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COTEJO_LANGUAGE", "en")
    assert main(["bench", "search", *options]) == 1
    assert said in capsys.readouterr().err


def test_the_drawing_has_every_size() -> None:
    results = [
        {
            "passages": size,
            "ms": {UNFILTERED: {"p50": size / 1000, "p95": size / 500}},
            "slowest p95 ms": size / 400,
            "memory MiB": {"searched": {"resident": 900 + size / 1000, "anonymous": 500}},
        }
        for size in (100_000, 20_000, 1_000_000)
    ]
    drawn = draw_growth(results, "en")
    root = ElementTree.fromstring(drawn)
    words = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert words.count("20,000") == words.count("100,000") == words.count("1,000,000") == 2
    circles = list(root.iter("{http://www.w3.org/2000/svg}circle"))
    assert len(circles) == 3 * 3 + 2 * 3  # three lines of times, two of memory, three sizes


def test_a_planted_answer_is_found(
    material: Material, corpus_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(corpus=corpus_folder, models=Path("/nonexistent"), model="letters@1")
    monkeypatch.setattr("eval.scale.open_embedder", lambda _: LetterEmbedder())
    monkeypatch.setattr("eval.scale._measure", lambda *_: {})
    bench_search(settings, [PASSAGES], [], rounds=1, keep=tmp_path)
    data = tmp_path / str(PASSAGES)
    generation = open_generation(data, read_manifest(data))
    try:
        searcher = Searcher(generation, LetterEmbedder())
        planted = MadeCorpus(material, LetterEmbedder(), PASSAGES, seed=1).planted
        assert all(finds(searcher, one, one.questions[one.language], one.language) for one in planted)
        elsewhere = next(one for one in planted if one.source_id != planted[0].source_id)
        assert not finds(
            searcher, planted[0], planted[0].questions["es"], "es", sources=(elsewhere.source_id,)
        )
    finally:
        generation.close()
