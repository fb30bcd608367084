"""Two policies that cannot both be followed, as a verifier reads them; figures compared exactly."""

from collections.abc import Sequence

import pytest

from answering.conflicts.disagreement import Disagreement, without_figures
from domain.reading_ports import Support
from tests.fakes.verifier import NEITHER, NO, YES

LIMIT = "5.2 A gift from a client may be kept up to £100."


class Says:
    """A verifier with one word for every pair."""

    name = "says"

    def __init__(self, word: Support) -> None:
        self.word, self.asked = word, [("", "")][:0]

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Support]:
        self.asked.extend(pairs)
        return [self.word for _ in pairs]


def test_one_rule_with_two_figures_is_a_conflict_whatever_the_verifier_says() -> None:
    lower = LIMIT.replace("100", "80")
    assert Disagreement(None).between(LIMIT, lower)
    assert Disagreement(Says(NEITHER)).between(lower, LIMIT)


def test_two_figures_of_two_matters_are_none() -> None:
    suppliers = "5.2 A gift from a supplier may be kept up to £80."
    assert not Disagreement(Says(YES)).between(LIMIT, suppliers)


@pytest.mark.parametrize("same", ["GBP 100", "100 pounds", "£100.00"])
def test_the_same_figure_written_otherwise_is_none(same: str) -> None:
    assert not Disagreement(Says(NEITHER)).between(LIMIT, LIMIT.replace("£100", same))


def test_rules_without_figures_conflict_where_each_contradicts_the_other() -> None:
    one, other = "Staff may accept cash.", "Staff may not accept cash."
    assert Disagreement(Says(NO)).between(one, other)
    assert not Disagreement(Says(NEITHER)).between(one, other)


def test_texts_that_share_few_words_are_not_read() -> None:
    verifier = Says(NO)
    assert not Disagreement(verifier).between(LIMIT, "Branches open at nine on weekdays.")
    assert verifier.asked == []


def test_without_a_verifier_only_figures_conflict() -> None:
    assert not Disagreement(None).between("Staff may accept cash.", "Staff may not accept cash.")


@pytest.mark.parametrize("text", ["", "No figure here.", "£5 and 10 days and 2½ %"])
def test_leaving_figures_out_leaves_everything_else(text: str) -> None:
    assert not any(character.isdigit() for character in without_figures(text))
