from datetime import date

from domain.answers import Answer, Refusal, RefusalCode
from domain.types import Labels
from tests.fakes.numbered import TODAY, Bank, numbered_version, quotes_of

OLD = numbered_version(
    "gifts", [("1.1", "An employee may accept a gift worth up to GBP 100 without approval.")],
    version="1.0", title="Gifts Policy",
    effective_from=date(2018, 1, 1), effective_to=date(2022, 12, 31),
)  # fmt: skip
NEW = numbered_version(
    "gifts", [("1.1", "An employee may accept a gift worth up to GBP 50 without approval.")],
    version="2.0", title="Gifts Policy", effective_from=date(2023, 1, 1),
)  # fmt: skip
CASH = numbered_version(
    "cash", [("1.1", "A cash deposit above GBP 9,000 must be reported.")], title="Cash Policy"
)
BANK = Bank(OLD, NEW, CASH)


def version_said(question: str, bank: Bank = BANK, as_of: date | None = None) -> str:
    response = bank.ask(question, as_of=as_of)
    if isinstance(response, Refusal):
        return response.code.value
    return " ".join(c.version for s in response.sentences for c in s.citations)


def test_a_day_in_the_question_is_answered_for_and_said() -> None:
    response = BANK.ask("What gift could an employee accept without approval on 30 June 2019?")
    assert response.as_of == date(2019, 6, 30)
    assert "GBP 100" in quotes_of(response)[0]
    assert response.heard is not None
    assert "30 June 2019" in response.heard.explanation


def test_a_version_in_the_question_is_answered_from_and_said() -> None:
    response = BANK.ask("What gift may an employee accept without approval under version 1.0?")
    assert "GBP 100" in quotes_of(response)[0]
    assert response.heard is not None
    assert "version 1.0 of Gifts Policy" in response.heard.explanation
    assert version_said("What gift may an employee accept without approval in v2.0?") == "2.0"


def test_a_version_that_no_policy_has_is_named_in_the_refusal() -> None:
    response = BANK.ask("What gift may an employee accept under version 7.3?")
    assert isinstance(response, Refusal)
    assert (response.code, response.not_found) == (
        RefusalCode.NAMED_TEXT_NOT_FOUND, ("version 7.3",)
    )  # fmt: skip


def test_p2_a_version_of_a_forbidden_policy_is_an_absent_one() -> None:
    secret = numbered_version("plan", [("1.1", "A gift may cost GBP 9.")], version="7.3")
    hidden = Bank(OLD, NEW, secret, labels={"plan": Labels(allow=frozenset({"group:board"}))})
    for question in ("What may a gift cost under version 7.3?", "What did plan version 7.3 say?"):
        assert hidden.ask(question) == Bank(OLD, NEW).ask(question)


def test_a_time_in_which_the_policy_changed_is_asked_back() -> None:
    question = "What gift could an employee accept without approval last winter, in {}?"
    assert version_said(question.format(2021)) == "1.0"
    changed = Bank(
        OLD.model_copy(update={"effective_to": date(2021, 6, 30)}),
        NEW.model_copy(update={"effective_from": date(2021, 7, 1)}),
    )
    assert version_said(question.format(2021), changed) == "ambiguous_question"


def test_a_day_that_may_be_the_matters_is_asked_back_only_where_it_matters() -> None:
    question = "I took a gift on 30 June 2019. What gift may an employee accept without approval?"
    assert version_said(question) == "ambiguous_question"
    unchanged = BANK.ask(
        "I took it on 30 June 2019. Must a cash deposit above GBP 9,000 be reported?"
    )
    assert isinstance(unchanged, Answer)
    assert unchanged.as_of == TODAY
    assert unchanged.heard is not None


def test_a_day_of_the_matter_leaves_the_day_alone_and_says_so() -> None:
    question = (
        "What gift may an employee accept without approval for accounts opened before 1 May 2020?"
    )
    response = BANK.ask(question)
    assert response.as_of == TODAY
    assert quotes_of(response) == [NEW.text.strip()]
    assert response.heard is not None
    assert "part of the matter" in response.heard.explanation


def test_the_previous_version_is_asked_back_where_there_is_one() -> None:
    question = "What gift could an employee accept without approval in the previous version?"
    assert version_said(question) == "ambiguous_question"
    assert version_said("What cash deposit was reported in the previous version?") == "1.0"


def test_two_days_are_asked_back() -> None:
    question = "What gift could an employee accept on 1 May 2019 and on 1 May 2024?"
    response = BANK.ask(question)
    assert isinstance(response, Refusal)
    assert response.code is RefusalCode.AMBIGUOUS_QUESTION
    assert "1 May 2019" in response.message


def test_the_requests_own_day_wins_and_a_disagreement_is_said() -> None:
    question = "What gift could an employee accept without approval on 30 June 2019?"
    response = BANK.ask(question, as_of=date(2024, 5, 1))
    assert response.as_of == date(2024, 5, 1)
    assert response.heard is not None
    assert "1 May 2024" in response.heard.explanation
    assert BANK.ask(question, as_of=date(2019, 6, 30)).heard is None


def test_today_and_this_year_are_no_other_day() -> None:
    assert BANK.ask("What gift may an employee accept without approval in 2026?").heard is None
