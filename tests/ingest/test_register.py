"""The register of sources: what it holds, and what is said of one that cannot be used."""

import re
from pathlib import Path

import pytest

from ingest.document import Force
from ingest.errors import IngestError
from ingest.register import read_register
from tests.fakes import write_corpus

EXPECTED_FORCES = "Expected one of: official, extract, notes, brief."


def fault(folder: Path) -> str:
    with pytest.raises(IngestError) as raised:
        read_register(folder)
    return str(raised.value)


def write(folder: Path, register: str) -> Path:
    (folder / "sources.toml").write_text(register, encoding="utf-8")
    return folder


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A folder whose register holds one source, "ungp", in English and Spanish."""
    return write_corpus(tmp_path, {"ungp/en": "Words.", "ungp/es": "Palabras."})


def without(folder: Path, key: str) -> Path:
    """Take a line out of the register in `folder`."""
    path = folder / "sources.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(rf"^{key} = .*\n", "", text, flags=re.MULTILINE), encoding="utf-8")
    return folder


def changed(folder: Path, key: str, value: str) -> Path:
    """Give a key of the register in `folder` another value, written as TOML."""
    path = folder / "sources.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        re.sub(rf"^{key} = .*$", f"{key} = {value}", text, flags=re.MULTILINE), encoding="utf-8"
    )
    return folder


def test_an_entry_becomes_a_source(made: Path) -> None:
    (source,) = read_register(made)
    assert (source.id, source.year, source.force) == ("ungp", 2020, Force.NOTES)
    assert source.languages == ("en", "es")
    assert source.files == ("ungp/en.md", "ungp/es.md")
    assert (source.names, source.key, source.address) == ((), "", {})


def test_sources_keep_the_registers_order(tmp_path: Path) -> None:
    texts = {"zeta/en": "a", "alfa/en": "b", "mu/en": "c"}
    assert [source.id for source in read_register(write_corpus(tmp_path, texts))] == ["zeta", "alfa", "mu"]


def test_a_bare_text_counts_for_every_language(made: Path) -> None:
    (source,) = read_register(changed(made, "label", '"PRNU 6"'))
    assert source.in_language(source.label, "es") == "PRNU 6"


def test_a_text_is_given_in_the_readers_language_else_in_english_else_as_it_is(made: Path) -> None:
    (source,) = read_register(changed(made, "label", '{ en = "Principle", es = "Principio" }'))
    assert source.in_language(source.label, "es") == "Principio"
    assert source.in_language(source.label, "pt") == "Principle"
    assert source.in_language({"fr": "Principe"}, "es") == "Principe"
    assert source.in_language({}, "es") == ""


def test_no_register(tmp_path: Path) -> None:
    message = fault(tmp_path)
    assert str(tmp_path / "sources.toml") in message
    assert "Name a corpus folder that holds sources.toml (--corpus or COTEJO_CORPUS)." in message


@pytest.mark.parametrize("raw", [b'id = "ungp', b"id: ungp", "título = \xf3".encode("latin-1")])
def test_a_register_that_is_not_toml(raw: bytes, tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_bytes(raw)
    message = fault(tmp_path)
    assert message.startswith(str(tmp_path / "sources.toml"))
    assert "cannot be read as TOML" in message
    assert "Correct that line." in message


@pytest.mark.parametrize(
    "register", ["", "source = []", "source = 3", 'source = ["ungp"]', '[source]\nid = "a"']
)
def test_a_register_without_sources(register: str, tmp_path: Path) -> None:
    message = fault(write(tmp_path, register))
    assert "no source is registered. Add a [[source]] table for each source." in message


def test_an_id_that_is_registered_twice(made: Path) -> None:
    path = made / "sources.toml"
    path.write_text(path.read_text(encoding="utf-8") * 2, encoding="utf-8")
    assert fault(made) == (
        "sources.toml: the id 'ungp' is registered twice. Give each source an id of its own."
    )


@pytest.mark.parametrize(
    "key", ["id", "label", "title", "publisher", "force", "languages", "licence", "files"]
)
def test_a_missing_value(key: str, made: Path) -> None:
    message = fault(without(made, key))
    assert message.startswith(f"sources.toml: source {'?' if key == 'id' else 'ungp'!r}: {key!r} is None.")
    assert "not empty." in message


def test_an_address_may_be_missing(made: Path) -> None:
    (source,) = read_register(without(made, "address"))
    assert source.address == {}


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("year", '"2011"', "'year' is '2011'"),
        ("year", "0", "'year' is 0"),
        ("label", '""', "'label' is ''"),
        ("title", "{}", "'title' is {}"),
        ("languages", '"en"', "'languages' is 'en'"),
        ("files", "[]", "'files' is []"),
        ("files", '["ungp/en.md", 3]', "'files' is 3"),
        ("languages", '["en", ""]', "'languages' is ''"),
        ("force", "1", "'force' is 1"),
    ],
)
def test_a_wrong_value(key: str, value: str, said: str, made: Path) -> None:
    message = fault(changed(made, key, value))
    assert message.startswith(f"sources.toml: source 'ungp': {said}. Expected: ")
    assert message.endswith(" not empty.")


@pytest.mark.parametrize("force", ["law", "Official", "NOTES"])
def test_a_force_that_does_not_exist(force: str, made: Path) -> None:
    message = fault(changed(made, "force", f'"{force}"'))
    assert message == f"sources.toml: source 'ungp' has force {force!r}. {EXPECTED_FORCES}"


@pytest.mark.parametrize("force", list(Force))
def test_every_force_can_be_registered(force: Force, made: Path) -> None:
    (source,) = read_register(changed(made, "force", f'"{force}"'))
    assert source.force is force


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("id", '"../up"'),
        ("id", '"Ley 19"'),
        ("id", '"a/b"'),
        ("languages", '["../en"]'),
        ("languages", '["eng"]'),
    ],
)
def test_a_name_that_could_be_a_path_is_refused(key: str, value: str, tmp_path: Path) -> None:
    message = fault(write_corpus(tmp_path, {"ungp/en": "Text."}, **{key: value}))
    assert f"{key!r} holds" in message
    assert "lower-case letters and digits" in message
