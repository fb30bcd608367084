"""Pages of a source: the picture, and where a quote stands on it (A29)."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi import Path as PathParameter
from fastapi.responses import Response

from api.door import AttestDoor, Caller, Door, ScopeToday
from api.library import ReadableVersion
from api.page_images import highlight, to_png, withhold
from api.schemas import PageBoxes
from domain.errors import UnreadableDocument
from domain.types import Box, PageInfo, Scope, Word

router = APIRouter(prefix="/v1/documents/{document_id}/versions/{version}/pages", tags=["pages"])

PageNumber = Annotated[int, PathParameter(description="From 1.")]
SpanStart = Annotated[int, Query(ge=0, description="First character of the span.")]
SpanEnd = Annotated[int, Query(ge=0, description="One past its last character; 0: no span.")]


@router.get("/{number}/boxes", summary="Where a quote stands")
async def get_boxes(
    door: AttestDoor,
    caller: Caller,
    scope: ScopeToday,
    document_id: str,
    version: str,
    number: PageNumber,
    start: SpanStart = 0,
    end: SpanEnd = 0,
) -> PageBoxes:
    """One box a word of the span on this page, in points from the top left; [] where none is."""

    def find() -> PageBoxes:
        opened = door.engine.library.open_version(document_id, version, scope)
        page = door.engine.library.page(opened, number)
        boxes = _span_boxes(door.engine.library.page_words(opened, number), opened, start, end)
        return PageBoxes(page=number, width=page.width, height=page.height, boxes=boxes)

    return await door.pools.documents.run(caller.subject, find)


@router.get(
    "/{number}/image",
    summary="A page as a picture",
    response_class=Response,
    responses={200: {"content": {"image/png": {}}}},
)
async def get_image(
    door: AttestDoor,
    caller: Caller,
    scope: ScopeToday,
    document_id: str,
    version: str,
    number: PageNumber,
    start: SpanStart = 0,
    end: SpanEnd = 0,
) -> Response:
    """PNG of the page; the span's words are marked; what the caller may not read is not on it."""
    content = await door.pools.documents.run(
        caller.subject, _draw, door, scope, document_id, version, number, (start, end)
    )
    return Response(content, media_type="image/png")


def _draw(
    door: Door, scope: Scope, document_id: str, version: str, number: int, span: tuple[int, int]
) -> bytes:
    library = door.engine.library
    opened = library.open_version(document_id, version, scope)
    page = library.page(opened, number)
    words = library.page_words(opened, number)
    path = _picture_source(door, opened)
    image = door.renderer.render(path, number)
    if _is_redacted(opened, page, words):
        image = withhold(
            image,
            page_width=page.width,
            readable=[word.box for word in words if opened.may_show(word)],
            withheld=[word.box for word in words if not opened.may_show(word)],
        )
    boxes = _span_boxes(words, opened, *span)
    return to_png(highlight(image, page_width=page.width, boxes=boxes) if boxes else image)


def _picture_source(door: Door, opened: ReadableVersion) -> Path:
    """The file that the page is drawn from; asked for after the page itself was allowed."""
    path = door.engine.library.picture_source(opened)
    if path is None:
        raise UnreadableDocument(
            "This source has no pages to draw.", advice="Its text is in the version itself."
        )
    return path


def _is_redacted(opened: ReadableVersion, page: PageInfo, words: tuple[Word, ...]) -> bool:
    # A withheld table's head may be repeated on a page whose own text is all readable.
    touches = opened.page_touches_withheld(page)
    return touches or any(not opened.may_show(word) for word in words)


def _span_boxes(
    words: tuple[Word, ...], opened: ReadableVersion, start: int, end: int
) -> tuple[Box, ...]:
    return tuple(
        word.box
        for word in words
        if word.start < end and start < word.end and opened.may_show(word)
    )
