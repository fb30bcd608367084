"""Promise P5: whatever is done to the stored ledger, or to an export of it, is found.

Seeded, so that a failure comes back; every kind of change in every table, column and place.
"""

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from domain.errors import LedgerUnavailable
from domain.records import Head
from ledger import tables
from ledger.chain import canonical, sha256_of
from ledger.check_export import check
from ledger.database import Database
from ledger.export import CHECKPOINTS, HEAD, export_ledger
from ledger.export import RECORDS as RECORDS_FILE
from ledger.opening import checker_for, open_to_look
from ledger.verification import verify_database
from tests.contract.ledgers import StoredLedger
from tests.fakes.records import act, entry

pytestmark = pytest.mark.integration  # seconds of hashing and signature checks

CHANGES = 500  # of each of the two: 1,000 together
RECORDS = 11  # with a checkpoint every 4: at 4, 8 and, on closing, 11
CHECK_EXPORT = Path(__file__).parents[2] / "ledger" / "check_export.py"
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture
def stored(index_folder: Path) -> StoredLedger:
    made = StoredLedger(index_folder, None)
    ledger = made.open()
    for number in range(RECORDS):
        name, key = f"a{number:02}", f"k{number}"
        if number % 3 == 2:  # verdicts and disputes stand among the answers
            ledger.append_act(act(act_id=name, key=key))
        else:
            ledger.append(entry(f"Question {number}?", answer_id=name, key=key))
    ledger.close()
    return made


def text_changed(text: str, rng: random.Random) -> str:
    """One character more, fewer or other."""
    place = rng.randrange(len(text))
    other = rng.choice([c for c in '0123456789abcdefZ{}[]":, \n' if c != text[place]])
    return rng.choice(
        [
            text[:place] + other + text[place + 1 :],
            text[:place] + other + text[place:],
            text[:place] + text[place + 1 :],
        ]
    )


def edited(rows: Rows, rng: random.Random) -> None:
    """One column of one row."""
    row = rng.choice([row for table in rows.values() for row in table])
    column = rng.choice([name for name in row if name != "one"])
    value = row[column]
    if isinstance(value, int):
        row[column] = value + rng.choice([-1, 1, 100])
    else:
        row[column] = rng.choice([text_changed(value, rng), value.upper() + "x"])


def respaced(rows: Rows, rng: random.Random) -> None:
    """The same JSON in another hand: no value changes."""
    row = rng.choice([row for table in rows.values() for row in table if "body" in row])
    row["body"] = row["body"].replace(",", ", ", 1)


def rewritten_with_its_hash(rows: Rows, rng: random.Random) -> None:
    """An intruder who knows how hashes are made, and has no key."""
    records = rows["ledger_records"]
    first = rng.randrange(len(records))
    previous = None
    for row in records[first:]:
        body = json.loads(row["body"])
        if previous is None:
            told = body["entry"].get("response") or body["entry"]["content"]
            told["message"] = "Yes, you may."
        else:
            body["previous_sha256"] = previous
        row["body"] = canonical(body)
        row["record_sha256"] = previous = sha256_of(row["body"])


def rewritten_with_checkpoints_and_head(rows: Rows, rng: random.Random) -> None:
    """The same, who writes the new hashes into every signed statement as well."""
    rewritten_with_its_hash(rows, rng)
    hashes = {row["sequence"]: row["record_sha256"] for row in rows["ledger_records"]}
    for row in rows["ledger_checkpoints"] + rows["ledger_head"]:
        body = json.loads(row["body"])
        row["body"] = canonical(body | {"record_sha256": hashes[body["sequence"]]})


def deleted(rows: Rows, rng: random.Random) -> None:
    table = rng.choice(list(rows.values()))
    del table[rng.randrange(len(table))]


def deleted_and_closed_up(rows: Rows, rng: random.Random) -> None:
    """A record goes, and those after it move up by one."""
    records = rows["ledger_records"]
    gone = rng.randrange(len(records))
    del records[gone]
    for row in records[gone:]:
        row["sequence"] -= 1


def reordered(rows: Rows, rng: random.Random) -> None:
    """Two rows exchange what they hold, numbers aside."""
    table = rng.choice([rows["ledger_records"], rows["ledger_checkpoints"]])
    one, other = rng.sample(table, 2)
    for column in rng.choice([["body"], [c for c in one if c not in ("sequence", "number")]]):
        one[column], other[column] = other[column], one[column]


def doubled(rows: Rows, rng: random.Random) -> None:
    records = rows["ledger_records"]
    records.append(rng.choice(records) | {"sequence": len(records) + 1})


def truncated(rows: Rows, rng: random.Random) -> None:
    """The end goes; now and then with its checkpoints, and with a head put together of one."""
    keep = rng.choice([*range(RECORDS), 4, 8, 8])  # the places of checkpoints more often
    rows["ledger_records"] = rows["ledger_records"][:keep]
    checkpoints = [row for row in rows["ledger_checkpoints"] if row["sequence"] <= keep]
    if rng.random() < 0.7:
        rows["ledger_checkpoints"] = checkpoints
    if rng.random() < 0.7 and checkpoints:
        last = json.loads(checkpoints[-1]["body"])
        fields = {name: last.get(name, last["number"]) for name in Head.model_fields}
        rows["ledger_head"] = [{"one": 1, "body": canonical(fields)}]


