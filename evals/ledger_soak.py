"""Kills answering processes at random moments and looks for what was lost.

`python -m evals.ledger_soak --kills 200`: every answer that got out must be on record, as it got
out, and the chain must be sound (P5).
"""

import argparse
import hashlib
import json
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import SecretStr

from domain.records import Record
from domain.settings import LedgerSettings, Settings
from evals.ledger_load import QUESTION, STAFF, attest_of_one_sentence
from ledger.database import Database
from ledger.head_file import HeadFile
from ledger.opening import checker_for, ledger_folder, open_ledger
from ledger.stored import records_from
from ledger.verification import verify_database

THREADS = 4  # in each process: as many askers at once
LONGEST_LIFE_SECONDS = 0.4
# Nothing mends a chain, so what breaks in between is still broken then.
CHECK_EVERY_ROUNDS = 10
Released = dict[str, str]  # answer ID -> hash of the answer as it got out


def sha256_of(body: str) -> str:
    """Of a response's JSON."""
    return hashlib.sha256(body.encode()).hexdigest()


def answer_until_killed(settings: Settings, out: int) -> None:
    """Answers from several threads, and tells of each answer only after it was given."""
    attest = attest_of_one_sentence(settings, open_ledger(settings))

    def keep_asking() -> None:
        while True:
            response = attest.answer(QUESTION, principal=STAFF)
            line = f"{response.answer_id} {sha256_of(response.model_dump_json())}\n"
            os.write(out, line.encode())  # shorter than a pipe's atomic write

    for _ in range(THREADS):
        threading.Thread(target=keep_asking, daemon=True).start()
    threading.Event().wait()


def answers_before_a_kill(settings: Settings, processes: int, rng: random.Random) -> Released:
    """What got out of processes that are killed after a while; every other time at start-up."""
    incoming, out = os.pipe()
    children = [_forked(settings, incoming, out) for _ in range(processes)]
    os.close(out)
    with os.fdopen(incoming, "rb") as lines:
        told = [lines.readline()] if rng.random() < 0.5 else []  # until the first answer is out
        time.sleep(rng.uniform(0, LONGEST_LIFE_SECONDS))
        for child in children:
            os.kill(child, signal.SIGKILL)
        told += lines.readlines()
    for child in children:
        os.waitpid(child, 0)
    return dict(line.decode().split() for line in told if line.endswith(b"\n"))


def _forked(settings: Settings, incoming: int, out: int) -> int:
    child = os.fork()
    if child:
        return child
    os.close(incoming)
    try:
        answer_until_killed(settings, out)
    finally:
        os._exit(1)  # never back into the parent's code


@contextmanager
def _opened(settings: Settings) -> Iterator[Database]:
    database = Database(settings.ledger, ledger_folder(settings))
    try:
        yield database
    finally:
        database.close()


def problems_in(settings: Settings, released: Released) -> list[str]:
    """What is wrong with the ledger: lost answers, altered ones, a chain that is not sound."""
    with _opened(settings) as database:
        kept_apart = HeadFile(ledger_folder(settings))
        found = verify_database(database, checker_for(settings), kept_apart=kept_apart).findings
        with database.reading() as connection:
            on_record = {
                row.answer_id: sha256_of(record.entry.response.model_dump_json())
                for row in records_from(connection)
                if isinstance(record := row.read(), Record)
            }
    lost = [a for a, sha256 in released.items() if on_record.get(a) != sha256]
    return found + [f"answer {answer_id} got out and is not on record" for answer_id in lost]


def soak(settings: Settings, *, kills: int, processes: int, seed: int) -> dict[str, object]:
    """Kills so many times; counts, and every problem that was found on the way."""
    rng, released = random.Random(seed), Released()
    problems: list[str] = []
    open_ledger(settings).close()  # so that there is something to verify after the first kill
    for done in range(kills):
        if done % CHECK_EVERY_ROUNDS == 0:
            problems += problems_in(settings, released)
        released |= answers_before_a_kill(settings, processes, rng)
    problems += problems_in(settings, released)
    with _opened(settings) as database, database.reading() as connection:
        records = sum(1 for _ in records_from(connection))
    return {
        "kills": kills * processes,
        "released": len(released),
        "recorded": records,
        "problems": problems,
    }


def main() -> None:
    """Exit code 1 where anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--kills", type=int, default=200, help="Rounds; in each, every process is killed."
    )
    parser.add_argument("--processes", type=int, default=1, help="On one ledger at once.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--url", help="A PostgreSQL database. Default: SQLite.")
    chosen = parser.parse_args()
    with TemporaryDirectory(prefix="attest-soak-") as folder:
        ledger = LedgerSettings(
            url=SecretStr(chosen.url) if chosen.url else None, checkpoint_every_records=20
        )
        settings = Settings(data_dir=Path(folder), ledger=ledger)
        result = soak(settings, kills=chosen.kills, processes=chosen.processes, seed=chosen.seed)
    sys.stdout.write(json.dumps(result, indent=2) + "\n")
    sys.exit(bool(result["problems"]))


if __name__ == "__main__":
    main()
