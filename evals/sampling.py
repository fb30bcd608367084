"""A part of many questions: the same ones each time, spread over all of them."""

import hashlib
from collections.abc import Callable, Sequence
from typing import TypeVar

Item = TypeVar("Item")


def place_of(identity: str) -> str:
    """Where an identity stands in an order that has nothing to do with what it names."""
    return hashlib.sha256(identity.encode()).hexdigest()


def limited(
    items: Sequence[Item], identity: Callable[[Item], str], limit: int | None
) -> tuple[Item, ...]:
    """At most ``limit`` items in their own order; all of them where there is no limit.

    A larger limit holds every item of a smaller one.
    """
    if limit is None or len(items) <= limit:
        return tuple(items)
    chosen = sorted(range(len(items)), key=lambda index: place_of(identity(items[index])))
    return tuple(items[index] for index in sorted(chosen[:limit]))
