"""A question answered as server-sent events; docs/streaming.md tells what a client gets.

steps as they happen -> the record is written -> short answer -> sentences -> the whole body.
Nothing of an answer is sent before it is verified and on record.
"""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from fastapi.responses import Response
from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event
from starlette.types import Receive, Scope, Send

from api.citation_numbers import Place, citation_numbers, place_of
from api.limits import log_without_text, timeout_problem
from api.problems import INTERNAL, logged_problem, problem_document
from api.wire import ANSWER_BODY
from domain.answers import Answer, Citation, Refusal
from domain.errors import Abandoned, AttestError
from domain.observing import Observer, Step
from domain.records import Entry
from domain.settings import ServerSettings

EVENT_STREAM = "text/event-stream"
Ask = Callable[[Observer], Answer | Refusal]
Run = Callable[[Ask, Observer], Awaitable[Answer | Refusal]]


def wants_events(accept: str) -> bool:
    """Whether an Accept header names the event stream itself; */* gets JSON."""
    for media_range in accept.lower().split(","):
        name, *parameters = (part.strip() for part in media_range.split(";"))
        if name == EVENT_STREAM:
            return not any(p in ("q=0", "q=0.0", "q=0.00", "q=0.000") for p in parameters)
    return False


class Announcing:
    """Tells of the steps of one question, and stops it once nobody waits for it."""

    def __init__(self, announce: Callable[[Step], None]) -> None:
        """``announce`` is called from the thread that answers."""
        self._announce = announce
        self._gone = threading.Event()

    def leave(self) -> None:
        """Nobody waits any more; the next step is not done."""
        self._gone.set()

    @contextmanager
    def step(self, step: Step) -> Iterator[None]:
        """See Observer."""
        if self._gone.is_set():
            raise Abandoned("The client disconnected, so the answer was stopped.")
        if step is not Step.ANSWERING:
            self._announce(step)
        yield

    def recorded(self, entry: Entry) -> None:
        """See Observer."""


class AnswerStream(EventSourceResponse):
    """The events of one question. When it is over, for whatever reason, so is the work."""

    def __init__(
        self, ask: Ask, *, settings: ServerSettings, request_id: str, route: str, run: Run
    ) -> None:
        """``ask`` blocks, and raises like ``Attest.answer``; ``run`` gives it a thread."""
        self._run = run
        self._ask = ask
        self._settings = settings
        self._request_id = request_id
        self._route = route
        self._steps: asyncio.Queue[Step | None] = asyncio.Queue()  # None: the answer is there
        loop = asyncio.get_running_loop()
        self._watching = Announcing(
            lambda step: _call_soon(loop, lambda: self._steps.put_nowait(step))
        )
        # A proxy that gathers a response before it passes it on would hold the steps back.
        super().__init__(self._events(), headers={"X-Accel-Buffering": "no"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._watching.leave()

    async def _events(self) -> AsyncIterator[bytes]:
        asking = asyncio.ensure_future(self._run(self._ask, self._watching))
        asking.add_done_callback(self._is_done)
        try:
            async for event in self._until_done():
                yield event
            if not asking.done():
                yield _problem_event(timeout_problem())
                return
            for event in self._outcome(asking):
                yield event
        finally:
            self._watching.leave()
            asking.cancel()

    async def _until_done(self) -> AsyncIterator[bytes]:
        """Steps and heartbeats until the answer is there or its time is over."""
        now = asyncio.get_running_loop().time
        deadline = now() + self._settings.request_timeout_seconds
        while (left := deadline - now()) > 0:
            wait_seconds = min(left, self._settings.heartbeat_seconds)
            try:
                step = await asyncio.wait_for(self._steps.get(), wait_seconds)
            except TimeoutError:
                yield KEEPALIVE_COMMENT
                continue
            if step is None:
                return
            yield _event("step", json.dumps({"step": step.value}))

    def _outcome(self, asking: asyncio.Future[Answer | Refusal]) -> Iterator[bytes]:
        try:
            response = asking.result()
        except AttestError as error:
            yield _problem_event(logged_problem(error, self._route))
        except Exception as error:  # the rim, as in RequestGuard: its text stays inside
            log_without_text(error, self._request_id)
            yield _problem_event(problem_document(INTERNAL))
        else:
            yield from _response_events(response)

    def _is_done(self, asking: asyncio.Future[Answer | Refusal]) -> None:
        if not asking.cancelled():
            asking.exception()  # looked at, or asyncio would log its text
        self._steps.put_nowait(None)


def _response_events(response: Answer | Refusal) -> Iterator[bytes]:
    """Short answer and sentences, on record by now, and the body that the JSON interface gives."""
    numbers = citation_numbers(response.sentences)
    short_answer = response.short_answer if isinstance(response, Answer) else None
    if short_answer is not None:
        said = {"short_answer": short_answer.model_dump(mode="json")}
        yield _event("short_answer", _cited(response, short_answer.citations, numbers, said))
    for number, sentence in enumerate(response.sentences, start=1):
        numbered = {"number": number, "sentence": sentence.model_dump(mode="json")}
        yield _event("sentence", _cited(response, sentence.citations, numbers, numbered))
    yield _event(response.kind, ANSWER_BODY.dump_json(response).decode())


def _cited(
    response: Answer | Refusal,
    citations: Sequence[Citation],
    numbers: Mapping[Place, int],
    said: Mapping[str, Any],
) -> str:
    """The data of an event that says something of a response, with its citations' numbers."""
    marks = [numbers[place_of(citation)] for citation in citations]
    data = {"answer_id": response.answer_id, "citation_numbers": marks, **said}
    return json.dumps(data, ensure_ascii=False)


def _problem_event(problem: Response) -> bytes:
    return _event("problem", bytes(problem.body).decode())


def _event(name: str, data: str) -> bytes:
    return format_sse_event(event=name, data_str=data)


def _call_soon(loop: asyncio.AbstractEventLoop, callback: Callable[[], None]) -> None:
    if not loop.is_closed():  # a thread may outlive the loop of a test or of a server that stops
        loop.call_soon_threadsafe(callback)
