"""The verifier's pairs: what is held back stays apart, and what is rejected is never released."""

from collections.abc import Sequence

from answering.proof.support import figure_problem
from domain.reading_ports import Support
from evals.measure_ledger import figures
from evals.verifier.pairs_file import Part, load_pairs
from evals.verifier.rows import FRESH, FRESH_MODEL, part_of, problem_of, rows_of

PAIRS = load_pairs()
# One in so many: enough of every kind of error, in the time that a unit test may take.
EVERY = 12


class Believes:
    """A verifier that supports everything."""

    name = "believes"

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Support]:
        return [Support(1.0, 0.0, 0.0) for _ in pairs]


def test_what_the_exact_checks_reject_is_rejected_whatever_a_verifier_says() -> None:
    rejected = 0
    for pair in PAIRS[::EVERY]:
        if figure_problem(pair.sentence, pair.quotes) is not None:
            assert problem_of(pair.sentence, pair.quotes, Believes()) is not None
            rejected += 1
    assert rejected > len(PAIRS) / EVERY / 20


def test_no_quote_of_the_fresh_pairs_is_one_that_was_tuned_on() -> None:
    tuned = {quote for pair in PAIRS if not pair.is_held_back for quote in pair.quotes}
    fresh = {q for pair in PAIRS if part_of(pair) == FRESH for q in pair.quotes}
    assert fresh
    assert not fresh & tuned


def test_fresh_pairs_are_held_back_whole_and_development_pairs_never() -> None:
    assert all(pair.is_held_back for pair in PAIRS if pair.part is Part.FRESH)
    assert not any(pair.is_held_back for pair in PAIRS if pair.part is Part.DEVELOPMENT)
    assert {pair.is_held_back for pair in PAIRS if pair.part is Part.BY_HASH} == {True, False}


def test_the_words_of_a_model_are_counted_apart() -> None:
    said = [pair for pair in PAIRS if pair.written_by == "model"]
    assert len(said) >= 40
    assert {part_of(pair) for pair in said} == {FRESH_MODEL}
    (row,) = rows_of(said[:1], Believes(), origin="written")
    assert row.slices[0] == f"written, {FRESH_MODEL}"


def test_shares_are_of_the_time_that_the_rest_takes() -> None:
    result = figures([0.110, 0.220], [0.004, 0.006], [0.006, 0.014], [0.001, 0.003])
    assert result["answer_without_both_ms_median"] == 150.0  # of 100 and 200
    assert result["ledger_share_of_answer"] == round(0.010 / 0.300, 4)
    assert result["verifying_share_of_answer"] == round(0.020 / 0.300, 4)
    assert result["both_share_of_answer"] == 0.1
    assert result["reworded_sentence_ms_median"] == 2.0
