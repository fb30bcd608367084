"""Answers as server-sent events over the fake door: order, identity, errors, callers who leave."""

import asyncio
import json
import queue
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from api.identity.demo import DemoRole
from api.streaming import Announcing, wants_events
from domain.drafts import Draft
from domain.errors import EntitlementBreach, LedgerUnavailable
from domain.records import Entry, Record
from domain.settings import ServerSettings, Settings
from tests.fakes.door import SECRET, HttpDoor

pytestmark = pytest.mark.integration

GIFT = {"question": "What gift may an Employee accept from a customer?"}
BOARD_GIFT = {"question": "What is the gift that the board keeps to itself?"}
STEPS = ["searching", "judging", "drafting", "verifying", "recording"]
HR, NOBODY = DemoRole.HR, DemoRole.NOBODY
Event = tuple[str, Any]


@pytest.fixture
def door(tmp_path: Path) -> HttpDoor:
    return HttpDoor(tmp_path)


def stream(
    door: HttpDoor, role: DemoRole, body: dict[str, Any] = GIFT, key: str | None = None
) -> list[Event]:
    headers = {"Accept": "text/event-stream"} | ({"Idempotency-Key": key} if key else {})
    response = door.post("/v1/answers", role, json=body, headers=headers)
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/event-stream")
    assert response.headers["Cache-Control"] == "no-store"
    return events_in(response.text)


def events_in(text: str) -> list[Event]:
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if line[:1] != ":")
        if fields:
            found.append((fields["event"], json.loads(fields["data"])))
    return found


def records_of(door: HttpDoor) -> list[Entry]:
    return [row.read().entry for row in door.attest.ledger._rows]  # type: ignore[attr-defined]  # the one in memory


def test_steps_come_first_then_the_sentences_then_the_whole_body(door: HttpDoor) -> None:
    events = stream(door, HR)
    steps = [data for name, data in events if name == "step"]
    assert [name for name, _ in events] == ["step"] * 5 + ["sentence"] * (len(events) - 6) + [
        "answer"
    ]
    assert steps == [{"step": step} for step in STEPS]  # a name, and nothing else
    body = events[-1][1]
    assert body["sentences"]
    sentences = [data for name, data in events if name == "sentence"]
    assert [data["sentence"] for data in sentences] == body["sentences"]
    assert {data["answer_id"] for data in sentences} == {body["answer_id"]}


