"""Which labels no token has ever carried."""

from pathlib import Path

from api.identity.names_seen import FILE_NAME, NamesSeen, NotingAuthenticator
from tests.fakes.ingesting import Office, entry, version
from tests.fakes.tokens import token, verifier


def test_names_that_an_accepted_token_carried_are_seen_by_another_process(tmp_path: Path) -> None:
    door = NotingAuthenticator(verifier(), NamesSeen(tmp_path))
    door.principal(token(sub="Ann", groups=["/HR"]))
    asked = ["user:ann", "group:hr", "group:hrr"]
    assert NamesSeen(tmp_path).never_seen(asked) == ("group:hrr",)
    assert b"ann" not in (tmp_path / FILE_NAME).read_bytes()


def test_before_anybody_signed_in_no_label_was_seen_and_no_file_is_made(tmp_path: Path) -> None:
    assert NamesSeen(tmp_path).never_seen(["group:hr"]) == ("group:hr",)
    assert not (tmp_path / FILE_NAME).exists()


def test_a_login_does_not_fail_where_names_cannot_be_noted(tmp_path: Path) -> None:
    nowhere = NamesSeen(tmp_path / "missing")
    assert NotingAuthenticator(verifier(), nowhere).principal(token()).subject == "ann"


def test_an_ingest_lists_the_labels_that_nobody_ever_carried(tmp_path: Path) -> None:
    office = Office(tmp_path / "policies", tmp_path / "data")
    office.write("a.txt")
    narrow = [{"section": "2", "allow": ["group:HR"], "deny": ["group:contractor"]}]
    office.label(entry("POL-1", version("1", "a.txt"), allow=["group:Everyone"], sections=narrow))
    seen = NamesSeen(tmp_path / "data")
    seen.note(["group:hr", "group:everyone", "group:contractors"])
    assert office.ingest(name_book=seen).labels_never_seen == ("group:contractor",)
    assert office.ingest().labels_never_seen == ()
