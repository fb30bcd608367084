"""attest ledger …: what is printed, exit codes, and errors that say what to do."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from api.cli import application as command_line
from api.cli import ledger_replaying
from api.engine import Attest
from domain.answers import Answer
from domain.settings import Settings
from domain.types import Labels, Principal
from ledger import tables
from ledger.opening import ledger_folder, open_ledger
from tests.contract.ledgers import StoredLedger, take_guards_off
from tests.fakes.door import TODAY, build_attest

pytestmark = pytest.mark.integration

QUESTION = "What gift may an Employee accept from a customer?"
STAFF = Principal(subject="ann", groups=frozenset({"everyone"}))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command_line.application, ["ledger", *arguments])


@pytest.fixture
def attest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Attest]:
    """The fake policies over a real ledger in ``tmp_path``, which the commands open, too."""

    def opened(settings: Settings) -> Attest:
        fake = build_attest(tmp_path, settings)
        return Attest(settings, fake._parts, ledger=open_ledger(settings), today=lambda: TODAY)

    monkeypatch.setattr(ledger_replaying, "open_attest", opened)
    with opened(Settings(data_dir=tmp_path)) as made:
        yield made


@pytest.fixture
def answer(attest: Attest) -> Answer:
    response = attest.answer(QUESTION, principal=STAFF)
    assert isinstance(response, Answer)
    return response


def failing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str
) -> str:
    """What is printed as an error, with exit code 1."""
    monkeypatch.setattr(sys, "argv", ["attest", "ledger", *arguments])
    with pytest.raises(SystemExit) as ended:
        command_line.main()
    assert ended.value.code == 1
    return capsys.readouterr().err


def test_a_sound_ledger_prints_its_head_and_exits_0(tmp_path: Path, answer: Answer) -> None:
    plain = run("verify", "--data-dir", str(tmp_path))
    told = json.loads(run("verify", "--data-dir", str(tmp_path), "--json").stdout)
    assert plain.exit_code == 0
    assert "Sound: 1 records" in plain.stdout
    assert told["head"] in plain.stdout
    assert (told["sound"], told["findings"]) == (True, [])
    noted = run("verify", "--data-dir", str(tmp_path), "--expect-head", told["head"])
    assert noted.exit_code == 0
    other = run("verify", "--data-dir", str(tmp_path), "--expect-head", f"1:{'0' * 64}")
    assert other.exit_code == 5


def test_a_tampered_ledger_exits_5_and_says_where(tmp_path: Path, answer: Answer) -> None:
    with StoredLedger(tmp_path, None).intruder() as connection:
        take_guards_off(connection)
        body = tables.records.c.body
        connection.execute(tables.records.update().values(body=body + " "))
    result = run("verify", "--data-dir", str(tmp_path))
    assert result.exit_code == 5
    assert "record 1 does not have the hash" in result.stdout


def test_showing_a_record_tells_how_the_answer_came_about(tmp_path: Path, answer: Answer) -> None:
    shown = run("show", answer.answer_id, "--data-dir", str(tmp_path))
    assert shown.exit_code == 0
    assert "£50" in shown.stdout
    assert "Looked at" in shown.stdout
    assert "ann" not in shown.stdout
    record = json.loads(run("show", answer.answer_id, "--data-dir", str(tmp_path), "--json").stdout)
    assert record["entry"]["response"]["answer_id"] == answer.answer_id


def test_a_replay_is_identical_and_exits_0(tmp_path: Path, answer: Answer) -> None:
    result = run("replay", answer.answer_id, "--data-dir", str(tmp_path))
    assert result.exit_code == 0
    assert "Identical, byte for byte." in result.stdout


def test_a_replay_of_one_who_is_named_in_a_label_goes_by_the_name(
    tmp_path: Path, attest: Attest
) -> None:
    """The subject is on record as a hash only."""
    catalogue = attest._parts.catalogue
    gifts = catalogue.document("POL-GFT-003")
    assert gifts is not None
    labels = Labels(allow=frozenset({"user:ann", "group:everyone"}))
    catalogue._documents["POL-GFT-003"] = gifts.model_copy(update={"labels": labels})  # type: ignore[attr-defined]  # the fake's
    answer = attest.answer(QUESTION, principal=STAFF)
    record = attest.ledger.find(answer.answer_id)
    assert record is not None
    assert record.entry.asker.subject != "ann"
    assert attest.recorded.asker(record) == STAFF
    assert attest.replay(record).differs == ()
    other = attest.answer(QUESTION, principal=Principal(subject="bob", groups=STAFF.groups))
    of_bob = attest.ledger.find(other.answer_id)
    assert of_bob is not None
    assert attest.replay(of_bob).differs == ()


def test_a_replay_under_other_settings_exits_6_and_shows_both(
    tmp_path: Path, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATTEST_RETRIEVAL__PASSAGES", "3")
    result = run("replay", answer.answer_id, "--data-dir", str(tmp_path))
    assert result.exit_code == 6
    assert "settings differs" in result.stdout
    assert result.stdout.index("Then:") < result.stdout.index("Now:")
    told = run("replay", answer.answer_id, "--data-dir", str(tmp_path), "--json")
    assert [d["what"] for d in json.loads(told.stdout)["differs"]] == ["settings"]


def test_an_export_is_written_once_into_a_new_folder(
    tmp_path: Path,
    answer: Answer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "export"
    result = run("export", str(folder), "--data-dir", str(tmp_path))
    assert result.exit_code == 0
    assert "1 records" in result.stdout
    names = {"records.jsonl", "checkpoints.jsonl", "head.json", "public-key.pem"}
    assert {file.name for file in folder.iterdir()} == names
    assert b"PRIVATE" not in b"".join(file.read_bytes() for file in folder.iterdir())
    error = failing(monkeypatch, capsys, "export", str(folder), "--data-dir", str(tmp_path))
    assert "is not empty" in error


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("verify",), "There are no records"),
        (("show", "x"), "There are no records"),
        (("replay", "x"), "There are no records"),
        (("export", "out"), "There are no records"),
        (("verify", "--expect-head", "12"), "SEQUENCE:SHA256"),
        (("verify", "--public-key", "nowhere.pem"), "There are no records"),
    ],
)
def test_an_empty_folder_or_bad_input_is_a_clear_error_and_makes_nothing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    says: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert says in failing(monkeypatch, capsys, *arguments, "--data-dir", str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_answer_or_a_key_that_is_none_is_a_clear_error(
    tmp_path: Path,
    answer: Answer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    where = ("--data-dir", str(tmp_path))
    for command in ("show", "replay"):
        assert "holds no answer" in failing(monkeypatch, capsys, command, "0" * 32, *where)
    no_file = ("verify", "--public-key", str(tmp_path / "nowhere.pem"), *where)
    assert "cannot be read: No such file" in failing(monkeypatch, capsys, *no_file)
    no_key = ("verify", "--public-key", __file__, *where)
    assert "holds no Ed25519 public key" in failing(monkeypatch, capsys, *no_key)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("mysql://u:hush@db/x", "ATTEST_LEDGER__URL is not the address of a PostgreSQL"),
        ("nonsense", "ATTEST_LEDGER__URL is not the address of a PostgreSQL"),
        ("postgresql://u:hush@127.0.0.1:1/x", "cannot be used at the moment"),
    ],
)
def test_a_ledger_address_that_does_not_work_is_a_clear_error_without_its_password(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    url: str,
    says: str,
) -> None:
    monkeypatch.setenv("ATTEST_LEDGER__URL", url)
    error = failing(monkeypatch, capsys, "verify", "--data-dir", str(tmp_path))
    assert says in error
    assert "hush" not in error


def test_a_signing_key_that_others_may_read_is_refused(
    tmp_path: Path,
    answer: Answer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    key = ledger_folder(Settings(data_dir=tmp_path)) / "signing-key.pem"
    assert key.stat().st_mode & 0o777 == 0o600
    key.chmod(0o644)
    error = failing(monkeypatch, capsys, "replay", answer.answer_id, "--data-dir", str(tmp_path))
    assert "chmod 600" in error


@pytest.mark.parametrize("command", ["verify", "show", "replay", "export"])
def test_each_ledger_command_teaches_with_an_example_and_its_exit_codes(command: str) -> None:
    shown = run(command, "--help").stdout
    assert f"attest ledger {command}" in shown
    assert "Exit codes" in shown
    assert "--data-dir" in shown
