"""Spans of a question: their shape, what they never hold, and where they are sent."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from api.identity.demo import DemoRole
from api.log_lines import of_request
from api.traces import Traces, traces_to
from domain.errors import SettingsError
from domain.observing import Step
from domain.settings import Settings
from domain.types import Principal
from tests.fakes.door import SECRET, HttpDoor, build_attest

pytestmark = pytest.mark.integration

ASKER = Principal(subject="Wrenfield", groups=frozenset({"everyone", "board-secretary"}))
QUESTION = f"What is the gift of {SECRET} that the board keeps to itself?"
STEPS = ["searching", "judging", "drafting", "verifying", "recording"]


@pytest.fixture
def spans() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def traces(spans: InMemorySpanExporter) -> Iterator[Traces]:
    traces = Traces(SimpleSpanProcessor(spans))
    yield traces
    traces.close()


def attributes(span: ReadableSpan) -> dict[str, object]:
    return dict(span.attributes or {})


def test_each_step_is_a_span_under_the_whole_question(
    tmp_path: Path, traces: Traces, spans: InMemorySpanExporter
) -> None:
    with build_attest(tmp_path, Settings(), observer=traces) as attest, of_request("r-1"):
        assert attest.answer(QUESTION, principal=ASKER).kind == "answer"
    *steps, whole = spans.get_finished_spans()
    assert [span.name for span in steps] == [f"attest.{step}" for step in STEPS]
    assert whole.name == "attest.answering"
    assert whole.context
    assert all(span.parent and span.parent.span_id == whole.context.span_id for span in steps)
    assert attributes(whole) == {"attest.request_id": "r-1"}
    assert all(attributes(span) == {} for span in steps)


@pytest.mark.parametrize(
    ("traceparent", "trace_id"),
    [
        (f"00-{'ab' * 16}-{'cd' * 8}-01", "ab" * 16),
        (f"00-{'ab' * 16}-{'cd' * 8}-00", None),  # the caller's trace is not recorded: nor is this
        (f"00-{'0' * 32}-{'cd' * 8}-01", ""),
        ("mine", ""),
    ],
)
def test_a_question_joins_the_callers_trace(
    tmp_path: Path,
    traces: Traces,
    spans: InMemorySpanExporter,
    traceparent: str,
    trace_id: str | None,
) -> None:
    door = HttpDoor(tmp_path)
    door.attest._parts = replace(door.attest._parts, observer=traces)
    headers = {"traceparent": traceparent}
    assert door.post(
        "/v1/answers", DemoRole.HR, json={"question": QUESTION}, headers=headers
    ).is_success
    found = {f"{span.context.trace_id:032x}" for span in spans.get_finished_spans() if span.context}
    if trace_id is None:
        assert found == set()
    else:
        (only,) = found
        assert (only == trace_id) if trace_id else (only not in traceparent)


def test_a_span_holds_no_text_not_even_of_an_error(
    traces: Traces, spans: InMemorySpanExporter
) -> None:
    with pytest.raises(ValueError, match=SECRET), traces.step(Step.SEARCHING):
        raise ValueError(QUESTION)
    (span,) = spans.get_finished_spans()
    assert span.status.status_code is StatusCode.ERROR
    assert attributes(span) == {"error.type": "ValueError"}
    assert SECRET not in span.to_json()


def test_no_span_holds_a_word_of_question_answer_or_asker(
    tmp_path: Path, traces: Traces, spans: InMemorySpanExporter
) -> None:
    with build_attest(tmp_path, Settings(), observer=traces) as attest:
        attest.answer(QUESTION, principal=ASKER)
    said = "".join(span.to_json() for span in spans.get_finished_spans())
    for canary in (SECRET, "gift", "board", "Wrenfield", "POL-"):
        assert canary not in said


def test_spans_arrive_at_the_collector_that_is_set() -> None:
    arrived: list[tuple[str, bytes]] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """Takes anything."""
            length = int(self.headers["Content-Length"])
            arrived.append((self.path, self.rfile.read(length)))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Collector)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        traces = traces_to(f"http://127.0.0.1:{server.server_port}/v1/traces")
        with traces.step(Step.JUDGING):
            pass
        traces.close()
    finally:
        server.shutdown()
        server.server_close()
    ((path, body),) = arrived
    assert path == "/v1/traces"
    assert b"attest.judging" in body


@pytest.mark.parametrize("url", ["", "collector:4318", "ftp://collector/x", "http://"])
def test_an_address_that_is_none_is_a_clear_error(url: str) -> None:
    with pytest.raises(SettingsError, match="TRACES_URL"):
        traces_to(url)


def test_nothing_is_traced_unless_it_is_set() -> None:
    assert Settings().operation.traces_url is None
