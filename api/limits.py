"""What bounds a request: size, time, rate. And the headers that every response carries."""

import asyncio
import logging
import re
import secrets
import threading
import time
import traceback
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from fastapi.responses import Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.log_lines import REQUEST_LOGGER, of_request, route_of
from api.problems import INTERNAL, problem_document, problem_response
from api.request_head import head_problem, without_body
from domain.settings import ServerSettings

logger = logging.getLogger("attest")
request_logger = logging.getLogger(REQUEST_LOGGER)

# Nothing is fetched from elsewhere, nothing inline runs, nobody may frame the page. blob: is how
# the page shows a picture that had to be fetched with a token.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    # Policies stay out of shared and browser caches; static files say otherwise themselves.
    "Cache-Control": "no-store",
}
REQUEST_ID_HEADER = "X-Request-ID"
HARMLESS_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")  # as UUIDs and trace IDs are written
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class RequestGuard:
    """The outermost layer: request ID, security headers, body limit, time limit, last resort."""

    def __init__(
        self,
        app: ASGIApp,
        settings: ServerSettings,
        on_response: Callable[[int], None] = lambda _: None,
    ) -> None:
        """Wraps the whole application, error handlers included.

        ``on_response`` hears the status of each response as it begins.
        """
        self._on_response = on_response
        self._app = app
        self._maximum_body_bytes = settings.maximum_body_bytes
        self._maximum_header_bytes = settings.maximum_header_bytes
        self._timeout_seconds = settings.request_timeout_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["method"] == "HEAD":  # every GET has its HEAD, which the routes need not know
            scope, send = {**scope, "method": "GET"}, without_body(send)
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        began = time.monotonic()
        traceparent = Headers(scope=scope).get("traceparent", "")
        with of_request(request_id, traceparent=traceparent):
            status = await self._guarded(scope, receive, send, request_id)
            _log_request(scope, status, time.monotonic() - began)

    async def _guarded(self, scope: Scope, receive: Receive, send: Send, request_id: str) -> int:
        """The request, within its bounds; gives back the status that was sent, 0 where none."""
        time_limit = asyncio.timeout(self._timeout_seconds)
        status = 0

        async def send_guarded(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._on_response(status)
                headers = MutableHeaders(scope=message)
                headers[REQUEST_ID_HEADER] = request_id
                # A page that may be framed says by whom in a policy of its own.
                is_framed = "Content-Security-Policy" in headers
                for name, value in SECURITY_HEADERS.items():
                    if not (is_framed and name == "X-Frame-Options"):
                        headers.setdefault(name, value)
            await send(message)

        async def send_in_time(message: Message) -> None:
            if message["type"] == "http.response.start":
                time_limit.reschedule(None)  # a long download may take as long as it takes
            await send_guarded(message)

        failure = head_problem(scope, maximum_header_bytes=self._maximum_header_bytes)
        if failure is None and _declared_length(scope) > self._maximum_body_bytes:
            failure = self._too_large()
        if failure is None:
            limited = _limit_body(receive, self._maximum_body_bytes)
            call = self._app(scope, limited, send_in_time)
            failure = await _finish(call, time_limit, request_id)
        if failure is not None and not status:
            await failure(scope, receive, send_guarded)
        return status

    def _too_large(self) -> Response:
        return problem_response(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            "request-entity-too-large",
            "The request is too large",
            f"At most {self._maximum_body_bytes} bytes are accepted.",
        )


async def _finish(
    call: Awaitable[None], time_limit: asyncio.Timeout, request_id: str
) -> Response | None:
    """What to answer where the application did not; None where it did."""
    try:
        async with time_limit:
            await call
    except TimeoutError:
        return timeout_problem()
    except Exception as error:  # the rim: whatever it is, its text stays inside
        log_without_text(error, request_id)
        return problem_document(INTERNAL)
    return None


def timeout_problem() -> Response:
    """What a request gets whose time is over."""
    return problem_response(
        HTTPStatus.GATEWAY_TIMEOUT, "timeout", "The request took too long", "Try again shortly."
    )


class RateLimiter:
    """A bucket of requests per principal that refills evenly over a minute."""

    # Buckets of principals that have not been seen for long are dropped beyond this many.
    MAXIMUM_PRINCIPALS = 10_000

    def __init__(
        self, requests_per_minute: int, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """A principal may use a minute's worth at once, then as fast as it refills."""
        self._capacity = float(requests_per_minute)
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def seconds_to_wait(self, subject: str) -> float:
        """0 where the request may go on, which it then counts; else how long to wait."""
        with self._lock:
            now = self._clock()
            tokens, seen = self._buckets.pop(subject, (self._capacity, now))
            tokens = min(self._capacity, tokens + (now - seen) * self._capacity / 60.0)
            allowed = tokens >= 1.0
            self._buckets[subject] = (tokens - 1.0 if allowed else tokens, now)
            if len(self._buckets) > self.MAXIMUM_PRINCIPALS:
                self._buckets.popitem(last=False)
            return 0.0 if allowed else (1.0 - tokens) * 60.0 / self._capacity


def _request_id(scope: Scope) -> str:
    """The caller's own where it can do no harm in a header, a log line or a record; else ours."""
    given = Headers(scope=scope).get(REQUEST_ID_HEADER, "")
    return given if HARMLESS_ID.fullmatch(given) else secrets.token_hex(8)


def _log_request(scope: Scope, status: int, seconds: float) -> None:
    fields = {
        "method": scope["method"] if scope["method"] in METHODS else "other",
        "route": route_of(scope),
        "status": status,
        "milliseconds": round(seconds * 1_000, 1),
    }
    request_logger.info("request", extra=fields)


def _declared_length(scope: Scope) -> int:
    declared = Headers(scope=scope).get("content-length", "0")
    return int(declared) if declared.isdecimal() else 0


def _limit_body(receive: Receive, maximum_bytes: int) -> Receive:
    """Counts what really arrives: a chunked body declares no length."""
    received = 0

    async def receive_limited() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > maximum_bytes:
            # an HTTPException passes through FastAPI's body parsing as it is
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return message

    return receive_limited


def log_without_text(error: BaseException, request_id: str) -> None:
    """Type and places only: an exception's text may quote a document or a question."""
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames[-8:]))
    logger.error("request %s failed: %s at %s", request_id, type(error).__name__, places)
