from pathlib import Path

import pytest

from ingest.store.spool_folder import spool_folder


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))


def test_it_is_this_users_alone_and_gone_after_the_run(tmp_path: Path) -> None:
    with spool_folder() as folder:
        assert folder.stat().st_mode & 0o077 == 0
        (folder / "page").write_text("Each gift must be reported.")
    assert list(tmp_path.iterdir()) == []


def test_it_is_gone_after_a_run_that_failed(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), spool_folder() as folder:
        (folder / "page").rename(folder / "absent" / "page")
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_is_deleted_and_a_living_ones_is_not(tmp_path: Path) -> None:
    left = tmp_path / "attest-pages-killed"
    left.mkdir()
    (left / "page").write_text("Each gift must be reported.")
    other = tmp_path / "somebody-elses"
    other.mkdir()
    with spool_folder() as living, spool_folder() as second:
        assert not left.exists()
        assert living.is_dir()
        assert second.is_dir()
        assert living != second
    assert list(tmp_path.iterdir()) == [other]


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.mkdir()
    (tmp_path / "attest-pages-link").symlink_to(target)
    with spool_folder():
        assert target.is_dir()
