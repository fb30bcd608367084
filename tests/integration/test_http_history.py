"""A person's own questions over HTTP: listed, paged, followed, and never another's."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from api.identity.demo import DemoRole
from tests.fakes.door import HttpDoor

pytestmark = pytest.mark.integration

AUDITOR, BOARD, COMPLIANCE = DemoRole.AUDITOR, DemoRole.BOARD_SECRETARY, DemoRole.COMPLIANCE
GIFT = "What gift may an Employee accept from a customer?"


@pytest.fixture
def door(tmp_path: Path) -> HttpDoor:
    return HttpDoor(tmp_path)


def asked(door: HttpDoor, question: str, role: DemoRole = COMPLIANCE, **more: Any) -> Any:
    response = door.post("/v1/answers", role, json={"question": question, **more})
    assert response.status_code == 200, response.text
    return response.json()


def listed(door: HttpDoor, role: DemoRole = COMPLIANCE, query: str = "") -> Any:
    response = door.get(f"/v1/answers?mine=true{query}", role)
    assert response.status_code == 200, response.text
    return response.json()


def test_only_ones_own_questions_are_listed_newest_first(door: HttpDoor) -> None:
    mine = [asked(door, GIFT), asked(door, "How is the weather on the moon?")]
    asked(door, GIFT, BOARD)
    asked(door, GIFT, AUDITOR)
    found = listed(door)
    assert [a["answer_id"] for a in found["answers"]] == [a["answer_id"] for a in reversed(mine)]
    assert found["answers"][0]["question"] == "How is the weather on the moon?"
    assert found["next"] is None
    assert {a["kind"] for a in found["answers"]} <= {"answer", "refusal"}
    assert listed(door, DemoRole.HR) == {"answers": [], "next": None}


def test_pages_join_without_a_gap_or_a_repetition(door: HttpDoor) -> None:
    ids = [asked(door, f"Question {number} of gifts?")["answer_id"] for number in range(5)]
    seen, before = [], ""
    while True:
        page = listed(door, query=f"&limit=2{before}")
        seen += [answer["answer_id"] for answer in page["answers"]]
        if page["next"] is None:
            break
        before = f"&before={page['next']}"
    assert seen == ids[::-1]


def test_anothers_answer_is_no_place_to_go_on_from(door: HttpDoor) -> None:
    theirs = asked(door, GIFT, BOARD)["answer_id"]
    for answer_id in (theirs, "0" * 32):
        assert door.get(f"/v1/answers?before={answer_id}", COMPLIANCE).status_code == 404


def test_an_answer_that_cites_what_may_not_be_read_any_more_is_absent(door: HttpDoor) -> None:
    answer = asked(door, GIFT)
    assert [a["answer_id"] for a in listed(door)["answers"]] == [answer["answer_id"]]
    cited = {c["document_id"] for s in answer["sentences"] for c in s["citations"]}
    assert cited
    catalogue = door.attest.library._catalogue
    documents = catalogue.documents
    closed = [d.model_copy(update={"labels": d.labels.model_copy(
        update={"deny": frozenset({"group:compliance"})})}) for d in documents()]  # fmt: skip
    catalogue.document = lambda name: next((d for d in closed if d.document_id == name), None)  # type: ignore[method-assign]  # relabelled
    assert listed(door)["answers"] == []
    assert door.get(f"/v1/answers/{answer['answer_id']}", COMPLIANCE).status_code == 404


def test_replays_are_no_questions_of_ones_own(door: HttpDoor) -> None:
    answer = asked(door, GIFT)
    door.post(f"/v1/answers/{answer['answer_id']}/replay", COMPLIANCE)
    assert len(listed(door)["answers"]) == 1


def test_a_follow_up_is_written_out_asked_and_recorded(door: HttpDoor) -> None:
    first = asked(door, GIFT)
    found = door.post(
        f"/v1/answers/{first['answer_id']}/follow-up",
        COMPLIANCE,
        json={"question": "Must it be reported?"},
    ).json()
    assert found["reading"] == "rewritten"
    follow_up = {"follows": first["answer_id"], "typed": "Must it be reported?"}
    second = asked(door, found["question"], follow_up=follow_up)
    assert second["follow_up"] == follow_up
    assert second["question"] == found["question"]
    again = door.get(f"/v1/answers/{second['answer_id']}", COMPLIANCE).json()
    assert again == second
    newest = listed(door)["answers"][0]
    assert (newest["typed"], newest["follows"]) == (follow_up["typed"], follow_up["follows"])
    replay = door.post(f"/v1/answers/{second['answer_id']}/replay", COMPLIANCE).json()
    assert replay["identical"]
    assert "follow_up" not in first


def test_a_question_that_follows_anothers_answer_is_refused_like_an_absent_one(
    door: HttpDoor,
) -> None:
    theirs = asked(door, GIFT, BOARD)["answer_id"]
    bodies = set()
    for follows in (theirs, "0" * 32):
        rewriting = door.post(
            f"/v1/answers/{follows}/follow-up", COMPLIANCE, json={"question": "Why?"}
        )
        asking = door.post(
            "/v1/answers",
            COMPLIANCE,
            json={"question": GIFT, "follow_up": {"follows": follows, "typed": "Why?"}},
        )
        assert (rewriting.status_code, asking.status_code) == (404, 404)
        bodies |= {rewriting.content, asking.content}
    assert len(bodies) == 1


def test_filters_narrow_on_the_server_and_go_on_record(door: HttpDoor) -> None:
    answer = asked(door, GIFT, jurisdictions=["nowhere"])
    assert (answer["kind"], answer["code"]) == ("refusal", "no_evidence")
    record = door.attest.ledger.find(answer["answer_id"])
    assert record is not None
    assert record.entry.document_ids == ()
    assert record.entry.asked_on == date(2026, 6, 1)


def test_two_versions_are_compared_and_a_draft_is_absent(door: HttpDoor) -> None:
    path = "/v1/documents/POL-GFT-003/versions"
    found = door.get(f"{path}/1.0/changes/2.0", AUDITOR)
    runs = [run for p in found.json()["paragraphs"] for run in p["runs"]]
    assert {"change": "removed", "text": "25"} in runs
    assert {"change": "added", "text": "50"} in runs
    draft = door.get(f"{path}/2.0/changes/3.0", AUDITOR)
    absent = door.get(f"{path}/2.0/changes/9.9", AUDITOR)
    assert draft.status_code == 404
    assert draft.content == absent.content
