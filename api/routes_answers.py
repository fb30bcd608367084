"""Ask and search."""

from fastapi import APIRouter
from fastapi.responses import Response

from api.door import AttestDoor, Caller, in_thread
from api.schemas import FoundPassage, QuestionRequest, SearchResult
from api.wire import ANSWER_BODY
from domain.ports import SearchFilter
from domain.types import Passage
from domain.types import Response as AnswerOrRefusal

router = APIRouter(prefix="/v1", tags=["answers"])


def narrowing(request: QuestionRequest) -> SearchFilter:
    """The caller's own filter; ANDed with the scope further in."""
    return SearchFilter(document_ids=request.document_ids)


@router.post("/answers", response_model=AnswerOrRefusal, summary="Ask a question")
async def post_answer(door: AttestDoor, caller: Caller, request: QuestionRequest) -> Response:
    """Sentences that each carry proof, or a refusal that says why; both are 200."""
    response = await in_thread(
        door.engine.answer,
        request.question,
        principal=caller,
        as_of=request.as_of,
        narrow=narrowing(request),
    )
    return Response(ANSWER_BODY.dump_json(response), media_type="application/json")


@router.post("/search", summary="Find passages")
async def post_search(door: AttestDoor, caller: Caller, request: QuestionRequest) -> SearchResult:
    """Passages that the caller may read, best first, without a verdict on whether they answer."""
    as_of = request.as_of or door.engine.today()
    passages = await in_thread(
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
