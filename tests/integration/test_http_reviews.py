"""Who may review what, over HTTP: each rule by one who is let in and one who is not."""

from pathlib import Path
from typing import Any

import pytest

from api.identity.demo import DemoRole
from domain.records import ActRecord
from domain.settings import ReviewSettings, ServerSettings, Settings, Topic
from reviews.seeds import Spoiling
from tests.fakes.door import SECRET, HttpDoor

pytestmark = pytest.mark.integration

GIFT = "What gift may an Employee accept from a customer?"
HERON = "Above which amount are alerts raised?"
STAFF, FIRST, SECOND, THIRD, HEAD = (
    DemoRole.HR,
    DemoRole.REVIEWER,
    DemoRole.SECOND_REVIEWER,
    DemoRole.THIRD_REVIEWER,
    DemoRole.HEAD_OF_REVIEW,
)


def door_with(folder: Path, **reviews: Any) -> HttpDoor:
    settings = ReviewSettings(**({"sample_one_in": 1, "seed_one_in": None} | reviews))
    server = ServerSettings(requests_per_minute=10_000)
    return HttpDoor(folder, settings=Settings(data_dir=folder, reviews=settings, server=server))


@pytest.fixture
def door(tmp_path: Path) -> HttpDoor:
    return door_with(tmp_path)


def ask(door: HttpDoor, role: DemoRole = STAFF, question: str = GIFT) -> dict[str, Any]:
    response = door.post("/v1/answers", role, json={"question": question})
    assert response.status_code == 200
    return dict(response.json())


def queued(door: HttpDoor, role: DemoRole) -> list[str]:
    return [item["item_id"] for item in door.get("/v1/reviews", role).json()["items"]]


def lock(door: HttpDoor, role: DemoRole, item_id: str) -> dict[str, Any]:
    return dict(door.post(f"/v1/reviews/{item_id}/lock", role).json())


def judge(
    door: HttpDoor, role: DemoRole, item_id: str, *, code: str = "supports", whole: str = "right"
) -> dict[str, Any]:
    """Takes, marks every place, signs."""
    revision = 0
    for place in lock(door, role, item_id)["places"]:
        mark = {"place": place, "code": whole if place == "whole" else code, "reason": "Read it."}
        saved = door.request("PUT", f"/v1/reviews/{item_id}/marks", role=role, json=mark)
        assert saved.status_code == 200, saved.text
        revision = saved.json()["revision"]
    return sign(door, role, item_id, revision).json()


def sign(door: HttpDoor, role: DemoRole, item_id: str, revision: int) -> Any:
    path = f"/v1/reviews/{item_id}/signature"
    return door.post(path, role, json={"revision": revision})


def acts(door: HttpDoor) -> list[ActRecord]:
    return [r for r in door.attest.ledger.after(0, limit=1_000) if isinstance(r, ActRecord)]


def test_only_reviewers_see_the_queue_and_for_all_others_it_is_not_there(door: HttpDoor) -> None:
    ask(door)
    (item_id,) = queued(door, FIRST)
    absent = door.get("/v1/documents/POL-XXX-000/versions/1.0", STAFF).content
    for role in (STAFF, HEAD, DemoRole.AUDITOR, DemoRole.NOBODY):
        assert door.get("/v1/reviews", role).content == absent
        assert door.post(f"/v1/reviews/{item_id}/lock", role).content == absent
        assert sign(door, role, item_id, 0).content == absent


def test_a_reviewer_sees_only_what_the_reviewer_may_read(door: HttpDoor) -> None:
    """Board papers are not the reviewers': neither the item, nor that there is one."""
    answer = ask(door, DemoRole.BOARD_SECRETARY, "What does the board keep to itself?")
    assert SECRET in str(answer)
    assert queued(door, FIRST) == []
    opened = [r for r in door.attest.ledger.after(0, limit=9) if not isinstance(r, ActRecord)]
    assert len(opened) == 1


def test_nobody_reviews_their_own_question(door: HttpDoor) -> None:
    ask(door, FIRST)
    assert queued(door, FIRST) == []
    (item_id,) = queued(door, SECOND)
    assert door.post(f"/v1/reviews/{item_id}/lock", FIRST).status_code == 404


def test_one_at_a_time_holds_an_item(door: HttpDoor) -> None:
    ask(door)
    (item_id,) = queued(door, FIRST)
    lock(door, FIRST, item_id)
    refused = door.post(f"/v1/reviews/{item_id}/lock", SECOND)
    assert (refused.status_code, refused.json()["type"]) == (
        409,
        "urn:attest:problem:review-conflict",
    )
    (seen,) = door.get("/v1/reviews", SECOND).json()["items"]
    assert seen["held_by"] == "another"
    left = door.request("DELETE", f"/v1/reviews/{item_id}/lock", role=FIRST)
    assert left.status_code == 204
    assert lock(door, SECOND, item_id)["item_id"] == item_id


