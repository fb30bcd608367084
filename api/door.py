"""What the routes share: the engine, identity and limits, and how a request gets to them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Annotated, ParamSpec, TypeVar

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.exceptions import HTTPException

from api.engine import Attest
from api.identity.demo import DemoIssuer
from api.identity.tokens import Authenticator
from api.identity.widget_tokens import WidgetGrant, WidgetTokens
from api.limits import RateLimiter
from api.metrics import Metrics
from api.page_images import PageRenderer
from api.pools import NOBODY, FairPool, Pools
from api.reviewing import Reviewing
from domain.dates import WrittenDate
from domain.entitlement import scope_of
from domain.errors import IdentityError, NotReadable
from domain.records import Record
from domain.settings import ServerSettings
from domain.types import Principal, Scope

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Door:
    """Everything that a request may need; one per running server."""

    engine: Attest
    authenticator: Authenticator
    rate_limiter: RateLimiter
    renderer: PageRenderer
    reviewing: Reviewing
    demo: DemoIssuer | None  # None: the demo is off, and its route is absent
    pools: Pools = field(default_factory=lambda: Pools.of(ServerSettings()))
    metrics: Metrics = field(default_factory=Metrics)  # the engine's observer, where one counts
    widget: WidgetTokens | None = None  # None: no other site may show the widget


def door_of(request: Request) -> Door:
    """The door of the application that serves this request."""
    door = request.app.state.door
    assert isinstance(door, Door)  # set by create_app
    return door


def request_id_of(request: Request) -> str:
    """What ``limits.RequestGuard`` called this request; the response's header says the same."""
    return str(request.state.request_id)


BEARER = HTTPBearer(
    auto_error=False, bearerFormat="JWT", description="A token of the configured issuer."
)
AttestDoor = Annotated[Door, Depends(door_of)]
RequestId = Annotated[str, Depends(request_id_of)]


def widget_grant(request: Request) -> WidgetGrant | None:
    """What ``api.widget_door`` let in; None for a request that came in by the front door."""
    grant = getattr(request.state, "widget", None)
    return grant if isinstance(grant, WidgetGrant) else None


async def principal_of(
    request: Request,
    door: AttestDoor,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)],
) -> Principal:
    """The authenticated caller, counted against the rate limit.

    Raises:
        IdentityError: the token is missing or invalid.
        HTTPException: 429, the caller asks too often.
        ServerTooBusy: too many logins wait already.
    """
    grant = widget_grant(request)
    if grant is not None:
        principal = grant.principal
    elif credentials is not None:
        logins = door.pools.logins
        principal = await logins.run(NOBODY, door.authenticator.principal, credentials.credentials)
    else:
        raise IdentityError("Send a token: Authorization: Bearer …")
    wait_seconds = door.rate_limiter.seconds_to_wait(principal.subject)
    if wait_seconds > 0:
        retry_after = str(int(wait_seconds) + 1)
        raise HTTPException(HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": retry_after})
    return principal


Caller = Annotated[Principal, Depends(principal_of)]


@dataclass(frozen=True)
class Turns:
    """Threads of one pool, for one caller."""

    pool: FairPool
    caller: str

    async def __call__(
        self,
        work: Callable[Parameters, Result],
        *args: Parameters.args,
        **kwargs: Parameters.kwargs,
    ) -> Result:
        """Runs blocking work off the event loop; see ``FairPool.run``."""
        return await self.pool.run(self.caller, work, *args, **kwargs)


async def document_turns(door: AttestDoor, caller: Caller) -> Turns:
    """For listings, pages, records and reviews."""
    return Turns(door.pools.documents, caller.subject)


async def answer_turns(door: AttestDoor, caller: Caller) -> Turns:
    """For what asks the index or a model."""
    return Turns(door.pools.answers, caller.subject)


DocumentTurns = Annotated[Turns, Depends(document_turns)]
AnswerTurns = Annotated[Turns, Depends(answer_turns)]


async def scope_today(door: AttestDoor, caller: Caller) -> Scope:
    """The caller's scope today; documents are looked at as they stand, in force or not."""
    return scope_of(caller, as_of=door.engine.today())


async def scope_on(door: AttestDoor, caller: Caller, as_of: WrittenDate | None = None) -> Scope:
    """The caller's scope on the date of the ``as_of`` parameter, or today."""
    return scope_of(caller, as_of=as_of or door.engine.today())


def same_conversation(request: Request, record: Record) -> Record:
    """The record, where the widget's conversation led to it; any, at the front door.

    Raises:
        NotReadable: it belongs to another conversation.
    """
    grant = widget_grant(request)
    if grant is not None and not record.entry.request_id.startswith(
        f"widget.{grant.conversation}."
    ):
        raise NotReadable("There is no such answer that you may read.")
    return record


ScopeToday = Annotated[Scope, Depends(scope_today)]
ScopeOn = Annotated[Scope, Depends(scope_on)]
