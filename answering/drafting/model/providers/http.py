"""The HTTP client under a provider's own SDK: no redirects, and a limit on what it may receive.

A redirect would carry policy text to an address that nobody configured.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from answering.drafting.model.messages import Unavailable


class ResponseTooLarge(httpx.TransportError):
    """More bytes than were allowed; the connection is dropped."""


class LimitedTransport(httpx.AsyncBaseTransport):
    """Another transport whose responses end with an error once they are too long."""

    def __init__(self, inner: httpx.AsyncBaseTransport, *, maximum_bytes: int) -> None:
        """Counts bytes as they are on the wire, and SDKs are told to ask for no compression."""
        self._inner = inner
        self._maximum_bytes = maximum_bytes

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The response, counted while it is read."""
        # A compressed body could be small here and huge in memory.
        request.headers["accept-encoding"] = "identity"
        response = await self._inner.handle_async_request(request)
        if response.headers.get("content-encoding", "identity") != "identity":
            await response.aclose()
            raise ResponseTooLarge("compressed, though that was not asked for", request=request)
        stream = response.stream
        assert isinstance(stream, httpx.AsyncByteStream)  # an async transport gives no other
        response.stream = _Counted(stream, request, self._maximum_bytes)
        return response

    async def aclose(self) -> None:
        """Closes the transport within."""
        await self._inner.aclose()


class _Counted(httpx.AsyncByteStream):
    def __init__(
        self, stream: httpx.AsyncByteStream, request: httpx.Request, maximum_bytes: int
    ) -> None:
        self._stream = stream
        self._request = request
        self._left = maximum_bytes

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            self._left -= len(part)
            if self._left < 0:
                raise ResponseTooLarge("the response is too large", request=self._request)
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()


def client_for(*, maximum_bytes: int, timeout_seconds: float) -> httpx.AsyncClient:
    """A client for one provider; ``timeout_seconds`` for connecting and each wait for bytes."""
    return httpx.AsyncClient(
        transport=LimitedTransport(httpx.AsyncHTTPTransport(), maximum_bytes=maximum_bytes),
        timeout=timeout_seconds,
        follow_redirects=False,
    )


def retry_after_seconds(response: httpx.Response) -> float | None:
    """What Retry-After asks for, in seconds; None where it is absent or no sense.

    A date counts from the response's own Date where it has one: their clock need not agree with
    ours. One that is past asks for 0 seconds.
    """
    asked = response.headers.get("retry-after", "")
    try:
        seconds = float(asked)
    except ValueError:
        until = _http_date(asked)
        if until is None:
            return None
        since = _http_date(response.headers.get("date", "")) or datetime.now(UTC)
        seconds = max(0.0, (until - since).total_seconds())
    return seconds if 0 <= seconds < 24 * 3600 else None


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)  # "-0000" is read without one


# What would fail for the next question as well: wrong key, no permission, unknown model or path.
_NEVER_SERVED = frozenset({401, 403, 404, 405, 410})
_TOO_LATE_OR_TOO_MANY = frozenset({408, 409, 425, 429})


def status_failure(response: httpx.Response) -> Unavailable | None:
    """The failure behind a status that is worth another try; None where it is not."""
    status = response.status_code
    if status < 500 and status not in _TOO_LATE_OR_TOO_MANY:
        return None
    reason = "rate limited" if status == 429 else f"status {status}"
    return Unavailable(reason, retry_after_seconds=retry_after_seconds(response))


def is_never_served(response: httpx.Response) -> bool:
    """Whether every request would meet this status; a redirect is one of these."""
    return response.status_code in _NEVER_SERVED or 300 <= response.status_code < 400
