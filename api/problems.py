"""Errors as RFC 9457 problem documents, without internals (A30)."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from api.comparison import TooLongToCompare
from api.log_lines import route_of
from domain import errors

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = "5"
UNEXPECTED = "Something went wrong on our side. Nothing was answered."

logger = logging.getLogger("attest")


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of failure as callers see it. ``detail`` None: the error's own message is safe."""

    status: HTTPStatus
    code: str
    title: str
    detail: str | None = None


# The first match wins, so that a narrower error stands before its base.
_PROBLEMS: tuple[tuple[type[errors.AttestError], Problem], ...] = (
    (
        errors.QuestionError,
        Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "question", "Invalid question"),
    ),
    (
        errors.IdentityUnavailable,
        Problem(
            HTTPStatus.SERVICE_UNAVAILABLE, "identity-unavailable", "Sign-in cannot be checked"
        ),
    ),
    (
        errors.IdentityError,
        Problem(HTTPStatus.UNAUTHORIZED, "unauthorized", "A valid token is needed"),
    ),
    (
        errors.NotReadable,
        Problem(
            HTTPStatus.NOT_FOUND,
            "not-found",
            "Not found",
            "There is nothing here that you may read.",
        ),
    ),
    (
        errors.UnreadableDocument,
        Problem(
            HTTPStatus.NOT_FOUND,
            "no-page-image",
            "This page has no image",
            "The page cannot be drawn.",  # the error's own words may name a file
        ),
    ),
    (
        errors.LedgerError,
        Problem(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "temporarily-unavailable",
            "No answer can be given at the moment",
            "Try again shortly; if it keeps failing, tell the operator.",
        ),
    ),
    (
        TooLongToCompare,
        Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "too-long", "These versions cannot be compared"),
    ),
    (
        errors.ReviewsUnavailable,
        Problem(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "reviews-unavailable",
            "Nothing was saved",
            "Try again shortly; if it keeps failing, tell the operator.",
        ),
    ),
    (
        errors.ReviewConflict,
        Problem(HTTPStatus.CONFLICT, "review-conflict", "The item is not yours to change"),
    ),
    (
        errors.ReviewIncomplete,
        Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "review-incomplete", "The verdict is incomplete"),
    ),
    (
        errors.ApprovalRefused,
        Problem(HTTPStatus.CONFLICT, "approval-refused", "The step is not allowed"),
    ),
    (
        errors.IdempotencyConflict,
        Problem(HTTPStatus.CONFLICT, "idempotency-conflict", "The Idempotency-Key is already used"),
    ),
    (
        errors.CallerTooBusy,
        Problem(HTTPStatus.TOO_MANY_REQUESTS, "too-many-requests", "Too many requests at once"),
    ),
    (
        errors.ServerTooBusy,
        Problem(HTTPStatus.SERVICE_UNAVAILABLE, "busy", "The server is busy"),
    ),
    (
        errors.Abandoned,  # nobody reads it: it keeps a caller who left out of the errors' log
        Problem(HTTPStatus.REQUEST_TIMEOUT, "abandoned", "The client disconnected", ""),
    ),
    (
        errors.RetrievalError,
        Problem(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "index-unavailable",
            "The index cannot be searched at the moment",
            "Try again shortly; if it keeps failing, tell the operator.",
        ),
    ),
    (
        errors.ProviderUnavailable,
        Problem(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "provider-unavailable",
            "A required service is unavailable",
            "Try again shortly.",
        ),
    ),
)
INTERNAL = Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "internal", "Something went wrong", UNEXPECTED)


def problem_response(
    status: HTTPStatus,
    code: str,
    title: str,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    fields: list[dict[str, str]] | None = None,
) -> Response:
    """A problem document. The same arguments give the same bytes: no request ID is in the body."""
    body: dict[str, object] = {
        "type": f"urn:attest:problem:{code}",
        "title": title,
        "status": int(status),
        "detail": detail,
    }
    if fields:
        body["errors"] = fields
    content = json.dumps(body, ensure_ascii=False)
    return Response(content, status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def problem_document(problem: Problem) -> Response:
    """The response for a kind of failure that says all there is to say."""
    return problem_response(problem.status, problem.code, problem.title, problem.detail or "")


def problem_for(error: errors.AttestError) -> Response:
    """The response for an error of the tree; what is not listed above says nothing of itself."""
    problem = next((p for kind, p in _PROBLEMS if isinstance(error, kind)), INTERNAL)
    headers: dict[str, str] = {}
    if problem.status is HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="attest"'
    if problem.status in (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS):
        headers["Retry-After"] = RETRY_AFTER_SECONDS
    detail = problem.detail if problem.detail is not None else str(error)
    return problem_response(problem.status, problem.code, problem.title, detail, headers=headers)


def register_problem_handlers(app: FastAPI) -> None:
    """Every error that a route raises on purpose leaves as a problem document.

    Unexpected ones are handled by ``limits.RequestGuard``, the outermost layer.
    """
    app.add_exception_handler(errors.AttestError, _on_attest_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(HTTPException, _on_http_exception)


async def _on_attest_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, errors.AttestError)  # registered for these alone
    return logged_problem(error, route_of(request.scope))


def logged_problem(error: errors.AttestError, route: str) -> Response:
    """The response for an error of the tree, which the operator hears of where it is ours."""
    problem = problem_for(error)
    if isinstance(error, errors.EntitlementBreach):
        # Loud: this is the one failure that has to wake somebody up.
        logger.critical("entitlement breach stopped at the second gate: %s", route)
    elif isinstance(error, errors.LedgerTampered):
        logger.critical("the ledger was changed after it was written: %s", route)
    elif problem.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        logger.error("%s on %s", type(error).__name__, route)
    return problem


async def _on_invalid_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # registered for it alone
    # Where and why, never the value: it may be a question with personal data.
    fields = [
        {
            "field": _shown(".".join(str(part) for part in found["loc"])),
            "message": _shown(str(found["msg"])),
        }
        for found in error.errors()
    ]
    return problem_response(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "invalid-request",
        "Invalid request",
        "See errors for each field.",
        fields=fields,
    )


def _shown(name: str) -> str:
    """A caller's own name of a field; what is no character of any text is escaped."""
    return name.encode(errors="backslashreplace").decode()


async def _on_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # registered for it alone
    if error.status_code == HTTPStatus.NOT_FOUND:
        return problem_for(errors.NotReadable(""))
    status = HTTPStatus(error.status_code)
    return problem_response(
        status, status.name.lower().replace("_", "-"), status.phrase, status.description,
        headers=error.headers,
    )  # fmt: skip
