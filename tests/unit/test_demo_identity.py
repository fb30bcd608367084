"""The demo issuer: off unless asked for, on this machine only (A18)."""

import stat
from pathlib import Path

import pytest

from api.identity.demo import KEY_FILE, DemoIssuer, DemoRole, require_demo_allowed
from api.wiring import authenticator_for
from domain.errors import IdentityError, SettingsError
from domain.settings import IdentitySettings, ServerSettings, Settings
from tests.fakes import tokens

DEMO = IdentitySettings(demo=True)


def test_a18_the_demo_is_off_unless_turned_on() -> None:
    assert Settings().identity.demo is False


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.5", "attest.bank.example"])
def test_a18_the_demo_refuses_to_leave_this_machine(host: str, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, identity=DEMO, server=ServerSettings(host=host))
    with pytest.raises(SettingsError, match="this machine only"):
        authenticator_for(settings)
    assert not (tmp_path / KEY_FILE).exists()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_the_demo_runs_on_loopback(host: str) -> None:
    require_demo_allowed(Settings(identity=DEMO, server=ServerSettings(host=host)))


def test_a18_the_demo_never_stands_beside_a_real_issuer() -> None:
    identity = IdentitySettings(demo=True, issuer=tokens.ISSUER)
    with pytest.raises(SettingsError, match="both set"):
        require_demo_allowed(Settings(identity=identity))


@pytest.mark.parametrize("role", DemoRole)
def test_a_demo_token_carries_everyone_and_the_role(role: DemoRole, tmp_path: Path) -> None:
    issuer = DemoIssuer(tmp_path, DEMO)
    principal = issuer.verifier().principal(issuer.mint(role))
    expected = {"everyone", role.value}
    if role is DemoRole.NOBODY:
        expected = set()
    elif role.value.endswith("reviewer"):  # three people of one kind, who read as compliance does
        expected = {"everyone", "compliance", "reviewer"}
    assert principal.subject == f"demo-{role.value}"
    assert principal.groups == expected


def test_the_key_is_kept_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    token = DemoIssuer(tmp_path, DEMO).mint(DemoRole.HR)
    assert DemoIssuer(tmp_path, DEMO).verifier().principal(token).subject == "demo-hr"
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600


def test_another_installations_demo_token_is_worth_nothing(tmp_path: Path) -> None:
    foreign = DemoIssuer(tmp_path / "there", DEMO).mint(DemoRole.HR)
    with pytest.raises(IdentityError, match="signature"):
        DemoIssuer(tmp_path / "here", DEMO).verifier().principal(foreign)


def test_a_demo_token_is_worth_nothing_where_the_demo_is_off(tmp_path: Path) -> None:
    with pytest.raises(IdentityError):
        tokens.verifier().principal(DemoIssuer(tmp_path, DEMO).mint(DemoRole.AUDITOR))


def test_a_real_issuers_token_is_worth_nothing_in_the_demo(tmp_path: Path) -> None:
    with pytest.raises(IdentityError):
        DemoIssuer(tmp_path, DEMO).verifier().principal(tokens.token())


def test_a_spoilt_key_file_is_a_settings_error(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).parent.mkdir()
    (tmp_path / KEY_FILE).write_text("spoilt")
    with pytest.raises(SettingsError, match="no demo signing key"):
        DemoIssuer(tmp_path, DEMO)
