"""Recorded answers: opened again, proved, asked again. Absent and forbidden are one 404."""

from fastapi import APIRouter
from fastapi.responses import Response

from api.door import AttestDoor, Caller, RequestId, ScopeToday
from api.schemas import RecordVerification
from api.wire import ANSWER_BODY
from domain.answers import Response as AnswerOrRefusal
from domain.records import Record
from domain.types import Principal
from ledger.replay import Replay

router = APIRouter(prefix="/v1/answers/{answer_id}", tags=["answers"])


@router.get("", response_model=AnswerOrRefusal, summary="Open a recorded answer")
async def get_answer(
    door: AttestDoor, caller: Caller, scope: ScopeToday, answer_id: str
) -> Response:
    """The very bytes that were released, to the one who asked and to auditors.

    It is absent for a caller who may not, today, read all that it cites.
    """
    record = await door.pools.documents.run(
        caller.subject, door.engine.recorded.open, answer_id, caller, scope
    )
    body = ANSWER_BODY.dump_json(record.entry.response)
    return Response(body, media_type="application/json")


@router.get("/verification", summary="Prove a recorded answer")
async def get_verification(
    door: AttestDoor, caller: Caller, scope: ScopeToday, answer_id: str
) -> RecordVerification:
    """Whether its record and the chain up to the next signature are what was written."""
    recorded = door.engine.recorded
    record = await door.pools.documents.run(caller.subject, recorded.open, answer_id, caller, scope)
    return await door.pools.documents.run(caller.subject, _verification, door, record, caller)


def _verification(door: AttestDoor, record: Record, caller: Principal) -> RecordVerification:
    recorded = door.engine.recorded
    proof = recorded.proof(record)
    shows_place = recorded.is_auditor(caller)  # a place tells how much others have asked
    return RecordVerification(
        answer_id=record.entry.answer_id,
        verified=proof.verified,
        record_sha256=proof.record_sha256,
        recorded_at=proof.recorded_at,
        sequence=proof.sequence if shows_place else None,
        checkpoint=proof.checkpoint if shows_place else None,
    )


@router.post("/replay", summary="Ask a recorded question again")
async def post_replay(
    door: AttestDoor, caller: Caller, scope: ScopeToday, request_id: RequestId, answer_id: str
) -> Replay:
    """The same question on the same dates, asked as the caller is now; it is recorded, too.

    It says that the answer is identical, or what differs, and shows the old beside the new.
    """
    record = await door.pools.documents.run(
        caller.subject, door.engine.recorded.open, answer_id, caller, scope
    )
    return await door.pools.answers.run(
        caller.subject, door.engine.replay, record, principal=caller, request_id=request_id
    )
