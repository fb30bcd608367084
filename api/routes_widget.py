"""Tokens for the widget, from backend to backend. No browser can read what is said here."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from fastapi.security import HTTPAuthorizationCredentials

from api.door import BEARER, AttestDoor
from api.identity.widget_tokens import WidgetTokens, unknown_host
from api.pools import NOBODY
from api.schemas import WidgetRevocation, WidgetToken, WidgetTokenRequest
from domain.errors import IdentityError
from domain.settings import WidgetHost

router = APIRouter(prefix="/widget/tokens", tags=["widget"])


async def host_of(
    door: AttestDoor,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)],
) -> WidgetHost:
    """The host whose backend is asking.

    Raises:
        IdentityError: it sends no secret, or one that no host has; also where none is configured.
    """
    if credentials is None:
        raise IdentityError("Send the host's secret: Authorization: Bearer …")
    if door.widget is None:
        raise unknown_host()
    return door.widget.host_with(credentials.credentials)


def tokens_of(door: AttestDoor) -> WidgetTokens:
    """Who makes the tokens; asked for after ``host_of`` found a host."""
    assert door.widget is not None
    return door.widget


Host = Annotated[WidgetHost, Depends(host_of)]


@router.post("", summary="Exchange a person's token for one of the widget's")
async def post_token(door: AttestDoor, host: Host, request: WidgetTokenRequest) -> WidgetToken:
    """For the backend of a configured host, which sends its secret as the bearer token.

    The new token lasts five minutes at most, never longer than the person's own, and is bound to
    one origin, one conversation and the key of one page.
    """
    made = await door.pools.logins.run(
        NOBODY,
        tokens_of(door).exchange,
        host,
        subject_token=request.subject_token,
        origin=request.origin,
        conversation=request.conversation,
        key=request.key,
    )
    return WidgetToken(token=made.token, expires_in_seconds=made.expires_in_seconds)


@router.post("/revocation", status_code=HTTPStatus.NO_CONTENT, summary="End a conversation")
async def post_revocation(door: AttestDoor, host: Host, request: WidgetRevocation) -> Response:
    """Every token of the conversation is worth nothing from now on."""
    await door.pools.logins.run(NOBODY, tokens_of(door).revoke, host, request.conversation)
    return Response(status_code=HTTPStatus.NO_CONTENT)
