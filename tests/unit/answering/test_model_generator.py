import json
from dataclasses import replace

import pytest

from answering.drafting.model.generator import ModelDrafting, ModelGenerator
from answering.drafting.model.messages import Completion, Refused, Unavailable
from answering.drafting.model.prompt import load_prompt
from answering.evidence.reading import Evidence
from answering.evidence.sentences import Span
from domain.drafts import Draft
from tests.fakes.answer_reader import everything_read
from tests.fakes.chunks import chunks_of, passages_of, version_of
from tests.fakes.model_provider import FakeTime, ScriptedProvider, supplier_of

GIFT, CASH = "3.1 An Employee may accept a gift worth up to £50.", "4.1 No cash gifts."
PASSAGES = passages_of(chunks_of(version_of([("3 Gifts", [GIFT]), ("4 Cash", [CASH])])))
EVIDENCE = everything_read("How much?", PASSAGES)
SHORT = "An Employee may accept a gift worth up to £50."


def output(*numbers: int, short_answer: str = SHORT) -> dict[str, object]:
    return {"statements": [*numbers], "short_answer": short_answer}


def generator(provider: ScriptedProvider, **settings: object) -> ModelGenerator:
    supplier = supplier_of(provider, time=FakeTime(), **settings)
    drafting = ModelDrafting(supplier, prompt=load_prompt("select-v1"), maximum_statements=2)
    return drafting.for_caller("ada")


def drafted(*script: str | dict[str, object] | Completion | Exception) -> Draft:
    return generator(ScriptedProvider(*script)).draft(EVIDENCE)


def quoted(draft: Draft) -> list[str]:
    return [claim.sentence for claim in draft.claims]


def test_numbers_become_quotes_word_for_word_and_the_draft_says_what_it_took() -> None:
    draft = drafted(output(1))
    assert quoted(draft) == [GIFT]
    assert (draft.short_answer, draft.failed) == (SHORT, "")
    assert (draft.drafted_by, draft.model) == ("model", "scripted-1")
    assert draft.prompt.startswith("select-v1 sha256:")
    assert draft.supply is not None
    assert (draft.supply.tries, draft.supply.input_tokens, draft.supply.output_tokens) == (
        1,
        100,
        10,
    )
    assert draft.supply.cost == (100 * 1.0 + 10 * 2.0) / 1_000


def test_the_models_order_is_the_order_of_the_quotes() -> None:
    assert quoted(drafted(output(2, 1))) == [CASH, GIFT]


def test_the_model_sees_the_best_statements_alone_and_may_choose_nothing_else() -> None:
    provider = ScriptedProvider(output(1))
    generator(provider, statements=1).draft(EVIDENCE)
    assert "No cash gifts" not in provider.asked[0][1].text
    assert '"enum": [1]' in json.dumps(provider.schemas[0])


def test_a_model_that_says_nothing_answers_has_not_failed() -> None:
    draft = drafted(output(short_answer=""))
    assert (draft.claims, draft.failed, draft.drafted_by) == ((), "", "model")


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        (Unavailable("timeout"), "timeout"),
        (Unavailable("rate limited"), "rate limited"),
        (Refused("declined"), "declined"),
        ("no json", "no JSON"),
        ("Statement 1 answers.", "no JSON"),
        (output(3), "unknown statements"),
        (output(0, -1), "unknown statements"),
        (output(short_answer="Yes, any gift."), "answer without statements"),
        ({"answer": "yes"}, "wrong schema"),
        (Completion("{", output_tokens=5, is_cut_short=True), "output cut short"),
    ],
)
def test_a_failure_is_told_in_the_draft_and_nothing_is_claimed(
    failure: Exception | str | dict[str, object] | Completion, reason: str
) -> None:
    draft = drafted(failure)
    assert (draft.claims, draft.short_answer, draft.failed) == ((), "", reason)
    assert draft.model == "scripted-1"
    assert draft.supply is not None


@pytest.mark.parametrize("first", ["no json", output(9)])
def test_one_repair_is_asked_for_and_not_two(first: str | dict[str, object]) -> None:
    provider = ScriptedProvider(first, output(1))
    draft = generator(provider).draft(EVIDENCE)
    assert quoted(draft) == [GIFT]
    assert draft.supply is not None
    assert draft.supply.repaired
    roles = [message.role for message in provider.asked[1]]
    assert roles == ["system", "user", "assistant", "user"]
    hopeless = ScriptedProvider("no json")
    generator(hopeless).draft(EVIDENCE)
    assert len(hopeless.asked) == 2


def test_a_number_that_chooses_nothing_is_counted_and_the_others_stay() -> None:
    draft = drafted(output(7, 1, 1))
    assert quoted(draft) == [GIFT]
    assert draft.supply is not None
    assert draft.supply.dropped == ("unknown_statement", "repeated_statement")


def test_two_drafts_of_one_generator_know_nothing_of_each_other() -> None:
    made = generator(ScriptedProvider(Unavailable("timeout"), output(1)), maximum_tries=1)
    first, second = (made.draft(EVIDENCE) for _ in range(2))
    assert (first.failed, second.failed) == ("timeout", "")
    assert second.supply is not None
    assert second.supply.tries == 1


def test_the_words_that_answer_are_marked_in_the_quotes() -> None:
    first, *others = EVIDENCE.statements
    start = first.statement.span.start + first.statement.text.index("£50")
    marked = replace(first, answer=Span(start, start + 3))
    evidence = replace(EVIDENCE, statements=(marked, *others))
    (claim,) = generator(ScriptedProvider(output(1))).draft(evidence).claims
    (answer,) = claim.quotes[0].answers
    assert (answer.start, answer.end) == (start, start + 3)


def test_without_statements_nobody_is_asked() -> None:
    provider = ScriptedProvider(output(1))
    assert generator(provider).draft(Evidence("How much?", (), ())) == Draft(drafted_by="model")
    assert provider.asked == []