def test_a19_a_sentence_is_sent_only_when_its_record_is_written(
    door: HttpDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[bytes] = []
    sent_before_the_record: list[bytes] = []
    recording = threading.Event()
    append = door.attest.ledger.append

    def hear(content: bytes) -> None:
        sent.append(content)
        if b'"recording"' in content:
            recording.set()

    def slowly(entry: Entry) -> Record:
        assert recording.wait(30)  # all that was sent before has arrived
        sent_before_the_record.extend(sent)
        return append(entry)

    monkeypatch.setattr(door.attest.ledger, "append", slowly)
    asyncio.run(call(door, hear))
    before, whole = b"".join(sent_before_the_record), b"".join(sent)
    assert "£50" in whole.decode()
    assert before.decode().count("event: step") == 5
    assert "event: sentence" not in before.decode()
    assert "£50" not in before.decode()


def test_a19_a_sentence_that_fails_verification_is_in_no_event(
    door: HttpDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = door.attest._parts.generator.draft

    def embellished(*args: Any) -> Draft:
        made: Draft = draft(*args)
        false = made.claims[0].model_copy(update={"sentence": "You may accept gifts of £900."})
        return made.model_copy(update={"claims": (false, *made.claims)})

    monkeypatch.setattr(door.attest._parts.generator, "draft", embellished)
    events = stream(door, HR)
    assert "£900" not in json.dumps(events, ensure_ascii=False)
    assert "£50" in json.dumps(events, ensure_ascii=False)
    (record,) = records_of(door)
    assert len(record.working.withheld) == 1


def test_a16_a_failed_write_streams_no_sentence(
    door: HttpDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Entry) -> Record:
        raise LedgerUnavailable("secret place")

    monkeypatch.setattr(door.attest.ledger, "append", fail)
    events = stream(door, HR)
    assert [name for name, _ in events] == ["step"] * 5 + ["problem"]
    assert events[-1][1]["type"] == "urn:attest:problem:temporarily-unavailable"
    assert events[-1][1] == door.post("/v1/answers", HR, json=GIFT).json()


def test_a22_ids_and_citation_numbers_are_the_same_in_stream_body_history_and_export(
    door: HttpDoor,
) -> None:
    events = stream(door, HR, key="k")
    streamed = [data for name, data in events if name == "sentence"]
    body = door.post("/v1/answers", HR, json=GIFT, headers={"Idempotency-Key": "k"}).json()
    history = door.get(f"/v1/answers/{body['answer_id']}", HR).json()
    (row,) = door.attest.ledger._rows  # type: ignore[attr-defined]  # the one in memory
    exported = json.loads(row.body)["entry"]["response"]  # a line of an export is this text
    for place in (events[-1][1], body, history, exported):
        assert place["answer_id"] == streamed[0]["answer_id"]
        assert numbered(place["sentences"]) == [
            (data["sentence"]["text"], data["citation_numbers"]) for data in streamed
        ]


def numbered(sentences: list[dict[str, Any]]) -> list[tuple[str, list[int]]]:
    """The rule once more, in other words: each source has the place of its first use."""
    keys = ("document_id", "version", "start", "end")
    cited = [[tuple(c[k] for k in keys) for c in s["citations"]] for s in sentences]
    order = list(dict.fromkeys(place for places in cited for place in places))
    return [
        (sentence["text"], [order.index(place) + 1 for place in places])
        for sentence, places in zip(sentences, cited, strict=True)
    ]


def test_a_refusal_is_an_event_equal_to_the_body(door: HttpDoor) -> None:
    events = stream(door, NOBODY, key="k")
    body = door.post("/v1/answers", NOBODY, json=GIFT, headers={"Idempotency-Key": "k"}).json()
    assert events == [
        ("step", {"step": "searching"}), ("step", {"step": "recording"}), ("refusal", body),
    ]  # fmt: skip
    assert len(records_of(door)) == 1


def test_p2_forbidden_and_absent_give_the_same_stream(door: HttpDoor) -> None:
    def told(question: dict[str, Any]) -> list[Event]:
        return stream(door, NOBODY, question)[:-1]

    absent = told({"question": "What is the gift that the moon keeps to itself?"})
    assert told(BOARD_GIFT) == absent
    assert SECRET not in json.dumps(stream(door, HR, BOARD_GIFT))


@pytest.mark.parametrize(
    ("error", "kind"),
    [(ValueError(f"{SECRET} leaked"), "internal"), (EntitlementBreach(SECRET), "internal")],
)
def test_a30_an_error_on_the_way_is_a_problem_event_without_its_text(
    door: HttpDoor,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    kind: str,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(door.attest._parts.retriever, "retrieve", fail)
    events = stream(door, HR)
    assert [name for name, _ in events] == ["step", "problem"]
    assert events[-1][1]["type"] == f"urn:attest:problem:{kind}"
    assert SECRET not in json.dumps(events) + caplog.text
    assert caplog.records
    assert records_of(door) == []


def test_what_is_wrong_before_the_stream_begins_has_its_own_status(door: HttpDoor) -> None:
    headers = {"Accept": "text/event-stream"}
    assert door.post("/v1/answers", json=GIFT, headers=headers).status_code == 401
    assert door.post("/v1/answers", HR, json={}, headers=headers).status_code == 422


def test_a_key_used_for_something_else_is_a_problem_event(door: HttpDoor) -> None:
    stream(door, HR, key="k")
    events = stream(door, HR, BOARD_GIFT, key="k")
    assert [name for name, _ in events] == ["problem"]
    assert events[0][1]["type"] == "urn:attest:problem:idempotency-conflict"


def test_the_same_key_streams_the_recorded_answer_without_steps(door: HttpDoor) -> None:
    first, again = stream(door, HR, key="k"), stream(door, HR, key="k")
    assert again == first[5:]
    assert len(records_of(door)) == 1


def test_a_caller_who_goes_away_stops_the_work_and_leaves_no_record(
    door: HttpDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    retrieve, drafted = door.attest._parts.retriever.retrieve, []
    gone, went_on = threading.Event(), threading.Event()

    def wait_until_gone(*args: Any, **kwargs: Any) -> Any:
        assert gone.wait(30)
        return retrieve(*args, **kwargs)

    def answer(*args: Any, **kwargs: Any) -> Any:
        try:
            return engine_answer(*args, **kwargs)
        finally:
            went_on.set()

    engine_answer = door.attest.answer
    monkeypatch.setattr(door.attest, "answer", answer)
    monkeypatch.setattr(door.attest._parts.retriever, "retrieve", wait_until_gone)
    monkeypatch.setattr(door.attest._parts.generator, "draft", drafted.append)
    sent: list[bytes] = []

    async def ask_and_leave() -> None:
        leave = asyncio.Event()

        def hear(content: bytes) -> None:
            sent.append(content)
            if b"searching" in content:
                leave.set()

        await call(door, hear, leave=leave)  # ends at once, though the search has not
        gone.set()
        await asyncio.to_thread(went_on.wait, 30)

    asyncio.run(ask_and_leave())
    assert went_on.is_set()
    assert drafted == []
    assert records_of(door) == []
    assert b"event: answer" not in b"".join(sent)


def test_silence_is_filled_with_heartbeats_and_ends_with_the_time_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = ServerSettings(request_timeout_seconds=0.3, heartbeat_seconds=0.05)
    door = HttpDoor(tmp_path, settings=Settings(data_dir=tmp_path, server=server))
    over = threading.Event()
    monkeypatch.setattr(door.attest, "answer", lambda *_, **__: over.wait(30))
    sent: list[bytes] = []

    async def ask() -> None:
        await call(door, sent.append)
        over.set()

    asyncio.run(ask())
    text = b"".join(sent).decode()
    assert ": ping" in text
    assert [name for name, _ in events_in(text)] == ["problem"]
    assert events_in(text)[0][1]["status"] == 504


def test_a_json_request_whose_time_is_over_leaves_no_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = ServerSettings(request_timeout_seconds=0.2)
    door = HttpDoor(tmp_path, settings=Settings(data_dir=tmp_path, server=server))
    retrieve, answer = door.attest._parts.retriever.retrieve, door.attest.answer
    over, stopped = threading.Event(), threading.Event()

    def wait_until_over(*args: Any, **kwargs: Any) -> Any:
        assert over.wait(30)
        return retrieve(*args, **kwargs)

    def watched(*args: Any, **kwargs: Any) -> Any:
        try:
            return answer(*args, **kwargs)
        finally:
            stopped.set()

    monkeypatch.setattr(door.attest._parts.retriever, "retrieve", wait_until_over)
    monkeypatch.setattr(door.attest, "answer", watched)
    assert door.post("/v1/answers", HR, json=GIFT).status_code == 504
    over.set()
    assert stopped.wait(30)
    assert records_of(door) == []


def test_a_connection_that_is_closed_stops_the_work_of_a_real_server(
    door: HttpDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    retrieve, answer, leave = (
        door.attest._parts.retriever.retrieve, door.attest.answer, Announcing.leave,
    )  # fmt: skip
    noticed, ends = threading.Event(), queue.Queue[str]()

    def left(watching: Announcing) -> None:
        leave(watching)
        noticed.set()

    def wait_until_noticed(*args: Any, **kwargs: Any) -> Any:
        assert noticed.wait(30)
        return retrieve(*args, **kwargs)

    def watched(*args: Any, **kwargs: Any) -> Any:
        try:
            return answer(*args, **kwargs)
        except Exception as error:
            ends.put(type(error).__name__)
            raise

    monkeypatch.setattr(Announcing, "leave", left)
    monkeypatch.setattr(door.attest._parts.retriever, "retrieve", wait_until_noticed)
    monkeypatch.setattr(door.attest, "answer", watched)
    headers = {
        "Accept": "text/event-stream", "Authorization": f"Bearer {door.issuer.mint(HR)}",
    }  # fmt: skip
    with serving(door) as address, httpx.Client(trust_env=False, timeout=30) as client:
        with client.stream("POST", f"{address}/v1/answers", json=GIFT, headers=headers) as response:
            assert next(response.iter_text()).startswith("event: step")
        assert ends.get(timeout=30) == "Abandoned"
        assert records_of(door) == []


def test_a_json_caller_who_closes_the_connection_stops_the_work_of_a_real_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    server = ServerSettings(request_timeout_seconds=600)  # which would stop it as well
    door = HttpDoor(tmp_path, settings=Settings(data_dir=tmp_path, server=server))
    retrieve, answer, leave = (
        door.attest._parts.retriever.retrieve, door.attest.answer, Announcing.leave,
    )  # fmt: skip
    searching, noticed, ends = threading.Event(), threading.Event(), queue.Queue[str]()

    def left(watching: Announcing) -> None:
        leave(watching)
        noticed.set()

    def wait_until_noticed(*args: Any, **kwargs: Any) -> Any:
        searching.set()
        assert noticed.wait(30)
        return retrieve(*args, **kwargs)

    def watched(*args: Any, **kwargs: Any) -> Any:
        try:
            return answer(*args, **kwargs)
        except Exception as error:
            ends.put(type(error).__name__)
            raise

    monkeypatch.setattr(Announcing, "leave", left)
    monkeypatch.setattr(door.attest._parts.retriever, "retrieve", wait_until_noticed)
    monkeypatch.setattr(door.attest, "answer", watched)
    body = json.dumps(GIFT)
    lines = (
        "POST /v1/answers HTTP/1.1", "Host: localhost", "Content-Type: application/json",
        f"Content-Length: {len(body)}", f"Authorization: Bearer {door.issuer.mint(HR)}", "", body,
    )  # fmt: skip
    with serving(door) as address:
        port = int(address.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=30) as caller:
            caller.sendall("\r\n".join(lines).encode())
            assert searching.wait(30)
        assert ends.get(timeout=30) == "Abandoned"
    assert records_of(door) == []
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


@contextmanager
def serving(door: HttpDoor) -> Iterator[str]:
    """The door on a socket of this machine."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(door.app, log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=30)
        listening.close()


@pytest.mark.parametrize(
    ("accept", "events"),
    [
        ("text/event-stream", True),
        ("application/json;q=0.5, Text/Event-Stream; q=0.9", True),
        ("*/*", False),
        ("application/json", False),
        ("text/event-stream;q=0, application/json", False),
        ("", False),
    ],
)
def test_only_who_names_the_event_stream_gets_it(accept: str, events: bool) -> None:
    assert wants_events(accept) is events


async def call(
    door: HttpDoor, hear: Callable[[bytes], object], *, leave: asyncio.Event | None = None
) -> None:
    """The application by hand, as a server calls it: each piece is heard when it is sent."""
    body = json.dumps(GIFT).encode()
    headers = {
        "host": "localhost", "accept": "text/event-stream", "content-type": "application/json",
        "authorization": f"Bearer {door.issuer.mint(HR)}",
    }  # fmt: skip
    scope = {
        "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1",
        "method": "POST", "scheme": "http", "path": "/v1/answers", "raw_path": b"/v1/answers",
        "query_string": b"", "root_path": "", "server": ("localhost", 80),
        "client": ("127.0.0.1", 1),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    unread = [{"type": "http.request", "body": body, "more_body": False}]
    never = asyncio.Event()

    async def receive() -> dict[str, Any]:
        if unread:
            return unread.pop()
        await (leave or never).wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        hear(message.get("body", b""))

    await asyncio.wait_for(door.app(scope, receive, send), 60)
