"""Each fault of a provider by itself, over a socket, in both APIs' shapes; then some hundreds."""

import io
import json
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from answering.drafting.model.messages import Message
from api.engine import Attest
from api.model_wiring import drafting_from
from domain.answers import Answer
from domain.records import SHORT_ANSWER, Record
from domain.settings import GenerationSettings, Settings
from evals.faults.outputs import LINK, STATEMENTS, chosen, number_of
from evals.faults.policies import ORDER, TOPICS, FaultEvidence
from evals.faults.replies import KINDS, Script, Shape, completion
from evals.faults.server import FaultServer, Reply
from evals.ledger_load import STAFF
from evals.model_faults import SHAPES, WAITED_FOR, build, make_cases, run_cases, show
from tests.fakes.verifier import WordsVerifier

pytestmark = pytest.mark.integration

GIFT = TOPICS[0]
# What each kind has to be called on record; the model's own words are never part of it.
REASONS = {
    "cut_off": {"connection failed"},
    "no_response": {"connection failed"},
    "rate_limited": {"rate limited"},
    "redirect": {"status 307"},
    "empty_body": {"unreadable response"},
    "bad_json_body": {"unreadable response"},
    "other_envelope": {"unreadable response", "empty output"},
    "wrong_content_type": {"unreadable response"},
    "huge_body": {"connection failed"},
    "empty_output": {"empty output"},
    "chatter": {"no JSON", "wrong schema"},
    "wrong_schema": {"wrong schema", "unreadable response"},  # a tool's input is an object
    "unknown_number": {"unknown statements"},
    "without_measure": {"too many statements"},
    "no_statement": {"answer without statements"},
    "echoed_order": {"nothing verified"},
    "declined": {"declined"},
    "cut_short": {"output cut short"},
}  # fmt: skip
# Of these the model's choice stands, and its short answer does not.
DROPPED = {
    "other_statement", "false_sentence", "one_figure", "true_and_false", "essay",
    "order_beside_rule", "brought_link",
}  # fmt: skip
SHORT_ANSWERS = {"good", "repeated_number"}  # of these the short answer is released as well


class Provider:
    """Attest before a provider that replies as it is told."""

    def __init__(self, shape: Shape, folder: Path, **times: float) -> None:
        self.shape = shape
        self.reply = Reply()
        self.bodies: list[bytes] = []
        self.server = FaultServer(self._take)
        self.server.__enter__()
        verifier = WordsVerifier()
        self.attest: Attest = build(shape, self.server.url, folder, verifier=verifier, **times)

    def _take(self, body: bytes) -> Reply:
        self.bodies.append(body)
        return self.reply

    def ask(self, reply: Reply) -> tuple[Answer, Record]:
        self.reply = reply
        response = self.attest.answer(GIFT.question, principal=STAFF)
        record = self.attest.ledger.find(response.answer_id)
        assert isinstance(response, Answer)
        assert record is not None
        assert record.entry.response == response
        return response, record

    def close(self) -> None:
        self.attest.close()
        self.server.__exit__(None, None, None)


@pytest.fixture(params=SHAPES, scope="module")
def shared(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Provider]:
    # So long that no busy machine turns a fault into a timeout.
    folder = tmp_path_factory.mktemp("faults")
    made = Provider(request.param, folder, try_seconds=12.0, total_seconds=25.0)
    yield made
    made.close()


@pytest.fixture
def provider(shared: Provider) -> Provider:
    shared.bodies.clear()
    return shared


def good(provider: "Provider", *numbers: int, short_answer: str = GIFT.fair) -> Reply:
    return Reply(body=completion(provider.shape, chosen(*numbers, short_answer=short_answer)))


def test_a_sound_response_is_verified_and_released(provider: Provider) -> None:
    answer, record = provider.ask(good(provider, number_of(GIFT.clause)))
    assert answer.provenance.generator == "model"
    assert [sentence.text for sentence in answer.sentences] == [GIFT.clause]
    assert answer.sentences[0].citations[0].quote == GIFT.clause
    assert answer.short_answer is not None
    assert answer.short_answer.text == GIFT.fair
    assert answer.short_answer.citations == answer.sentences[0].citations
    working = record.entry.working
    assert working.prompt.startswith("select-v1 sha256:")
    assert working.model == "scripted"
    assert working.supply is not None
    assert (working.supply.input_tokens, working.supply.output_tokens) == (900, 60)


