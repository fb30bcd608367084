"""Ask and search."""

import asyncio
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Header, Request
from fastapi.responses import Response

from answering.question.taking import take_question
from api.door import AttestDoor, Caller, Door, RequestId, same_conversation
from api.log_lines import route_of
from api.narrowing import Narrowing
from api.schemas import FoundPassage, QuestionRequest, SearchResult
from api.streaming import EVENT_STREAM, Announcing, AnswerStream, wants_events
from api.wire import ANSWER_BODY
from domain.answers import Answer, FollowUp, Refusal
from domain.answers import Response as AnswerOrRefusal
from domain.entitlement import scope_of
from domain.observing import Observer
from domain.types import Passage, Principal

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


def narrowing_of(request: QuestionRequest) -> Narrowing:
    """The caller's own filter, as it was sent."""
    return Narrowing(
        document_ids=request.document_ids,
        jurisdictions=request.jurisdictions,
        classifications=request.classifications,
    )


def follow_up_of(
    door: Door, request: QuestionRequest, caller: Principal, http: Request
) -> FollowUp | None:
    """What was typed; None where the question was asked by itself.

    Raises:
        NotReadable: it follows no answer that the caller may open.
        QuestionError: what was typed is not text.
    """
    if request.follow_up is None:
        return None
    scope = scope_of(caller, as_of=door.engine.today())
    same_conversation(http, door.engine.recorded.open(request.follow_up.follows, caller, scope))
    limit = door.engine.settings.answering.maximum_question_characters
    typed = take_question(request.follow_up.typed, maximum_characters=limit)
    return FollowUp(follows=request.follow_up.follows, typed=typed)


def ask(
    door: Door,
    caller: Principal,
    request: QuestionRequest,
    http: Request,
    *,
    request_id: str,
    idempotency_key: str | None,
    observer: Observer,
) -> Answer | Refusal:
    """The whole of a question, in the thread that answers it; raises like ``Attest.answer``."""
    return door.engine.answer(
        request.question,
        principal=caller,
        as_of=request.as_of,
        narrow=door.engine.search_filter(
            narrowing_of(request), principal=caller, as_of=request.as_of
        ),
        request_id=request_id,
        idempotency_key=idempotency_key,
        follow_up=follow_up_of(door, request, caller, http),
        observer=observer,
    )


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
    answer = partial(
        ask, door, caller, request, http, request_id=request_id, idempotency_key=idempotency_key
    )
    if wants_events(http.headers.get("accept", "")):
        return AnswerStream(
            lambda observer: answer(observer=observer),
            settings=door.engine.settings.server,
            request_id=request_id,
            route=route_of(http.scope),
            run=partial(door.pools.answers.run, caller.subject),
        )
    watching = Announcing(lambda _: None)
    departure = asyncio.ensure_future(_leave_with_the_caller(http, watching))
    try:
        response = await door.pools.answers.run(caller.subject, partial(answer, observer=watching))
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

    def search() -> list[Passage]:
        narrow = door.engine.search_filter(narrowing_of(request), principal=caller, as_of=as_of)
        return door.engine.search(request.question, principal=caller, as_of=as_of, narrow=narrow)

    passages = await door.pools.answers.run(caller.subject, search)
    found = tuple(found_passage(passage) for passage in passages)
    return SearchResult(question=request.question, as_of=as_of, passages=found)


def found_passage(passage: Passage) -> FoundPassage:
    """A passage without its labels."""
    fields = FoundPassage.model_fields
    return FoundPassage(
        **passage.chunk.model_dump(include=set(fields)),
        **passage.model_dump(include=set(fields)),
    )
