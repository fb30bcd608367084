"""/metrics over the fake door: what is counted, what is never said, and who may read it."""

from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from api.identity.demo import DemoRole
from api.metrics import Metrics
from domain.breaker import Circuit
from domain.errors import Abandoned, LedgerUnavailable
from domain.observing import Step
from domain.records import Supply, WithheldClaim, Working
from domain.settings import OperationSettings, Settings
from tests.fakes.door import SECRET, HttpDoor
from tests.fakes.records import entry

pytestmark = pytest.mark.integration

TOKEN = "operators-own-token"
GIFT = {"question": "What gift may an Employee accept from a customer?"}
HR, NOBODY = DemoRole.HR, DemoRole.NOBODY
Figures = dict[tuple[str, str], float]


@pytest.fixture
def door(tmp_path: Path) -> HttpDoor:
    operation = OperationSettings(metrics_token=SecretStr(TOKEN))
    return HttpDoor(tmp_path, settings=Settings(data_dir=tmp_path, operation=operation))


def scrape(door: HttpDoor) -> str:
    response = door.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    return response.text


def figures_in(text: str) -> Figures:
    """(name, the label's value) to the figure; of histograms the counts alone."""
    return {
        (sample.name, "".join(v for k, v in sample.labels.items() if k != "le")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if not sample.name.endswith(("_bucket", "_created"))
    }


def test_answers_refusals_steps_and_responses_are_counted(door: HttpDoor) -> None:
    door.post("/v1/answers", HR, json=GIFT)
    door.post("/v1/answers", NOBODY, json=GIFT)
    door.post("/v1/answers", HR, json={"question": " "})
    figures = figures_in(scrape(door))
    assert figures["attest_questions_total", "answer"] == 1
    assert figures["attest_questions_total", "refusal"] == 1
    assert figures["attest_questions_total", "rejected"] == 1
    assert figures["attest_refusals_total", "no_evidence"] == 1
    assert figures["attest_step_seconds_count", "searching"] == 2
    assert figures["attest_step_seconds_count", "drafting"] == 1
    assert figures["attest_step_seconds_count", "recording"] == 2
    assert figures["attest_http_responses_total", "200"] == 2
    assert figures["attest_http_responses_total", "422"] == 1
    assert figures["attest_ledger_last_record_timestamp_seconds", ""] > 0
    assert figures["attest_ledger_waiting", ""] == 0


def test_a_ledger_that_fails_and_an_answer_under_a_key_are_told_apart(
    door: HttpDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        door.post("/v1/answers", HR, json=GIFT, headers={"Idempotency-Key": "k"})

    def fail(_: object) -> None:
        raise LedgerUnavailable("away")

    monkeypatch.setattr(door.attest.ledger, "append", fail)
    door.post("/v1/answers", HR, json=GIFT)
    figures = figures_in(scrape(door))
    assert figures["attest_questions_total", "answer"] == 1  # the second was on record already
    assert figures["attest_questions_total", "failed"] == 1
    assert figures["attest_ledger_failures_total", ""] == 1
    assert figures["attest_ledger_waiting", ""] == 0


def test_an_abandoned_question_is_counted_as_such() -> None:
    metrics = Metrics()
    with pytest.raises(Abandoned), metrics.step(Step.ANSWERING):
        raise Abandoned("gone")
    assert figures_in(metrics.text().decode())["attest_questions_total", "abandoned"] == 1


def test_what_the_model_took_and_what_was_withheld_is_counted() -> None:
    metrics, states = Metrics(), [Circuit.OPEN]
    metrics.watch_model(lambda: states[0])
    supply = Supply(tries=3, input_tokens=900, output_tokens=70, cost=0.25)
    withheld = (
        WithheldClaim(reason="uncitable"),
        WithheldClaim(reason="new words"),
        WithheldClaim(reason="short_answer", detail="contradicted"),
    )
    working = Working(withheld=withheld, supply=supply)
    metrics.recorded(entry().model_copy(update={"working": working}))
    figures = figures_in(metrics.text().decode())
    assert figures["attest_model_tries_total", ""] == 3
    assert figures["attest_model_tokens_total", "input"] == 900
    assert figures["attest_model_tokens_total", "output"] == 70
    assert figures["attest_model_cost_total", ""] == 0.25
    assert figures["attest_model_fallbacks_total", ""] == 1
    assert figures["attest_withheld_sentences_total", "uncitable"] == 1
    assert figures["attest_withheld_sentences_total", "other"] == 1
    assert figures["attest_short_answers_total", "contradicted"] == 1
    assert figures["attest_model_circuit", "open"] == 1
    states[0] = Circuit.CLOSED
    assert figures_in(metrics.text().decode())["attest_model_circuit", "open"] == 0


def test_labels_stay_the_same_whoever_asks_whatever(door: HttpDoor) -> None:
    door.post("/v1/answers", HR, json=GIFT)
    before = scrape(door)
    for number in range(3):
        question = {"question": f"Is {SECRET} a gift of number {number}?"}
        for role in (HR, DemoRole.BOARD_SECRETARY):
            door.post("/v1/answers", role, json=question)
            door.get(f"/v1/documents/{SECRET}/versions/{number}", role)
    after = scrape(door)
    assert {name for name, _ in figures_in(before)} == {name for name, _ in figures_in(after)}
    new = figures_in(after).keys() - figures_in(before).keys()
    assert new == {("attest_http_responses_total", "404")}
    for canary in (SECRET, "Heron", "POL-", "demo-", "gift", "group:"):
        assert canary not in after


@pytest.mark.parametrize("token", [None, "", "wrong", TOKEN + "x", "ünusual"])
def test_a15_metrics_open_to_the_operators_token_alone(door: HttpDoor, token: str | None) -> None:
    given: dict[str, Any] = {"Authorization": f"Bearer {token}".encode()} if token else {}
    refused = door.get("/metrics", headers=given)
    assert refused.status_code == 401
    assert refused.content == door.get("/metrics", DemoRole.AUDITOR).content
    assert "attest_" not in refused.text


def test_a15_without_a_token_in_the_settings_metrics_are_shut(tmp_path: Path) -> None:
    door = HttpDoor(tmp_path)
    for given in ("", "None", TOKEN):
        response = door.get("/metrics", headers={"Authorization": f"Bearer {given}"})
        assert response.status_code == 401


def test_the_operators_token_opens_nothing_else(door: HttpDoor) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    assert door.post("/v1/answers", json=GIFT, headers=headers).status_code == 401
    assert door.get("/v1/documents", headers=headers).status_code == 401
