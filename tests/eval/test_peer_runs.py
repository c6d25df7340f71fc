"""Peers are processes that find each result once: run with a small peer in place of a framework."""

import itertools
import json
import stat
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from eval.errors import EvalError
from eval.peer_results import COTEJO, PEERS, Configuration, read_result
from eval.peer_runs import MINILM, MODELS, PYTHON, run_missing
from eval.peers.harness import DEPTH, first_ranks
from eval.retrieval_set import RetrievalSet, read_set
from settings import PACKAGED_MODEL, ROOT, Settings

PEER = Configuration("txtai-hybrid", MINILM)

WORDS = f"""#!{sys.executable}
# Stands for the Python of the peers' environment: finds the passages that share most words.
import pathlib, sys
sys.path.insert(0, {str(ROOT)!r})
module, sys.argv = sys.argv[2], sys.argv[2:]
from eval.peers import harness

def build(model, passages, folder):
    open(pathlib.Path(__file__).with_name("built"), "a").write(module + "\\n")
    if any("fail" in passage.text for passage in passages):
        raise RuntimeError("no memory is left")
    def search(question):
        words = set(question.split())
        best = sorted(passages, key=lambda p: -len(words & set(p.text.split())))
        # Two chunks a passage, as a splitter would have it.
        return [passage.id for passage in best for _ in range(2)]
    return search

harness._folder = lambda model: model  # the fake needs no weights
print("a library says hello")
harness.run_peer(("pip",), lambda model: model, build)
"""


