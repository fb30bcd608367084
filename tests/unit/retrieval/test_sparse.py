import pytest

from domain.settings import EncodingSettings
from retrieval.sparse import Bm25Encoder, figure_terms

ENCODER = Bm25Encoder(EncodingSettings())


def shared(question: str, passage: str) -> int:
    """How many of the question's terms the passage has."""
    asked = set(ENCODER.encode_question(question).indices)
    return len(asked & set(ENCODER.encode_passage(passage).indices))


def terms(text: str) -> int:
    return len(ENCODER.encode_question(text).indices)


def test_indices_are_ascending_and_unique() -> None:
    indices = ENCODER.encode_passage("gifts and gifts above £100 in clause 4.2.1").indices
    assert list(indices) == sorted(set(indices))


def test_a_question_weighs_each_term_once() -> None:
    assert set(ENCODER.encode_question("gift gift gifts clients").values) == {1.0}
    assert terms("gift gift gifts clients") == 2


def test_word_forms_meet_and_stop_words_are_out() -> None:
    assert shared("reporting of the transactions", "Report a transaction") == 2
    assert terms("of the and") == 0


@pytest.mark.parametrize("figure", ["£100", "4.2.1", "2.75%", "£10,000", "100.50", "EUR 15,000"])
def test_amounts_and_clause_numbers_survive(figure: str) -> None:
    assert terms(figure) > 0
    assert shared(figure, f"See {figure}, above.") == terms(figure)


def test_a_clause_number_is_more_than_its_parts() -> None:
    assert shared("clause 4.2.1", "clause 4.2.1") > shared("clause 4.2.1", "clause 1.4.2")


def test_thousands_match_with_and_without_commas() -> None:
    assert shared("£1000", "gifts above £1,000 need approval") == 1


def test_figure_terms_name_each_figure_once_it_has_parts() -> None:
    assert figure_terms("4.2.1 at 2.75%, £10,000.50, 12 and 1,000.") == [
        "n4x2x1n", "n2x75n", "n10000x50n", "1000",
    ]  # fmt: skip


def test_the_weight_of_a_term_depends_on_the_passage_alone() -> None:
    first = ENCODER.encode_passage("gifts from clients")
    ENCODER.encode_passage("gifts " * 500)
    assert ENCODER.encode_passage("gifts from clients") == first


def test_control_characters_and_other_scripts_do_no_harm() -> None:
    assert ENCODER.encode_question("\x00\x01").indices == ()
    assert terms("ما هي سياسة الهدايا") > 0


@pytest.mark.parametrize("other", ["1 000 euros", "€1k", "EUR 1.000,00", "EUR 1'000", "1000 EUR"])
def test_an_amount_is_found_in_every_spelling(other: str) -> None:
    (amount,) = ENCODER.encode_question("1000").indices
    assert amount in ENCODER.encode_question("May I take EUR 1,000?").indices
    assert amount in ENCODER.encode_passage(f"The limit is {other}.").indices
    assert amount not in ENCODER.encode_passage("The limit is 2 000 euros.").indices
