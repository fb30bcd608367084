"""Reviews and disputes. Absent, forbidden and not a reviewer are one 404."""

from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import Response

from api.door import AnswerTurns, AttestDoor, Caller, DocumentTurns, Door, RequestId
from api.review_schemas import (
    DeskItem,
    DisputeList,
    DisputeMade,
    DisputeRequest,
    DisputeStanding,
    LookedAt,
    MarkRequest,
    QueuedItem,
    QueueView,
    SavedMark,
    SeedShown,
    SignatureRequest,
    SignedVerdict,
)
from api.reviewing import OnTheDesk, Signed
from api.wire import ANSWER_BODY
from domain.answers import Response as AnswerOrRefusal
from domain.entitlement import scope_of
from domain.types import Scope
from reviews.quality import Quality
from reviews.verdicts import Mark, places_of

router = APIRouter(prefix="/v1", tags=["reviews"])
# Passages that a refusal rests on: as many as a person reads.
_LOOKED_AT = 6


@router.get("/reviews", summary="What you may review")
async def get_queue(door: AttestDoor, in_thread: DocumentTurns, caller: Caller) -> QueueView:
    """Open items that the caller may judge and read, oldest first; never its own questions."""

    def view() -> QueueView:
        reviewer = door.engine.recorded.actor(caller).subject
        items = door.reviewing.queue_for(caller)
        return QueueView(
            reviewer=reviewer,
            items=tuple(
                QueuedItem(
                    item_id=item.item_id,
                    whys=item.whys,
                    opened_at=item.opened_at,
                    held_by=item.holder and ("me" if item.holder == reviewer else "another"),
                )
                for item in items
            ),
        )

    return await in_thread(view)


@router.get("/reviews/quality", summary="How well reviewing works")
async def get_quality(door: AttestDoor, in_thread: DocumentTurns, caller: Caller) -> Quality:
    """Agreement and the catch rate of seeded errors, for the head of review; no names."""
    return await in_thread(door.reviewing.quality, caller)


@router.post("/reviews/{item_id}/lock", summary="Open an item")
async def post_lock(
    door: AttestDoor, in_thread: DocumentTurns, caller: Caller, item_id: str
) -> DeskItem:
    """Holds the item for the caller and gives it with the draft; 409 where another one holds it."""

    def take() -> DeskItem:
        desk = door.reviewing.take(item_id, caller)
        return desk_item(door, desk, scope_of(caller, as_of=door.engine.today()))

    return await in_thread(take)


@router.delete("/reviews/{item_id}/lock", summary="Let go of an item", status_code=204)
async def delete_lock(
    door: AttestDoor, in_thread: DocumentTurns, caller: Caller, item_id: str
) -> Response:
    """The draft stays. Nothing happens where the caller does not hold the item."""
    await in_thread(door.reviewing.release, item_id, caller)
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.put("/reviews/{item_id}/marks", summary="Save one verdict of the draft")
async def put_mark(
    door: AttestDoor, in_thread: DocumentTurns, caller: Caller, item_id: str, request: MarkRequest
) -> SavedMark:
    """Saves one place and leaves the others, so that two windows lose nothing."""
    mark = Mark(code=request.code, reason=request.reason)
    revision = await in_thread(door.reviewing.save, item_id, caller, request.place, mark)
    return SavedMark(revision=revision)


@router.post("/reviews/{item_id}/again", response_model=AnswerOrRefusal, summary="Ask again today")
async def post_again(
    door: AttestDoor, in_thread: AnswerTurns, caller: Caller, item_id: str
) -> Response:
    """The item's question as the caller gets it answered today, to stand beside the old answer."""
    response = await in_thread(door.reviewing.ask_again, item_id, caller)
    return Response(ANSWER_BODY.dump_json(response), media_type="application/json")


@router.post("/reviews/{item_id}/signature", summary="Sign the verdict")
async def post_signature(
    door: AttestDoor,
    in_thread: DocumentTurns,
    caller: Caller,
    item_id: str,
    request: SignatureRequest,
    request_id: RequestId,
) -> SignedVerdict:
    """Puts the draft on record. Sent twice it is signed once."""
    signed = await in_thread(
        door.reviewing.sign, item_id, caller, revision=request.revision, request_id=request_id
    )
    return SignedVerdict(act_id=signed.act_id, seed=_seed_shown(signed))


@router.post("/answers/{answer_id}/disputes", summary="Dispute an answer", status_code=201)
async def post_dispute(
    door: AttestDoor,
    in_thread: DocumentTurns,
    caller: Caller,
    answer_id: str,
    request: DisputeRequest,
    request_id: RequestId,
) -> DisputeMade:
    """Opens a review of an answer or refusal that the caller may open; sent twice it is one."""
    made = await in_thread(
        door.reviewing.dispute, answer_id, caller, reason=request.reason, request_id=request_id
    )
    return DisputeMade(dispute_id=made)


@router.get("/answers/{answer_id}/disputes", summary="How your disputes stand")
async def get_disputes(
    door: AttestDoor, in_thread: DocumentTurns, caller: Caller, answer_id: str
) -> DisputeList:
    """The caller's own disputes of an answer: open, or what the reviewers said of the whole."""
    items = await in_thread(door.reviewing.disputes, answer_id, caller)
    return DisputeList(
        disputes=tuple(
            DisputeStanding(opened_at=i.opened_at, is_open=i.is_open, outcome=i.outcome)
            for i in items
        )
    )


def desk_item(door: Door, desk: OnTheDesk, scope: Scope) -> DeskItem:
    """An item as its reviewer sees it."""
    item = desk.opened.item
    return DeskItem(
        item_id=item.item_id,
        whys=item.whys,
        response=desk.response,
        places=places_of(desk.response),
        looked_at=_looked_at(door, desk, scope),
        marks=desk.opened.marks,
        revision=desk.opened.revision,
        held_until=desk.opened.held_until,
    )


def _looked_at(door: Door, desk: OnTheDesk, scope: Scope) -> tuple[LookedAt, ...]:
    """What a refusal rests on; an answer shows what it rests on by itself."""
    if desk.record is None or desk.response.kind == "answer":
        return ()
    found = []
    for evidence in desk.record.entry.working.evidence[:_LOOKED_AT]:
        opened = door.engine.library.open_version(evidence.document_id, evidence.version, scope)
        version, start = opened.version, evidence.start
        inner = [s for s in version.sections if s.start <= start < s.end]
        page = next((p.number for p in version.pages if p.start <= start < p.end), 1)
        found.append(
            LookedAt(
                document_id=evidence.document_id,
                version=evidence.version,
                title=version.title,
                section=" › ".join(inner[-1].path) if inner else "",
                page=page,
                start=start,
                end=evidence.end,
                quote=version.text[start : evidence.end],
            )
        )
    return tuple(found)


def _seed_shown(signed: Signed) -> SeedShown | None:
    seed = signed.seed
    if seed is None:
        return None
    return SeedShown(place=seed.place, spoiling=seed.spoiling, is_caught=signed.is_caught)
