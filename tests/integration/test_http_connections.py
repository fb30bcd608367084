"""Half-open, idle and endless connections on a real socket; others are served meanwhile."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
import uvicorn

from api.http_connections import BoundedConfig
from domain.settings import ServerSettings

pytestmark = pytest.mark.integration

MOST = 16
WHOLE = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


async def greets(scope: Any, receive: Any, send: Any) -> None:
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]}
    )
    await send({"type": "http.response.body", "body": b"hi"})


@pytest.fixture
def address(request: pytest.FixtureRequest) -> Iterator[tuple[str, int]]:
    """A running server; the parameter is its time-out for heads, in seconds."""
    bounds = ServerSettings(
        maximum_connections=MOST, head_timeout_seconds=request.param, maximum_header_bytes=4_096
    )
    config = BoundedConfig(greets, bounds, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    with closing(socket.socket()) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        thread = threading.Thread(target=lambda: asyncio.run(server.serve([listening])))
        thread.start()
        yield listening.getsockname()
        server.should_exit = True
        thread.join()


def heard(connection: socket.socket) -> bytes:
    """All that comes until the server hangs up."""
    said = b""
    try:
        while piece := connection.recv(4_096):
            said += piece
    except ConnectionResetError:
        pass
    return said


def asked(address: tuple[str, int]) -> bytes:
    with closing(socket.create_connection(address, timeout=20)) as connection:
        connection.sendall(WHOLE.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        return heard(connection)


@pytest.mark.parametrize("address", [0.3], indirect=True)
@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\nHost: lo", b"\r\n", WHOLE + b"\r\n"])
def test_a_head_that_does_not_come_is_not_waited_for(
    address: tuple[str, int], begun: bytes
) -> None:
    with closing(socket.create_connection(address, timeout=20)) as connection:
        connection.sendall(begun)
        assert heard(connection).startswith(b"HTTP/1.1 ")  # and it was hung up


@pytest.mark.parametrize("address", [30.0], indirect=True)
def test_a_head_without_end_is_cut_off(address: tuple[str, int]) -> None:
    with closing(socket.create_connection(address, timeout=20)) as connection:
        try:
            connection.sendall(b"GET / HTTP/1.1\r\nX-Long: ")
            for _ in range(1_000):
                connection.sendall(b"a" * 4_096)
        except OSError:
            return  # cut off before it was all sent
        assert heard(connection).startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize("address", [30.0], indirect=True)
def test_half_open_connections_make_room_for_whole_requests(address: tuple[str, int]) -> None:
    half_open = [socket.create_connection(address, timeout=20) for _ in range(MOST * 3)]
    try:
        assert [asked(address).endswith(b"hi") for _ in range(5)] == [True] * 5
    finally:
        for connection in half_open:
            connection.close()
