"""A clock that was set back or ahead is remarked; a record's proof reads one checkpoint."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.records import Checkpoint
from domain.settings import LedgerSettings
from ledger import proof as proof_module
from ledger.database import Database
from ledger.signing import load_or_make_signer
from ledger.sql_ledger import SqlLedger
from ledger.verification import verify_database
from tests.fakes.records import entry

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_times_that_run_backwards_are_remarked_and_the_chain_is_sound(tmp_path: Path) -> None:
    moments = [NOON, NOON + timedelta(days=3), NOON + timedelta(hours=1), NOON + timedelta(days=4)]
    signer = load_or_make_signer(tmp_path / "key.pem")
    ledger = SqlLedger(LedgerSettings(), tmp_path, signer, now=lambda: moments[0])
    for number in range(4):
        ledger.append(entry(f"{number}?", answer_id=f"a{number}"))
        moments.append(moments.pop(0))
    ledger.close()
    database = Database(LedgerSettings(), tmp_path)
    result = verify_database(database, signer.checker)
    database.close()
    assert result.is_sound
    (remark,) = result.remarks
    assert remark.startswith("record 3 is dated 2026-06-01T13:00:00")
    assert "the clock was set back" in remark


def test_a_proof_reads_one_checkpoint_of_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signer = load_or_make_signer(tmp_path / "key.pem")
    settings = LedgerSettings(checkpoint_every_records=1)
    ledger = SqlLedger(settings, tmp_path, signer)
    for number in range(5):
        ledger.append(entry(f"{number}?", answer_id=f"a{number}"))
    read: list[Checkpoint] = []
    whole = proof_module.checkpoints_from

    def counting(*arguments: object, **named: object) -> list[Checkpoint]:
        found = whole(*arguments, **named)  # type: ignore[arg-type]  # passed on as they come
        read.extend(found)
        return found

    monkeypatch.setattr(proof_module, "checkpoints_from", counting)
    proved = ledger.prove("a1")
    ledger.close()
    assert proved is not None
    assert proved.verified
    assert proved.checkpoint is not None
    assert len(read) == 1


def test_a_ledger_that_a_writer_holds_is_ready_and_one_without_room_is_not(tmp_path: Path) -> None:
    ledger = SqlLedger(LedgerSettings(), tmp_path, load_or_make_signer(tmp_path / "key.pem"))
    with ledger._database.writing():
        assert ledger.is_ready()  # no write lock is asked for
    ledger._database._failed_at = float("inf")  # a write has just failed
    assert not ledger.is_ready()
    ledger.close()
