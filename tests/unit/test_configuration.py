"""Settings from the command line, the environment and attest.toml."""

from pathlib import Path

import pytest

from api.configuration import read_settings
from domain.errors import SettingsError
from domain.settings import Settings, today_in


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_without_anything_the_defaults_hold() -> None:
    assert read_settings() == Settings()
    assert read_settings().data_dir == Path("data")


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "attest.toml").write_text(
        '[server]\nport = 1\nhost = "::1"\nrequests_per_minute = 7'
    )
    monkeypatch.setenv("ATTEST_SERVER__PORT", "2")
    monkeypatch.setenv("ATTEST_SERVER__HOST", "127.0.0.2")
    server = read_settings({"server": {"port": 3}}).server
    assert (server.port, server.host, server.requests_per_minute) == (3, "127.0.0.2", 7)


def test_lists_are_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATTEST_IDENTITY__ALGORITHMS", '["ES256"]')
    assert read_settings().identity.algorithms == ("ES256",)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ATTEST_SERVER__PORT", "s3cret"),
        ("ATTEST_INDEX__ENGINE", "s3cret"),
        ("ATTEST_IDENTITY__DEMO", "s3cret"),
    ],
)
def test_a_value_that_does_not_fit_is_named_and_not_repeated(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError, match=variable) as caught:
        read_settings()
    assert value not in str(caught.value)


def test_a_list_that_is_not_json_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATTEST_IDENTITY__ALGORITHMS", "[s3cret")
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    "variable", ["ATTEST_ANSWERNG__X", "ATTEST_SERVER__PROT", "ATTEST_DATADIR"]
)
def test_a_mistyped_variable_is_an_error(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, "1")
    with pytest.raises(SettingsError, match=variable):
        read_settings()


def test_a_broken_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "other.toml").write_text("[server")
    monkeypatch.setenv("ATTEST_CONFIG", "other.toml")
    with pytest.raises(SettingsError, match=r"other\.toml"):
        read_settings()


def test_a_secret_is_masked_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATTEST_INDEX__API_KEY", "s3cret")
    settings = read_settings()
    assert settings.index.api_key is not None
    assert settings.index.api_key.get_secret_value() == "s3cret"
    assert "s3cret" not in repr(settings)


def test_the_day_of_policies_is_that_of_a_named_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATTEST_OPERATION__TIME_ZONE", "Pacific/Kiritimati")
    east = today_in(read_settings())
    monkeypatch.setenv("ATTEST_OPERATION__TIME_ZONE", "Etc/GMT+12")
    assert east > today_in(read_settings())  # 26 hours lie between the two
    monkeypatch.setenv("ATTEST_OPERATION__TIME_ZONE", "Mars/Olympus")
    with pytest.raises(SettingsError, match="no such time zone"):
        read_settings()
