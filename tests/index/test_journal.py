"""The journal of vectors: what was written is there again, and half a record is not."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from index.journal import EmbeddingJournal, remove_journals
from tests.fakes import LetterEmbedder

TEXTS = ["alpha beta", "gamma", ""]


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A journal file that holds the vectors of `TEXTS`."""
    with EmbeddingJournal(tmp_path, "letters@1", 26) as journal:
        for text, encoded in zip(TEXTS, LetterEmbedder().encode_passages(TEXTS), strict=True):
            journal.add(digest(text), encoded)
    (file,) = tmp_path.iterdir()
    return file


def test_vectors_come_back_as_they_were(written: Path) -> None:
    with EmbeddingJournal(written.parent, "letters@1", 26) as journal:
        for text, encoded in zip(TEXTS, LetterEmbedder().encode_passages(TEXTS), strict=True):
            found = journal.get(digest(text))
            assert np.array_equal(found.vector, encoded.vector)
            assert np.array_equal(found.tokens, encoded.tokens)
            assert np.array_equal(found.spans, encoded.spans)


def test_of_a_file_cut_off_anywhere_the_whole_records_stay(written: Path) -> None:
    content = written.read_bytes()
    seen = set()
    for size in range(len(content) + 1):
        written.write_bytes(content[:size])
        with EmbeddingJournal(written.parent, "letters@1", 26) as journal:
            held = [text for text in TEXTS if digest(text) in journal]
            assert held == TEXTS[: len(held)]
            seen.add(len(held))
    assert seen == {0, 1, 2, 3}


def test_after_a_cut_what_follows_is_appended_to_whole_records(written: Path) -> None:
    written.write_bytes(written.read_bytes()[:-7])
    encoded = LetterEmbedder().encode_question("delta")
    with EmbeddingJournal(written.parent, "letters@1", 26) as journal:
        journal.add(digest("delta"), encoded)
    with EmbeddingJournal(written.parent, "letters@1", 26) as journal:
        assert [text for text in (*TEXTS, "delta") if digest(text) in journal] == [*TEXTS[:2], "delta"]
        assert np.array_equal(journal.get(digest("delta")).vector, encoded.vector)


@pytest.mark.parametrize("place", [5, 60, 200])
def test_a_byte_that_changed_is_noticed(place: int, written: Path) -> None:
    content = bytearray(written.read_bytes())
    content[place] ^= 0xFF
    written.write_bytes(content)
    with EmbeddingJournal(written.parent, "letters@1", 26) as journal:
        assert digest(TEXTS[0]) not in journal


def test_another_model_has_a_journal_of_its_own(written: Path) -> None:
    with EmbeddingJournal(written.parent, "letters@2", 26) as journal:
        assert digest(TEXTS[0]) not in journal
    assert len(list(written.parent.iterdir())) == 2
    remove_journals(written.parent)
    assert list(written.parent.iterdir()) == []
