"""One walk over every route, as callers with less entitlement: no canary leaves by any of them.

Everything that leaves is searched: bodies, events, headers, log lines, spans, metrics. Each
response is then compared with that of a world without the forbidden documents in which nobody
with more entitlement asked anything before.
"""

import dataclasses
import io
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from api.log_lines import logging_as_json
from api.traces import Traces
from domain.errors import IndexUnavailable, LedgerUnavailable, UnreadableDocument
from domain.observing import Together
from tests.fakes.canaries import (
    DRAFT,
    FORBIDDEN,
    FORBIDDEN_DOCUMENT,
    FORBIDDEN_SECTION,
    NEVER_SHOWN,
    OPEN,
    SUPERSEDED,
    absent,
    found_in,
    present,
)
from tests.fakes.door import HttpDoor
from tests.integration.side_door_walk import (
    CALLERS,
    ENTITLED,
    REVOKED,
    TOKEN,
    by_the_entitled,
    comparable,
    door_over,
    said_to,
)
from tests.integration.side_doors import (
    CALLS,
    EVENTS,
    NO_SUCH_ANSWER,
    QUESTIONS,
    QUESTIONS_OF_TODAY,
    Call,
    Known,
    every_call,
    one_or_two_of_each_route,
    routes_of,
)

pytestmark = pytest.mark.integration


@pytest.fixture
def door(tmp_path: Path) -> HttpDoor:
    return door_over(tmp_path / "present", present())


@pytest.fixture
def bare(tmp_path: Path) -> HttpDoor:
    return door_over(tmp_path / "absent", absent())


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """All JSON log lines, from DEBUG on."""
    written = io.StringIO()
    with logging_as_json("DEBUG", stream=written):
        yield written


def test_a15_every_route_has_joined_the_walk(door: HttpDoor) -> None:
    assert routes_of(door) == CALLS.keys()


def test_the_walk_shows_each_canary_to_whoever_may_read_it(door: HttpDoor) -> None:
    """Else its silence would prove nothing."""
    _, said = by_the_entitled(door)
    shown = {name: word for name, word in FORBIDDEN_DOCUMENT.items() if name != "label"}
    assert found_in(said, shown.values()) == list(shown.values())
    assert found_in(said, FORBIDDEN_SECTION.values()) == list(FORBIDDEN_SECTION.values())
    assert found_in(said, [OPEN, SUPERSEDED]) == [OPEN, SUPERSEDED]
    assert found_in(said, [*NEVER_SHOWN, FORBIDDEN_DOCUMENT["label"]]) == []


@pytest.mark.parametrize("caller", CALLERS.values(), ids=CALLERS)
def test_a15_no_route_says_a_word_of_what_the_caller_may_not_read(
    door: HttpDoor, bare: HttpDoor, caller: tuple[str, list[str]] | None
) -> None:
    known, _ = by_the_entitled(door)
    # There the entitled asked nothing, so that nothing is on record or remembered.
    nothing_known = Known(answer_ids=(NO_SUCH_ANSWER,) * len(known.answer_ids))
    for call, there in zip(every_call(known), every_call(nothing_known), strict=True):
        said = said_to(door, call, caller)
        assert found_in(said, (*FORBIDDEN, *NEVER_SHOWN)) == [], call
        keyed = caller == REVOKED and "Idempotency-Key" in call.content.get("headers", {})
        if keyed:
            continue  # the key was spent by the same subject: a conflict, and searched as such
        if caller == REVOKED and (call.method, call.url.split("?")[0]) == ("GET", "/v1/answers"):
            continue  # its own questions of before, which the bare world never heard
        assert comparable(said) == comparable(said_to(bare, there, caller)), call


@pytest.mark.parametrize("caller", ["staff", "unknown"])
def test_a15_logs_metrics_and_spans_of_the_walk_say_nothing(
    door: HttpDoor, lines: io.StringIO, caplog: pytest.LogCaptureFixture, caller: str
) -> None:
    spans = InMemorySpanExporter()
    traces = Traces(SimpleSpanProcessor(spans))
    parts = door.attest._parts
    door.attest._parts = dataclasses.replace(parts, observer=Together(door.metrics, traces))
    logging.getLogger().addHandler(caplog.handler)
    caplog.set_level(logging.DEBUG)
    known, _ = by_the_entitled(door)
    for call in every_call(known):
        said_to(door, call, CALLERS[caller])
    metrics = door.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert metrics.status_code == 200
    drawn = "".join(span.to_json() for span in spans.get_finished_spans())
    traces.close()
    # httpx is this test's own client and logs the addresses that it calls.
    logged = [r for r in caplog.records if r.name.partition(".")[0] not in {"httpx", "httpcore"}]
    told = "\n".join([*(r.getMessage() for r in logged), lines.getvalue(), metrics.text, drawn])
    assert all(part for part in (logged, lines.getvalue(), drawn))
    everything = (*FORBIDDEN, *NEVER_SHOWN, OPEN, SUPERSEDED)
    assert found_in(told.encode(), everything) == []


@pytest.mark.parametrize(
    "error",
    [ValueError, IndexUnavailable, LedgerUnavailable, UnreadableDocument],
)
def test_a30_a_part_that_fails_with_a_forbidden_text_in_hand_says_none_of_it(
    door: HttpDoor, monkeypatch: pytest.MonkeyPatch, lines: io.StringIO, error: type[Exception]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error(" ".join((*FORBIDDEN, *NEVER_SHOWN)))

    parts = door.attest._parts
    failing: list[tuple[object, str]] = [
        (parts.retriever, "retrieve"),
        (parts.generator, "draft"),
        (door.attest.ledger, "append"),
        (door.attest.ledger, "find"),
        (parts.catalogue, "version"),
        (parts.catalogue, "documents"),
        (parts.catalogue, "page_words"),
        (door.door.renderer, "render"),
    ]
    for part, method in failing:
        with monkeypatch.context() as broken:
            broken.setattr(part, method, fail)
            for call in one_or_two_of_each_route():
                said = said_to(door, call, CALLERS["staff"])
                assert found_in(said, (*FORBIDDEN, *NEVER_SHOWN)) == [], (method, call)
    assert found_in(lines.getvalue().encode(), (*FORBIDDEN, *NEVER_SHOWN)) == []


@pytest.mark.parametrize("question", [*QUESTIONS, *(f"Is {word} a gift?" for word in FORBIDDEN)])
@pytest.mark.parametrize("headers", [{}, EVENTS], ids=["body", "events"])
def test_p2_one_who_guesses_a_forbidden_word_hears_what_one_hears_where_it_is_not(
    door: HttpDoor, bare: HttpDoor, question: str, headers: dict[str, str]
) -> None:
    """The entitled asks first, so that every cache holds the forbidden passages."""
    for url in ("/v1/answers", "/v1/search"):
        call = Call("POST", url, {"json": {"question": question}, "headers": headers})
        said_to(door, call, ENTITLED)
        for caller in (CALLERS["staff"], CALLERS["in no group"]):
            assert comparable(said_to(door, call, caller)) == comparable(
                said_to(bare, call, caller)
            )


def test_what_was_superseded_is_an_answer_for_its_own_time_alone(door: HttpDoor) -> None:
    for question in QUESTIONS_OF_TODAY:
        for url in ("/v1/answers", "/v1/search"):
            for day, shown in ((None, False), ("2024-06-01", True)):
                json = {"question": question} | ({"as_of": day} if day else {})
                said = said_to(door, Call("POST", url, {"json": json}), CALLERS["staff"])
                if not shown:
                    assert found_in(said, [SUPERSEDED]) == []
                assert found_in(said, DRAFT.values()) == []
