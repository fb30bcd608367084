"""When a request to a provider is tried again, and how long to wait before: tenacity's rules.

A provider's Retry-After is a floor under our own wait. A wait that would end after the deadline is
not begun: the answer is drafted otherwise at once.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    wait_random_exponential,
)

from answering.drafting.model.messages import Unavailable

LONGEST_WAIT_SECONDS = 8.0  # of our own; a provider may ask for more
# Trying again would meet the same: nothing was sent.
NOT_RETRIED = frozenset({"circuit open", "over budget", "budget account unavailable", "busy"})


@dataclass(frozen=True, slots=True)
class Clock:
    """Seconds that only go forward, and a way to let them pass."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


def retrying(
    *, maximum_tries: int, first_wait_seconds: float, deadline: float, clock: Clock
) -> Retrying:
    """Calls a function until it gives something, fails for good, or time is short.

    ``deadline`` is a time of ``clock``. The last failure is raised as it is.
    """
    backoff = wait_random_exponential(multiplier=first_wait_seconds, max=LONGEST_WAIT_SECONDS)

    def wait(state: RetryCallState) -> float:
        return max(backoff(state), _asked_for(state))

    def stop(state: RetryCallState) -> bool:
        late = clock.now() + state.upcoming_sleep >= deadline
        return late or state.attempt_number >= maximum_tries

    return Retrying(
        retry=retry_if_exception(_is_worth_another_try),
        wait=wait,
        stop=stop,
        sleep=clock.sleep,
        reraise=True,
    )


def _is_worth_another_try(error: BaseException) -> bool:
    return isinstance(error, Unavailable) and error.reason not in NOT_RETRIED


def _asked_for(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    return (error.retry_after_seconds or 0.0) if isinstance(error, Unavailable) else 0.0
