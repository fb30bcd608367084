"""Log lines over the fake door: what a line says, and what no line ever does."""

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.identity.demo import DemoRole
from api.log_lines import logging_as_json
from domain.errors import EntitlementBreach, IndexUnavailable, LedgerTampered
from tests.fakes.door import SECRET, HttpDoor

pytestmark = pytest.mark.integration

CANARY = "Wrenfield"
QUESTION = {"question": f"What gift may {CANARY} accept from a customer?"}
HR, BOARD = DemoRole.HR, DemoRole.BOARD_SECRETARY


@pytest.fixture
def door(tmp_path: Path) -> HttpDoor:
    return HttpDoor(tmp_path)


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    with logging_as_json("DEBUG", stream=stream):
        yield stream


def lines_in(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def requests_in(written: io.StringIO) -> list[dict[str, Any]]:
    return [line for line in lines_in(written) if line["event"] == "request"]


def test_each_request_is_one_line_with_its_route_and_id(
    door: HttpDoor, written: io.StringIO
) -> None:
    response = door.post("/v1/answers", HR, json=QUESTION)
    door.get("/v1/documents/POL-GFT-003/versions/2.0", HR)
    door.get("/v1/nothing/here", HR)
    first, second, third = requests_in(written)
    assert first["request_id"] == response.headers["X-Request-ID"]
    assert (first["method"], first["route"], first["status"]) == ("POST", "/v1/answers", 200)
    assert first["milliseconds"] >= 0
    assert first["timestamp"].endswith("Z")
    assert second["route"] == "/v1/documents/{document_id}/versions/{version}"
    assert (third["route"], third["status"]) == ("none", 404)


def test_lines_from_a_worker_thread_carry_the_request_id(
    door: HttpDoor, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise OSError(f"{CANARY} is not here")

    monkeypatch.setattr(door.attest._parts.retriever, "retrieve", away)
    request_id = door.post("/v1/answers", HR, json=QUESTION).headers["X-Request-ID"]
    (line,) = [line for line in lines_in(written) if line["level"] == "error"]
    assert line["request_id"] == request_id
    assert line["event"] == "Answering is unavailable: OSError"


@pytest.mark.parametrize("given", ["b3f1-77", "0af7651916cd43dd8448eb211c80319c", "a" * 64])
def test_a_harmless_request_id_is_taken_over_up_to_the_record(door: HttpDoor, given: str) -> None:
    response = door.post("/v1/answers", HR, json=QUESTION, headers={"X-Request-ID": given})
    assert response.headers["X-Request-ID"] == given
    (row,) = door.attest.ledger._rows  # type: ignore[attr-defined]  # the one in memory
    assert row.read().entry.request_id == given


@pytest.mark.parametrize("given", ["", "a" * 65, "two words", '{"a":1}', "ü", "x;y", "a/b"])
def test_any_other_request_id_is_replaced(door: HttpDoor, given: str) -> None:
    response = door.get("/healthz", headers={"X-Request-ID": given.encode()})
    assert response.headers["X-Request-ID"] != given
    assert len(response.headers["X-Request-ID"]) == 16


@pytest.mark.parametrize(
    "error",
    [ValueError, EntitlementBreach, IndexUnavailable, LedgerTampered, OSError, RuntimeError],
)
@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_a30_no_text_of_questions_documents_or_errors_is_in_a_line(
    door: HttpDoor,
    written: io.StringIO,
    monkeypatch: pytest.MonkeyPatch,
    error: type[Exception],
    accept: str,
) -> None:
    def ask() -> None:
        for role in (HR, BOARD, DemoRole.NOBODY):
            for body in (QUESTION, {"question": f"{SECRET}?", "as_of": CANARY}):
                door.post("/v1/answers", role, json=body, headers={"Accept": accept})
            door.post("/v1/search", role, json=QUESTION)
            door.get(f"/v1/documents/{CANARY}/versions/{SECRET}?as_of={CANARY}", role)

    def fail(*_: object, **__: object) -> None:
        raise error(f"{CANARY} {SECRET}")

    ask()
    for part, method in (("generator", "draft"), ("retriever", "retrieve")):
        monkeypatch.setattr(getattr(door.attest._parts, part), method, fail)
        ask()
    assert len(requests_in(written)) >= 36
    said = written.getvalue()
    for canary in (CANARY, SECRET, "Heron", "£50", "accept a gift", "POL-", "demo-hr"):
        assert canary not in said


def test_of_another_library_only_the_place_is_kept(written: io.StringIO) -> None:
    try:
        raise ValueError(f"{SECRET} is wrong")
    except ValueError:
        logging.getLogger("some.library").info("taking %s", SECRET)
        logging.getLogger("some.library").exception("cannot take %s", SECRET)
        logging.getLogger("uvicorn.error").exception("Exception in the application")
    theirs, uvicorn = lines_in(written)
    assert SECRET not in written.getvalue()
    assert theirs["error"] == uvicorn["error"] == "ValueError"
    assert theirs["place"].startswith("test_http_logs.py:")
    assert uvicorn["event"] == "Exception in the application"


def test_what_handled_lines_before_does_so_again(written: io.StringIO) -> None:
    root = logging.getLogger()
    before = (root.handlers, root.level)
    with logging_as_json("ERROR", stream=io.StringIO()):
        assert root.level == logging.ERROR
    assert (root.handlers, root.level) == before
