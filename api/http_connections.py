"""Bounds on connections, below HTTP: how many, how long for a request's head, how large it may be.

uvicorn bounds neither, and a client that sends nothing, or a header without end, costs a file
descriptor and memory before anybody is asked for a token.
"""

import asyncio
import resource
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from domain.settings import ServerSettings

# Index, ledger, pictures, the model's and the issuer's sockets.
DESCRIPTORS_KEPT = 96
MINIMUM_CONNECTIONS = 16
_TOO_LARGE = (431, "Request Header Fields Too Large")
_TOO_SLOW = (408, "Request Timeout")
_TOO_MANY = (503, "Service Unavailable")


class BoundedConfig(uvicorn.Config):
    """uvicorn's, with the limits that ``BoundedProtocol`` keeps."""

    def __init__(self, app: Any, settings: ServerSettings, **options: Any) -> None:
        """``options`` are uvicorn's own; websockets are off."""
        self.limits = settings
        self.maximum_connections = connections_within_descriptors(settings.maximum_connections)
        super().__init__(
            app,
            http=BoundedProtocol,
            ws="none",
            timeout_keep_alive=settings.keep_alive_seconds,
            **options,
        )


class BoundedProtocol(HttpToolsProtocol):
    """A connection whose head has to come in time and in bounds; see ``ServerSettings``."""

    def __init__(
        self,
        config: BoundedConfig,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        """As uvicorn makes it."""
        super().__init__(config, server_state, app_state, _loop)
        self._bounds = config
        self._head_bytes = 0
        self._head_timer: asyncio.TimerHandle | None = None
        self.waiting_since: float | None = None  # for a head; None while a request is served

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn narrows it, too
        """Over the limit the connection that has waited longest for a head makes room."""
        super().connection_made(transport)
        self._wait_for_head()
        if len(self.connections) > self._bounds.maximum_connections:
            waiting = [c for c in self.connections if getattr(c, "waiting_since", None) is not None]
            oldest = min(waiting, key=_waiting_since, default=self)
            assert isinstance(oldest, BoundedProtocol)  # the server makes no others
            oldest.refuse(*_TOO_MANY)

    def connection_lost(self, exc: Exception | None) -> None:
        """Ends the timer."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Feeds the parser, and closes where a head is over its size."""
        if self.waiting_since is None and self._is_idle():
            self._wait_for_head()
        self._head_bytes += len(data)
        super().data_received(data)
        is_in_head = self.waiting_since is not None
        if is_in_head and self._head_bytes > self._bounds.limits.maximum_header_bytes:
            self.refuse(*_TOO_LARGE)

    def on_headers_complete(self) -> None:
        """The head is there: from here on the application's own limits hold."""
        self._stop_waiting()
        super().on_headers_complete()

    def refuse(self, status: int, phrase: str) -> None:
        """Says why and hangs up."""
        self._stop_waiting()
        if not self.transport.is_closing():
            head = f"HTTP/1.1 {status} {phrase}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            self.transport.write(head.encode("ascii"))
            self.transport.close()

    def _is_idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _wait_for_head(self) -> None:
        self._stop_waiting()
        self._head_bytes = 0
        self.waiting_since = self.loop.time()
        seconds = self._bounds.limits.head_timeout_seconds
        self._head_timer = self.loop.call_later(seconds, self.refuse, *_TOO_SLOW)

    def _stop_waiting(self) -> None:
        self.waiting_since = None
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None


def connections_within_descriptors(wanted: int) -> int:
    """As many connections as were asked for, or as the process may have file descriptors for.

    The soft limit is raised to the hard one first: it is often 256 or 1,024.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = wanted + DESCRIPTORS_KEPT
    if soft < needed:
        raised = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        if raised > soft:
            resource.setrlimit(resource.RLIMIT_NOFILE, (raised, hard))
        soft = max(soft, raised)
    return max(MINIMUM_CONNECTIONS, min(wanted, soft - DESCRIPTORS_KEPT))


def _waiting_since(connection: object) -> float:
    since = getattr(connection, "waiting_since", None)
    return float("inf") if since is None else float(since)
