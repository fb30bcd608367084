from hypothesis import given
from hypothesis import strategies as st

from answering.drafting.model.numbering import (
    MOST_STATEMENTS,
    Dropped,
    choice_of,
    statements_in,
)
from tests.fakes.chunks import chunks_of, version_of

CHUNKS = chunks_of(
    version_of([("3 Gifts", ["3.1 No gifts at all.", "3.2 No favours at all."]),
                ("4 Cash", ["4.1 No cash at all."])])
)  # fmt: skip
STATEMENTS = statements_in(CHUNKS)


def test_statements_are_numbered_in_the_order_of_the_passages() -> None:
    assert [s.text for s in STATEMENTS] == [
        "3.1 No gifts at all.", "3.2 No favours at all.", "4.1 No cash at all.",
    ]  # fmt: skip


def test_what_two_overlapping_passages_share_is_there_once() -> None:
    shorter = CHUNKS[0].model_copy(
        update={"chunk_id": "again", "text": "3.1 No gifts at all.",
                "end": CHUNKS[0].start + len("3.1 No gifts at all.")}
    )  # fmt: skip
    assert statements_in([CHUNKS[0], shorter]) == STATEMENTS[:2]


def test_a_table_without_end_does_not_fill_the_prompt() -> None:
    text = "\n".join(f"Band: {n}; Limit: £{n}." for n in range(400))
    table = CHUNKS[0].model_copy(update={"text": text, "end": CHUNKS[0].start + len(text)})
    assert len(statements_in([table])) == MOST_STATEMENTS


def test_a_number_is_a_place_in_the_list_and_the_models_order_stands() -> None:
    assert choice_of([3, 1], STATEMENTS).statements == (STATEMENTS[2], STATEMENTS[0])


def test_numbers_that_were_never_given_choose_nothing_and_are_counted() -> None:
    choice = choice_of([0, 2, -1, 4, 10**30], STATEMENTS)
    assert choice.statements == (STATEMENTS[1],)
    assert choice.dropped == (Dropped.UNKNOWN_STATEMENT,) * 4


def test_a_number_twice_chooses_once() -> None:
    choice = choice_of([2, 2], STATEMENTS)
    assert choice.statements == (STATEMENTS[1],)
    assert choice.dropped == (Dropped.REPEATED_STATEMENT,)


def test_nothing_to_choose_from_and_nothing_chosen() -> None:
    assert statements_in([]) == ()
    assert choice_of([], STATEMENTS).statements == ()


@given(st.lists(st.integers(-3, 8), max_size=12))
def test_whatever_the_numbers_each_chooses_a_given_statement_or_is_counted(
    numbers: list[int],
) -> None:
    choice = choice_of(numbers, STATEMENTS)
    assert set(choice.statements) <= set(STATEMENTS)
    assert len(choice.statements) == len(set(choice.statements))
    assert len(choice.statements) + len(choice.dropped) == len(numbers)
