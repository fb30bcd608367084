"""A person's own questions: the list of them, and one that leans on the one before."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request

from answering.question.follow_up import Rewriting
from api.door import (
    AnswerTurns,
    AttestDoor,
    Caller,
    DocumentTurns,
    ScopeToday,
    same_conversation,
)
from api.schemas import AskedBefore, History, RewritingRequest
from domain.answers import Refusal
from domain.records import Record

router = APIRouter(prefix="/v1", tags=["answers"])
MAXIMUM_PAGE = 100


@router.get("/answers", summary="List your own answers")
async def get_history(
    door: AttestDoor,
    in_thread: DocumentTurns,
    caller: Caller,
    scope: ScopeToday,
    mine: Annotated[Literal["", "true", "1"], Query(description="Only your own are listed.")] = "",
    before: Annotated[
        str | None, Query(max_length=64, description="The page after this answer_id.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=MAXIMUM_PAGE)] = 20,
) -> History:
    """What the caller asked, newest first; replays are left out.

    An answer that cites what the caller may not read today is absent, as it is by its own address.
    ``next`` is given back as ``before`` for the following page; null at the end.
    """
    records, following = await in_thread(
        door.engine.recorded.history, caller, scope, before=before, limit=limit
    )
    return History(answers=tuple(asked_before(record) for record in records), next=following)


async def answered(
    door: AttestDoor,
    in_thread: DocumentTurns,
    caller: Caller,
    scope: ScopeToday,
    answer_id: str,
    http: Request,
) -> Record:
    """The record of the answer in the address; asked for before the body is looked at.

    Raises:
        NotReadable: it is absent, or not the caller's to read.
    """
    record = await in_thread(door.engine.recorded.open, answer_id, caller, scope)
    return same_conversation(http, record)


@router.post("/answers/{answer_id}/follow-up", summary="Write a follow-up question out in full")
async def post_follow_up(
    door: AttestDoor,
    in_thread: AnswerTurns,
    before: Annotated[Record, Depends(answered)],
    request: RewritingRequest,
) -> Rewriting:
    """ "And for PEPs?" as a question by itself, in the words of the one that was answered.

    Nothing is searched and nothing recorded: ask the result with ``follow_up``, changed or not.
    """
    return await in_thread(door.engine.rewrite, request.question, before=before)


def asked_before(record: Record) -> AskedBefore:
    """One line of a history."""
    response = record.entry.response
    return AskedBefore(
        answer_id=response.answer_id,
        question=response.question,
        typed=response.follow_up.typed if response.follow_up else None,
        follows=response.follow_up.follows if response.follow_up else None,
        kind=response.kind,
        code=response.code if isinstance(response, Refusal) else None,
        as_of=response.as_of,
        asked_on=record.entry.asked_on,
        recorded_at=record.recorded_at,
    )
