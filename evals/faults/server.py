"""A model provider on loopback that fails as it is told: late, in drops, cut off, in nonsense."""

import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

DROP_BYTES = 8  # so many at a time, where a body drips


@dataclass(frozen=True)
class Reply:
    """One HTTP response and how it is sent."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    wait_seconds: float = 0.0  # before the first byte
    drip_seconds: float = 0.0  # between drops of the body
    cut_after_bytes: int | None = None  # of the body; then the connection ends
    no_response: bool = False  # the connection ends at once


class FaultServer:
    """Answers every POST as ``script`` says of its body. A context manager."""

    def __init__(self, script: Callable[[bytes], Reply]) -> None:
        """Listens on a free port of 127.0.0.1 once it is entered."""
        self.requests = 0
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._script = script
        self._server = _Server(("127.0.0.1", 0), self._handler(), bind_and_activate=True)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        """Without a path and a slash at its end."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "FaultServer":
        """Serving."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Ends every response that is still on its way."""
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()

    def reply_to(self, body: bytes) -> Reply:
        """What the script says; counted."""
        with self._lock:
            self.requests += 1
        return self._script(body)

    def pause(self, seconds: float) -> None:
        """Waits, but not past the server's own end."""
        self._stopping.wait(seconds)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        return type("Handler", (_Handler,), {"faults": self})


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # many callers at once

    def handle_error(self, request: object, client_address: object) -> None:
        """Says nothing of clients that hung up; anything else is our own mistake."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # passed on


class _Handler(BaseHTTPRequestHandler):
    faults: FaultServer
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Reads the request whole, then follows the script."""
        length = int(self.headers.get("Content-Length", 0))
        reply = self.faults.reply_to(self.rfile.read(length))
        try:
            self._send(reply)
        except OSError:
            self.close_connection = True  # the client left, which is what some faults are for

    def log_message(self, format: str, *arguments: object) -> None:
        """Says nothing."""

    def _send(self, reply: Reply) -> None:
        self.faults.pause(reply.wait_seconds)
        if reply.no_response:
            self.close_connection = True
            return
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        body = reply.body if reply.cut_after_bytes is None else reply.body[: reply.cut_after_bytes]
        if reply.drip_seconds:
            for start in range(0, len(body), DROP_BYTES):  # a drip of 100,000 bytes takes minutes
                self.wfile.write(body[start : start + DROP_BYTES])
                self.faults.pause(reply.drip_seconds)
        else:
            self.wfile.write(body)
        if reply.cut_after_bytes is not None:
            self.close_connection = True
