"""The server adapter against servers that are away, too old, or refuse: on loopback."""

import json
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from pydantic import SecretStr
from qdrant_client import QdrantClient

from domain.errors import IndexMismatch, IndexUnavailable
from retrieval.server_connection import connect
from retrieval.server_index import ServerIndex

pytestmark = pytest.mark.integration
KEY = SecretStr("qd-secret-4711")


@contextmanager
def serving(status: int, body: object) -> Iterator[str]:
    """A server that answers everything alike."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """The one answer."""
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def open_client(url: str) -> QdrantClient:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Api key is used with an insecure connection")
        return connect(url, api_key=KEY, timeout_seconds=2)


def test_a_server_that_is_away_is_unavailable_and_retryable() -> None:
    with pytest.raises(IndexUnavailable, match="cannot be reached") as caught:
        open_client("http://127.0.0.1:1")
    assert caught.value.retryable
    assert KEY.get_secret_value() not in str(caught.value)


@pytest.mark.parametrize("status", [401, 403, 500, 503])
def test_a_server_that_refuses_is_unavailable_with_its_status(status: int) -> None:
    body = {"status": {"error": "internal details"}}
    with serving(status, body) as url, pytest.raises(IndexUnavailable, match=str(status)) as caught:
        open_client(url)
    assert "internal details" not in str(caught.value)


def test_a27_a_server_that_cannot_scope_idf_is_refused() -> None:
    about = {"title": "qdrant", "version": "1.18.2"}
    with serving(200, about) as url, pytest.raises(IndexMismatch, match=r"1\.18\.2"):
        open_client(url)


def test_a_recent_server_is_taken() -> None:
    with serving(200, {"title": "qdrant", "version": "1.19.0"}) as url:
        open_client(url).close()


def test_a_server_that_goes_away_later_is_unavailable() -> None:
    with serving(200, {"title": "qdrant", "version": "1.20.0"}) as url:
        client = open_client(url)
    with pytest.raises(IndexUnavailable):
        ServerIndex(client, fingerprint="test", dimensions=32)


def test_a_collection_of_another_length_is_a_mismatch() -> None:
    client = QdrantClient(":memory:")
    ServerIndex(client, fingerprint="test", dimensions=32)
    with pytest.raises(IndexMismatch):
        ServerIndex(client, fingerprint="test", dimensions=64)
