"""Markdown files that cannot be read: one error each, which names the file and says what to do."""

from pathlib import Path

import pytest

from ingest.errors import IngestError
from ingest.markdown_reader import read_markdown

GOOD = "---\nsource: made\nlang: en\ntitle: A title\n---\nWords.\n"


def fault(folder: Path, raw: bytes) -> str:
    """Return what is said when a file holds `raw`, having seen that it names the file."""
    path = folder / "en.md"
    path.write_bytes(raw)
    with pytest.raises(IngestError) as raised:
        read_markdown(path, "made/en.md", "made", "en", "A title")
    message = str(raised.value)
    assert message.startswith("made/en.md: ")
    assert "\n" not in message
    return message


def test_a_good_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "en.md"
    path.write_text(GOOD, encoding="utf-8")
    assert read_markdown(path, "made/en.md", "made", "en", "A title").text == "Words."


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "en.md"
    path.write_text(GOOD, encoding="utf-8-sig")
    assert read_markdown(path, "made/en.md", "made", "en", "A title").text == "Words."


def test_front_matter_that_is_never_closed(tmp_path: Path) -> None:
    message = fault(tmp_path, GOOD.replace("\n---\nWords", "\nWords").encode())
    assert "its front matter has no end. Put a line ---" in message


def test_a_file_without_front_matter_has_the_title_of_the_register(tmp_path: Path) -> None:
    path = tmp_path / "en.md"
    path.write_text("Words.\n", encoding="utf-8")
    document = read_markdown(path, "made/en.md", "made", "en", "A title")
    assert (document.text, document.title) == ("Words.", "A title")


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("Principles: a guide", "mapping values are not allowed here"),
        ("[not closed", "expected ',' or ']'"),
        ("x\ndate: 2023-02-30", "day is out of range for month"),
    ],
)
def test_front_matter_that_is_not_yaml(title: str, reason: str, tmp_path: Path) -> None:
    message = fault(tmp_path, GOOD.replace("A title", title).encode())
    assert "not valid YAML" in message
    assert reason in message
    assert "Correct it; put a title that holds a colon in quotation marks." in message


@pytest.mark.parametrize("key", ["source", "lang", "title"])
def test_a_key_that_is_missing(key: str, tmp_path: Path) -> None:
    lines = [line for line in GOOD.split("\n") if not line.startswith(key)]
    message = fault(tmp_path, "\n".join(lines).encode())
    assert f"needs '{key}' as a text; it holds None" in message
    assert "Expected keys: source, lang, title." in message


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("lang: no", "needs 'lang' as a text; it holds False"),  # YAML's own idea of Norwegian
        ("lang: 7", "needs 'lang' as a text; it holds 7"),
        ("lang: [en, es]", "needs 'lang' as a text; it holds ['en', 'es']"),
        ("lang: ' '", "needs 'lang' as a text; it holds ' '"),
    ],
)
def test_a_value_of_the_wrong_type(written: str, seen: str, tmp_path: Path) -> None:
    assert seen in fault(tmp_path, GOOD.replace("lang: en", written).encode())


def test_front_matter_that_is_no_table(tmp_path: Path) -> None:
    assert "needs 'source'" in fault(tmp_path, b"---\njust words\n---\nWords.\n")


@pytest.mark.parametrize("body", ["", "\n\n  \n", "![](picture.png)\n", "---\n"])
def test_no_text_after_the_front_matter(body: str, tmp_path: Path) -> None:
    message = fault(tmp_path, GOOD.replace("Words.\n", body).encode())
    assert "no text in it. Add the text" in message


def test_a_file_of_another_encoding_keeps_its_accents(tmp_path: Path) -> None:
    path = tmp_path / "en.md"
    path.write_bytes(
        GOOD.replace("Words", "La contratación pública según la señora Ibáñez").encode("cp1252")
    )
    assert (
        read_markdown(path, "made/en.md", "made", "en", "A title").text
        == "La contratación pública según la señora Ibáñez."
    )


def test_an_anchor_that_appears_twice(tmp_path: Path) -> None:
    headings = "## One {#scope}\n\na\n\n## Other {#scope}\n\nb\n"
    message = fault(tmp_path, (GOOD + headings).encode())
    assert "the provision 'scope' (at 'Other') appears twice" in message
    assert "Give each heading" in message
