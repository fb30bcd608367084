from evals.reviewed.rows import rows_from
from ledger.in_memory import MemoryLedger
from tests.fakes.records import entry
from tests.fakes.reviewing import answer_entry, verdict, verdict_act


def test_a_verdict_is_a_labelled_case_and_a_seeded_error_is_none() -> None:
    ledger = MemoryLedger()
    made = answer_entry("A gift of 50 may be kept.", "Cash may not.")
    ledger.append(made)
    given = verdict("supports", "partly", whole="incomplete")
    signed = verdict_act("item", made.answer_id, "bob", given)
    content = signed.content | {"whys": ["sampled"], "seed": None}
    ledger.append_act(signed.model_copy(update={"content": content}))
    seeded = signed.model_copy(
        update={"act_id": "x", "content": content | {"seed": {"place": "0.0"}}}
    )
    ledger.append_act(seeded)
    (row,) = rows_from(ledger.after(0, limit=10))
    assert (row.case_id, row.verdict, row.is_right) == (made.answer_id, "incomplete", False)
    assert row.scores == {"whole_right": 0.0, "citations_supported": 0.5}
    assert row.expected == (
        "POL-GFT-003 2.0 0:25 supports: A gift of 50 may be kept.",
        "POL-GFT-003 2.0 100:113 partly: Cash may not.",
    )
    assert row.answerable


def test_a_refusal_that_is_wrong_is_an_answerable_question() -> None:
    for whole, answerable in (("right", False), ("wrong", True)):
        ledger = MemoryLedger()
        refused = entry("May I?")
        ledger.append(refused)
        signed = verdict_act("item", refused.answer_id, "bob", verdict(whole=whole))
        content = signed.content | {"whys": ["disputed"], "seed": None}
        ledger.append_act(signed.model_copy(update={"content": content}))
        (row,) = rows_from(ledger.after(0, limit=10))
        assert row.answerable is answerable
