"""A server whose index lost passages says so within seconds, and answers again once it is whole."""

import pytest

from api.index_watch import CHECK_SECONDS, WatchedRetriever
from domain.errors import IndexMismatch
from domain.ports import SearchFilter
from domain.types import Passage, Scope
from tests.fakes.library import STAFF


class Nothing:
    def retrieve(
        self, question: str, *, scope: Scope, narrow: SearchFilter | None = None
    ) -> list[Passage]:
        return []


def test_what_came_apart_is_noticed_and_what_was_mended_too() -> None:
    now, checks, amiss = [0.0], [], [False]

    def check() -> None:
        checks.append(1)
        if amiss[0]:
            raise IndexMismatch("The index lacks passages.", advice="Run attest ingest.")

    watched = WatchedRetriever(Nothing(), check, clock=lambda: now[0])
    assert watched.retrieve("gifts", scope=STAFF) == []
    amiss[0] = True
    assert watched.retrieve("gifts", scope=STAFF) == []
    now[0] += CHECK_SECONDS
    for _ in range(3):
        with pytest.raises(IndexMismatch, match="Run attest ingest"):
            watched.retrieve("gifts", scope=STAFF)
    assert len(checks) == 1
    amiss[0] = False
    now[0] += CHECK_SECONDS
    assert watched.retrieve("gifts", scope=STAFF) == []
