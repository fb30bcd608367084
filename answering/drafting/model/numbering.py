"""The statements that a model may choose from, by number, and what the numbers choose.

A number is a place in one list, from 1. Whatever a text says of numbers, the list alone decides
which statement a number means.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from answering.evidence.statements import Statement, statements_of
from domain.types import Chunk

# A table of many short rows would fill the prompt, and providers limit an enumeration.
MOST_STATEMENTS = 200


class Dropped(StrEnum):
    """Why a number chose nothing."""

    UNKNOWN_STATEMENT = "unknown_statement"
    REPEATED_STATEMENT = "repeated_statement"


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen statements in the model's order, and why other numbers chose nothing."""

    statements: tuple[Statement, ...]
    dropped: tuple[Dropped, ...]


def statements_in(chunks: Sequence[Chunk]) -> tuple[Statement, ...]:
    """What may be chosen, in the order of the chunks; at most ``MOST_STATEMENTS``.

    A statement that two overlapping chunks share is there once. () for no chunks.
    """
    found: dict[tuple[str, str, int, int], Statement] = {}
    for chunk in chunks:
        for statement in statements_of(chunk):
            span = statement.span
            key = (chunk.document_id, chunk.version, span.start, span.end)
            found.setdefault(key, statement)
    return tuple(found.values())[:MOST_STATEMENTS]


def choice_of(numbers: Sequence[int], statements: Sequence[Statement]) -> Choice:
    """The statements that the numbers choose; each of them once."""
    chosen: dict[int, Statement] = {}
    dropped: list[Dropped] = []
    for number in numbers:
        if not 1 <= number <= len(statements):
            dropped.append(Dropped.UNKNOWN_STATEMENT)
        elif number in chosen:
            dropped.append(Dropped.REPEATED_STATEMENT)
        else:
            chosen[number] = statements[number - 1]
    return Choice(tuple(chosen.values()), tuple(dropped))
