"""An issuer that is slow, away or hostile delays nobody whose key is known."""

import threading
import time

import pytest

from api.identity.keys import (
    FIRST_REST_SECONDS,
    MAXIMUM_AGE_SECONDS,
    MAXIMUM_WAITING,
    MINIMUM_REFRESH_SECONDS,
    REFRESH_AGE_SECONDS,
    CachedKeys,
)
from domain.errors import IdentityUnavailable
from tests.fakes.tokens import KEY, KEY_ID, jwks_of


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Issuer:
    """Answers when it is let; counts how often it was asked, and how often at once."""

    def __init__(self) -> None:
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.is_away = False
        self.asked = self.at_once = self.most_at_once = 0

    def __call__(self) -> str:
        self.asked += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.may_answer.wait(10)
        self.at_once -= 1
        if self.is_away:
            raise OSError("away")
        return jwks_of(KEY)


def waited_for(condition: object, *, holds: object) -> bool:
    """Whether a fact of another thread comes true; seconds are allowed, milliseconds needed."""
    assert callable(condition)
    deadline = time.monotonic() + 10
    while condition() != holds and time.monotonic() < deadline:
        time.sleep(0.001)
    return bool(condition() == holds)


def test_a_known_key_is_found_while_the_issuer_hangs_on_an_unknown_one() -> None:
    clock, issuer = Clock(), Issuer()
    keys = CachedKeys(issuer, clock=clock)
    assert keys.find(KEY_ID) is not None
    clock.now += MINIMUM_REFRESH_SECONDS
    issuer.may_answer.clear()
    hanging = threading.Thread(target=keys.find, args=("made-up",))
    hanging.start()
    assert waited_for(lambda: issuer.at_once, holds=1)
    assert [keys.find(KEY_ID) is not None for _ in range(100)] == [True] * 100
    issuer.may_answer.set()
    hanging.join()
    assert keys.find(KEY_ID) is not None


def test_one_fetch_is_under_way_at_a_time_and_few_wait_for_it() -> None:
    issuer = Issuer()
    issuer.may_answer.clear()
    keys = CachedKeys(issuer, clock=Clock())
    waiting = [threading.Thread(target=keys.find, args=(KEY_ID,)) for _ in range(MAXIMUM_WAITING)]
    for thread in waiting:
        thread.start()
    assert waited_for(lambda: keys._waiting, holds=MAXIMUM_WAITING)
    with pytest.raises(IdentityUnavailable):
        keys.find(KEY_ID)
    issuer.may_answer.set()
    for thread in waiting:
        thread.join()
    assert (issuer.asked, issuer.most_at_once) == (1, 1)


def test_keys_that_grow_old_are_fetched_while_they_serve() -> None:
    clock, issuer = Clock(), Issuer()
    keys = CachedKeys(issuer, clock=clock)
    assert keys.find(KEY_ID) is not None
    clock.now += REFRESH_AGE_SECONDS + 1
    assert keys.find(KEY_ID) is not None
    assert waited_for(lambda: issuer.asked, holds=2)


def test_an_issuer_that_is_away_is_left_alone_longer_each_time_and_found_again_soon() -> None:
    clock, issuer = Clock(), Issuer()
    keys = CachedKeys(issuer, clock=clock)
    issuer.is_away = True
    for rests in range(1, 4):
        with pytest.raises(IdentityUnavailable):
            keys.find(KEY_ID)
        with pytest.raises(IdentityUnavailable):
            keys.find(KEY_ID)
        assert issuer.asked == rests
        clock.now += FIRST_REST_SECONDS * 2 ** (rests - 1)
    issuer.is_away = False
    assert keys.find(KEY_ID) is not None


def test_an_unknown_key_is_no_lie_while_the_issuer_is_away() -> None:
    """It may be new: the caller is asked to come back, and not told that the key is unknown."""
    clock, issuer = Clock(), Issuer()
    keys = CachedKeys(issuer, clock=clock)
    assert keys.find(KEY_ID) is not None
    issuer.is_away = True
    clock.now += MINIMUM_REFRESH_SECONDS
    with pytest.raises(IdentityUnavailable):
        keys.find("rotated")
    assert keys.find(KEY_ID) is not None


def test_keys_that_are_too_old_are_trusted_no_longer() -> None:
    clock, issuer = Clock(), Issuer()
    keys = CachedKeys(issuer, clock=clock)
    assert keys.find(KEY_ID) is not None
    issuer.is_away = True
    clock.now += MAXIMUM_AGE_SECONDS + 1
    with pytest.raises(IdentityUnavailable):
        keys.find(KEY_ID)
