"""One walk over every command: what a caller is told, and which commands are an operator's.

An operator is whoever may read the data folder; entitlement cannot bind who owns the index and the
ledger's key. Their commands are listed with the reason, and are no way in for a caller.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from api.cli import application as command_line
from api.cli import asking, ledger_replaying
from api.cli.door import InProcessClient
from api.engine import Attest
from api.identity.demo import DemoRole
from domain.settings import Settings
from domain.types import Principal
from ledger.opening import open_ledger
from tests.fakes.canaries import FORBIDDEN, HIDDEN_PLACE, NEVER_SHOWN, OPEN, found_in, present
from tests.fakes.door import TODAY, HttpDoor, build_attest
from tests.integration.side_door_walk import ENTITLED, REVOKED, bearer, door_over
from tests.integration.side_doors import NO_SUCH_ANSWER, QUESTIONS

pytestmark = pytest.mark.integration

Arguments = tuple[str, ...]
IN_HIDDEN = ("--document", HIDDEN_PLACE[0])
# What a caller may run; each is told the caller and --json, too.
CALLERS_COMMANDS: dict[Arguments, list[Arguments]] = {
    ("ask",): [
        *((question,) for question in QUESTIONS),
        (QUESTIONS[0], "--as-of", "2024-06-01"),
        (QUESTIONS[0], *IN_HIDDEN),
        ("",),
    ],
    ("search",): [
        *((question,) for question in QUESTIONS),
        (QUESTIONS[0], "--as-of", "2024-06-01"),
        (QUESTIONS[0], *IN_HIDDEN),
    ],
    ("documents",): [(), ("--as-of", "2024-06-01"), ("--as-of", "never")],
}
OPERATORS_COMMANDS: dict[Arguments, str] = {
    ("ingest",): "writes the index and sets the labels themselves",
    ("serve",): "opens the door that callers use, and is none itself",
    ("token",): "signs with the demo's key in the data folder; a real issuer's key is not there",
    ("ledger", "verify"): "reads the ledger's storage; prints hashes and counts",
    ("ledger", "show"): "reads the ledger's storage; callers have GET /v1/answers/ID",
    ("ledger", "replay"): "asks as the recorded asker; callers have POST /v1/answers/ID/replay",
    ("ledger", "export"): "hands all that was released to an auditor outside",
    ("eval",): "ingests and asks corpora of its own, in a folder of its own",
    ("eval-accept",): "copies a report's figures into the baseline",
}
LEDGER_COMMANDS = {"verify", "show", "replay", "export"}


def commands(group: Any, path: Arguments = ()) -> Iterator[tuple[Arguments, Any]]:
    """Every command that can be typed, with its click command."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


def every_command() -> dict[Arguments, Any]:
    return dict(commands(typer.main.get_command(command_line.application)))


def run(*arguments: str) -> Result:
    # Wide, so that no table breaks a canary in two.
    wide = {"COLUMNS": "400"}
    return CliRunner().invoke(command_line.application, list(arguments), env=wide)


def said(result: Result) -> bytes:
    """Both streams, and what main() would print of an error."""
    return f"{result.stdout}{result.stderr}{result.exception or ''}".encode()


@pytest.fixture
def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> HttpDoor:
    """The commands reach this door and nothing else."""
    http = door_over(tmp_path / "present", present())

    @contextmanager
    def opened(_: Settings, *, role: DemoRole | None, token: str | None) -> Iterator[object]:
        sent = token or http.issuer.mint(role or DemoRole.NOBODY)
        yield InProcessClient(httpx.ASGITransport(http.app), sent)

    monkeypatch.setattr(asking, "open_client", opened)
    monkeypatch.chdir(tmp_path)
    return http


def token_of(door: HttpDoor, caller: tuple[str, list[str]]) -> str:
    return bearer(door, caller)["Authorization"].removeprefix("Bearer ")


def test_a15_every_command_has_joined_the_walk() -> None:
    assert every_command().keys() == CALLERS_COMMANDS.keys() | OPERATORS_COMMANDS.keys()


def test_a15_a_command_that_takes_a_token_is_a_callers() -> None:
    """An operator's command cannot be run in somebody's name: it would look entitled."""
    taking = {
        path
        for path, command in every_command().items()
        if any("--token" in parameter.opts for parameter in command.params)
    }
    assert taking == CALLERS_COMMANDS.keys()


def test_a15_no_command_tells_a_caller_a_word_that_the_caller_may_not_read(
    door: HttpDoor,
) -> None:
    entitled = token_of(door, ENTITLED)
    less = (
        ("--as", "hr"),
        ("--as", "auditor"),
        ("--as", "nobody"),
        ("--token", token_of(door, REVOKED)),
        ("--token", "no-token-at-all"),
    )
    shown, heard = b"", b""
    for path, runs in CALLERS_COMMANDS.items():
        for arguments in runs:
            for form in ((), ("--json",)):
                shown += said(run(*path, *arguments, "--token", entitled, *form))
                for caller in less:
                    heard += said(run(*path, *arguments, *caller, *form))
    visible = [word for word in FORBIDDEN if word not in ("thistledown", "Wexcombe", "plovermoor")]
    assert [w for w in visible if not found_in(shown, [w])] == []
    assert found_in(heard, [OPEN]) == [OPEN]
    assert found_in(heard, (*FORBIDDEN, *NEVER_SHOWN)) == []


def test_p2_the_ledgers_commands_find_nothing_forbidden_where_only_others_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is on record of a caller is a function of what the caller may read: its bytes, too."""

    def opened(settings: Settings) -> Attest:
        fake = build_attest(sources, settings, corpus=present())
        return Attest(settings, fake._parts, ledger=open_ledger(settings), today=lambda: TODAY)

    sources, data_dir = tmp_path / "sources", tmp_path / "data"
    sources.mkdir()
    monkeypatch.setattr(ledger_replaying, "open_attest", opened)
    staff = Principal(subject="ann", groups=frozenset({"everyone"}))
    nobody = Principal(subject="bob")
    with opened(Settings(data_dir=data_dir)) as attest:
        ids = [
            attest.answer(question, principal=asker).answer_id
            for question in QUESTIONS
            for asker in (staff, nobody)
        ]
    where, folder = ("--data-dir", str(data_dir)), tmp_path / "export"
    told = said(run("ledger", "verify", *where))
    told += said(run("ledger", "export", str(folder), *where))
    for answer_id in (ids[0], ids[-1], NO_SUCH_ANSWER):
        for command in ("show", "replay"):
            for form in ((), ("--json",)):
                told += said(run("ledger", command, answer_id, *where, *form))
    files = [file for place in (data_dir, folder) for file in place.rglob("*") if file.is_file()]
    assert {path[-1] for path in OPERATORS_COMMANDS if path[0] == "ledger"} == LEDGER_COMMANDS
    assert len(files) > 5
    kept = b"".join(file.read_bytes() for file in files)
    for heard in (told, kept):
        assert found_in(heard, [OPEN]) == [OPEN]
        assert found_in(heard, (*FORBIDDEN, *NEVER_SHOWN)) == []
