"""The statements that a model may choose from, by number, and what the numbers choose.

A number is a place in one list, from 1. Whatever a text says of numbers, the list alone decides
which statement a number means.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from answering.drafting.composing import in_reading_order
from answering.evidence.reading import Evidence, ReadStatement


class Dropped(StrEnum):
    """Why a number chose nothing."""

    UNKNOWN_STATEMENT = "unknown_statement"
    REPEATED_STATEMENT = "repeated_statement"


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen statements in the model's order, and why other numbers chose nothing."""

    statements: tuple[ReadStatement, ...] = ()
    dropped: tuple[Dropped, ...] = ()


def statements_shown(evidence: Evidence, *, most: int) -> tuple[ReadStatement, ...]:
    """The ``most`` best statements, those of one document together in the order of its text.

    () for evidence without statements.
    """
    best = {each.statement: each for each in evidence.statements[:most]}
    return tuple(best[statement] for statement in in_reading_order([*best]))


def choice_of(numbers: Sequence[int], statements: Sequence[ReadStatement]) -> Choice:
    """The statements that the numbers choose; each of them once."""
    chosen: dict[int, ReadStatement] = {}
    dropped: list[Dropped] = []
    for number in numbers:
        if not 1 <= number <= len(statements):
            dropped.append(Dropped.UNKNOWN_STATEMENT)
        elif number in chosen:
            dropped.append(Dropped.REPEATED_STATEMENT)
        else:
            chosen[number] = statements[number - 1]
    return Choice(tuple(chosen.values()), tuple(dropped))
