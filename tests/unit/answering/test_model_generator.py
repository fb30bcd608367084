import json
from collections.abc import Sequence

import pytest

from answering.drafting.model.generator import ModelDrafting, ModelGenerator
from answering.drafting.model.messages import Completion, Refused, Unavailable
from answering.drafting.model.prompt import load_prompt
from domain.answering_ports import SupervisedGenerator
from domain.answers import Claim, Quote
from domain.types import Passage
from tests.fakes.chunks import chunks_of, passages_of, version_of
from tests.fakes.model_provider import FakeTime, ScriptedProvider, supplier_of

CLAUSE = "3.1 An Employee may accept a gift worth up to £50."
PASSAGES = passages_of(
    chunks_of(version_of([("3 Gifts", [CLAUSE]), ("4 Cash", ["4.1 No cash gifts."])]))
)
SENTENCE = "An Employee may accept a gift worth up to £50."


def output(quote: str = CLAUSE, *, passage: str = "P1") -> dict[str, object]:
    quotes = [{"passage": passage, "quote": quote}]
    return {"sentences": [{"quotes": quotes, "sentence": SENTENCE}]}


class QuotesTheFirst:
    name = "quotes"

    def draft(self, question: str, passages: Sequence[Passage]) -> tuple[Claim, ...]:
        chunk = passages[0].chunk
        quote = Quote(
            chunk_id=chunk.chunk_id, document_id=chunk.document_id, version=chunk.version,
            start=chunk.start, end=chunk.end, text=chunk.text,
        )  # fmt: skip
        return (Claim(sentence="from quotes", quotes=(quote,)),)


def generator(provider: ScriptedProvider, **settings: object) -> ModelGenerator:
    supplier = supplier_of(provider, time=FakeTime(), **settings)
    drafting = ModelDrafting(supplier, prompt=load_prompt("cite-v1"), fallback=QuotesTheFirst())
    return drafting.for_caller("ada")


def drafted(made: ModelGenerator) -> list[str]:
    return [claim.sentence for claim in made.draft("How much?", PASSAGES)]


def test_it_is_a_supervised_generator() -> None:
    assert isinstance(generator(ScriptedProvider("")), SupervisedGenerator)


def test_a_sound_output_becomes_claims_and_the_account_says_so() -> None:
    provider = ScriptedProvider(output())
    made = generator(provider)
    assert drafted(made) == [SENTENCE]
    account = made.drafted()
    assert (account.generator, account.model) == ("model", "scripted-1")
    assert account.prompt.startswith("cite-v1 sha256:")
    assert account.supply is not None
    assert (account.supply.tries, account.supply.input_tokens, account.supply.output_tokens) == (
        1,
        100,
        10,
    )
    assert account.supply.cost == (100 * 1.0 + 10 * 2.0) / 1_000


def test_the_model_sees_the_best_passages_alone_and_may_name_no_other() -> None:
    provider = ScriptedProvider(output())
    drafted(generator(provider, passages=1))
    assert "No cash gifts" not in provider.asked[0][1].text
    assert '"enum": ["P1"]' in json.dumps(provider.schemas[0])


def test_a_model_that_says_nothing_answers_is_believed() -> None:
    made = generator(ScriptedProvider({"sentences": []}))
    assert drafted(made) == []
    assert made.drafted().generator == "model"


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        (Unavailable("timeout"), "timeout"),
        (Unavailable("rate limited"), "rate limited"),
        (Refused("declined"), "declined"),
        ("no json", "no JSON"),
        (output("invented"), "no quote held"),
        (output(passage="P7"), "no quote held"),
        ({"answer": "yes"}, "wrong schema"),
        (Completion("{", output_tokens=5, is_cut_short=True), "output cut short"),
    ],
)
def test_where_the_model_fails_quotes_answer_and_the_record_says_why(
    failure: Exception | str | dict[str, object] | Completion, reason: str
) -> None:
    made = generator(ScriptedProvider(failure))
    assert drafted(made) == ["from quotes"]
    assert made.drafted().generator == f"quotes (model failed: {reason})"
    assert made.drafted().model == "scripted-1"


@pytest.mark.parametrize("first", ["no json", output("invented")])
def test_one_repair_is_asked_for_and_not_two(first: str | dict[str, object]) -> None:
    provider = ScriptedProvider(first, output())
    made = generator(provider)
    assert drafted(made) == [SENTENCE]
    supply = made.drafted().supply
    assert supply is not None
    assert supply.repaired
    assert [message.role for message in provider.asked[1]] == [
        "system",
        "user",
        "assistant",
        "user",
    ]
    hopeless = ScriptedProvider("no json")
    drafted(generator(hopeless))
    assert len(hopeless.asked) == 2


def test_a_sentence_that_does_not_hold_is_counted_and_the_others_stay() -> None:
    both = {"sentences": [*_sentences(output()), *_sentences(output("invented"))]}
    made = generator(ScriptedProvider(both))
    assert drafted(made) == [SENTENCE]
    supply = made.drafted().supply
    assert supply is not None
    assert supply.dropped == ("not_in_passage",)


def test_after_verification_withheld_everything_quotes_draft_once() -> None:
    made = generator(ScriptedProvider(output()))
    drafted(made)
    assert [c.sentence for c in made.draft_instead("How much?", PASSAGES)] == ["from quotes"]
    assert made.drafted().generator == "quotes (model failed: nothing verified)"
    assert made.draft_instead("How much?", PASSAGES) == ()


def test_without_passages_nobody_is_asked() -> None:
    provider = ScriptedProvider(output())
    assert generator(provider).draft("How much?", []) == ()
    assert provider.asked == []


def _sentences(made: dict[str, object]) -> list[object]:
    sentences = made["sentences"]
    assert isinstance(sentences, list)
    return sentences
