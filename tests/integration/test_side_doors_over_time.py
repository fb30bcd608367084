"""Side doors over time: a group that is revoked, a document taken away, what stays on record."""

from pathlib import Path
from typing import Any

import pytest

from domain.observing import Step
from domain.records import Entry
from domain.types import Labels
from tests.fakes.canaries import (
    FORBIDDEN,
    FORBIDDEN_DOCUMENT,
    HIDDEN_PLACE,
    NEVER_SHOWN,
    found_in,
    present,
)
from tests.fakes.door import HttpDoor
from tests.integration.side_door_walk import CALLERS, ENTITLED, REVOKED, door_over, said_to
from tests.integration.side_doors import (
    EVENTS,
    NO_SUCH_ANSWER,
    QUESTIONS,
    Call,
    Known,
    every_call,
)

pytestmark = pytest.mark.integration


@pytest.fixture
def door(tmp_path: Path) -> HttpDoor:
    return door_over(tmp_path / "present", present())


@pytest.mark.parametrize("headers", [{}, EVENTS], ids=["body", "events"])
def test_p3_a_revoked_group_counts_from_the_next_request_on(
    door: HttpDoor, headers: dict[str, str]
) -> None:
    """Of the same subject: the same question, the same key, the same answer's ID."""
    keyed = headers | {"Idempotency-Key": "of-this-test"}
    call = Call("POST", "/v1/answers", {"json": {"question": QUESTIONS[2]}, "headers": keyed})
    assert found_in(said_to(door, call, ENTITLED), FORBIDDEN)
    assert found_in(said_to(door, call, REVOKED), FORBIDDEN) == []
    assert b"idempotency-conflict" in said_to(door, call, REVOKED)
    (row,) = door.attest.ledger._rows  # type: ignore[attr-defined]  # the one in memory
    answer_id = row.read().entry.answer_id
    for method, ending in (("GET", ""), ("GET", "/verification"), ("POST", "/replay")):
        gone = said_to(door, Call(method, f"/v1/answers/{answer_id}{ending}"), REVOKED)
        never = said_to(door, Call(method, f"/v1/answers/{NO_SUCH_ANSWER}{ending}"), REVOKED)
        assert gone == never
        assert gone.startswith(b"404")


@pytest.mark.parametrize("step", [Step.SEARCHING, Step.JUDGING, Step.DRAFTING])
def test_p3_a_document_taken_away_under_an_open_stream_is_not_in_what_the_stream_goes_on_to_say(
    door: HttpDoor, monkeypatch: pytest.MonkeyPatch, step: Step
) -> None:
    documents = door.attest._parts.catalogue._documents  # type: ignore[attr-defined]  # the fake's
    part, method = {
        Step.SEARCHING: (door.attest._parts.retriever, "retrieve"),
        Step.JUDGING: (door.attest._parts.judge, "assess"),
        Step.DRAFTING: (door.attest._parts.generator, "draft"),
    }[step]
    work = getattr(part, method)

    def revoke_meanwhile(*args: Any, **kwargs: Any) -> Any:
        done = work(*args, **kwargs)
        hidden = documents[HIDDEN_PLACE[0]]
        labels = Labels(allow=frozenset({"group:nobody-at-all"}))
        documents[HIDDEN_PLACE[0]] = hidden.model_copy(update={"labels": labels})
        return done

    monkeypatch.setattr(part, method, revoke_meanwhile)
    call = Call("POST", "/v1/answers", {"json": {"question": QUESTIONS[2]}, "headers": EVENTS})
    said = said_to(door, call, ENTITLED)
    assert found_in(said, FORBIDDEN_DOCUMENT.values()) == []


def test_p2_what_is_on_record_of_a_caller_holds_nothing_forbidden(door: HttpDoor) -> None:
    """The whole entry, evidence and fingerprints included: an export hands it to an auditor."""
    for caller in ("staff", "in no group", "auditor"):
        for call in every_call(Known()):
            said_to(door, call, CALLERS[caller])
    entries: list[Entry] = [row.read().entry for row in door.attest.ledger._rows]  # type: ignore[attr-defined]  # the one in memory
    assert len(entries) > 20
    kept = "".join(entry.model_dump_json() for entry in entries)
    words = {*FORBIDDEN, *NEVER_SHOWN} - {HIDDEN_PLACE[0]}
    assert found_in(kept.encode(), words) == []
    named = [e for e in entries if HIDDEN_PLACE[0] in e.model_dump_json()]
    # The callers' own words: whom they narrowed the question to.
    assert all(e.document_ids and HIDDEN_PLACE[0] in e.document_ids for e in named)
