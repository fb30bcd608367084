"""The widget's way in: ``/widget/v1/…`` from other origins, and nothing else of the interface.

A request is checked in full (origin, token, proof, conversation), then goes on as the same request
to ``/v1/…``. Other sites may load the widget's scripts and frame its one page, if they are
configured; for everybody else nothing here differs from what is not there.
"""

import re
from http import HTTPStatus

import anyio.to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.identity.widget_tokens import WidgetTokens
from api.limits import CONTENT_SECURITY_POLICY
from api.problems import problem_for
from domain.errors import AttestError, IdentityError, NotReadable

PREFIX = "/widget/v1/"
FRAME = "/widget/frame"
SCRIPTS = ("/web/", "/widget.js")
CONVERSATION_HEADER = "Attest-Conversation"
_VERSION = r"documents/[^/]+/versions/[^/]+"
# What the widget does: ask, write a follow-up out, and show a source. No history, no file.
_ALLOWED = tuple(
    (method, re.compile(f"{PREFIX}{path}"))
    for method, path in (
        ("POST", "answers"), ("POST", r"answers/[^/]+/follow-up"), ("GET", "documents"),
        ("GET", _VERSION), ("GET", rf"{_VERSION}/pages/\d+/(?:boxes|image)"),
    )
)  # fmt: skip
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": (
        f"Authorization, Content-Type, DPoP, Idempotency-Key, {CONVERSATION_HEADER}"
    ),
    "Access-Control-Max-Age": "600",
}


class WidgetDoor:
    """ASGI, around the application and inside ``limits.RequestGuard``."""

    def __init__(self, app: ASGIApp, tokens: WidgetTokens) -> None:
        """``tokens`` knows the origins that are configured."""
        self._app = app
        self._tokens = tokens

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        path = scope.get("path", "")
        if scope["type"] != "http" or not path.startswith((PREFIX, FRAME, *SCRIPTS)):
            await self._app(scope, receive, send)
            return
        origin = _origin(scope)
        is_known = origin in self._tokens.origins
        if path == FRAME:
            send = _framable(send, self._tokens.origins)
        elif is_known:
            send = _readable_from(send, origin)
        if not path.startswith(PREFIX):
            await self._app(scope, receive, send)
        elif scope["method"] == "OPTIONS" and is_known:
            await _answer_preflight(send)
        else:
            await self._enter(scope, receive, send, origin)

    async def _enter(self, scope: Scope, receive: Receive, send: Send, origin: str) -> None:
        try:
            inside = await anyio.to_thread.run_sync(self._admitted, scope, origin)
        except AttestError as error:
            await problem_for(error)(scope, receive, send)
            return
        await self._app(inside, receive, send)

    def _admitted(self, scope: Scope, origin: str) -> Scope:
        """The request as it goes on.

        Raises:
            NotReadable: the widget has no such request.
            IdentityError: it may not be made.
        """
        method, path = scope["method"], scope["path"]
        if not any(m == method and pattern.fullmatch(path) for m, pattern in _ALLOWED):
            raise NotReadable("The widget may not make this request.")
        headers = Headers(scope=scope)
        kind, _, token = headers.get("authorization", "").partition(" ")
        proof = headers.get("dpop", "")
        if kind.lower() != "dpop" or not token or not proof:
            raise IdentityError("Send the widget's token: Authorization: DPoP …")
        grant = self._tokens.redeem(
            token.strip(),
            proof,
            origin=origin,
            conversation=headers.get(CONVERSATION_HEADER, ""),
            method=method,
            path=path,
        )
        onward = f"/v1/{path.removeprefix(PREFIX)}"
        # The record tells the conversation by the request's ID.
        request_id = f"widget.{grant.conversation}.{scope['state']['request_id']}"
        state = {**scope["state"], "widget": grant, "request_id": request_id}
        return {**scope, "path": onward, "raw_path": onward.encode(), "state": state}


def _origin(scope: Scope) -> str:
    """The page's origin; its own for a page of ours, which sends none with a GET."""
    headers = Headers(scope=scope)
    origin = headers.get("origin", "")
    if not origin and headers.get("sec-fetch-site") == "same-origin":
        return f"{scope['scheme']}://{headers.get('host', '')}"
    return origin


async def _answer_preflight(send: Send) -> None:
    headers = [(name.lower().encode(), value.encode()) for name, value in _PREFLIGHT.items()]
    status = HTTPStatus.NO_CONTENT.value
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _readable_from(send: Send, origin: str) -> Send:
    """Lets scripts of one configured origin read the response."""

    async def send_readable(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Access-Control-Allow-Origin"] = origin
            headers["Access-Control-Expose-Headers"] = "X-Request-ID, Retry-After"
            headers["Cross-Origin-Resource-Policy"] = "cross-origin"
            headers.add_vary_header("Origin")
        await send(message)

    return send_readable


def _framable(send: Send, origins: frozenset[str]) -> Send:
    """Lets the configured origins frame the response, and nobody else."""
    allowed = " ".join(sorted(origins)) or "'none'"
    policy = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", f"frame-ancestors {allowed}")

    async def send_framable(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["Content-Security-Policy"] = policy
        await send(message)

    return send_framable
