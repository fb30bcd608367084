from pathlib import Path
from typing import Any

import pytest

from answering.drafting.model.settings import check_generation, read_api_key
from api.configuration import read_settings
from domain.errors import SettingsError
from domain.settings import GenerationSettings, Settings, answer_fingerprint

LOCAL = {"provider": "openai-compatible", "base_url": "http://127.0.0.1:1/v1", "model": "m"}


def settings(**generation: Any) -> Settings:
    return Settings(generation=GenerationSettings.model_validate({**LOCAL, **generation}))


@pytest.mark.parametrize(
    "generation",
    [
        {},
        {"base_url": "http://localhost:11434/v1"},
        {"base_url": "http://[::1]:8000"},
        {"base_url": "https://models.bank.example/v1"},
        {"base_url": "http://vllm:8000/v1", "allow_plain_http": True},
        {"provider": "anthropic", "base_url": None, "api_key": "k"},
        {"cost_per_day": 1.0, "input_price": 0.1},
    ],
)
def test_settings_that_fit_together_pass(generation: dict[str, Any]) -> None:
    check_generation(settings(**generation))


@pytest.mark.parametrize(
    ("generation", "named"),
    [
        ({"model": ""}, "MODEL"),
        ({"base_url": None}, "BASE_URL"),
        ({"base_url": "api.openai.com"}, "BASE_URL"),
        ({"base_url": "ftp://host/v1"}, "BASE_URL"),
        ({"base_url": "https://user:s3cret@host/v1"}, "API_KEY"),
        ({"base_url": "https://host/v1?key=s3cret"}, "API_KEY"),
        ({"base_url": "http://vllm:8000/v1"}, "ALLOW_PLAIN_HTTP"),
        ({"base_url": "http://127.0.0.1.evil.example/v1"}, "ALLOW_PLAIN_HTTP"),
        ({"provider": "anthropic"}, "API_KEY"),
        ({"try_timeout_seconds": 21.0}, "TOTAL_TIMEOUT_SECONDS"),
        ({"total_timeout_seconds": 29.0}, "REQUEST_TIMEOUT_SECONDS"),
        ({"cost_per_day": 1.0}, "INPUT_PRICE"),
    ],
)
def test_settings_that_do_not_are_named_without_a_secret(
    generation: dict[str, Any], named: str
) -> None:
    with pytest.raises(SettingsError, match=named) as caught:
        check_generation(settings(**generation))
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("TRY_TIMEOUT_SECONDS", "-1"),
        ("TOTAL_TIMEOUT_SECONDS", "0"),
        ("MAXIMUM_TRIES", "0"),
        ("TOKENS_PER_DAY", "0"),
        ("CONCURRENCY", "none"),
        ("PROVIDER", "openai"),
        ("TEMPERATURE", "3"),
    ],
)
def test_a_value_out_of_range_is_named_by_its_variable(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(f"ATTEST_GENERATION__{variable}", value)
    with pytest.raises(SettingsError, match=variable):
        read_settings()


def test_a_key_comes_from_its_setting_or_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("  from-a-file\n")
    assert read_api_key(settings().generation) is None
    assert read_api_key(settings(api_key="from-the-environment").generation) == (
        "from-the-environment"
    )
    assert read_api_key(settings(api_key_path=file).generation) == "from-a-file"
    with pytest.raises(SettingsError, match="both"):
        read_api_key(settings(api_key="k", api_key_path=file).generation)


@pytest.mark.parametrize(
    "content", [b"", b" \n", b"two words", b"two\nlines", b"\xff\xfe", "ключ".encode()]
)
def test_a_file_that_holds_no_key_is_refused_and_not_repeated(
    tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "key"
    file.write_bytes(content)
    with pytest.raises(SettingsError, match="API_KEY_PATH") as caught:
        read_api_key(settings(api_key_path=file).generation)
    assert "two" not in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="absent"):
        read_api_key(settings(api_key_path=tmp_path / "absent").generation)


def test_a_key_is_in_no_dump_and_no_fingerprint() -> None:
    with_key, without = settings(api_key="s3cret"), settings()
    assert "s3cret" not in repr(with_key) + with_key.model_dump_json()
    assert answer_fingerprint(with_key) == answer_fingerprint(without)


def test_a_model_changes_the_fingerprint_and_its_absence_does_not() -> None:
    off = Settings(generation=GenerationSettings(model="m", statements=3))
    assert answer_fingerprint(off) == answer_fingerprint(Settings())
    assert answer_fingerprint(settings()) != answer_fingerprint(Settings())
    assert answer_fingerprint(settings(model="n")) != answer_fingerprint(settings())
