"""A sentence may say no more than its quotes: a case for each kind of error, and its true twin."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answering.proof.figures import figures_of
from answering.proof.support import unsupported_because

QUOTE = (
    "3.1 An Employee may accept a Gift from a Private Sector Client without approval where its "
    "Value is no more than £50. Reports must be filed within thirty days of 1 July 2027."
)
REVIEWS = (
    "A customer rated high must be reviewed at least every 12 months, a customer rated medium at "
    "least every 36 months."
)
CASH = (
    "Where a personal customer pays in cash of £10,000 or more, the branch must obtain evidence of "
    "the source of funds before crediting the account."
)
APPROVAL = (
    "A loan above 5% may be granted only with the approval of the Head of Credit and the Board."
)
OVERDUE = (
    "The MLRO must report to the Board by 31 March. Staff should keep a copy and may add notes."
)
UNLESS = (
    "The transfer must be returned within three business days, unless Payment Operations agree."
)


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        (QUOTE, None),
        ("Reports must be filed within 30 days of 1 July 2027.", None),
        ("Reports must be filed within 60 days of 1 July 2027.", "figures"),
        ("Reports must be filed within 30 months of 1 July 2027.", "figures"),
        ("Reports must be filed within 30 days of 1 July 2028.", "figures"),
        ("Reports must not be filed within 30 days of 1 July 2027.", "modals"),
        ("Reports may be filed within 30 days of 1 July 2027.", "modals"),
        ("A Gift of a Private Sector Client with a Value of €50 may be accepted.", "figures"),
        ("Reports must be filed with Interpol within 30 days.", "names"),
        ("Reports must be filed quickly, accurately, politely and happily.", "words"),
        ("", "no_quote"),
    ],
)
def test_a_sentence_may_say_no_more_than_its_quotes(sentence: str, reason: str | None) -> None:
    assert unsupported_because(sentence, [QUOTE]) == reason


@pytest.mark.parametrize(
    ("quote", "true", "wrong", "reason"),
    [
        (REVIEWS, "Customers rated medium must be reviewed at least every three years.",
         "Customers rated medium must be reviewed at least every 12 months.", "association"),
        (REVIEWS, "A customer rated high must be reviewed at least once a year.",
         "A customer rated high must be reviewed at most once a year.", "threshold"),
        (CASH, "If a personal customer pays in cash of at least £10,000, the branch must obtain "
         "evidence of the source of funds before crediting the account.",
         "The branch must obtain evidence of the source of funds before crediting the account.",
         "conditions"),
        (CASH, "Evidence of the source of funds must be obtained by the branch where a personal "
         "customer pays in cash of £10,000 or more.",
         "Where a personal customer pays in cash of £10,000 or more, the branch must obtain "
         "evidence of the source of funds after crediting the account.", "order"),
        (CASH, "Where a personal customer pays in £10,000 or more in cash, the branch must obtain "
         "evidence of the source of funds.",
         "Where a corporate customer pays in cash of £10,000 or more, the branch must obtain "
         "evidence of the source of funds.", "words"),
        (APPROVAL, "A loan above five per cent needs the approval of the Head of Credit and the "
         "Board.", "A loan above 5% may be granted only with the approval of the Head of Credit or "
         "the Board.", "parties"),
        (APPROVAL, "Only with the approval of the Head of Credit and the Board may a loan above 5% "
         "be granted.", "A loan above 5% may be granted.", "conditions"),
        (OVERDUE, "By 31 March the MLRO must report to the Board.",
         "The Board must report to the MLRO by 31 March.", "parties"),
        (OVERDUE, "Staff can add notes.", "Staff must add notes.", "modals"),
        (OVERDUE, "Staff should keep a copy.", "Staff must keep a copy.", "modals"),
        (OVERDUE, "The MLRO has to report to the Board by 31 March.",
         "The MLRO need not report to the Board by 31 March.", "modals"),
        (UNLESS, "Unless Payment Operations agree, the transfer must be returned within 3 business "
         "days.", "The transfer must be returned within three business days.", "conditions"),
        (UNLESS, "The transfer must be returned within three working days unless Payment "
         "Operations agree.",
         "The transfer must be returned within three days, unless "
         "Payment Operations agree.", "figures"),
    ],
)  # fmt: skip
def test_each_kind_of_error_is_told_from_its_true_twin(
    quote: str, true: str, wrong: str, reason: str
) -> None:
    assert unsupported_because(true, [quote]) is None
    assert unsupported_because(wrong, [quote]) == reason


LENDING = (
    "A box may be lent for 30 days. Files of a closed branch must be sent to the archive by the "
    "branch manager, who must keep a list of them for 6 months."
)
ANIMALS = (
    "A member of staff must not feed an animal for which another person answers. A dog that has "
    "bitten may be walked only with a muzzle and a second keeper."
)
FEES = (
    "A horse costs £40 a day and a mule £15. Hay up to £200 is approved by the groom, and the "
    "steward must approve anything above that. Notice must be given at least 20 days before a sale."
)


@pytest.mark.parametrize(
    ("quote", "true", "wrong"),
    [
        (LENDING, "A box may be lent for 30 days.",
         "Files of a closed branch must be sent to the archive for 30 days."),
        (LENDING, "The branch manager must send files of a closed branch to the archive.",
         "Files of a closed branch must be sent to the box by the branch manager."),
        (LENDING, "Files of a closed branch must be sent to the archive.",
         "Files must be sent to the archive."),
        (LENDING, "The branch manager must keep a list of files of a closed branch for 6 months.",
         "The archive must keep a list of them for 6 months."),
        (ANIMALS, "Staff must not feed an animal for which another person answers.",
         "Staff must not feed an animal."),
        (ANIMALS, "A dog that has bitten may be walked only with a muzzle and a second keeper.",
         "A dog that has bitten may be walked only with a muzzle."),
        (FEES, "A mule costs £15 a day.", "A mule costs £40 a day."),
        (FEES, "Notice must be given no later than 20 days before a sale.",
         "Notice must be given no earlier than 20 days before a sale."),
    ],
)  # fmt: skip
def test_each_rule_is_laid_beside_the_one_place_that_it_draws_on(
    quote: str, true: str, wrong: str
) -> None:
    assert unsupported_because(true, [quote]) is None
    assert unsupported_because(wrong, [quote]) is not None


def test_a_figure_of_a_table_row_belongs_to_its_row() -> None:
    rows = ["Account: Select; Monthly fee: £9.50", "Account: Premier; Monthly fee: £24.00"]
    assert unsupported_because("The monthly fee for a Premier account is £24.", rows) is None
    wrong = unsupported_because("The monthly fee for a Premier account is £9.50.", rows)
    assert wrong == "association"


def test_the_camera_clause_that_says_nothing_of_cameras_is_no_proof() -> None:
    quote = "Telephone calls must be kept for five years, or for seven years where it is asked for."
    assert unsupported_because("CCTV footage must be kept for seven years.", [quote]) is not None


def test_the_limit_for_officials_is_no_limit_for_clients() -> None:
    quote = "Hospitality for a Public Official may not cost more than £25 for each person."
    lunch = "Lunch for a private-sector client may not cost more than £25 for each person."
    assert unsupported_because(lunch, [quote]) == "words"


def test_a_condition_may_not_be_dropped() -> None:
    quote = "This limit applies to a gift given, except where the giver is not present."
    assert unsupported_because("This limit applies to a gift given", [quote]) == "conditions"
    assert unsupported_because(quote, [f"2.1 One. {quote}"]) is None
    changed = "The limit applies to every gift given where the giver is present."
    assert unsupported_because(changed, [quote]) is not None


def test_a7_a_sentence_without_a_quote_is_supported_by_nothing() -> None:
    assert unsupported_because("Gifts are fine.", []) == "no_quote"


def test_figures_have_one_spelling() -> None:
    assert figures_of("ten per cent of £1,000 in six weeks") == figures_of(
        "10 % of 1000 pounds within 6 week"
    )
    assert figures_of("£1.5 million, two years") == figures_of("£1,500,000 or more in 24 months")


SENTENCE = "A manager must report a loss of £{money} to the Board within {days} days."


@given(money=st.integers(2, 10**7), days=st.integers(2, 400), data=st.data())
def test_another_figure_in_a_true_sentence_is_always_rejected(
    money: int, days: int, data: st.DataObject
) -> None:
    quote = SENTENCE.format(money=money, days=days) + " It must be written down."
    true = SENTENCE.format(money=money, days=days).replace("must", "has to")
    assert unsupported_because(true, [quote]) is None
    other = data.draw(st.integers(2, 10**7).filter(lambda n: n not in (money, days)))
    field = data.draw(st.sampled_from(["money", "days"]))
    wrong = SENTENCE.format(**{"money": money, "days": days, field: other})
    assert unsupported_because(wrong, [quote]) is not None


@given(
    st.sampled_from(["must", "must not", "may", "should", "need not"]),
    st.sampled_from(["must", "must not", "may", "should", "need not"]),
    st.sampled_from(["report the loss", "keep a copy", "open the account", "tell the customer"]),
)
def test_another_modal_in_a_true_sentence_is_always_rejected(
    theirs: str, mine: str, verb: str
) -> None:
    quote = f"The branch manager {theirs} {verb} on the same day. Records are kept for a year."
    sentence = f"The branch manager {mine} {verb} on the same day."
    assert (unsupported_because(sentence, [quote]) is None) == (theirs == mine)


@given(st.lists(st.sampled_from([QUOTE, REVIEWS, CASH, APPROVAL, UNLESS]), min_size=1, max_size=3))
def test_what_repeats_its_quotes_is_always_borne_out(quotes: list[str]) -> None:
    whole = re.sub(r"\s+", "  ", " ".join(quotes))
    assert unsupported_because(whole, quotes) is None
    assert unsupported_because(quotes[0], quotes) is None
