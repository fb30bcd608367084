from hypothesis import given
from hypothesis import strategies as st

from answering.drafting.model.numbering import Dropped, choice_of, statements_shown
from tests.fakes.answer_reader import everything_read
from tests.fakes.chunks import chunks_of, passages_of, version_of

GIFTS = chunks_of(
    version_of([("3 Gifts", ["3.1 No gifts at all.", "3.2 No favours at all."]),
                ("4 Cash", ["4.1 No cash at all."])])
)  # fmt: skip
TRAVEL = chunks_of(version_of([("1 Trips", ["1.1 No trips at all."])], document_id="POL-TRV-001"))
EVIDENCE = everything_read("?", passages_of([*GIFTS, *TRAVEL]))
STATEMENTS = statements_shown(EVIDENCE, most=3)


def shown(most: int, *order: int) -> list[str]:
    ranked = tuple(EVIDENCE.statements[n] for n in order)
    evidence = type(EVIDENCE)("?", EVIDENCE.passages, ranked)
    return [each.statement.text for each in statements_shown(evidence, most=most)]


def test_statements_of_one_document_stand_together_in_the_order_of_its_text() -> None:
    assert shown(4, 2, 3, 0) == [
        "3.1 No gifts at all.", "4.1 No cash at all.", "1.1 No trips at all.",
    ]  # fmt: skip


def test_only_the_best_are_shown() -> None:
    assert shown(2, 2, 3, 0) == ["4.1 No cash at all.", "1.1 No trips at all."]


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
    assert shown(4) == []
    assert choice_of([], STATEMENTS).statements == ()


@given(st.lists(st.integers(-3, 8), max_size=12))
def test_whatever_the_numbers_each_chooses_a_given_statement_or_is_counted(
    numbers: list[int],
) -> None:
    choice = choice_of(numbers, STATEMENTS)
    assert set(choice.statements) <= set(STATEMENTS)
    assert len(choice.statements) == len(set(choice.statements))
    assert len(choice.statements) + len(choice.dropped) == len(numbers)