def test_a_verdict_is_an_act_in_the_ledger_signed_once_however_often_it_is_sent(
    door: HttpDoor,
) -> None:
    answer = ask(door)
    (item_id,) = queued(door, FIRST)
    signed = judge(door, FIRST, item_id)
    again = sign(door, FIRST, item_id, 0).json()
    assert signed == again
    (record,) = acts(door)
    assert (record.entry.act_id, record.entry.about) == (signed["act_id"], answer["answer_id"])
    assert record.entry.act == "review.verdict"
    marks = record.entry.content["marks"]
    assert isinstance(marks, dict)
    assert marks["0.0"] == {"code": "supports", "reason": "Read it."}
    proof = door.attest.ledger.prove(signed["act_id"])
    assert proof is not None
    assert proof.verified


def test_nothing_is_signed_without_a_reason_or_on_a_draft_that_moved_on(door: HttpDoor) -> None:
    ask(door)
    (item_id,) = queued(door, FIRST)
    lock(door, FIRST, item_id)
    assert sign(door, FIRST, item_id, 0).status_code == 422
    mark = {"place": "0.0", "code": "supports", "reason": "Read it."}
    assert door.request("PUT", f"/v1/reviews/{item_id}/marks", role=FIRST, json=mark).is_success
    assert sign(door, FIRST, item_id, 0).status_code == 409
    wrong = door.request(
        "PUT", f"/v1/reviews/{item_id}/marks", role=FIRST, json=mark | {"place": "7.7"}
    )
    assert wrong.json()["type"] == "urn:attest:problem:review-incomplete"
    assert acts(door) == []


def test_the_second_reviewer_is_blind_and_a_disagreement_goes_to_a_third(tmp_path: Path) -> None:
    topic = Topic(name="gifts", words=frozenset({"gift"}))
    door = door_with(tmp_path, high_impact_topics=(topic,))
    ask(door)
    (item_id,) = queued(door, FIRST)
    judge(door, FIRST, item_id)
    assert queued(door, FIRST) == []
    seen = lock(door, SECOND, item_id)
    assert seen["marks"] == {}
    assert "reviewer" not in str(seen)
    judge(door, SECOND, item_id, code="does_not_support", whole="wrong")
    judge(door, THIRD, item_id, code="does_not_support", whole="wrong")
    found = door.get("/v1/reviews/quality", HEAD).json()
    assert (found["outcomes"], found["thirds"]) == ({"wrong": 1}, 1)
    assert door.get("/v1/reviews/quality", FIRST).status_code == 404


def test_a_dispute_leads_to_a_signed_verdict_that_the_asker_sees(tmp_path: Path) -> None:
    door = door_with(tmp_path, sample_one_in=None)
    answer = ask(door)
    path = f"/v1/answers/{answer['answer_id']}/disputes"
    for _ in range(2):
        made = door.post(path, STAFF, json={"reason": "The limit is another in London."})
        assert made.status_code == 201
    assert len(acts(door)) == 1
    assert door.post(path, DemoRole.COMPLIANCE, json={"reason": "Not mine."}).status_code == 404
    assert door.post(path, STAFF, json={"reason": " "}).status_code == 422
    (standing,) = door.get(path, STAFF).json()["disputes"]
    assert standing["is_open"]
    (item_id,) = queued(door, FIRST)
    assert lock(door, FIRST, item_id)["whys"] == ["disputed"]
    judge(door, FIRST, item_id, code="partly", whole="incomplete")
    (standing,) = door.get(path, STAFF).json()["disputes"]
    assert (standing["is_open"], standing["outcome"]) == (False, "incomplete")


def test_a_seeded_error_is_told_after_the_verdict_and_staff_never_reach_it(tmp_path: Path) -> None:
    door = door_with(tmp_path, sample_one_in=None, seed_one_in=1)
    real = ask(door)
    (item_id,) = queued(door, FIRST)
    seen = lock(door, FIRST, item_id)
    assert "seed" not in str(seen)
    assert seen["whys"] == ["sampled"]
    spoiled = seen["response"]["answer_id"]
    assert spoiled != real["answer_id"]
    for role in (STAFF, DemoRole.AUDITOR, FIRST):
        assert door.get(f"/v1/answers/{spoiled}", role).status_code == 404
    assert door.post(f"/v1/reviews/{item_id}/again", FIRST).status_code == 404
    signed = judge(door, FIRST, item_id, code="does_not_support", whole="wrong")
    assert signed["seed"]["is_caught"]
    assert signed["seed"]["spoiling"] in [*Spoiling]
    rate = door.get("/v1/reviews/quality", HEAD).json()["catch_rate"]
    assert (rate["count"], rate["of"]) == (1, 1)


def test_an_item_is_asked_again_today_as_the_reviewer_and_recorded_once(door: HttpDoor) -> None:
    ask(door)
    (item_id,) = queued(door, FIRST)
    lock(door, FIRST, item_id)
    first = door.post(f"/v1/reviews/{item_id}/again", FIRST)
    assert first.status_code == 200
    assert door.post(f"/v1/reviews/{item_id}/again", FIRST).content == first.content
    assert queued(door, SECOND) == [item_id]  # a replay is not reviewed itself


def test_reviewing_changes_no_answer(door: HttpDoor) -> None:
    before = ask(door)
    (item_id,) = queued(door, FIRST)
    judge(door, FIRST, item_id, code="does_not_support", whole="wrong")
    after = ask(door)
    assert before | {"answer_id": ""} == after | {"answer_id": ""}
