"""Being used changes nothing: what callers ask, open or repeat moves no ranking and no answer."""

from pathlib import Path

import pytest

from api.identity.demo import DemoRole
from tests.fakes.door import HttpDoor

pytestmark = pytest.mark.integration

GIFT = {"question": "What gift may an Employee accept from a customer?"}
HR, AUDITOR = DemoRole.HR, DemoRole.AUDITOR


def test_a17_no_callers_use_moves_a_ranking_or_an_answer(tmp_path: Path) -> None:
    door = HttpDoor(tmp_path)

    def found() -> tuple[bytes, object]:
        answer = door.post("/v1/answers", HR, json=GIFT).json()
        return door.post("/v1/search", HR, json=GIFT).content, answer["sentences"]

    before = found()
    for role in (HR, AUDITOR, DemoRole.BOARD_SECRETARY):
        for _ in range(5):
            given = door.post("/v1/answers", role, json=GIFT).json()
            door.get(f"/v1/answers/{given['answer_id']}", role)
            door.get("/v1/documents/POL-AML-001/versions/1.0", role)
    assert found() == before


def test_a17_there_is_no_way_to_send_a_verdict_that_could_change_one(tmp_path: Path) -> None:
    door = HttpDoor(tmp_path)
    writing = {
        path
        for path, methods in door.app.openapi()["paths"].items()
        if methods.keys() & {"post", "put", "patch", "delete"}
    }
    # Whoever adds one has to show here that it changes no ranking without somebody's approval.
    asking = {
        "/v1/answers", "/v1/answers/{answer_id}/replay", "/v1/answers/{answer_id}/follow-up",
        "/v1/search",
    }  # fmt: skip
    # Acts in the ledger: test_http_reviews.test_reviewing_changes_no_answer.
    reviewing = {
        f"/v1/reviews/{{item_id}}/{act}" for act in ("again", "lock", "marks", "signature")
    }
    reviewing |= {"/v1/answers/{answer_id}/disputes"}
    tokens = {"/demo/token", "/widget/tokens", "/widget/tokens/revocation"}
    assert writing == asking | reviewing | tokens