@pytest.mark.parametrize("kind", sorted(REASONS))
def test_a_fault_leaves_the_answer_to_quotes_and_is_on_record(
    provider: Provider, kind: str
) -> None:
    script = Script(provider.shape, slow_seconds=60)
    chance = random.Random(7)
    for _ in range(3):
        fault = script.make(kind, GIFT, chance)
        answer, _ = provider.ask(fault.reply)
        reason = answer.provenance.generator.removeprefix("quotes (model failed: ").rstrip(")")
        assert reason in REASONS[kind]
        assert [sentence.text for sentence in answer.sentences] == [GIFT.clause]


@pytest.mark.parametrize("kind", sorted(DROPPED))
def test_a_short_answer_that_is_not_borne_out_is_dropped_and_quotes_stand(
    provider: Provider, kind: str
) -> None:
    script = Script(provider.shape, slow_seconds=60)
    chance = random.Random(7)
    for _ in range(3):
        answer, record = provider.ask(script.make(kind, GIFT, chance).reply)
        assert answer.provenance.generator == "model"
        assert answer.short_answer is None
        withheld = record.entry.working.withheld
        assert [w.reason for w in withheld if w.reason == SHORT_ANSWER] == [SHORT_ANSWER]
        clauses = {topic.clause for topic in TOPICS}
        assert {sentence.text for sentence in answer.sentences} <= clauses


@pytest.mark.parametrize("kind", ["slow", "drip"])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_slow_provider_is_cut_off_at_the_total_timeout(
    shape: Shape, kind: str, tmp_path: Path
) -> None:
    # The reply would take minutes; how much sooner this ends is the machine's affair.
    script = Script(shape, slow_seconds=600)
    provider = Provider(shape, tmp_path, try_seconds=0.5, total_seconds=1.0)
    started = time.monotonic()
    answer, _ = provider.ask(script.make(kind, GIFT, random.Random(1)).reply)
    provider.close()
    assert time.monotonic() - started < 120
    assert answer.provenance.generator == "quotes (model failed: timeout)"


def test_a19_a_chosen_order_is_withheld_and_counted_and_the_rule_stands(
    provider: Provider,
) -> None:
    numbers = number_of(ORDER), number_of(GIFT.clause)
    answer, record = provider.ask(good(provider, *numbers, short_answer=""))
    assert [sentence.text for sentence in answer.sentences] == [GIFT.clause]
    assert [claim.reason for claim in record.entry.working.withheld] == ["uncitable"]


def test_a_number_that_was_never_given_is_counted_and_the_others_stand(
    provider: Provider,
) -> None:
    number = number_of(GIFT.clause)
    answer, record = provider.ask(good(provider, number, STATEMENTS + 1, number))
    assert [sentence.text for sentence in answer.sentences] == [GIFT.clause]
    supply = record.entry.working.supply
    assert supply is not None
    assert supply.dropped == ("unknown_statement", "repeated_statement")


def test_a21_the_model_is_sent_the_statements_alone_and_asked_for_their_numbers(
    provider: Provider,
) -> None:
    provider.ask(good(provider, number_of(GIFT.clause)))
    sent = json.loads(provider.bodies[0])
    text = json.dumps(sent, ensure_ascii=False)
    assert "nothing of your own" in text
    assert all(topic.clause in text for topic in TOPICS)
    if provider.shape == "anthropic":
        assert sent["tool_choice"] == {"type": "tool", "name": "chosen_statements"}
        schema = sent["tools"][0]["input_schema"]
    else:
        assert sent["response_format"]["json_schema"]["strict"] is True
        schema = sent["response_format"]["json_schema"]["schema"]
    numbers = schema["properties"]["statements"]["items"]["enum"]
    assert numbers == [*range(1, STATEMENTS + 1)]


