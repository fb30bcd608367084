"""Runs a coroutine and cuts it off at its deadline, whatever bytes still drip in.

HTTP clients limit the wait for the *next* bytes, never the whole. Here one event loop in a thread
of its own runs all calls: cancelling one closes its connection, and its caller waits no longer even
if the cancelling hangs.
"""

import asyncio
import concurrent.futures
import threading
from collections.abc import Awaitable, Callable
from typing import TypeVar

Result = TypeVar("Result")
# For a cancelled call to close its connection; after that its caller goes on without it.
GRACE_SECONDS = 0.2
CLOSING_SECONDS = 2.0


class DeadlineLoop:
    """One event loop for many callers. It starts with the first call."""

    def __init__(self) -> None:
        """Starts no thread yet: most processes never call anything."""
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def run(self, call: Callable[[], Awaitable[Result]], *, seconds: float) -> Result:
        """What the call gives; ``seconds`` is wall-clock time for all of it.

        Raises:
            TimeoutError: it took longer.
        """

        async def within() -> Result:
            async with asyncio.timeout(seconds):
                return await call()

        future = asyncio.run_coroutine_threadsafe(within(), self._running())
        try:
            return future.result(timeout=seconds + GRACE_SECONDS)
        except (TimeoutError, concurrent.futures.CancelledError):
            future.cancel()
            raise TimeoutError(f"The request took longer than {seconds} s.") from None

    def close(self, last: Callable[[], Awaitable[None]] | None = None) -> None:
        """Runs ``last`` on the loop and ends it; a second call does nothing."""
        with self._lock:
            loop, thread = self._loop, self._thread
            self._loop = self._thread = None
        if loop is None or thread is None:
            return
        asyncio.run_coroutine_threadsafe(_finish(last), loop)
        thread.join(CLOSING_SECONDS)
        if not thread.is_alive():
            loop.close()

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                loop = self._loop = asyncio.new_event_loop()
                # A daemon: a call that cannot be cancelled must not keep the process alive.
                self._thread = threading.Thread(
                    target=loop.run_forever, name="attest-calls", daemon=True
                )
                self._thread.start()
            return self._loop


async def _finish(last: Callable[[], Awaitable[None]] | None) -> None:
    loop = asyncio.get_running_loop()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    try:
        if others:
            await asyncio.wait(others, timeout=CLOSING_SECONDS / 4)
        if last is not None:
            async with asyncio.timeout(CLOSING_SECONDS / 4):
                await last()
    finally:
        loop.stop()
