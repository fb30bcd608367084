"""Ask and search."""

import asyncio
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Header, Request
from fastapi.responses import Response

from api.door import AttestDoor, Caller, RequestId
from api.log_lines import route_of
from api.schemas import FoundPassage, QuestionRequest, SearchResult
from api.streaming import EVENT_STREAM, Announcing, AnswerStream, wants_events
from api.wire import ANSWER_BODY
from domain.answers import Response as AnswerOrRefusal
from domain.ports import SearchFilter
from domain.types import Passage

router = APIRouter(prefix="/v1", tags=["answers"])
IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=200,
        pattern="^[!-~]+$",  # printable ASCII without spaces: what every client can send
        description="Your own key: the same request under it gives the answer that was recorded.",
    ),
]


def narrowing(request: QuestionRequest) -> SearchFilter:
    """The caller's own filter; ANDed with the scope further in."""
    return SearchFilter(document_ids=request.document_ids)


@router.post(
    "/answers",
    response_model=AnswerOrRefusal,
    summary="Ask a question",
    responses={200: {"content": {EVENT_STREAM: {}}}},
)
async def post_answer(
    door: AttestDoor,
    caller: Caller,
    request: QuestionRequest,
    request_id: RequestId,
    http: Request,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Sentences that each carry proof, or a refusal that says why; both are 200, and on record.

    With Accept: text/event-stream the steps come as they happen, then the sentences, then this
    very body; what goes wrong on the way is an event, too.
    """
    ask = partial(
        door.engine.answer,
        request.question,
        principal=caller,
        as_of=request.as_of,
        narrow=narrowing(request),
        request_id=request_id,
        idempotency_key=idempotency_key,
    )
    if wants_events(http.headers.get("accept", "")):
        return AnswerStream(
            lambda observer: ask(observer=observer),
            settings=door.engine.settings.server,
            request_id=request_id,
            route=route_of(http.scope),
            run=partial(door.pools.answers.run, caller.subject),
        )
    watching = Announcing(lambda _: None)
    departure = asyncio.ensure_future(_leave_with_the_caller(http, watching))
    try:
        response = await door.pools.answers.run(caller.subject, partial(ask, observer=watching))
    finally:
        departure.cancel()
        watching.leave()  # a request whose time is over leaves no record of an answer behind
    return Response(ANSWER_BODY.dump_json(response), media_type="application/json")


async def _leave_with_the_caller(http: Request, watching: Announcing) -> None:
    """Waits for the connection to be closed; the body has been read by now."""
    while (await http.receive())["type"] != "http.disconnect":
        pass
    watching.leave()


@router.post("/search", summary="Find passages")
async def post_search(door: AttestDoor, caller: Caller, request: QuestionRequest) -> SearchResult:
    """Passages that the caller may read, best first, without a verdict on whether they answer."""
    as_of = request.as_of or door.engine.today()
    passages = await door.pools.answers.run(
        caller.subject,
        door.engine.search,
        request.question,
        principal=caller,
        as_of=as_of,
        narrow=narrowing(request),
    )
    found = tuple(found_passage(passage) for passage in passages)
    return SearchResult(question=request.question, as_of=as_of, passages=found)


def found_passage(passage: Passage) -> FoundPassage:
    """A passage without its labels."""
    fields = FoundPassage.model_fields
    return FoundPassage(
        **passage.chunk.model_dump(include=set(fields)),
        **passage.model_dump(include=set(fields)),
    )
