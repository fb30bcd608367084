"""attest serve."""

import shlex
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from fastapi import FastAPI

from api.cli.options import DataDir, settings_with
from api.cli.rendering import show
from api.http_connections import BoundedConfig
from api.identity.demo import DemoRole
from api.log_lines import logging_as_json
from api.running_server import announced, find_running_server
from api.schemas import EXAMPLE_QUESTION
from domain.errors import IndexUnavailable, SettingsError
from domain.settings import Settings

# Requests under way when the server is told to stop get this long.
SHUTDOWN_SECONDS = 10


class AnnouncingServer(uvicorn.Server):
    """Calls back once it takes requests, so that nobody pastes a command too early."""

    def __init__(self, config: uvicorn.Config, *, on_started: Callable[[], None]) -> None:
        """``on_started`` runs once, after start-up."""
        super().__init__(config)
        self._on_started = on_started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """uvicorn's own, and then the callback."""
        await super().startup(sockets)
        if self.started:
            self._on_started()


def serve(
    demo: Annotated[
        bool, typer.Option("--demo", help="Sign in as any role; on this machine only.")
    ] = False,
    host: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Default: 127.0.0.1")] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65_535, metavar="NUMBER", help="Default: 8000; 0: a free one"),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Serve the page and the HTTP interface until Ctrl-C.

    Example: attest serve --demo

    Without --demo your issuer must be configured: ATTEST_IDENTITY__ISSUER and
    ATTEST_IDENTITY__JWKS_URL. It serves plain HTTP: put it behind something that ends TLS.

    Exit codes: 0 stopped, 1 error, 2 usage.
    """
    door = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    settings = settings_with(data_dir, server=door, identity={"demo": True} if demo else {})
    running = find_running_server(settings.data_dir)
    if running:
        raise IndexUnavailable(
            f"A server already owns {settings.data_dir}: {running.address}",
            advice="Stop it first, or give another --data-dir and --port.",
        )
    for stop in (signal.SIGINT, signal.SIGTERM):
        # uvicorn raises the signal again once it is done: its default would skip our closing.
        signal.signal(stop, _leave)
    with _listen(settings) as listening, logging_as_json(settings.operation.log_level):
        # Here, so that --help and a port that is taken need not wait for the model's libraries.
        from api.cli.server_app import open_server_app  # noqa: PLC0415  # see above

        with open_server_app(settings) as app:
            address = _address(settings.server.host, listening.getsockname()[1])
            _run(app, settings, listening, address)


def _leave(*_: object) -> None:
    raise SystemExit(0)


def _run(app: FastAPI, settings: Settings, listening: socket.socket, address: str) -> None:
    config = BoundedConfig(
        app,
        settings.server,
        log_config=None,  # ours stands
        log_level="warning",
        access_log=False,  # paths name documents; limits.RequestGuard writes a line without them
        server_header=False,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
    with announced(settings.data_dir, address):
        server = AnnouncingServer(config, on_started=lambda: _say_hello(settings, address))
        server.run(sockets=[listening])


def _listen(settings: Settings) -> socket.socket:
    """The bound socket, taken first: a port in use is known before the model is loaded.

    Raises:
        SettingsError: the address cannot be had.
    """
    host, port = settings.server.host, settings.server.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except (OSError, OverflowError) as error:  # the latter: a port beyond 65,535
        listening.close()
        reason = getattr(error, "strerror", None) or "that port does not exist"
        raise SettingsError(
            f"{host}:{port} cannot be opened for connections: {reason}.",
            advice="Give another --port, or stop what uses it.",
        ) from error
    return listening


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _say_hello(settings: Settings, address: str) -> None:
    show(f"Attest is up. The page: {address}/   The interface: {address}/openapi.json")
    if settings.identity.demo:
        show("\nTry it from another terminal:", *_examples(settings, address))
    show("\nCtrl-C stops it.")


def _examples(settings: Settings, address: str) -> list[str]:
    """Commands that work when pasted into a shell in the same folder."""
    program = shlex.quote(_program())
    role = DemoRole.COMPLIANCE.value
    where = ""
    if settings.data_dir != Settings().data_dir:
        where = f" --data-dir {shlex.quote(str(settings.data_dir))}"
    token = f'"Authorization: Bearer $({program} token --as {role}{where})"'
    body = f"""'{{"question": "{EXAMPLE_QUESTION}"}}'"""
    return [
        f'  {program} ask "{EXAMPLE_QUESTION}" --as {role}{where}',
        f"  curl -s {address}/v1/answers -H {token} -H 'Content-Type: application/json' -d {body}",
    ]


def _program() -> str:
    """How this command was called, as a path from the current folder where that is shorter."""
    path = Path(sys.argv[0]).absolute()
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
