"""Gate one: ``domain.entitlement.chunk_in_scope`` in a form that a store can apply before ranking.

Both engines translate these conditions and nothing else, so there is one rule to test: a property
test holds it against ``domain/entitlement.py`` on random labels and dates, on every engine.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.entitlement import look_alikes
from domain.ports import SearchFilter
from domain.types import Scope
from retrieval import payload


@dataclass(frozen=True)
class AnyOf:
    """The stored list, or value, has one of these; never true for no values."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class AtMost:
    """The stored number is at most this."""

    field: str
    value: int


@dataclass(frozen=True)
class AtLeast:
    """The stored number is at least this."""

    field: str
    value: int


Condition = AnyOf | AtMost | AtLeast


@dataclass(frozen=True)
class Conditions:
    """Every one of ``must`` and none of ``must_not`` holds."""

    must: tuple[Condition, ...]
    must_not: tuple[Condition, ...] = ()


def scope_conditions(scope: Scope) -> Conditions:
    """What the scope may read on its date. Also the corpus over which IDF is counted."""
    names = tuple(sorted(scope.names))
    denied_by = tuple(sorted(look_alikes(scope.names)))
    day = scope.as_of.toordinal()
    return Conditions(
        must=(
            AnyOf(payload.ALLOW, names),
            AnyOf(payload.SECTION_ALLOW, names),
            AtMost(payload.FIRST_DAY, day),
            AtLeast(payload.LAST_DAY, day),
        ),
        must_not=(AnyOf(payload.DENY, denied_by), AnyOf(payload.SECTION_DENY, denied_by)),
    )


def narrowed(conditions: Conditions, narrow: SearchFilter) -> Conditions:
    """The same with the caller's own narrowing added: it can take away, never replace or add."""
    if narrow.document_ids is None:
        return conditions
    documents = AnyOf(payload.DOCUMENT, tuple(sorted(narrow.document_ids)))
    return Conditions(must=(*conditions.must, documents), must_not=conditions.must_not)


def numbered(conditions: Conditions, keys: Sequence[str]) -> Conditions:
    """The same for sections of these numbers alone (``domain.section_numbers``)."""
    numbers = AnyOf(payload.NUMBERS, tuple(keys))
    return Conditions(must=(*conditions.must, numbers), must_not=conditions.must_not)


def version_conditions(document_id: str, version: str) -> Conditions:
    """Every chunk of one version, whoever may read it: for upkeep, never for a search."""
    return Conditions(must=(AnyOf(payload.VERSION, (payload.version_key(document_id, version),)),))
