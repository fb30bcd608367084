from datetime import date

from answering.question.gathering import gather
from answering.question.glossary import Glossary
from answering.question.question import read_question
from domain.entitlement import scope_of
from domain.ports import SearchFilter
from domain.types import Labels, Passage, Principal, Scope
from tests.fakes.numbered import TODAY, Bank, numbered_version

SCOPE = scope_of(Principal(subject="ann", groups=frozenset({"everyone"})), as_of=TODAY)
RULES = numbered_version(
    "rules",
    [
        ("1.1", "A politically exposed person (PEP) is somebody who holds a public office."),
        ("2.1", "Accounts of politically exposed persons are approved by the board."),
        ("3.1", "Pictures of cameras are kept for thirty days."),
    ],
)


class Heard:
    """A retriever that remembers what it was asked."""

    def __init__(self, bank: Bank) -> None:
        self._bank, self.asked = bank, list[str]()

    def retrieve(
        self, question: str, *, scope: Scope, narrow: SearchFilter | None = None
    ) -> list[Passage]:
        self.asked.append(question)
        return self._bank.retriever.retrieve(question, scope=scope, narrow=narrow)


def searched(text: str, bank: Bank, glossary: Glossary | None = None) -> list[str]:
    retriever = Heard(bank)
    question = read_question(text, today=date(2026, 1, 1), glossary=glossary or Glossary())
    gather(question, scope=SCOPE, narrow=None, retriever=retriever)
    return retriever.asked


def test_a_word_that_readable_passages_define_is_searched_by_its_meaning_too() -> None:
    assert searched("Who approves a PEP?", Bank(RULES)) == [
        "Who approves a PEP?",
        "Who approves a PEP? (politically exposed person)",
    ]


def test_p2_a_definition_that_may_not_be_read_widens_nothing() -> None:
    hidden = Bank(RULES, labels={"rules": Labels(allow=frozenset({"group:board"}))})
    assert searched("Who approves a PEP?", hidden) == ["Who approves a PEP?"]


def test_the_glossary_widens_the_search_and_a_known_word_does_not() -> None:
    glossary = Glossary({"CCTV": ["cameras"]})
    assert searched("How long is CCTV kept?", Bank(RULES), glossary) == [
        "How long is CCTV kept? (cameras)"
    ]
    assert len(searched("How long are cameras' pictures kept?", Bank(RULES))) == 1


def test_each_part_is_searched_for() -> None:
    asked = searched("Who approves an account and how long are pictures kept?", Bank(RULES))
    assert asked[1:] == ["Who approves an account", "how long are pictures kept?"]
