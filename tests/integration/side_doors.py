"""Every route and how the walk calls it. A route that is not in ``CALLS`` fails the walk."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from starlette.routing import Mount

from tests.fakes.canaries import (
    ABSENT_PLACE,
    DRAFT_PLACE,
    HIDDEN_PLACE,
    NARROWED_PLACE,
    OPEN_PLACE,
)
from tests.fakes.door import HttpDoor

# In words that open and forbidden text share: what comes back is not the question's own echo.
QUESTIONS = (
    "What gift may be accepted from a customer?",
    "Which gift from a customer is reported?",
    "What is the gift of the board?",
    "How is the weather on the moon?",
    # A clause of the narrowed section, a version of the superseded policy, a day on which it was.
    "What does section 2 say?",
    "What gift from a customer was allowed under version 1.0?",
    "What gift from a customer was allowed on 1 June 2024?",
)
QUESTIONS_OF_TODAY = QUESTIONS[:5]  # the others name a version or a day of the past
EVENTS = {"Accept": "text/event-stream"}
NO_SUCH_ANSWER = "0" * 32
WIDGET = {"subject_token": "t", "origin": "https://crm.example", "conversation": "c", "key": "k"}


@dataclass(frozen=True)
class Call:
    """One request, less who sends it."""

    method: str
    url: str
    content: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """What a caller may know of others: the IDs of answers that were given to them."""

    answer_ids: tuple[str, ...] = (NO_SUCH_ANSWER,)


def asking(url: str, *headers: dict[str, str]) -> Iterator[Call]:
    for sent in headers:
        for question in QUESTIONS:
            yield Call("POST", url, {"json": {"question": question}, "headers": sent})
        first = {"question": QUESTIONS[0]}
        for more in (
            {"as_of": "2024-06-01"},
            {"as_of": "2030-06-01"},
            {"document_ids": [HIDDEN_PLACE[0]]},
            {"document_ids": [ABSENT_PLACE[0], NARROWED_PLACE[0]]},
            {"document_ids": []},
            {"jurisdictions": ["UK", "nowhere"]},
            {"classifications": ["secret"]},
            {"classifications": ["internal"], "document_ids": [HIDDEN_PLACE[0]]},
            {"follow_up": {"follows": NO_SUCH_ANSWER, "typed": "and gifts?"}},
            {"groups": ["board-secretary"]},
            {"as_of": "never"},
            {"question": ""},
        ):
            yield Call("POST", url, {"json": first | more, "headers": sent})
        yield Call("POST", url, {"content": b"{", "headers": sent})


def answers(_: Known) -> Iterator[Call]:
    yield from asking("/v1/answers", {}, EVENTS, {"Idempotency-Key": "the-boards-key"})
    again = {"json": {"question": QUESTIONS[2]}}
    yield Call("POST", "/v1/answers", again | {"headers": EVENTS | {"Idempotency-Key": "k 1"}})
    yield Call("POST", "/v1/answers", again | {"headers": {"X-Request-ID": "one two"}})


def history(known: Known) -> Iterator[Call]:
    for query in ("", "?mine=true&limit=3", "?limit=0", "?mine=false"):
        yield Call("GET", f"/v1/answers{query}")
    for answer_id in known.answer_ids:
        yield Call("GET", f"/v1/answers?before={answer_id}")


def follow_ups(known: Known) -> Iterator[Call]:
    for answer_id in known.answer_ids:
        content = {"json": {"question": "and for hospitality?"}}
        yield Call("POST", f"/v1/answers/{answer_id}/follow-up", content)


def of_answers(method: str, ending: str) -> Callable[[Known], Iterator[Call]]:
    def calls(known: Known) -> Iterator[Call]:
        for answer_id in known.answer_ids:
            yield Call(method, f"/v1/answers/{answer_id}{ending}")

    return calls


def of_versions(*endings: str) -> Callable[[Known], Iterator[Call]]:
    def calls(_: Known) -> Iterator[Call]:
        for place in (HIDDEN_PLACE, DRAFT_PLACE, NARROWED_PLACE, OPEN_PLACE, ABSENT_PLACE):
            for ending in endings:
                yield Call("GET", f"/v1/documents/{place[0]}/versions/{place[1]}{ending}")

    return calls


def just(method: str, *urls: str, **content: Any) -> Callable[[Known], Iterator[Call]]:
    return lambda _: (Call(method, url, content) for url in urls)


VERSION = "/v1/documents/{document_id}/versions/{version}"
PAGE = VERSION + "/pages/{number}"
ITEM = "/v1/reviews/{item_id}"
SPANS = ("", "?start=0&end=99999", "?start=50&end=40", "?start=x")
CALLS: dict[tuple[str, str], Callable[[Known], Iterator[Call]]] = {
    ("POST", "/v1/answers"): answers,
    ("POST", "/v1/search"): lambda _: asking("/v1/search", {}),
    ("GET", "/v1/answers"): history,
    ("POST", "/v1/answers/{answer_id}/follow-up"): follow_ups,
    ("GET", "/v1/answers/{answer_id}"): of_answers("GET", ""),
    ("GET", "/v1/answers/{answer_id}/verification"): of_answers("GET", "/verification"),
    ("POST", "/v1/answers/{answer_id}/replay"): of_answers("POST", "/replay"),
    ("POST", "/v1/answers/{answer_id}/disputes"): lambda known: (
        Call("POST", f"/v1/answers/{answer_id}/disputes", {"json": {"reason": "It is wrong."}})
        for answer_id in known.answer_ids
    ),
    ("GET", "/v1/answers/{answer_id}/disputes"): of_answers("GET", "/disputes"),
    ("GET", "/v1/reviews"): just("GET", "/v1/reviews"),
    ("GET", "/v1/reviews/quality"): just("GET", "/v1/reviews/quality"),
    ("POST", ITEM + "/lock"): just("POST", f"/v1/reviews/{NO_SUCH_ANSWER}/lock"),
    ("DELETE", ITEM + "/lock"): just("DELETE", f"/v1/reviews/{NO_SUCH_ANSWER}/lock"),
    ("POST", ITEM + "/again"): just("POST", f"/v1/reviews/{NO_SUCH_ANSWER}/again"),
    ("PUT", ITEM + "/marks"): just(
        "PUT", f"/v1/reviews/{NO_SUCH_ANSWER}/marks", json={"place": "0.0", "code": "supports"}
    ),
    ("POST", ITEM + "/signature"): just(
        "POST", f"/v1/reviews/{NO_SUCH_ANSWER}/signature", json={"revision": 0}
    ),
    ("GET", "/v1/documents"): just(
        "GET", *(f"/v1/documents{on}" for on in ("", "?as_of=2024-06-01", "?as_of=x"))
    ),
    ("GET", VERSION): of_versions("", "?as_of=2024-06-01"),
    ("GET", VERSION + "/changes/{after}"): of_versions(
        *(f"/changes/{other[1]}" for other in (HIDDEN_PLACE, DRAFT_PLACE, OPEN_PLACE, ABSENT_PLACE))
    ),
    ("GET", VERSION + "/source"): of_versions("/source"),
    ("GET", PAGE + "/boxes"): of_versions(
        *(f"/pages/{page}/boxes{span}" for page in (0, 1, 2, "x") for span in SPANS)
    ),
    ("GET", PAGE + "/image"): of_versions(
        *(f"/pages/{page}/image{span}" for page in (0, 1, 2, "x") for span in SPANS[:2])
    ),
    ("GET", "/metrics"): just("GET", "/metrics"),
    ("GET", "/healthz"): just("GET", "/healthz"),
    ("GET", "/readyz"): just("GET", "/readyz"),
    ("GET", "/openapi.json"): just("GET", "/openapi.json"),
    ("GET", "/"): just("GET", "/"),
    ("GET", "/a/{answer_id}"): just("GET", f"/a/{NO_SUCH_ANSWER}"),
    ("GET", "/policies"): just("GET", "/policies"),
    ("GET", "/widget.js"): just("GET", "/widget.js"),
    ("GET", "/widget/frame"): just("GET", "/widget/frame"),
    ("POST", "/widget/tokens"): just("POST", "/widget/tokens", json=WIDGET),
    ("POST", "/widget/tokens/revocation"): just(
        "POST", "/widget/tokens/revocation", json={"conversation": "c"}
    ),
    ("GET", "/web"): just("GET", "/web/shared/api.js", "/web/", "/web/../../pyproject.toml"),
    ("GET", "/review"): just("GET", "/review"),
    ("GET", "/review/quality"): just("GET", "/review/quality"),
    ("GET", "/demo/roles"): just("GET", "/demo/roles"),
    ("POST", "/demo/token"): just("POST", "/demo/token", json={"role": "plovermoor?"}),
}  # fmt: skip
# Not of any route: what the application says where there is none.
ELSEWHERE = (
    Call("GET", "/v1/nowhere"),
    Call("DELETE", "/v1/documents"),
    Call("GET", f"/v1/documents/{HIDDEN_PLACE[0]}"),
    Call("OPTIONS", "/v1/answers"),
)


def every_call(known: Known) -> Iterator[Call]:
    """The whole walk, in a fixed order."""
    for calls in CALLS.values():
        yield from calls(known)
    yield from ELSEWHERE


def one_or_two_of_each_route() -> Iterator[Call]:
    """Where a part fails, each route meets it once; the streamed answer, too."""
    yield next(asking("/v1/answers", EVENTS))
    for calls in CALLS.values():
        made = list(calls(Known()))
        of_open = [call for call in made if f"{OPEN_PLACE[0]}/versions" in call.url]
        yield from (of_open or made)[:2]


def routes_of(door: HttpDoor) -> set[tuple[str, str]]:
    """What the application serves: (method, path template); a mounted folder is a GET."""
    found: set[tuple[str, str]] = set()
    for route in _flat(door.app.routes):
        methods = {"GET"} if isinstance(route, Mount) else route.methods - {"HEAD"}
        found |= {(method, route.path) for method in methods}
    return found


def _flat(routes: Any) -> Iterator[Any]:
    """Included routers may be nested."""
    for route in routes:
        included = getattr(route, "original_router", None)
        if included:
            yield from _flat(included.routes)
        else:
            yield route
