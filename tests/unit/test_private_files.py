"""What is made is closed to others whatever the umask; what was open is closed, or refused."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.errors import SettingsError
from domain.private_files import close_to_others, private_file, private_folder


@pytest.fixture(params=[0o000, 0o022, 0o077], autouse=True)
def _umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def open_data_folder(folder: Path) -> Path:
    (folder / "sources").mkdir(parents=True)
    for name in ("catalogue.sqlite3", "catalogue.sqlite3-wal", "sources/a.pdf"):
        (folder / name).write_text("policy")
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    return folder


def test_folders_and_files_are_made_closed(tmp_path: Path) -> None:
    folder = private_folder(tmp_path / "a" / "b")
    file = private_file(folder / "c")
    assert [mode(path) for path in (tmp_path / "a", folder, file)] == [0o700, 0o700, 0o600]


def test_an_open_data_folder_is_closed_and_told(tmp_path: Path) -> None:
    folder = open_data_folder(tmp_path / "data")
    told = close_to_others(folder)
    assert [path.name for path in told] == [
        "data", "catalogue.sqlite3", "catalogue.sqlite3-wal", "sources", "a.pdf",
    ]  # fmt: skip
    assert {mode(path) for path in folder.rglob("*") if path.is_file()} == {0o600}
    assert {mode(folder), mode(folder / "sources")} == {0o700}
    assert close_to_others(folder) == []


def test_what_the_process_makes_afterwards_is_closed_too(tmp_path: Path) -> None:
    close_to_others(tmp_path / "data")
    (tmp_path / "data" / "made-by-the-engine").write_text("vectors")
    assert mode(tmp_path / "data" / "made-by-the-engine") == 0o600


def test_a_folder_of_other_things_is_left_alone_and_refused_where_it_is_open(
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "notes.txt").write_text("mine")
    home.chmod(0o755)
    (home / "notes.txt").chmod(0o644)
    with pytest.raises(SettingsError, match="holds other files already"):
        close_to_others(home)
    assert (mode(home), mode(home / "notes.txt")) == (0o755, 0o644)
    home.chmod(0o700)
    assert close_to_others(home) == []


def test_a_link_to_something_open_is_refused_and_its_target_left_alone(tmp_path: Path) -> None:
    folder = open_data_folder(tmp_path / "data")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    elsewhere.chmod(0o755)
    (folder / "index").symlink_to(elsewhere)
    with pytest.raises(SettingsError, match="chmod -R go-rwx"):
        close_to_others(folder)
    assert mode(elsewhere) == 0o755
    elsewhere.chmod(0o700)
    close_to_others(folder)


def test_a_file_system_that_keeps_no_permissions_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = open_data_folder(tmp_path / "data")
    monkeypatch.setattr(Path, "chmod", lambda *_, **__: None)
    with pytest.raises(SettingsError, match="keeps no permissions"):
        close_to_others(folder)


def test_another_users_open_folder_is_refused_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = open_data_folder(tmp_path / "data")

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", denied)
    with pytest.raises(SettingsError, match=r"cannot be closed.*As its owner, run chmod"):
        close_to_others(folder)
