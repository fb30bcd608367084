"""Rates and problem documents."""

import pytest

from api.limits import RateLimiter
from api.problems import problem_for
from domain import errors


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_principal_may_use_a_minutes_worth_at_once_and_then_waits_for_the_refill() -> None:
    clock = Clock()
    limiter = RateLimiter(60, clock=clock)
    assert [limiter.seconds_to_wait("ann") for _ in range(60)] == [0.0] * 60
    assert limiter.seconds_to_wait("ann") == pytest.approx(1.0)  # 60 a minute: one a second
    clock.now = 1.0
    assert limiter.seconds_to_wait("ann") == 0.0
    assert limiter.seconds_to_wait("ann") > 0


def test_one_principals_rate_is_not_anothers() -> None:
    limiter = RateLimiter(1, clock=Clock())
    assert limiter.seconds_to_wait("ann") == 0.0
    assert limiter.seconds_to_wait("ben") == 0.0
    assert limiter.seconds_to_wait("ann") > 0


def test_being_refused_does_not_lengthen_the_wait() -> None:
    limiter = RateLimiter(1, clock=Clock())
    waits = [limiter.seconds_to_wait("ann") for _ in range(5)]
    assert waits[1:] == [60.0] * 4


def test_principals_beyond_the_bound_are_forgotten_oldest_first() -> None:
    limiter = RateLimiter(1, clock=Clock())
    for number in range(RateLimiter.MAXIMUM_PRINCIPALS + 1):
        limiter.seconds_to_wait(f"user-{number}")
    assert limiter.seconds_to_wait("user-0") == 0.0
    assert limiter.seconds_to_wait(f"user-{RateLimiter.MAXIMUM_PRINCIPALS}") > 0


EVERY_ERROR = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, errors.AttestError)
]
SHOWS_ITS_OWN_MESSAGE = (
    errors.QuestionError,
    errors.IdentityError,
    errors.IdempotencyConflict,
    errors.ReviewConflict,
    errors.ReviewIncomplete,
    errors.ApprovalRefused,
    errors.CallerTooBusy,
    errors.ServerTooBusy,
)


@pytest.mark.parametrize("kind", EVERY_ERROR)
def test_a30_an_error_shows_its_message_only_where_that_is_meant_for_callers(
    kind: type[errors.AttestError],
) -> None:
    body = bytes(problem_for(kind("a-telling-text")).body)
    assert (b"a-telling-text" in body) == issubclass(kind, SHOWS_ITS_OWN_MESSAGE)


def test_a14_a_missing_page_and_a_hidden_document_are_the_same_bytes() -> None:
    one = problem_for(errors.NotReadable("page 9 of POL-1"))
    other = problem_for(errors.NotReadable("POL-2 is hidden"))
    assert one.body == other.body


def test_who_is_not_known_is_told_how_to_be() -> None:
    assert "Bearer" in problem_for(errors.IdentityError("no")).headers["WWW-Authenticate"]


def test_what_may_be_tried_again_says_when() -> None:
    for kind in (errors.IndexUnavailable, errors.IdentityUnavailable, errors.ProviderUnavailable):
        assert int(problem_for(kind("away")).headers["Retry-After"]) > 0