def test_secrets_and_texts_are_in_no_log_line(
    provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    for kind in ("status", "bad_json_body", "false_sentence", "wrong_content_type", "good"):
        script = Script(provider.shape, slow_seconds=60)
        provider.ask(script.make(kind, GIFT, random.Random(3)).reply)
    logged = caplog.text
    for secret in ("not-a-key", GIFT.question, GIFT.clause, GIFT.fair, LINK):
        assert secret not in logged


def test_an_open_circuit_spares_the_provider(tmp_path: Path) -> None:
    with FaultServer(lambda body: Reply(status=500)) as server:
        generation = GenerationSettings(
            provider="openai-compatible", base_url=f"{server.url}/v1", model="scripted",
            breaker_failures=2, maximum_tries=1, breaker_rest_seconds=600,
        )  # fmt: skip
        drafting = drafting_from(Settings(data_dir=tmp_path, generation=generation))
        assert drafting is not None
        said = FaultEvidence()
        passages = said.retrieve(GIFT.question, scope=None)  # type: ignore[arg-type]  # not looked at
        evidence = said.read(GIFT.question, passages)
        failed = []
        for _ in range(4):
            draft = drafting.for_caller("ada").draft(evidence)
            assert draft.claims == ()
            failed.append(draft.failed)
        drafting.close()
    assert server.requests == 2
    assert failed[2:] == ["circuit open"] * 2


def test_nobody_is_redirected_to_another_address(tmp_path: Path) -> None:
    with (
        FaultServer(lambda body: Reply(status=500)) as elsewhere,
        FaultServer(
            lambda body: Reply(status=307, headers={"Location": f"{elsewhere.url}/v1"})
        ) as server,
    ):
        attest = build("openai-compatible", server.url, tmp_path)
        attest.answer(GIFT.question, principal=STAFF)
        attest.close()
    assert (server.requests, elsewhere.requests) == (1, 0)


@pytest.mark.parametrize("shape", SHAPES)
def test_hundreds_of_faulty_responses_release_nothing_unverified_and_lose_nothing(
    shape: Shape, tmp_path: Path
) -> None:
    cases = [c for c in make_cases(160, shape=shape, seed=5) if c.kind not in WAITED_FOR]
    outcomes = run_cases(cases, shape=shape, folder=tmp_path, workers=4, verifier=WordsVerifier())
    assert len(outcomes) > 150
    assert [outcome.unverified for outcome in outcomes if outcome.unverified] == []
    assert all(outcome.answered and outcome.recorded for outcome in outcomes)
    # On a busy machine the model may be late, and then quotes answer alone.
    by_kind = {(o.case.kind, o.has_short_answer) for o in outcomes if o.by_model}
    assert {kind for kind, has_short_answer in by_kind if has_short_answer} <= SHORT_ANSWERS
    assert not {kind for kind in SHORT_ANSWERS if (kind, False) in by_kind}
    console = Console(file=io.StringIO())
    show(outcomes, console)
    assert isinstance(console.file, io.StringIO)
    assert "unverified sentences released: 0 of" in console.file.getvalue()


def test_the_faults_report_notices_a_false_sentence_that_was_released(tmp_path: Path) -> None:
    # What it counts as unverified is told to it, not taken from the verifier that it checks.
    cases = [c for c in make_cases(60, shape="openai-compatible", seed=2) if c.kind == "good"]
    sound = cases[0]
    said = next(t.fair for t in TOPICS if t.question in sound.question)
    fault = type(sound.fault)(sound.fault.reply, (said,))
    numbered = type(sound)(0, "good", fault, sound.question.split(" (")[0] + " (case 0)")
    outcome = run_cases(
        [numbered], shape="openai-compatible", folder=tmp_path, workers=1, verifier=WordsVerifier()
    )[0]
    assert outcome.unverified[-1] == said


def test_every_kind_is_tried_by_itself() -> None:
    elsewhere = {"slow", "drip", "status"}
    assert set(KINDS) == set(REASONS) | DROPPED | SHORT_ANSWERS | elsewhere


def test_any_llama_index_llm_will_do() -> None:
    from llama_index.core.llms import MockLLM  # noqa: PLC0415  # seconds to import

    from answering.drafting.model.providers.llama_index import LlamaIndexProvider  # noqa: PLC0415  # as above
    from tests.fakes.model_provider import supplier_of  # noqa: PLC0415  # as above

    supplier = supplier_of(LlamaIndexProvider(MockLLM(), name="mock"))  # type: ignore[arg-type]  # a provider like the fake
    account = supplier.open_account("ada")
    said = supplier.complete([Message("user", "echo")], schema={}, account=account)
    assert "echo" in said.text
    supplier.close()
