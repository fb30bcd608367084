"""The key set from a real socket: bytes that drip, documents without end."""

import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from api.identity import keys as keys_module
from api.identity.keys import MAXIMUM_DOCUMENT_BYTES, keys_from_url
from domain.errors import IdentityUnavailable
from tests.fakes.tokens import KEY, KEY_ID, jwks_of

pytestmark = pytest.mark.integration

Serve = Callable[[socketserver.StreamRequestHandler], None]
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@contextmanager
def issuer(serve: Serve) -> Iterator[str]:
    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.connection.recv(65_536)
            try:
                serve(self)
            except OSError:
                return  # who asked has hung up

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/jwks"
        server.shutdown()


def whole(handler: socketserver.StreamRequestHandler) -> None:
    body = jwks_of(KEY).encode()
    handler.wfile.write(HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body)


def dripping(handler: socketserver.StreamRequestHandler) -> None:
    handler.wfile.write(HEAD)
    while True:
        handler.wfile.write(b"X-A: b\r\n")
        time.sleep(0.02)


def endless(handler: socketserver.StreamRequestHandler) -> None:
    handler.wfile.write(HEAD + b"\r\n")
    for _ in range(MAXIMUM_DOCUMENT_BYTES // 1024 + 2):
        handler.wfile.write(b" " * 1024)


def test_a_key_set_is_fetched() -> None:
    with issuer(whole) as url:
        assert keys_from_url(url).find(KEY_ID) is not None


@pytest.mark.parametrize("serve", [dripping, endless])
def test_an_issuer_that_never_comes_to_an_end_is_given_up(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each byte comes in time; the whole never does."""
    monkeypatch.setattr(keys_module, "FETCH_TIMEOUT_SECONDS", 0.5)
    with issuer(serve) as url, pytest.raises(IdentityUnavailable):
        keys_from_url(url).find(KEY_ID)
