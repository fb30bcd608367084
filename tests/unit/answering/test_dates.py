from datetime import date

import pytest

from answering.question.date_role import Role, role_of
from answering.question.dates import dates_in

TODAY = date(2026, 11, 28)  # a Saturday

AS_OF = [
    ("What gift could an employee accept on 30 June 2019?", "2019-06-30", "2019-06-30"),
    (
        "What gift may an employee accept on 30 June 2019 without approval?",
        "2019-06-30",
        "2019-06-30",
    ),
    ("In March 2021, what was the gift limit?", "2021-03-01", "2021-03-31"),
    ("What was the limit last year?", "2025-01-01", "2025-12-31"),
    ("What was last year's gift limit?", "2025-01-01", "2025-12-31"),
    ("What is the hotel limit as of 1 May 2025?", "2025-05-01", "2025-05-01"),
    ("How much could be accepted in 2019?", "2019-01-01", "2019-12-31"),
    ("What did the gifts policy say in Q2 2020?", "2020-04-01", "2020-06-30"),
    ("Which limit applied on 2019-06-30?", "2019-06-30", "2019-06-30"),
    ("Back in mid-2019, what could staff accept?", "2019-05-01", "2019-08-31"),
    ("What did the 2019 policy allow?", "2019-01-01", "2019-12-31"),
    ("On 03/04/2019 what was allowed?", "2019-03-04", "2019-04-03"),  # two readings of it
    ("Was I allowed to accept a gift on 30 June 2019?", "2019-06-30", "2019-06-30"),
    ("What was the limit yesterday?", "2026-11-27", "2026-11-27"),
    ("What will the limit be on 1 January 2028?", "2028-01-01", "2028-01-01"),
]
MATTER = [
    "How long do we keep records of accounts opened before 1 January 2020?",
    "May I close an account opened on 30 June 2019?",
    "What must I do with an account that was opened on 30 June 2019?",
    "Can a customer who joined in March 2021 withdraw?",
    "Do trades executed in 2019 need a report?",
    "What happens to gifts accepted on 30 June 2019?",
    "Which fee applies to loans granted after 2015?",
    "How do I treat an invoice of 3 May 2019?",
    "May a person born before 1 January 1960 open an account?",
    "How do I file a tax return for 2024?",
]
UNCLEAR = [
    "I received a gift on 30 June 2019. Did I need approval?",
    "What was the limit before 1 January 2023?",
    "What limit did I have to follow when I got a gift on 30 June 2019?",
]
NONE = [
    "Do the Money Laundering Regulations 2017 apply?",
    "Is the Bribery Act of 2010 covered?",
    "May I spend more than 2019 euros?",
    "What happens in 2000 cases?",
    "Must the return be filed by 31 January?",
    "How many gifts were accepted in the last year?",
    "May I accept a gift?",
    "What about MiFID II 2014/65/EU?",
    "Is cash of 10,000 allowed within 30 days?",
]


@pytest.mark.parametrize(("question", "first", "last"), AS_OF)
def test_a_day_whose_rules_are_asked_for(question: str, first: str, last: str) -> None:
    (named,) = dates_in(question, today=TODAY)
    assert (named.first.isoformat(), named.last.isoformat()) == (first, last)
    assert role_of(named, question) is Role.AS_OF


@pytest.mark.parametrize("question", MATTER)
def test_a_day_of_the_matter(question: str) -> None:
    (named,) = dates_in(question, today=TODAY)
    assert role_of(named, question) is Role.MATTER


@pytest.mark.parametrize("question", UNCLEAR)
def test_a_day_that_may_be_either(question: str) -> None:
    (named,) = dates_in(question, today=TODAY)
    assert role_of(named, question) is Role.UNCLEAR


@pytest.mark.parametrize("question", NONE)
def test_what_is_no_day(question: str) -> None:
    assert dates_in(question, today=TODAY) == ()


def test_two_years_are_two_times() -> None:
    question = "What was the limit in 2022 and 2023?"
    assert [d.first.year for d in dates_in(question, today=TODAY)] == [2022, 2023]


def test_before_means_the_day_before_and_since_goes_on_to_today() -> None:
    (before,) = dates_in("What was the limit before 1 January 2023?", today=TODAY)
    assert before.first == before.last == date(2022, 12, 31)
    (since,) = dates_in("What has applied since March 2021?", today=TODAY)
    assert (since.first, since.last) == (date(2021, 3, 1), TODAY)
