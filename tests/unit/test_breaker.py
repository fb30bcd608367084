import pytest

from domain.breaker import Circuit, CircuitBreaker
from tests.fakes.model_provider import FakeTime


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def breaker(time: FakeTime) -> CircuitBreaker:
    return CircuitBreaker(failures=3, rest_seconds=10, clock=lambda: time.now)


def fail(breaker: CircuitBreaker, times: int) -> None:
    for _ in range(times):
        assert breaker.allows()
        breaker.failed()


def test_it_opens_after_so_many_failures_in_a_row(breaker: CircuitBreaker) -> None:
    fail(breaker, 2)
    breaker.succeeded()
    fail(breaker, 2)
    assert breaker.state is Circuit.CLOSED
    fail(breaker, 1)
    assert breaker.state is Circuit.OPEN
    assert not breaker.allows()


def test_after_a_rest_one_trial_is_let_through(breaker: CircuitBreaker, time: FakeTime) -> None:
    fail(breaker, 3)
    time.now += 9.9
    assert not breaker.allows()
    time.now += 0.2
    assert breaker.state is Circuit.HALF_OPEN
    assert breaker.allows()
    assert not breaker.allows()


def test_a_trial_that_succeeds_closes_it(breaker: CircuitBreaker, time: FakeTime) -> None:
    fail(breaker, 3)
    time.now += 11
    assert breaker.allows()
    breaker.succeeded()
    fail(breaker, 2)
    assert breaker.state is Circuit.CLOSED


def test_a_trial_that_fails_opens_it_for_another_rest(
    breaker: CircuitBreaker, time: FakeTime
) -> None:
    fail(breaker, 3)
    time.now += 11
    fail(breaker, 1)
    time.now += 9
    assert not breaker.allows()
    time.now += 2
    assert breaker.allows()


def test_a_trial_that_nobody_reports_on_does_not_close_the_way_for_ever(
    breaker: CircuitBreaker, time: FakeTime
) -> None:
    fail(breaker, 3)
    time.now += 11
    assert breaker.allows()
    time.now += 11
    assert breaker.allows()
