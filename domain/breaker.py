"""Leaves a failing service alone for a while: a model, a reranker.

Our own, in fifty lines: pybreaker 1.4 holds its lock while the call runs, so that a slow provider
would be asked by one caller at a time, and neither it nor purgatory 3.0 takes a clock for tests.
"""

import threading
import time
from collections.abc import Callable
from enum import StrEnum


class Circuit(StrEnum):
    """Closed lets calls through, open none, half-open a single trial."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half-open"


class CircuitBreaker:
    """Opens after so many failures in a row; after a rest one trial decides. Safe for threads."""

    def __init__(
        self, *, failures: int, rest_seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Starts closed."""
        self._most_failures = failures
        self._rest_seconds = rest_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._opened_at: float | None = None
        self._trial_since: float | None = None

    @property
    def state(self) -> Circuit:
        """What the next call would meet."""
        with self._lock:
            return self._state()

    def allows(self) -> bool:
        """Whether to call now; each True must be followed by ``succeeded`` or ``failed``."""
        with self._lock:
            state = self._state()
            if state is Circuit.HALF_OPEN:
                self._trial_since = self._clock()
            return state is not Circuit.OPEN

    def succeeded(self) -> None:
        """The provider did its part, whatever the output is worth."""
        with self._lock:
            self._failures, self._opened_at, self._trial_since = 0, None, None

    def failed(self) -> None:
        """The provider did not."""
        with self._lock:
            self._failures += 1
            if self._failures >= self._most_failures:  # a trial that fails is one more
                self._opened_at, self._trial_since = self._clock(), None

    def _state(self) -> Circuit:
        if self._opened_at is None:
            return Circuit.CLOSED
        now = self._clock()
        # A trial that never reports back does not block later ones for longer than a rest.
        since = self._opened_at if self._trial_since is None else self._trial_since
        return Circuit.HALF_OPEN if now - since >= self._rest_seconds else Circuit.OPEN
