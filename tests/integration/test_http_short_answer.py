"""A model's short answer at every door: body, stream, history, export, replay, terminal."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from answering.drafting.model.generator import ModelDrafting
from answering.drafting.model.prompt import load_prompt
from api.cli.rendering import answer_text
from api.identity.demo import DemoRole
from api.wire import ANSWER_BODY
from tests.fakes.door import HttpDoor
from tests.fakes.model_provider import ChoosingProvider, supplier_of
from tests.integration.test_http_stream import events_in

pytestmark = pytest.mark.integration

HR = DemoRole.HR
GIFT = {"question": "What gift may an Employee accept from a customer?"}
FAIR = "Up to £50, an Employee may accept a gift from a customer."
FALSE = FAIR.replace("50", "500")


def door_with(folder: Path, short_answer: str) -> HttpDoor:
    provider = ChoosingProvider("£50", short_answer=short_answer)
    drafting = ModelDrafting(supplier_of(provider), prompt=load_prompt("select-v1"))
    return HttpDoor(folder, drafting=drafting)


def ask(door: HttpDoor) -> dict[str, Any]:
    body: dict[str, Any] = door.post("/v1/answers", HR, json=GIFT).json()
    return body


def test_it_stands_beside_the_quotes_with_the_citations_that_it_rests_on(tmp_path: Path) -> None:
    door = door_with(tmp_path, FAIR)
    body = ask(door)
    (sentence,) = body["sentences"]
    assert body["short_answer"] == {"text": FAIR, "citations": sentence["citations"]}
    assert body["provenance"]["generator"] == "model"
    assert door.get(f"/v1/answers/{body['answer_id']}", HR).json() == body
    (row,) = door.attest.ledger._rows  # type: ignore[attr-defined]  # the one in memory
    exported = json.loads(row.body)["entry"]["response"]  # a line of an export is this text
    assert exported["short_answer"] == body["short_answer"]


def test_a_replay_is_the_same_answer(tmp_path: Path) -> None:
    door = door_with(tmp_path, FAIR)
    replayed = door.post(f"/v1/answers/{ask(door)['answer_id']}/replay", HR).json()
    assert replayed["identical"] is True
    assert replayed["now"]["short_answer"]["text"] == FAIR


def test_in_a_stream_it_comes_before_the_sentences_with_their_numbers(tmp_path: Path) -> None:
    door = door_with(tmp_path, FAIR)
    headers = {"Accept": "text/event-stream"}
    events = events_in(door.post("/v1/answers", HR, json=GIFT, headers=headers).text)
    assert [name for name, _ in events if name != "step"] == ["short_answer", "sentence", "answer"]
    told = dict(events)
    assert told["short_answer"]["short_answer"] == told["answer"]["short_answer"]
    assert told["short_answer"]["citation_numbers"] == told["sentence"]["citation_numbers"] == [1]
    assert told["short_answer"]["answer_id"] == told["answer"]["answer_id"]


def test_one_that_is_not_proved_is_at_no_door_and_is_counted(tmp_path: Path) -> None:
    door = door_with(tmp_path, FALSE)
    body = ask(door)
    assert "short_answer" not in body
    assert len(body["sentences"]) == 1
    (row,) = door.attest.ledger._rows  # type: ignore[attr-defined]  # the one in memory
    assert FALSE not in row.body
    assert row.read().entry.working.withheld[0].detail == "exact_checks"
    figures = door.metrics.text().decode()
    assert 'attest_short_answers_total{outcome="exact_checks"} 1.0' in figures
    assert 'attest_short_answers_total{outcome="released"} 0.0' in figures
    assert 'attest_withheld_sentences_total{reason="other"} 0.0' in figures


def test_the_terminal_shows_it_first_with_the_numbers_of_its_sources(tmp_path: Path) -> None:
    response = ANSWER_BODY.validate_python(ask(door_with(tmp_path, FAIR)))
    shown = io.StringIO()
    Console(width=200, file=shown).print(answer_text(response))
    lines = [line.strip() for line in shown.getvalue().splitlines() if line.strip()]
    assert lines[0] == f"{FAIR} [1]"
    assert lines[1].startswith("1.1 An Employee may accept a gift worth up to £50")


def test_an_answer_from_before_there_were_short_answers_is_read_and_keeps_its_bytes(
    tmp_path: Path,
) -> None:
    old = ask(HttpDoor(tmp_path))
    assert "short_answer" not in old
    read = ANSWER_BODY.validate_python(old)
    assert json.loads(ANSWER_BODY.dump_json(read)) == old