@pytest.fixture
def python(tmp_path: Path) -> Path:
    """A peer that counts common words, where the Python of the peers is looked for."""
    path = tmp_path / "python"
    path.write_text(WORDS, encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.fixture
def sets(tmp_path: Path) -> dict[Path, RetrievalSet]:
    """Two sets: in each, the question has the words of the passage that answers it."""
    folders = [write_set(tmp_path / name, {"a": "red wine", "b": "blue sea"}) for name in ("one", "two")]
    return {folder: read_set(folder) for folder in folders}


def write_set(folder: Path, passages: dict[str, str], title: str = "") -> Path:
    folder.mkdir()
    corpus = [{"id": id, "lang": "en", "title": title, "text": text} for id, text in passages.items()]
    queries = [{"id": f"q-{id}", "lang": "en", "text": text} for id, text in passages.items()]
    for name, rows in (("corpus", corpus), ("queries", queries)):
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    (folder / "qrels.tsv").write_text("".join(f"q-{id}\t{id}\t1\n" for id in passages), encoding="utf-8")
    return folder


def built(python: Path) -> list[str]:
    """Return the peers that have built an index, once for each index."""
    path = python.with_name("built")
    return path.read_text(encoding="utf-8").split() if path.exists() else []


def run(sets: dict[Path, RetrievalSet], python: Path, *peers: Configuration) -> Sequence[EvalError]:
    return run_missing(peers, sets, python.with_name("out"), Settings(), python=python)


def test_a_peer_finds_passages_and_says_what_it_took(sets: dict[Path, RetrievalSet], python: Path) -> None:
    assert run(sets, python, PEER) == []
    for given in sets.values():
        result = read_result(python.with_name("out"), PEER, given)
        assert result is not None
        assert result.run == {"q-a": {"a": 1, "b": 1 / 2}, "q-b": {"b": 1, "a": 1 / 2}}
        assert (result.mebibytes or 0) > 1
        assert (result.ms_p95 or 0) >= (result.ms_per_question or 0) > 0
        assert list(result.versions) == ["pip"]


def test_what_is_there_is_not_found_again(sets: dict[Path, RetrievalSet], python: Path) -> None:
    first = next(iter(sets))
    run({first: sets[first]}, python, PEER)
    assert built(python) == ["eval.peers.txtai_hybrid"]
    told: list[tuple[int, int]] = []
    run_missing([PEER], sets, python.with_name("out"), Settings(), lambda *n: told.append(n), python)
    assert built(python) == ["eval.peers.txtai_hybrid"] * 2
    assert told == [(1, 1)]
    run(sets, python, PEER)
    assert len(built(python)) == 2


def test_another_text_in_the_set_is_another_result(
    sets: dict[Path, RetrievalSet], python: Path, tmp_path: Path
) -> None:
    run(sets, python, PEER)
    folder = next(iter(sets))
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    again = {write_set(folder, {"a": "red wine", "b": "blue skies"}): read_set(folder)}
    run(again, python, PEER)
    assert len(built(python)) == 3


def test_a_result_that_was_cut_off_is_found_again(sets: dict[Path, RetrievalSet], python: Path) -> None:
    run(sets, python, PEER)
    kept = sorted(python.with_name("out").rglob("*.json"))
    kept[0].write_text(kept[0].read_text(encoding="utf-8")[:20], encoding="utf-8")
    run(sets, python, PEER)
    assert len(built(python)) == 3


def test_a_peer_that_fails_is_reported_and_the_others_go_on(
    sets: dict[Path, RetrievalSet], python: Path, tmp_path: Path
) -> None:
    bad = write_set(tmp_path / "zzz", {"a": "fail"})
    other = Configuration("haystack-hybrid", PACKAGED_MODEL)
    faults = run(sets | {bad: read_set(bad)}, python, PEER, other)
    assert [str(fault).split(":")[0] for fault in faults] == [
        f"txtai-hybrid+{MINILM} did not finish",
        f"haystack-hybrid+{PACKAGED_MODEL} did not finish",
    ]
    assert "no memory is left" in str(faults[0])
    assert "log.txt" in str(faults[0])
    out = python.with_name("out")
    assert all(read_result(out, other, given) for given in sets.values())


def test_an_environment_that_is_not_there_is_said_before_anything_runs(
    sets: dict[Path, RetrievalSet], tmp_path: Path
) -> None:
    with pytest.raises(EvalError, match="make peers-environment"):
        run_missing([PEER], sets, tmp_path / "out", Settings(), python=tmp_path / "nowhere" / "python")
    assert not (tmp_path / "out").exists()


def test_results_that_are_all_there_need_no_environment(
    sets: dict[Path, RetrievalSet], python: Path
) -> None:
    run(sets, python, PEER)
    python.unlink()
    assert run(sets, python, PEER) == []


def test_a_folder_that_cannot_be_made_is_an_error(sets: dict[Path, RetrievalSet], python: Path) -> None:
    with pytest.raises(EvalError, match="Name another folder with --out"):
        run_missing([PEER], sets, python / "out", Settings(), python=python)


def test_cotejo_goes_through_its_own_command(tmp_path: Path) -> None:
    folder = write_set(tmp_path / "set", {"a": "red wine", "b": "blue sea"})
    cotejo = Configuration(COTEJO, PACKAGED_MODEL)
    given = read_set(folder)
    assert run_missing([cotejo], {folder: given}, tmp_path / "out", Settings()) == []
    result = read_result(tmp_path / "out", cotejo, given)
    assert result is not None
    assert max(result.run["q-a"], key=lambda id: result.run["q-a"][id]) == "a"
    assert (result.mebibytes or 0) > 100


def test_passages_have_the_rank_of_their_best_chunk() -> None:
    assert first_ranks(["b", "a", "b", "c", "a"]) == ["b", "a", "c"]
    assert first_ranks(str(number) for number in range(2 * DEPTH)) == [str(n) for n in range(DEPTH)]


@pytest.mark.parametrize(("peer", "model"), [*zip(PEERS, itertools.cycle(MODELS), strict=False)])
@pytest.mark.skipif(not PYTHON.is_file(), reason="needs the peers themselves: make peers-environment")
def test_a_real_peer_finds_what_has_the_words_of_the_question(
    peer: str, model: str, tmp_path: Path
) -> None:
    texts = {"a": "The red wine comes from Spain.", "b": "The blue sea is deep.", "c": "Laws of trade."}
    folder = write_set(tmp_path / "set", texts, title="Notes")
    given, one = read_set(folder), Configuration(peer, model)
    assert run_missing([one], {folder: given}, tmp_path / "out", Settings()) == []
    result = read_result(tmp_path / "out", one, given)
    assert result is not None
    assert {question: max(found, key=found.__getitem__) for question, found in result.run.items()} == {
        f"q-{id}": id for id in texts
    }
