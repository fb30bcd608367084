"""The progress of a question, for its observers: the caller's stream, metrics, traces.

It holds no text of a question or a document, and no person's name.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from enum import StrEnum
from typing import Protocol

from domain.records import Entry


class Step(StrEnum):
    """The path of a question. ``ANSWERING`` is the whole of it; the others lie inside, in order.

    A question that is refused early skips the steps between, a second draft repeats two.
    """

    ANSWERING = "answering"
    SEARCHING = "searching"
    JUDGING = "judging"
    DRAFTING = "drafting"
    VERIFYING = "verifying"
    RECORDING = "recording"


class Observer(Protocol):
    """Hears of each step. Called from many threads at once; one that fails fails the question."""

    def step(self, step: Step) -> AbstractContextManager[None]:
        """Entered before the step and left after it, by an exception where it failed.

        Entering may raise ``Abandoned``: the step, and what would follow, is not done.
        """
        ...

    def recorded(self, entry: Entry) -> None:
        """A response is on record, for the first time: never for a repetition under its key."""
        ...


class Unobserved:
    """Nobody watches."""

    def step(self, step: Step) -> AbstractContextManager[None]:
        """See Observer."""
        return nullcontext()

    def recorded(self, entry: Entry) -> None:
        """See Observer."""


UNOBSERVED: Observer = Unobserved()


class Together:
    """Several observers as one, told in order."""

    def __init__(self, *observers: Observer) -> None:
        """None: nobody watches."""
        self._observers = observers

    @contextmanager
    def step(self, step: Step) -> Iterator[None]:
        """See Observer; the first to enter is the last to leave."""
        with ExitStack() as entered:
            for observer in self._observers:
                entered.enter_context(observer.step(step))
            yield

    def recorded(self, entry: Entry) -> None:
        """See Observer."""
        for observer in self._observers:
            observer.recorded(entry)
