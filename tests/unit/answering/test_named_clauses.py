from domain.answers import Answer, Refusal, RefusalCode
from domain.types import Labels
from tests.fakes.numbered import Bank, numbered_version, quotes_of

GIFTS = numbered_version(
    "gifts",
    [
        ("2.1", "An employee may accept a gift worth up to GBP 50 without approval."),
        ("2.2", "A gift worth more needs the approval of the line manager."),
        ("2.3", "Clause 2.1 does not apply to gifts from a public official."),
        ("2.4", "Clause 2.2 is explained in the annual training."),
        ("3.2", "The reporting officer reviews the register each quarter."),
    ],
    title="Gifts and Entertainment Policy",
)
TRAVEL = numbered_version(
    "travel",
    [("2.1", "Meals with a client are paid up to GBP 70 a head."), ("9.1", "Taxis are paid.")],
    title="Travel Policy",
)
BANK = Bank(GIFTS, TRAVEL, owners={"gifts": "Head of Conduct"})


def refused(question: str, bank: Bank = BANK) -> Refusal:
    response = bank.ask(question)
    assert isinstance(response, Refusal), quotes_of(response)
    return response


def test_a_clause_that_is_named_is_quoted_and_no_neighbour() -> None:
    assert quotes_of(BANK.ask("What does clause 3.2 say?")) == [
        "3.2 The reporting officer reviews the register each quarter."
    ]


def test_a_clause_of_a_policy_that_is_named() -> None:
    (quote,) = quotes_of(BANK.ask("What does section 2.1 of the travel policy say?"))
    assert quote.startswith("2.1 Meals")


def test_a_number_that_several_policies_have_gives_each() -> None:
    quotes = quotes_of(BANK.ask("What does clause 2.1 say?"))
    assert [q.split()[1] for q in quotes if q.startswith("2.1")] == ["An", "Meals"]


def test_a_number_that_too_many_policies_have_is_asked_back() -> None:
    bank = Bank(*(numbered_version(f"p{n}", [("1.1", f"Rule of {n}.")]) for n in range(5)))
    response = refused("What does clause 1.1 say?", bank)
    assert response.code is RefusalCode.AMBIGUOUS_QUESTION
    assert "name the policy" in response.next_steps[0]


def test_a_question_about_a_clause_is_answered_from_it() -> None:
    (quote,) = quotes_of(BANK.ask("Does clause 3.2 say who reviews the register?"))
    assert quote.startswith("3.2")


def test_a_clause_that_does_not_say_what_is_asked_is_shown_and_not_another() -> None:
    (quote, *_) = quotes_of(BANK.ask("Does clause 3.2 allow meals with a client?"))
    assert quote.startswith("3.2")


def test_a_number_that_no_policy_has_is_named_in_the_refusal() -> None:
    response = refused("What does clause 2.9 say about gifts that an employee may accept?")
    assert response.code is RefusalCode.NAMED_TEXT_NOT_FOUND
    assert response.not_found == ("clause 2.9",)
    assert response.message.startswith("There is no clause 2.9 in the policies that you may read")
    assert response.sentences == ()


def test_a_number_of_another_policy_does_not_stand_in_for_it() -> None:
    assert refused("What does clause 9.1 of the gifts policy say?").not_found == ("clause 9.1",)
    assert refused("What does clause 3.2 of the mergers policy say?").not_found == ("clause 3.2",)


def test_p2_a_forbidden_clause_is_an_absent_one() -> None:
    board = {"travel": Labels(allow=frozenset({"group:board"}))}
    hidden, absent = Bank(GIFTS, TRAVEL, labels=board), Bank(GIFTS)
    for question in ("What does clause 9.1 say?", "What does clause 2.1 of the travel policy say?"):
        assert refused(question, hidden) == refused(question, absent)
    assert hidden.ask("What does clause 2.1 say?") == absent.ask("What does clause 2.1 say?")


def test_p9_a_clause_that_takes_away_from_the_quoted_one_comes_with_it() -> None:
    quotes = quotes_of(BANK.ask("What gift may an employee accept without approval?"))
    assert [quote[:3] for quote in quotes] == ["2.1", "2.3"]


def test_a_clause_that_merely_mentions_the_quoted_one_does_not() -> None:
    quotes = quotes_of(BANK.ask("Who approves a gift worth more, the line manager?"))
    assert [quote[:3] for quote in quotes] == ["2.2"]


def test_a_long_text_is_cut_and_says_so() -> None:
    bank = Bank(numbered_version("long", [(f"1.{n}", f"Rule {n} binds all.") for n in range(1, 9)]))
    response = bank.ask("What does section 1 say?")
    assert isinstance(response, Answer)
    assert [quote[:3] for quote in quotes_of(response)] == ["1.1", "1.2", "1.3", "1.4"]
    assert "goes on" in response.note
    short = bank.ask("What does clause 1.2 say?")
    assert isinstance(short, Answer)
    assert short.note == ""


def test_a_name_that_stands_in_the_text_is_a_name_of_it() -> None:
    rules = numbered_version(
        "conduct", [("1.1", "These are the individual standards."), ("6", "Act with care.")]
    )
    assert quotes_of(Bank(rules).ask("What is section 6 of the individual standards code?"))


def test_an_answer_names_the_part_that_it_leaves_open() -> None:
    question = "Who reviews the register each quarter and how do I park a yacht in Monaco?"
    response = BANK.ask(question)
    assert isinstance(response, Answer)
    assert response.unanswered_parts == ("how do I park a yacht in Monaco?",)
    assert [quote[:3] for quote in quotes_of(response)] == ["3.2"]
