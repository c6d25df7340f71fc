"""Imports point one way, and each outside library has its home."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from settings import ROOT

LAYERS = ("ingest", "index", "answer", "eval")
"""Each may import those before it; the pages may import all but `eval`, and nobody imports the pages."""

HOMES = {
    "pypdfium2": {"ingest/pdf_text.py"},
    "docx": {"ingest/docx_reader.py"},
    "lxml": {"ingest/html_reader.py"},
    "charset_normalizer": {"ingest/decoding.py"},
    "httpx": {"ingest/http_request.py"},
    "protego": {"ingest/robots.py"},
    "tqdm": {"command_line.py"},
    "markdown_it": {"ingest/markdown_reader.py"},
    "yaml": {"ingest/markdown_reader.py"},
    "nltk": {"ingest/sentences.py"},
    "Stemmer": {"index/analysis.py"},
    "tantivy": {"index/lexical.py"},
    "lingua": {"ingest/language.py"},
    "chromadb": {"index/store.py"},
    "sentence_transformers": {"index/sentence_embedder.py"},
    "transformers": {"eval/bench_models.py", "index/sentence_embedder.py"},
    "huggingface_hub": {"index/sentence_embedder.py"},
    "filelock": {"index/build.py"},
    "tokenizers": {"index/e5_weights.py", "index/packaged_embedder.py"},
    "safetensors": {
        "index/e5_weights.py",
        "index/numpy_encoder.py",
        "index/packaged_embedder.py",
        "index/sentence_embedder.py",
        "index/torch_encoder.py",
    },
    "torch": {"eval/embedding_rate.py", "index/sentence_embedder.py", "index/torch_encoder.py"},
    "llama_index": {"answer/language_model.py", "answer/retriever.py"},
    "openai": {"answer/language_model.py"},
    "babel": {"locales/__init__.py"},
    "sklearn": {
        "eval/calibrate.py",
        "eval/grounding_measures.py",
        "eval/grounding_model.py",
        "eval/logistic.py",
    },
    "ir_measures": {"eval/retrieval_measures.py"},
}


def imports(path: Path) -> Iterator[str]:
    """Yield the top-level name of every module that a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name.split(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


def files(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def peers() -> list[Path]:
    """Return the scripts that run in the environment of the peers, where other libraries are."""
    return files("eval/peers")


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_imports_only_those_below_it(layer: str) -> None:
    above = {*LAYERS[LAYERS.index(layer) + 1 :], "app_pages", "app", "tests"}
    wrong = [(p.name, name) for p in files(layer) for name in imports(p) if name in above]
    assert files(layer) != []
    assert wrong == []


def test_the_pages_do_not_import_the_measures() -> None:
    assert [p.name for p in [*files("app_pages"), ROOT / "app.py"] if "eval" in imports(p)] == []


def test_streamlit_stays_on_the_pages() -> None:
    assert [p.name for p in files(*LAYERS, "locales") if "streamlit" in imports(p)] == []


@pytest.mark.parametrize("library", sorted(HOMES))
def test_a_library_is_imported_in_its_one_home(library: str) -> None:
    found = {
        p.relative_to(ROOT).as_posix()
        for p in [*files(*LAYERS, "locales", "app_pages"), *ROOT.glob("*.py")]
        if library in imports(p) and p not in peers()
    }
    assert found == HOMES[library]


def test_what_runs_in_the_environment_of_the_peers_imports_nothing_of_ours_but_itself() -> None:
    ours = {*LAYERS, "app_pages", "command_line", "command_options", "locales", "settings", "tests"}
    lines = [(p.name, line) for p in peers() for line in p.read_text(encoding="utf-8").splitlines()]
    found = [(name, line) for name, line in lines if re.match(rf"(from|import) ({'|'.join(ours)})\b", line)]
    assert peers() != []
    assert [one for one in found if not one[1].startswith("from eval.peers.")] == []
