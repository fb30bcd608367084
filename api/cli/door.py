"""How a command reaches Attest: over HTTP where a server owns the index, else in this process.

Either way the same routes answer, so the command line cannot say anything that the server would
not.
"""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, Protocol

import httpx
import typer

from api.identity.demo import DemoIssuer, DemoRole
from api.running_server import find_running_server
from domain.errors import AttestError, IdentityError, QuestionError, SettingsError
from domain.settings import Settings


class Client(Protocol):
    """Sends one request and gives back the body."""

    def request(self, method: str, path: str, **content: Any) -> bytes:
        """The body of a 2xx response.

        Raises:
            AttestError: the response is a problem, with the problem's own words.
        """
        ...


class HttpClient:
    """To the server that owns the index."""

    def __init__(self, address: str, token: str, *, timeout_seconds: float) -> None:
        """The token goes to this address alone."""
        self._client = httpx.Client(
            base_url=address,
            headers=_bearer(token),
            timeout=timeout_seconds,
            trust_env=False,  # a proxy has no business between two processes of one machine
        )

    def request(self, method: str, path: str, **content: Any) -> bytes:
        """See Client."""
        try:
            response = self._client.request(method, path, **content)
        except httpx.HTTPError as error:
            raise AttestError(
                "The running server did not answer.", advice="Look at its terminal, or restart it."
            ) from error
        return _body(response)


class InProcessClient:
    """To an application in this process, without a socket."""

    def __init__(self, transport: httpx.AsyncBaseTransport, token: str) -> None:
        """``transport`` is an ASGI one."""
        self._transport = transport
        self._token = token

    def request(self, method: str, path: str, **content: Any) -> bytes:
        """See Client."""
        return asyncio.run(self._request(method, path, content))

    async def _request(self, method: str, path: str, content: dict[str, Any]) -> bytes:
        client = httpx.AsyncClient(
            transport=self._transport,
            base_url="http://localhost",
            headers=_bearer(self._token),
            timeout=None,  # the application has its own time limit
        )
        return _body(await client.request(method, path, **content))


@contextmanager
def open_client(
    settings: Settings, *, role: DemoRole | None, token: str | None
) -> Iterator[Client]:
    """A client for who is asking; closes what it opened.

    Raises:
        IndexUnavailable: nothing was ingested, or another process owns the index.
        SettingsError: a token was given and no issuer is configured.
    """
    if (role is None) == (token is None):
        raise typer.BadParameter("Say who asks: --as ROLE, or --token TOKEN. Not both.")
    if role and settings.identity.issuer:
        raise SettingsError(
            "--as belongs to the demo identity, and ATTEST_IDENTITY__ISSUER is set.",
            advice="Give --token with a token of that issuer.",
        )
    running = find_running_server(settings.data_dir)
    if running:
        bearer = token or _demo(settings).mint(role or DemoRole.NOBODY)
        timeout = settings.server.request_timeout_seconds + 5.0  # the server gives up first
        yield HttpClient(running.address, bearer, timeout_seconds=timeout)
        return
    # Importing the model's and the index's libraries takes seconds, which --help, token and a
    # question to a running server should not cost.
    from api.cli.in_process import open_in_process  # noqa: PLC0415  # see above

    demo = _demo(settings) if role else None
    with open_in_process(settings, demo) as transport:
        yield InProcessClient(transport, token or _demo(settings).mint(role or DemoRole.NOBODY))


def _demo(settings: Settings) -> DemoIssuer:
    return DemoIssuer(settings.data_dir, settings.identity)


def _bearer(token: str) -> dict[str, str]:
    if not token.isascii() or not token.isprintable():
        raise IdentityError("The token is not a JSON Web Token.")
    return {"Authorization": f"Bearer {token}"}


def _body(response: httpx.Response) -> bytes:
    if response.is_success:
        return response.content
    try:
        problem = json.loads(response.content)
        title, detail = str(problem["title"]), str(problem["detail"])
    except (ValueError, KeyError, TypeError):
        title, detail = f"The server answered {response.status_code}", ""
    if response.status_code == HTTPStatus.UNAUTHORIZED:
        raise IdentityError(
            f"{title}: {detail}",
            advice="--as works with a server that runs with --demo; otherwise give --token.",
        )
    if response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY:
        raise QuestionError(f"{title}. {detail}")
    raise AttestError(f"{title}. {detail}")
