"""What a request's head must be before anything else looks at it."""

from collections import Counter
from http import HTTPStatus

from fastapi.responses import Response
from starlette.datastructures import Headers
from starlette.types import Message, Scope, Send

from api.problems import problem_response

# Two of these could be read in two ways, by us and by a proxy before us.
SINGLE_HEADERS = frozenset(
    {"host", "authorization", "content-type", "content-length", "idempotency-key", "accept"}
)
JSON = "application/json"
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


def head_problem(scope: Scope, *, maximum_header_bytes: int) -> Response | None:
    """Why the request is refused by its head alone; None where it is not."""
    headers = scope["headers"]
    size = sum(len(name) + len(value) for name, value in headers)
    if size + len(scope.get("raw_path") or b"") > maximum_header_bytes:
        return problem_response(
            HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
            "request-header-fields-too-large",
            "The request's headers are too large",
            f"At most {maximum_header_bytes} bytes are accepted.",
        )
    counts = Counter(name.decode("latin-1").lower() for name, _ in headers)
    twice = sorted(name for name in SINGLE_HEADERS if counts[name] > 1)
    if twice:
        return problem_response(
            HTTPStatus.BAD_REQUEST,
            "repeated-header",
            "A header was sent twice",
            f"Send {twice[0]} once.",
        )
    return _body_problem(scope)


def _body_problem(scope: Scope) -> Response | None:
    headers = Headers(scope=scope)
    has_body = headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
    if scope["method"] not in _WITH_BODY or not has_body:
        return None
    sent = headers.get("content-type", "").partition(";")[0].strip().lower()
    if sent == JSON:
        return None
    return problem_response(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        "unsupported-media-type",
        "The body's type is missing" if not sent else "The body's type is not taken",
        f"Send the header Content-Type: {JSON} with a JSON body.",
    )


def without_body(send: Send) -> Send:
    """Sends a response's head alone, as HEAD asks: its length is that of the body left out."""

    async def send_head(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return send_head
