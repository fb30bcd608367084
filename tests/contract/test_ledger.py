"""The ``Ledger`` port: one suite for the ledger in memory, on SQLite and on PostgreSQL."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import pytest
import sqlalchemy as sa

from domain.errors import IdempotencyConflict, LedgerError, LedgerTampered, LedgerUnavailable
from domain.record_ports import Ledger
from domain.records import Record
from ledger import tables
from ledger.chain import body_of, sha256_of
from ledger.head_file import FILE_NAME
from ledger.in_memory import MemoryLedger
from ledger.opening import ledger_folder
from ledger.verification import Anchor
from tests.contract.ledgers import CHECKPOINT_EVERY_RECORDS, StoredLedger
from tests.fakes.records import act, entry
from tests.postgresql import PostgresqlServer

Result = TypeVar("Result")
ON_POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.integration)


@pytest.fixture
def make_stored(
    request: pytest.FixtureRequest, index_folder: Path
) -> Callable[[str], StoredLedger]:
    """Makes a ledger on a new, empty database of one kind."""

    def make(kind: str) -> StoredLedger:
        if kind == "sqlite":
            return StoredLedger(index_folder, None)
        server: PostgresqlServer = request.getfixturevalue("postgresql_server")
        return StoredLedger(index_folder, server.new_database())

    return make


@pytest.fixture(params=["sqlite", ON_POSTGRESQL])
def stored(
    request: pytest.FixtureRequest, make_stored: Callable[[str], StoredLedger]
) -> StoredLedger:
    """One on each database."""
    return make_stored(request.param)


@pytest.fixture(params=["in-memory", "sqlite", ON_POSTGRESQL])
def ledger(
    request: pytest.FixtureRequest, make_stored: Callable[[str], StoredLedger]
) -> Iterator[Ledger]:
    """Every implementation, empty."""
    made: Ledger = (
        MemoryLedger() if request.param == "in-memory" else make_stored(request.param).open()
    )
    yield made
    made.close()


def filled(stored: StoredLedger, count: int) -> list[Record]:
    """Opens it, appends, closes it."""
    ledger = stored.open()
    records = [ledger.append(entry(f"Question {number}?")) for number in range(count)]
    ledger.close()
    return records


def test_each_record_holds_its_number_and_the_hash_of_the_one_before(ledger: Ledger) -> None:
    records = [ledger.append(entry(f"Question {n}? é“\u2028\x00")) for n in range(3)]
    assert [r.sequence for r in records] == [1, 2, 3]
    assert records[0].previous_sha256 == "0" * 64
    for before, after in pairwise(records):
        assert after.previous_sha256 == sha256_of(body_of(before))


def test_what_was_appended_is_found_as_it_was(ledger: Ledger) -> None:
    record = ledger.append(entry("How much? £50 “net”\u2028\x00 ünïcode"))
    assert ledger.find(record.entry.answer_id) == record
    assert ledger.find("no such answer") is None


def test_an_idempotency_key_leads_to_the_first_record_and_adds_none(ledger: Ledger) -> None:
    first = ledger.append(entry("One?", key="k"))
    again = ledger.append(entry("Two?", key="k"))
    other = ledger.append(entry("Three?", key="other"))
    assert again == first
    assert ledger.find_by_key("k") == first
    assert ledger.find_by_key("nobody's") is None
    assert other.sequence == 2


def test_an_askers_records_are_found_newest_first_and_a_page_at_a_time(ledger: Ledger) -> None:
    mine = [ledger.append(entry(f"{number}?", subject="ada")) for number in range(3)]
    theirs = ledger.append(entry("Another's?", subject="bob"))
    assert ledger.find_by_asker("ada", limit=2) == (mine[2], mine[1])
    assert ledger.find_by_asker("ada", before=mine[1], limit=2) == (mine[0],)
    assert ledger.find_by_asker("ada", before=theirs, limit=9) == tuple(reversed(mine))
    assert ledger.find_by_asker("nobody", limit=9) == ()


def test_of_many_threads_with_one_key_all_get_the_same_record(ledger: Ledger) -> None:
    found = in_threads(8, lambda number: ledger.append(entry(f"{number}?", key="k")))
    assert len({record.entry.answer_id for record in found}) == 1


def test_many_threads_make_one_chain_without_gaps(ledger: Ledger) -> None:
    written = in_threads(8, lambda number: [ledger.append(entry(f"{number}?")) for _ in range(5)])
    records = sorted((r for some in written for r in some), key=lambda r: r.sequence)
    assert [r.sequence for r in records] == list(range(1, 41))
    for before, after in pairwise(records):
        assert after.previous_sha256 == sha256_of(body_of(before))


def test_a_record_is_proved_by_the_next_checkpoint_or_the_signed_head(ledger: Ledger) -> None:
    records = [ledger.append(entry()) for _ in range(6)]
    for record in records:
        proof = ledger.prove(record.entry.answer_id)
        assert proof is not None
        assert proof.verified
        assert (proof.sequence, proof.record_sha256) == (
            record.sequence,
            sha256_of(body_of(record)),
        )
    assert ledger.prove("no such answer") is None


def test_a_pseudonym_is_steady_and_no_plain_hash_of_the_name(ledger: Ledger) -> None:
    assert ledger.pseudonym("quill") == ledger.pseudonym("quill") != ledger.pseudonym("bob")
    assert ledger.pseudonym("quill") != sha256_of("quill")
    assert "quill" not in ledger.pseudonym("quill")


def test_a_ledger_is_ready_and_closing_twice_does_nothing(ledger: Ledger) -> None:
    assert ledger.is_ready()
    ledger.close()
    ledger.close()


def test_records_outlive_the_process_and_the_chain_goes_on(stored: StoredLedger) -> None:
    before = filled(stored, 3)
    ledger = stored.open()
    after = ledger.append(entry())
    assert after.previous_sha256 == sha256_of(body_of(before[-1]))
    assert ledger.find(before[0].entry.answer_id) == before[0]
    ledger.close()
    assert stored.verify().is_sound


def test_a_ledger_is_sound_empty_open_and_closed(stored: StoredLedger) -> None:
    ledger = stored.open()
    assert stored.verify().is_sound
    for _ in range(6):
        ledger.append(entry())
    result = stored.verify()
    assert (result.findings, result.records, result.checkpoints) == ([], 6, 1)
    ledger.close()
    result = stored.verify()
    assert (result.findings, result.records, result.checkpoints) == ([], 6, 2)


def test_checkpoints_come_every_so_many_records_and_at_the_end(stored: StoredLedger) -> None:
    filled(stored, 2 * CHECKPOINT_EVERY_RECORDS + 1)
    assert [row["sequence"] for row in stored.rows()["ledger_checkpoints"]] == [4, 8, 9]
    filled(stored, 0)  # opened and closed without a record: nothing to sign
    assert len(stored.rows()["ledger_checkpoints"]) == 3


@pytest.mark.parametrize("table", [tables.records, tables.checkpoints])
@pytest.mark.parametrize("change", ["update", "delete"])
def test_a16_the_database_itself_refuses_to_change_or_delete_a_record(
    stored: StoredLedger,
    table: sa.Table,
    change: str,
) -> None:
    filled(stored, 5)
    ledger = stored.open()
    statement = table.delete() if change == "delete" else table.update().values(body="{}")
    with pytest.raises(LedgerUnavailable), ledger._database.writing() as connection:
        connection.execute(statement)
    ledger.close()
    assert stored.verify().is_sound


def test_a_key_of_another_ledger_cannot_go_on_with_this_one(stored: StoredLedger) -> None:
    filled(stored, 2)
    (ledger_folder(stored.settings) / "signing-key.pem").unlink()
    with pytest.raises(LedgerError, match="another key"):
        stored.open()


def test_a_newer_ledger_is_refused_and_left_as_it_is(stored: StoredLedger) -> None:
    filled(stored, 2)
    with stored.intruder() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(LedgerError, match="newer version of Attest"):
        stored.open()


def test_an_end_cut_off_stops_the_ledger_from_going_on(stored: StoredLedger) -> None:
    filled(stored, 6)
    with stored.intruder() as connection:
        connection.execute(tables.records.delete().where(tables.records.c.sequence > 4))
    with pytest.raises(LedgerTampered):
        stored.open()


def test_a_record_edited_in_the_database_is_not_given_back(stored: StoredLedger) -> None:
    record = filled(stored, 2)[0]
    with stored.intruder() as connection:
        body = body_of(record).replace("gift", "gilt")
        where = tables.records.c.sequence == 1
        connection.execute(tables.records.update().where(where).values(body=body + " "))
    ledger = stored.open()
    with pytest.raises(LedgerTampered):
        ledger.find(record.entry.answer_id)
    ledger.close()


def test_an_older_copy_of_the_whole_database_is_found_by_the_head_kept_apart(
    stored: StoredLedger,
) -> None:
    filled(stored, 5)
    older = stored.rows()
    filled(stored, 3)
    stored.restore(older)
    assert not stored.verify().is_sound
    with pytest.raises(LedgerTampered, match="holds fewer records than"):
        stored.open()


def test_an_older_copy_of_everything_is_found_only_by_a_head_noted_elsewhere(
    stored: StoredLedger,
) -> None:
    """What docs/decisions/0011-ledger.md says cannot be found, cannot; with the anchor it is."""
    filled(stored, 5)
    older, head_file = stored.rows(), ledger_folder(stored.settings) / FILE_NAME
    kept = head_file.read_text()
    last = filled(stored, 3)[-1]
    stored.restore(older)
    head_file.write_text(kept)
    assert stored.verify().is_sound
    noted = Anchor(last.sequence, sha256_of(body_of(last)))
    assert not stored.verify(noted).is_sound


def test_an_act_stands_in_the_same_chain_and_is_no_answer(ledger: Ledger) -> None:
    first = ledger.append(entry())
    done = ledger.append_act(act(first.entry.answer_id))
    last = ledger.append(entry())
    assert done.previous_sha256 == sha256_of(body_of(first))
    assert last.previous_sha256 == sha256_of(body_of(done))
    assert ledger.find(done.entry.act_id) is None
    proof = ledger.prove(done.entry.act_id)
    assert proof is not None
    assert proof.verified


def test_records_are_read_on_from_any_place(ledger: Ledger) -> None:
    written = [ledger.append(entry()), ledger.append_act(act()), ledger.append(entry())]
    assert ledger.after(0, limit=2) == written[:2]
    assert ledger.after(2, limit=10) == written[2:]
    assert ledger.after(3, limit=10) == []


def test_an_acts_key_leads_to_the_first_act_and_to_no_answer(ledger: Ledger) -> None:
    first = ledger.append_act(act(key="k"))
    assert ledger.append_act(act(key="k")) == first
    assert ledger.find_by_key("k") is None
    with pytest.raises(IdempotencyConflict):
        ledger.append(entry(key="k"))
    assert ledger.after(0, limit=10) == [first]


def test_a_ledger_with_acts_is_sound_and_one_that_was_edited_is_not(stored: StoredLedger) -> None:
    ledger = stored.open()
    written = [ledger.append_act(act()) for _ in range(5)]
    ledger.close()
    assert stored.verify().is_sound
    with stored.intruder() as connection:
        body = body_of(written[1]).replace('"supports"', '"wrong"')
        where = tables.records.c.sequence == 2
        connection.execute(tables.records.update().where(where).values(body=body))
    assert not stored.verify().is_sound


def in_threads(count: int, work: Callable[[int], Result]) -> list[Result]:
    """Runs ``work`` with 0, 1, … at the same time; what each gave back."""
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(work, range(count)))
