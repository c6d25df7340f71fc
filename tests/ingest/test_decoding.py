"""Text files in the encodings that Spanish, Portuguese, French and English are saved in."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.decoding import decode
from ingest.errors import IngestError
from ingest.plain_reader import read_plain

SPANISH = "¿Qué exige la debida diligencia? «El Estado protegerá la niñez», según el párrafo único."
PORTUGUESE = "As organizações públicas não são exceções: à luz da Constituição, o cidadão têm opções."
FRENCH = "L'État protège-t-il les droits de l'homme là où ça compte ? Bien sûr, dès l'été à Genève."
ENGLISH = "It’s “due diligence” – no less."
TEXTS = [SPANISH, PORTUGUESE, FRENCH]
SHORT = [
    "La niñez.", "Según él, México.", "Ações não são opções.", "Acción pública", "Où ça ?", "Étape 2",
]  # fmt: skip
WIDE = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
NARROW = ["cp1252", "latin-1", "mac_roman", "cp850"]


@pytest.mark.parametrize("encoding", [*WIDE, *NARROW])
@pytest.mark.parametrize("text", TEXTS)
def test_accents_survive_in_every_encoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "made/es.txt") == text


@pytest.mark.parametrize("encoding", [*WIDE, "cp1252", "latin-1", "mac_roman"])
@pytest.mark.parametrize("text", SHORT)
def test_a_few_words_are_enough_to_tell_the_encoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "made/es.txt") == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252", "mac_roman"])
def test_curly_quotes_and_dashes_of_an_english_text_survive(encoding: str) -> None:
    assert decode(ENGLISH.encode(encoding), "made/en.txt") == ENGLISH


@pytest.mark.parametrize("encoding", NARROW)
def test_the_encoding_is_told_by_a_late_accent_too(encoding: str) -> None:
    text = "The law applies to all. " * 400 + "Así lo dice la Constitución de la Nación."
    assert decode(text.encode(encoding), "made/en.txt") == text


def test_letters_with_combining_accents_become_one_character_each() -> None:
    assert decode("Nin\u0303ez y accio\u0301n".encode(), "made/es.txt") == "Niñez y acción"


def test_the_byte_order_mark_is_no_part_of_the_text() -> None:
    for encoding in ("utf-8-sig", "utf-16", "utf-32"):
        assert decode("Párrafo".encode(encoding), "made/es.txt") == "Párrafo"


def test_letters_beyond_the_four_languages_are_kept_where_the_file_is_unicode() -> None:
    text = "人権を尊重する, Права человека, Çaycuma, œuvre"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32"):
        assert decode(text.encode(encoding), "made/en.txt") == text


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"\xef\xbb\xbf\xff\xff", bytes(range(128, 256)) * 4])
def test_bytes_that_are_no_text_are_refused_with_what_to_do(data: bytes) -> None:
    with pytest.raises(IngestError) as raised:
        decode(data, "made/es.txt")
    assert str(raised.value).startswith("made/es.txt: not text in any encoding that is expected here")
    assert "save it as UTF-8" in str(raised.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "cp1252", "mac_roman"])
def test_the_same_file_in_any_encoding_gives_the_same_document(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "pt.txt"
    path.write_bytes(f"Artigo 5º\r\n\r\n{PORTUGUESE}\r\n".encode(encoding))
    document = read_plain(path, "made/pt.txt", "made", "pt", "Feito")
    assert document.text == f"Artigo 5º\n\n{PORTUGUESE}"
    assert [provision.path for provision in document.provisions] == [("article-5",)]


WORDS = st.lists(st.sampled_from(" ".join([*TEXTS, *SHORT]).split()), min_size=12, max_size=60).map(
    " ".join
)


@given(
    WORDS, st.sampled_from(["utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1", "mac_roman"])
)
def test_any_run_of_words_of_our_languages_survives_its_encoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "made/es.txt") == text


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc",))))
def test_utf_8_is_never_taken_for_anything_else(text: str) -> None:
    assert decode(text.encode(), "made/en.txt") == unicodedata.normalize("NFC", text.removeprefix("\ufeff"))
