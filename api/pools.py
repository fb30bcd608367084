"""Threads for blocking work, apart for each kind of it, and shared out fairly among callers.

A hundred questions of one person wait behind each other, and nobody else's behind them; logins and
health have threads that no question can take.
"""

import asyncio
import contextvars
import threading
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ParamSpec, TypeVar

from domain.errors import CallerTooBusy, ServerTooBusy
from domain.settings import ServerSettings

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
NOBODY = ""  # work that nobody is known for yet: logins, health


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    caller: str
    work: Callable[[], Any]
    context: contextvars.Context
    future: "Future[Any]" = field(default_factory=Future)


class FairPool:
    """At most so many threads; callers take turns. Safe for threads and event loops alike."""

    def __init__(
        self,
        name: str,
        *,
        threads: int,
        waiting: int,
        caller_threads: int | None = None,
        caller_waiting: int | None = None,
    ) -> None:
        """Starts no thread before there is work.

        Args:
            name: of its threads.
            threads: that work at one time.
            waiting: pieces of work that may wait, of all callers together.
            caller_threads: of one caller at one time; None: all.
            caller_waiting: pieces of one caller that may wait; None: all.
        """
        self._name = name
        self._threads = threads
        self._most_waiting = waiting
        self._caller_threads = caller_threads or threads
        self._caller_waiting = waiting if caller_waiting is None else caller_waiting
        self._lock = threading.Lock()
        self._queues: OrderedDict[str, deque[_Task]] = OrderedDict()  # who is next stands first
        self._waiting = 0
        self._running: Counter[str] = Counter()

    async def run(
        self,
        caller: str,
        work: Callable[Parameters, Result],
        *args: Parameters.args,
        **kwargs: Parameters.kwargs,
    ) -> Result:
        """What the work gives. Who is cancelled waits no longer; a thread is free when it ends.

        Raises:
            CallerTooBusy: too much of this caller's work waits already.
            ServerTooBusy: too much of everybody's does.
        """
        future = self._submit(caller, partial(work, *args, **kwargs))
        result: Result = await asyncio.wrap_future(future)
        return result

    def _submit(self, caller: str, work: Callable[[], Any]) -> "Future[Any]":
        task = _Task(caller, work, contextvars.copy_context())
        with self._lock:
            queue = self._queues.setdefault(caller, deque())
            if not self._has_free_thread(caller):
                self._require_room(queue)
            queue.append(task)
            self._waiting += 1
            self._start_what_may()
        task.future.add_done_callback(lambda future: self._leave_queue(future, task))
        return task.future

    def _require_room(self, queue: deque[_Task]) -> None:
        if len(queue) >= self._caller_waiting:
            raise CallerTooBusy("You have too many requests under way.")
        if self._waiting >= self._most_waiting:
            raise ServerTooBusy("Too many requests wait already.")

    def _has_free_thread(self, caller: str) -> bool:
        free = self._running.total() < self._threads
        return free and self._running[caller] < self._caller_threads

    def _start_what_may(self) -> None:
        """Gives free threads to the callers in turn; the lock is held."""
        for caller in [*self._queues]:
            queue = self._queues[caller]
            if not queue:
                del self._queues[caller]
            elif self._has_free_thread(caller):
                task = queue.popleft()
                self._waiting -= 1
                self._running[caller] += 1
                self._queues.move_to_end(caller)
                threading.Thread(
                    target=self._work, args=(task,), name=f"attest-{self._name}", daemon=True
                ).start()

    def _work(self, task: _Task) -> None:
        try:
            if task.future.set_running_or_notify_cancel():
                _fulfil(task)
        finally:
            with self._lock:
                self._running[task.caller] -= 1
                if not self._running[task.caller]:
                    del self._running[task.caller]
                if task.caller in self._queues:  # who was just served stands behind the others
                    self._queues.move_to_end(task.caller)
                self._start_what_may()

    def _leave_queue(self, future: "Future[Any]", task: _Task) -> None:
        """Takes out what was cancelled while it waited."""
        if not future.cancelled():
            return
        with self._lock:
            queue = self._queues.get(task.caller, deque())
            if task in queue:
                queue.remove(task)
                self._waiting -= 1


def _fulfil(task: _Task) -> None:
    try:
        result = task.context.run(task.work)
    except BaseException as error:  # handed to whoever waits for it
        task.future.set_exception(error)
    else:
        task.future.set_result(result)


@dataclass(frozen=True)
class Pools:
    """The kinds of work, and their threads."""

    logins: FairPool
    answers: FairPool
    documents: FairPool
    health: FairPool

    @classmethod
    def of(cls, settings: ServerSettings) -> "Pools":
        """As the settings say."""
        waiting = settings.waiting_requests
        each = {
            "caller_threads": settings.caller_concurrency,
            "caller_waiting": settings.caller_waiting_requests,
        }
        return cls(
            # More threads than may wait for the issuer's keys at one time.
            logins=FairPool("login", threads=16, waiting=waiting),
            answers=FairPool("answer", threads=settings.answer_threads, waiting=waiting, **each),
            documents=FairPool(
                "document", threads=settings.document_threads, waiting=waiting, **each
            ),
            health=FairPool("health", threads=2, waiting=16),
        )
