"""Whose work waits for whom, and when a slot is free again."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest

from api.pools import FairPool
from domain.errors import CallerTooBusy, ServerTooBusy


def pool(**limits: Any) -> FairPool:
    given = {"threads": 2, "waiting": 100, "caller_threads": 1, "caller_waiting": 50} | limits
    return FairPool("test", **given)


def both(work: Callable[[], Any]) -> Any:
    return asyncio.run(asyncio.wait_for(work(), 20))


def test_work_gives_its_result_or_its_error() -> None:
    async def main() -> None:
        assert await pool().run("ann", lambda number: number + 1, 1) == 2
        with pytest.raises(ZeroDivisionError):
            await pool().run("ann", lambda: 1 / 0)

    both(main)


def test_one_callers_many_do_not_hold_up_anothers_one() -> None:
    """Ann sends fifty; Bob's, sent last, runs beside the first of hers."""

    async def main() -> None:
        shared, done, go = pool(), [], threading.Event()

        def work(name: str) -> None:
            if name == "ann":
                go.wait(10)
            done.append(name)

        anns = [asyncio.ensure_future(shared.run("ann", work, "ann")) for _ in range(50)]
        await asyncio.sleep(0)
        await shared.run("bob", work, "bob")
        assert done == ["bob"]
        go.set()
        await asyncio.gather(*anns)

    both(main)


def test_callers_take_turns_where_threads_are_short() -> None:
    async def main() -> None:
        shared, done, go = pool(threads=1, caller_threads=1), [], threading.Event()

        def work(name: str) -> None:
            go.wait(10)
            done.append(name)

        calls = [shared.run(name, work, name) for name in ["ann"] * 4 + ["bob"] * 2 + ["cid"]]
        waiting = [asyncio.ensure_future(call) for call in calls]
        await asyncio.sleep(0)
        go.set()
        await asyncio.gather(*waiting)
        assert done == ["ann", "bob", "cid", "ann", "bob", "ann", "ann"]

    both(main)


def test_too_much_of_one_caller_and_of_all_is_refused() -> None:
    async def main() -> None:
        shared, go = pool(threads=1, waiting=3, caller_waiting=2), threading.Event()
        waiting = [asyncio.ensure_future(shared.run("ann", go.wait, 10)) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(CallerTooBusy):
            await shared.run("ann", go.wait, 10)
        waiting.append(asyncio.ensure_future(shared.run("bob", go.wait, 10)))
        await asyncio.sleep(0)
        with pytest.raises(ServerTooBusy):
            await shared.run("cid", go.wait, 10)
        go.set()
        await asyncio.gather(*waiting)
        await shared.run("ann", go.wait, 10)

    both(main)


def test_abandoned_work_leaves_the_queue_at_once_and_its_thread_when_it_ends() -> None:
    async def main() -> None:
        shared, go = pool(threads=1, caller_waiting=1), threading.Event()
        running = asyncio.ensure_future(shared.run("ann", go.wait, 10))
        waiting = asyncio.ensure_future(shared.run("ann", go.wait, 10))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.sleep(0)
        running.cancel()
        await asyncio.sleep(0)
        started = []
        later = asyncio.ensure_future(shared.run("ann", started.append, 1))
        await asyncio.sleep(0.05)
        assert started == []  # the thread of the abandoned work still runs
        go.set()
        await later
        assert started == [1]

    both(main)
