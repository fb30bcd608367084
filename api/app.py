"""The HTTP application, put together. Every route outside ``PUBLIC_PATHS`` needs a token."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from importlib.metadata import version

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.middleware.trustedhost import TrustedHostMiddleware

from api import (
    routes_answers,
    routes_comparison,
    routes_documents,
    routes_history,
    routes_operator,
    routes_pages,
    routes_records,
    routes_reviews,
    routes_widget,
)
from api.door import AttestDoor, Door
from api.identity.demo import LIFETIME_SECONDS, DemoRole
from api.limits import RequestGuard
from api.pools import NOBODY
from api.problems import register_problem_handlers
from api.schemas import DemoRoles, DemoToken, DemoTokenRequest, Health, Readiness
from api.screens import SCREENS, add_screens
from api.widget_door import WidgetDoor
from domain.errors import NotReadable

# They show nothing of any document. A test walks all others without a token.
PUBLIC_PATHS = frozenset(
    {"/web", "/healthz", "/readyz", "/openapi.json", "/demo/roles", "/demo/token"} | SCREENS.keys()
)
# A token of their own opens them, and no caller's does.
OPERATOR_PATHS = frozenset({"/metrics", "/widget/tokens", "/widget/tokens/revocation"})
LOOPBACK_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
DESCRIPTION = """Ask about the bank's policies: every sentence of an answer cites the exact words
it rests on, and what no policy answers is refused. A caller sees only what the token's groups may
read; what is forbidden and what does not exist give the same answer."""


def create_app(door: Door) -> FastAPI:
    """The application over one door; it closes the door's parts when it shuts down."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        door.renderer.close()
        door.reviewing.close()
        if door.widget is not None:
            door.widget.close()
        door.engine.close()

    app = FastAPI(
        title="Attest",
        version=version("attest"),
        description=DESCRIPTION,
        lifespan=lifespan,
        # Its log records carry exception texts; exporters would come from the environment.
        telemetry={"logs": False, "auto_configure": False},
        # Both load their scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
    )
    app.state.door = door
    if door.widget is not None:
        app.add_middleware(WidgetDoor, tokens=door.widget)
    if door.demo is not None:
        # A page elsewhere whose name is made to point here could otherwise sign itself in.
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=LOOPBACK_HOSTS)
    app.add_middleware(
        RequestGuard, settings=door.engine.settings.server, on_response=door.metrics.responded
    )
    register_problem_handlers(app)
    for routes in (
        routes_answers, routes_history, routes_records, routes_reviews, routes_documents,
        routes_comparison, routes_pages, routes_widget,
    ):  # fmt: skip
        app.include_router(routes.router, responses=PROBLEM_RESPONSES)
    app.include_router(routes_operator.router)
    _add_health(app)
    _add_demo(app)
    add_screens(app)
    return app


_PROBLEM: dict[str, object] = {"content": {"application/problem+json": {}}}
PROBLEM_RESPONSES: dict[int | str, dict[str, object]] = {
    401: {"description": "No valid token", **_PROBLEM},
    404: {"description": "Absent, or not yours to read", **_PROBLEM},
    409: {"description": "The Idempotency-Key, or the item under review, is taken", **_PROBLEM},
    429: {"description": "Too many requests", **_PROBLEM},
    503: {"description": "Temporarily unavailable", **_PROBLEM},
}


def _add_health(app: FastAPI) -> None:
    @app.get("/healthz", tags=["health"], summary="The process is alive")
    async def healthz() -> Health:
        return Health()

    @app.get("/readyz", tags=["health"], summary="A question can be answered")
    async def readyz(door: AttestDoor) -> JSONResponse:
        parts = await door.pools.health.run(NOBODY, door.engine.readiness)
        ready = all(parts.values())
        status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
        return JSONResponse(Readiness(ready=ready, parts=parts).model_dump(), status)


def _add_demo(app: FastAPI) -> None:
    @app.get("/demo/roles", tags=["demo"], summary="Whom one can sign in as; demo only")
    async def demo_roles(door: AttestDoor) -> DemoRoles:
        if door.demo is None:
            raise NotReadable("The demo is off.")
        return DemoRoles(roles=tuple(DemoRole))

    @app.post("/demo/token", tags=["demo"], summary="Sign in as a role; demo only")
    async def demo_token(door: AttestDoor, request: DemoTokenRequest) -> DemoToken:
        if door.demo is None:
            raise NotReadable("The demo is off.")
        token = door.demo.mint(request.role)
        return DemoToken(token=token, role=request.role, expires_in_seconds=LIFETIME_SECONDS)
