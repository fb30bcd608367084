"""Question and scope to passages: the day it asks for, the clauses it names, the search."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from answering.question.clauses import LookedUp, look_up, names_one_of
from answering.question.gathering import gather
from answering.question.hearing import Hearing, hear
from answering.question.question import Question
from domain.answering_ports import Retriever, SectionFinder
from domain.answers import RefusalCode
from domain.entitlement import require_readable
from domain.ports import Catalogue, SearchFilter
from domain.types import Passage, Scope


@dataclass(frozen=True, slots=True)
class Sought:
    """What the question may be answered from. ``refused``: before anything is judged."""

    hearing: Hearing
    passages: tuple[Passage, ...]  # what a named clause says first, then what the search found
    named: tuple[Passage, ...] = ()  # the clauses that the question names; the answer is in them
    asks_for_the_text: bool = False  # of those clauses, and for no point in it
    refused: RefusalCode | None = None
    not_found: tuple[str, ...] = ()  # clauses or a version, as the question names them

    @property
    def evidence(self) -> tuple[Passage, ...]:
        """What may be quoted: the named clauses alone, where there are any."""
        return self.named or self.passages


def seek(
    question: Question,
    *,
    scope: Scope,
    narrow: SearchFilter | None,
    day_is_given: bool,
    today: date,
    retriever: Retriever,
    finder: SectionFinder | None,
    catalogue: Catalogue,
) -> Sought:
    """The passages to answer from, or why there are none to judge. ``finder`` None: no numbers."""

    def asked(on: Scope, within: SearchFilter) -> list[Passage]:
        return retriever.retrieve(question.text, scope=on, narrow=within)

    hearing = hear(
        question, scope=scope, narrow=narrow, day_is_given=day_is_given, today=today,
        catalogue=catalogue, asked=asked,
    )  # fmt: skip
    if hearing.ambiguous:
        return Sought(hearing, (), refused=RefusalCode.AMBIGUOUS_QUESTION)
    found = gather(question, scope=hearing.scope, narrow=hearing.narrow, retriever=retriever)
    passages = tuple(found)
    if hearing.not_found:
        code = RefusalCode.NAMED_TEXT_NOT_FOUND
        return Sought(hearing, passages, refused=code, not_found=(hearing.not_found,))
    if finder is None:
        return Sought(hearing, passages)
    looked_up = look_up(
        question, scope=hearing.scope, narrow=hearing.narrow, finder=finder, passages=passages
    )
    return _with_clauses(looked_up, hearing, passages)


def _with_clauses(looked_up: LookedUp, hearing: Hearing, passages: tuple[Passage, ...]) -> Sought:
    named = _as_passages(looked_up, passages, hearing.scope)
    first = {passage.chunk.chunk_id for passage in named}
    together = (*named, *(p for p in passages if p.chunk.chunk_id not in first))
    together = tuple(
        p.model_copy(update={"rank": rank}) for rank, p in enumerate(together, start=1)
    )
    if looked_up.not_found and not _speaks_of_it(looked_up, passages):
        code = RefusalCode.NAMED_TEXT_NOT_FOUND
        return Sought(hearing, together, refused=code, not_found=looked_up.not_found)
    if looked_up.is_ambiguous:
        return Sought(hearing, together, refused=RefusalCode.AMBIGUOUS_QUESTION)
    named = together[: len(named)]
    return Sought(hearing, together, named, asks_for_the_text=looked_up.asks_for_the_text)


def _speaks_of_it(looked_up: LookedUp, passages: Sequence[Passage]) -> bool:
    """Whether policies speak of a clause that they do not have: one of a law, or of a contract.

    A question for its very words cannot be answered from that.
    """
    if looked_up.asks_for_the_text:
        return False
    return any(names_one_of(passage.chunk, looked_up.not_found) for passage in passages)


def _as_passages(
    looked_up: LookedUp, passages: Sequence[Passage], scope: Scope
) -> tuple[Passage, ...]:
    """The clauses with the scores that the search gave them, those that it found first."""
    scored = {passage.chunk.chunk_id: passage for passage in passages}
    for chunk in looked_up.chunks:
        require_readable(chunk, scope)
    found = [scored.get(c.chunk_id) or Passage(chunk=c, rank=1) for c in looked_up.chunks]
    if looked_up.asks_for_the_text:
        return tuple(found)  # as they stand in the document
    return tuple(sorted(found, key=lambda p: (p.chunk.chunk_id not in scored, p.rank)))
