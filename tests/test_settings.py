"""Settings: the environment before the file, the file before the default, and nothing misspelt."""

from pathlib import Path

import pytest

from settings import ROOT, Settings, SettingsError, read_settings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where this test's settings file is, or would be."""
    return tmp_path / "cotejo.toml"


def fault(file: Path) -> str:
    with pytest.raises(SettingsError) as raised:
        read_settings(file)
    assert "\n" not in str(raised.value)
    return str(raised.value)


def test_the_defaults_are_the_projects_own_folders(file: Path) -> None:
    settings = read_settings(file)
    assert settings == Settings()
    assert settings.corpus == ROOT / "corpus"
    assert (settings.corpus / "sources.toml").is_file()
    assert (settings.model, settings.precision, settings.language) == ("multilingual-e5-small", "auto", "")


def test_the_file_goes_before_the_default(file: Path) -> None:
    file.write_text('precision = "float32"\ncorpus = "somewhere"\n', encoding="utf-8")
    settings = read_settings(file)
    assert (settings.precision, settings.corpus) == ("float32", Path("somewhere"))
    assert settings.data == Settings().data


def test_the_environment_goes_before_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text('precision = "float32"\nlanguage = "en"\n', encoding="utf-8")
    monkeypatch.setenv("COTEJO_PRECISION", "bfloat16")
    settings = read_settings(file)
    assert (settings.precision, settings.language) == ("bfloat16", "en")


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("corpus", "/somewhere/else", Path("/somewhere/else")),
        ("data", "here", Path("here")),
        ("models", "models", Path("models")),
        ("model", "a/model", "a/model"),
        ("question_prompt", "query: ", "query: "),
        ("passage_prompt", "", ""),
        ("precision", "float32", "float32"),
        ("language", "es", "es"),
        ("llm", "openai-like", "openai-like"),
        ("llm_timeout", "30", 30),
        ("llm_retries", "0", 0),
        ("llm_price_in", "0.15", 0.15),
        ("unsupported", "withhold", "withhold"),
    ],
)
def test_every_setting_can_come_from_the_environment(
    name: str, value: str, expected: object, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"COTEJO_{name.upper()}", value)
    assert getattr(read_settings(file), name) == expected


def test_other_variables_of_the_environment_are_left_alone(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CORPUS", "/somewhere/else")
    monkeypatch.setenv("NOT_COTEJO_CORPUS", "/somewhere/else")
    assert read_settings(file) == Settings()


def test_an_unknown_key_in_the_environment(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COTEJO_MODLE", "a/model")
    message = fault(file)
    assert message.startswith("Unknown setting 'modle'.")
    known = (
        "corpus, data, language, llm, llm_address, llm_key, llm_model, llm_price_in, llm_price_out, "
        "llm_retries, llm_timeout, llm_total_timeout, model, models, passage_prompt, precision, "
        "question_prompt, read_seconds, unsupported"
    )
    assert f"The settings are: {known}." in message
    assert "in the environment (COTEJO_...) or in cotejo.toml" in message


def test_an_unknown_key_in_the_file(file: Path) -> None:
    file.write_text('modle = "a/model"\n', encoding="utf-8")
    assert fault(file).startswith("Unknown setting 'modle'.")


@pytest.mark.parametrize(
    ("name", "allowed"),
    [("precision", "'auto', 'float32', 'bfloat16'"), ("language", "'', 'es', 'en'")],
)
def test_a_value_that_is_not_allowed(
    name: str, allowed: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"COTEJO_{name.upper()}", "float64")
    assert fault(file) == f"The setting '{name}' is 'float64'; it must be one of: {allowed}."


@pytest.mark.parametrize(
    ("name", "value"),
    [("llm_timeout", "0"), ("llm_retries", "-1"), ("llm_price_in", "free"), ("llm_price_out", "nan"),
     ("llm_total_timeout", "9" * 5_000), ("llm", "ollama"), ("unsupported", "hide")],
)  # fmt: skip
def test_a_value_out_of_range(name: str, value: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"COTEJO_{name.upper()}", value)
    assert fault(file).startswith(f"The setting '{name}' is ")


def test_the_key_is_in_no_message(file: Path) -> None:
    file.write_text("llm_key = 12345\n", encoding="utf-8")
    assert "12345" not in fault(file)


@pytest.mark.parametrize("value", ["3", "true", '["a"]', "2020-01-01"])
def test_a_value_that_is_not_a_text(value: str, file: Path) -> None:
    file.write_text(f"corpus = {value}\n", encoding="utf-8")
    message = fault(file)
    assert message.startswith("The setting 'corpus' is ")
    assert "it must be a text in quotation marks." in message


@pytest.mark.parametrize("raw", [b"corpus = somewhere\n", b"corpus: x\n", b'corpus = "\xff"\n'])
def test_a_file_that_is_not_toml(raw: bytes, file: Path) -> None:
    file.write_bytes(raw)
    message = fault(file)
    assert message.startswith("cotejo.toml cannot be read as TOML: ")
    assert message.endswith(". Correct that line.")
