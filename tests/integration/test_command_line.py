"""The command line over the fake door: exit codes, what is printed, how errors leave."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from click.testing import Result
from typer.testing import CliRunner

from api.cli import application as command_line
from api.cli import asking, door, ingesting
from api.cli.door import InProcessClient
from api.identity.demo import DemoIssuer, DemoRole
from api.running_server import RunningServer
from domain.errors import QuestionError
from domain.settings import IdentitySettings, Settings
from tests.fakes.door import SECRET, HttpDoor

pytestmark = pytest.mark.integration

QUESTION = "What gift may an Employee accept from a customer?"


@pytest.fixture
def fake_door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> HttpDoor:
    """The commands reach this door and nothing else."""
    http = HttpDoor(tmp_path)

    @contextmanager
    def opened(_: Settings, *, role: DemoRole | None, token: str | None) -> Iterator[object]:
        bearer = token or http.issuer.mint(role or DemoRole.NOBODY)
        yield InProcessClient(httpx.ASGITransport(http.app), bearer)

    monkeypatch.setattr(asking, "open_client", opened)
    monkeypatch.chdir(tmp_path)
    return http


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command_line.application, list(arguments))


def test_an_answer_exits_0_and_shows_its_source(fake_door: HttpDoor) -> None:
    result = run("ask", QUESTION, "--as", "auditor")
    assert result.exit_code == 0
    assert "£50" in result.stdout
    assert "POL-GFT-003 v2.0, page 1" in result.stdout
    answer_id = result.stdout.split()[-1]
    assert fake_door.attest.ledger.find(answer_id) is not None


def test_a_refusal_exits_3_and_says_what_to_do_next(fake_door: HttpDoor) -> None:
    result = run("ask", QUESTION, "--as", "nobody")
    assert result.exit_code == 3
    assert "Not answered" in result.stdout


def test_the_json_of_ask_is_the_body_of_the_answers_route(fake_door: HttpDoor) -> None:
    said = json.loads(run("ask", QUESTION, "--as", "auditor", "--json").stdout)
    body = fake_door.post("/v1/answers", DemoRole.AUDITOR, json={"question": QUESTION}).json()
    assert said | {"answer_id": ""} == body | {"answer_id": ""}


def test_a_date_reaches_the_question(fake_door: HttpDoor) -> None:
    result = run("ask", QUESTION, "--as", "auditor", "--as-of", "2025-06-01")
    assert "£25" in result.stdout
    assert "Superseded by version 2.0" in result.stdout
    wrong = run("ask", QUESTION, "--as", "auditor", "--as-of", "June")
    assert wrong.exit_code == 2
    assert "Write it as 2025-06-30" in " ".join(wrong.stderr.replace("│", "").split())


def test_search_and_documents_show_what_the_role_may_read(fake_door: HttpDoor) -> None:
    for role, visible in (("auditor", False), ("board-secretary", True)):
        assert (SECRET in run("search", "the gift of the board", "--as", role).stdout) is visible
        assert ("POL-BRD-009" in run("documents", "--as", role).stdout) is visible


@pytest.mark.parametrize("unknown", ["POL-NOT-000", "POL-BRD-009"])
@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_document_that_is_not_there_to_read_is_an_error(
    fake_door: HttpDoor, command: str, unknown: str
) -> None:
    result = run(command, QUESTION, "--as", "auditor", "--document", unknown)
    assert isinstance(result.exception, QuestionError)
    assert unknown not in str(result.exception)


def test_the_version_is_told() -> None:
    result = run("--version")
    assert (result.exit_code, result.stdout.split()[0]) == (0, "attest")


def test_narrowing_to_a_document_is_passed_on(fake_door: HttpDoor) -> None:
    result = run("search", QUESTION, "--as", "auditor", "--document", "POL-AML-001", "--json")
    found = {p["document_id"] for p in json.loads(result.stdout)["passages"]}
    assert found <= {"POL-AML-001"}


def test_an_error_prints_message_and_advice_and_exits_1(
    fake_door: HttpDoor, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["attest", "ask", "", "--as", "auditor"])
    with pytest.raises(SystemExit) as ended:
        command_line.main()
    assert ended.value.code == 1
    error = capsys.readouterr().err
    assert "The question is empty" in error
    assert "Traceback" not in error


def test_without_saying_who_asks_nothing_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("ask", QUESTION)
    assert result.exit_code == 2
    assert "--as ROLE" in result.stderr


def test_nothing_ingested_is_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["attest", "ask", QUESTION, "--as", "auditor"])
    with pytest.raises(SystemExit) as ended:
        command_line.main()
    assert ended.value.code == 1
    assert "Nothing has been ingested into data yet" in capsys.readouterr().err


def test_a_token_command_makes_a_token_of_the_role(tmp_path: Path) -> None:
    token = run("token", "--as", "hr", "--data-dir", str(tmp_path)).stdout.strip()
    principal = DemoIssuer(tmp_path, IdentitySettings()).verifier().principal(token)
    assert principal.groups == {"everyone", "hr"}


def test_a18_the_demo_roles_are_refused_where_a_real_issuer_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ATTEST_IDENTITY__ISSUER", "https://issuer.bank.example")
    command = ["attest", "ask", QUESTION, "--as", "hr", "--data-dir", str(tmp_path)]
    monkeypatch.setattr(sys, "argv", command)
    with pytest.raises(SystemExit):
        command_line.main()
    assert "--as belongs to the demo identity" in capsys.readouterr().err


def test_a18_serving_the_demo_beyond_this_machine_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["attest", "serve", "--demo", "--host", "0.0.0.0", "--port", "0"]
    monkeypatch.setattr(sys, "argv", [*command, "--data-dir", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        command_line.main()
    assert ended.value.code == 1
    assert "this machine only" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["documents", "--as", "hr", "--data-dir", __file__], "is not a folder"),
        (["ledger", "verify", "--data-dir", __file__], "is not a folder"),
    ],
)
def test_a_path_that_cannot_be_meant_is_said_so(
    arguments: list[str],
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "argv", ["attest", *arguments])
    with pytest.raises(SystemExit) as ended:
        command_line.main()
    assert ended.value.code == 1
    assert says in capsys.readouterr().err


def test_a_port_that_there_is_none_of_is_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("serve", "--demo", "--port", "99999").exit_code == 2
    monkeypatch.setenv("ATTEST_SERVER__PORT", "99999")
    monkeypatch.setattr(sys, "argv", ["attest", "serve", "--demo", "--data-dir", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        command_line.main()
    assert ended.value.code == 1
    assert "that port does not exist" in capsys.readouterr().err


def test_ingesting_while_a_server_owns_the_index_says_to_stop_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    running = RunningServer(address="http://127.0.0.1:8000", process_id=1)
    monkeypatch.setattr(ingesting, "find_running_server", lambda _: running)
    monkeypatch.setattr(sys, "argv", ["attest", "ingest", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        command_line.main()
    assert ended.value.code == 1
    assert "Stop it" in capsys.readouterr().err


def test_a_question_goes_to_the_server_that_owns_the_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answer(_: object, method: str, path: str, **content: object) -> bytes:
        asked.append(f"{method} {path}")
        return b'{"as_of": "2026-06-01", "documents": []}'

    running = RunningServer(address="http://127.0.0.1:8000", process_id=1)
    monkeypatch.setattr(door, "find_running_server", lambda _: running)
    monkeypatch.setattr(door.HttpClient, "request", answer)
    assert run("documents", "--as", "hr", "--data-dir", str(tmp_path)).exit_code == 0
    assert asked == ["GET /v1/documents"]


def test_each_command_teaches_with_an_example() -> None:
    for command in ("ingest", "ask", "search", "documents", "token", "serve"):
        assert f"attest {command}" in run(command, "--help").stdout


def test_help_does_not_wait_for_the_models_libraries() -> None:
    code = "import sys, api.cli; sys.exit(any(m in sys.modules for m in ('torch', 'qdrant_edge')))"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


def test_an_ingest_that_finds_nothing_new_does_not_wait_for_them_either(tmp_path: Path) -> None:
    code = (
        "import sys; from api.cli.ingest_run import *; from api.cli import main\n"
        "try: main()\n"
        "finally: print([m for m in ('torch', 'llama_index') if m in sys.modules])"
    )
    command = ["ingest", str(tmp_path), "--allow", "group:everyone", "--data-dir", "data"]
    ended = subprocess.run(
        [sys.executable, "-c", code, *command], check=True, capture_output=True, text=True,
        timeout=120, cwd=tmp_path,
    )  # fmt: skip
    assert ended.stdout.endswith("[]\n")
    assert ended.stderr == ""  # nor warnings, nor anybody's progress bar


def test_control_characters_of_a_document_never_reach_the_terminal() -> None:
    assert "\x1b" not in command_line.safe("a\x1b]0;owned\x07b\x9b2J")
