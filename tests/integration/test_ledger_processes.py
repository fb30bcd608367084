"""Several processes on one ledger, and processes that are killed while they answer."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contract.ledgers import StoredLedger
from tests.postgresql import PostgresqlServer

pytestmark = pytest.mark.integration

PROCESSES, APPENDS = 2, 25  # each process appends from two threads


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str | None:
    """None: SQLite."""
    if request.param == "sqlite":
        return None
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    return server.new_database()


def test_two_processes_that_start_together_make_one_chain(
    index_folder: Path, url: str | None
) -> None:
    """With the key, the tables and the head still to be made: each is made once."""
    command = [sys.executable, "-m", "tests.integration.ledger_child", str(index_folder)]
    children = [
        subprocess.Popen([*command, url or "-", str(APPENDS)], stdout=subprocess.PIPE, text=True)
        for _ in range(PROCESSES)
    ]
    told = [child.communicate(timeout=120)[0].split() for child in children]
    assert [child.returncode for child in children] == [0] * PROCESSES
    stored = StoredLedger(index_folder, url)
    result = stored.verify()
    assert result.findings == []
    assert {row["answer_id"] for row in stored.rows()["ledger_records"]} == set().union(*told)
    assert result.records == PROCESSES * 2 * APPENDS


def test_what_got_out_before_a_kill_is_on_record(url: str | None) -> None:
    """Ten kills; `make ledger-soak` does 200."""
    command = [sys.executable, "-m", "evals.ledger_soak", "--kills", "5", "--processes", "2"]
    if url:
        command += ["--url", url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads(done.stdout)
    assert (result["kills"], result["problems"]) == (10, [])
    assert result["recorded"] >= result["released"] > 0