TAMPERINGS: list[Callable[[Rows, random.Random], None]] = [
    edited, respaced, rewritten_with_its_hash, rewritten_with_checkpoints_and_head, deleted,
    deleted_and_closed_up, reordered, doubled, truncated,
]  # fmt: skip


def test_500_changes_of_the_stored_ledger_are_all_found(stored: StoredLedger) -> None:
    """In the database alone: the head that is kept apart is not looked at."""
    sound, rng = stored.rows(), random.Random(1)
    database, _ = open_to_look(stored.settings)
    checker = checker_for(stored.settings)
    assert verify_database(database, checker).is_sound
    tried = missed = 0
    while tried < CHANGES:
        rows = deepcopy(sound)
        tampering = rng.choice(TAMPERINGS)
        tampering(rows, rng)
        assert rows != sound, tampering.__name__
        try:
            put_in_place(database, rows)
        except LedgerUnavailable:
            continue  # two rows with one key: the database itself said no
        tried += 1
        missed += verify_database(database, checker).is_sound
    put_in_place(database, sound)
    assert (missed, verify_database(database, checker).is_sound) == (0, True)
    database.close()


def line_deleted(lines: list[bytes], rng: random.Random) -> None:
    del lines[rng.randrange(len(lines))]


def lines_reordered(lines: list[bytes], rng: random.Random) -> None:
    one, other = rng.sample(range(len(lines)), 2) if len(lines) > 1 else (0, 0)
    lines[one], lines[other] = lines[other], lines[one]


def line_doubled(lines: list[bytes], rng: random.Random) -> None:
    lines.insert(rng.randrange(len(lines) + 1), rng.choice(lines))


def line_edited(lines: list[bytes], rng: random.Random) -> None:
    place = rng.randrange(len(lines))
    lines[place] = text_changed(lines[place].decode(), rng).encode()


def line_respaced(lines: list[bytes], rng: random.Random) -> None:
    place = rng.randrange(len(lines))
    lines[place] = lines[place].replace(b",", b", ", 1)


def lines_cut_off(lines: list[bytes], rng: random.Random) -> None:
    del lines[rng.randrange(len(lines)) :]


def test_500_changes_of_an_export_are_all_found(stored: StoredLedger, tmp_path: Path) -> None:
    database, _ = open_to_look(stored.settings)
    checker = checker_for(stored.settings)
    export_ledger(database, checker, tmp_path / "export")
    database.close()
    key = load_pem_public_key(checker.pem.encode())
    check(tmp_path / "export", key, None)
    files = [tmp_path / "export" / name for name in (RECORDS_FILE, CHECKPOINTS, HEAD)]
    whole, rng = {file: file.read_bytes() for file in files}, random.Random(2)
    missed, tried = [], 0
    while tried < CHANGES:
        file = rng.choice(files)
        tampering = rng.choice(
            [
                line_deleted,
                lines_reordered,
                line_doubled,
                line_edited,
                line_respaced,
                lines_cut_off,
                None,
            ]
        )
        changed = whole[file][: rng.randrange(len(whole[file]))]  # None: cut anywhere
        if tampering is not None:
            lines = whole[file].split(b"\n")[:-1]
            tampering(lines, rng)
            changed = b"".join(line + b"\n" for line in lines)
        if changed == whole[file]:
            continue
        tried += 1
        file.write_bytes(changed)
        if accepts(tmp_path / "export", key):
            missed.append((file.name, tampering))
        file.write_bytes(whole[file])
    assert missed == []


def accepts(folder: Path, key: Any) -> bool:
    """Whether the auditor's checker finds nothing."""
    try:
        check(folder, key, None)
    except (InvalidSignature, LookupError, TypeError, AttributeError, ValueError):
        return False  # all that its main() reports
    return True


def test_the_checker_runs_alone_in_an_empty_folder(stored: StoredLedger, tmp_path: Path) -> None:
    database, _ = open_to_look(stored.settings)
    head = export_ledger(database, checker_for(stored.settings), tmp_path / "export")
    database.close()
    script = tmp_path / "check.py"
    shutil.copy(CHECK_EXPORT, script)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-I", str(script), "export", *arguments]
        return subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
        )

    done = run()
    assert (done.returncode, done.stdout) == (
        0,
        f"sound; head {head.sequence}:{head.record_sha256}\n",
    )
    assert run("--expect-head", f"4:{'0' * 64}").returncode == 1
    records = tmp_path / "export" / RECORDS_FILE
    records.write_bytes(records.read_bytes().replace(b"Nothing", b"Something", 1))
    broken = run()
    assert broken.returncode == 1
    assert "NOT SOUND" in broken.stderr


def put_in_place(database: Database, rows: Rows) -> None:
    """What an intruder leaves behind."""
    with database.writing() as connection:
        for table in tables.metadata.sorted_tables:
            connection.execute(table.delete())
            if rows[table.name]:
                connection.execute(table.insert(), rows[table.name])
