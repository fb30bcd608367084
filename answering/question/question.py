"""The question as a value: what was asked, and all that its words alone tell."""

from dataclasses import dataclass
from datetime import date

from answering.question.date_role import Role, role_of
from answering.question.dates import DateNamed, dates_in
from answering.question.glossary import Glossary
from answering.question.parts import parts_of
from domain.section_numbers import Reference, references_in


@dataclass(frozen=True, slots=True)
class Question:
    """A question that was taken. Made by ``read_question``; nothing in it depends on a corpus."""

    text: str
    parts: tuple[str, ...]  # at least one; the whole text where it asks for one thing
    references: tuple[Reference, ...]  # articles, clauses and sections that it names
    dates: tuple[tuple[DateNamed, Role], ...]  # in order, each with what it is to the question
    expansion: tuple[str, ...]  # the glossary's terms, to search with and for nothing else


def read_question(text: str, *, today: date, glossary: Glossary) -> Question:
    """The question in a text from ``take_question``. ``today``: the day it was asked."""
    return Question(
        text=text,
        parts=parts_of(text),
        references=references_in(text),
        dates=tuple((named, role_of(named, text)) for named in dates_in(text, today=today)),
        expansion=glossary.terms_for(text),
    )
