"""What is exact by nature: words that are the quotes', figures that a quote has."""

import pytest

from answering.proof.support import Problem, claim_problem, figure_problem, is_word_for_word

QUOTE = "3.1 An Employee may accept a Gift worth up to £50. It is entered within thirty days."


@pytest.mark.parametrize(
    "sentence",
    [QUOTE, QUOTE.replace(" ", "\n "), "It is entered within thirty days."],
)
def test_a_claim_that_is_its_quotes_word_for_word_is_released(sentence: str) -> None:
    assert claim_problem(sentence, [QUOTE]) is None


@pytest.mark.parametrize(
    "sentence",
    [
        QUOTE.replace("may", "might"),
        QUOTE.replace("50", "500"),
        f"{QUOTE} So be it.",
        "Employee may accept a Gift",
    ],
)
def test_a_claim_in_other_words_is_not(sentence: str) -> None:
    assert claim_problem(sentence, [QUOTE]) is Problem.NOT_ITS_QUOTES


@pytest.mark.parametrize("quotes", [[], [" "], [""]])
def test_without_a_quote_nothing_is_released(quotes: list[str]) -> None:
    assert claim_problem("Gifts are fine.", quotes) is Problem.NO_QUOTE
    assert figure_problem("Gifts are fine.", quotes) is Problem.NO_QUOTE


def test_several_quotes_are_read_on_as_one() -> None:
    caption, row = "Table 1: Limits", "Client: £100."
    assert is_word_for_word("Table 1: Limits. Client: £100.", [caption, row])
    assert not is_word_for_word("Client: £100. Table 1: Limits.", [caption, row])


@pytest.mark.parametrize(
    ("sentence", "problem"),
    [
        ("A gift of at most GBP 50 may be kept and is entered within 30 days.", None),
        ("A gift of up to £60 may be kept.", Problem.FIGURES),
        ("A gift is entered within 30 weeks.", Problem.FIGURES),
        ("A gift of at least £50 may be kept.", Problem.BOUNDS),
        ("Gifts may be kept.", None),
    ],
)
def test_a_figure_stands_in_a_quote_or_equals_one_there(
    sentence: str, problem: Problem | None
) -> None:
    assert figure_problem(sentence, [QUOTE]) is problem
