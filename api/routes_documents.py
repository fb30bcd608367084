"""Documents as the caller may see them: listing, one version opened, its source."""

from fastapi import APIRouter
from fastapi.responses import FileResponse

from api.door import AttestDoor, Caller, ScopeOn, ScopeToday
from api.library import ReadableDocument, ReadableVersion
from api.schemas import (
    DocumentList,
    DocumentSummary,
    PageSize,
    SectionOutline,
    TextRun,
    VersionDetail,
    VersionSummary,
)
from domain.entitlement import in_force, withheld_spans
from domain.types import DocumentVersion, Scope

router = APIRouter(prefix="/v1/documents", tags=["documents"])


@router.get("", summary="List what you may read")
async def list_documents(door: AttestDoor, caller: Caller, scope: ScopeOn) -> DocumentList:
    """Every document that the caller may read, with its versions; drafts are never listed."""
    readable = await door.pools.documents.run(caller.subject, door.engine.library.documents, scope)
    documents = tuple(document_summary(entry, scope) for entry in readable)
    return DocumentList(as_of=scope.as_of, documents=documents)


@router.get("/{document_id}/versions/{version}", summary="Open a version")
async def get_version(
    door: AttestDoor, caller: Caller, scope: ScopeToday, document_id: str, version: str
) -> VersionDetail:
    """Outline, text and page sizes; sections that the caller may not read are left out."""
    library = door.engine.library
    opened = await door.pools.documents.run(
        caller.subject, library.open_version, document_id, version, scope
    )
    return version_detail(opened, scope)


@router.get(
    "/{document_id}/versions/{version}/source",
    summary="Download the source",
    response_class=FileResponse,
)
async def get_source(
    door: AttestDoor, caller: Caller, scope: ScopeToday, document_id: str, version: str
) -> FileResponse:
    """The file as ingested; absent where a section of it is withheld from the caller."""
    library = door.engine.library
    opened = await door.pools.documents.run(
        caller.subject, library.open_version, document_id, version, scope
    )
    path = await door.pools.documents.run(caller.subject, library.source, opened)
    # Always an attachment of no known type: a document is data and never runs in our origin.
    return FileResponse(
        path, media_type="application/octet-stream", filename=opened.version.source_name
    )


def document_summary(entry: ReadableDocument, scope: Scope) -> DocumentSummary:
    """The newest version that may be opened gives the title: a draft's would tell."""
    document = entry.document
    return DocumentSummary(
        document_id=document.document_id,
        title=entry.versions[-1].title,
        owner=document.owner,
        jurisdiction=document.jurisdiction,
        classification=document.classification,
        versions=tuple(version_summary(version, scope) for version in entry.versions),
    )


def version_summary(version: DocumentVersion, scope: Scope) -> VersionSummary:
    """One line; ``in_force`` is on the scope's date."""
    return VersionSummary(
        version=version.version,
        title=version.title,
        status=version.status,
        effective_from=version.effective_from,
        effective_to=version.effective_to,
        in_force=in_force(
            version.status, version.effective_from, version.effective_to, scope.as_of
        ),
        pages=len(version.pages),
        fidelity=_fidelity(version, scope),
    )


def _fidelity(version: DocumentVersion, scope: Scope) -> float | None:
    """The lowest of its pages; None where a part is withheld, for the figure would tell of it."""
    if withheld_spans(version, scope):
        return None
    return min((p.fidelity for p in version.pages if p.fidelity is not None), default=None)


def version_detail(opened: ReadableVersion, scope: Scope) -> VersionDetail:
    """Everything of a version that the caller may see."""
    version = opened.version
    return VersionDetail(
        **version_summary(version, scope).model_dump(),
        document_id=version.document_id,
        owner=opened.document.owner,
        source_name=version.source_name,
        # Whoever has the rest of a file could find its withheld part by guessing to this hash.
        source_sha256=version.source_sha256 if opened.is_whole else "",
        has_page_images=opened.has_page_images,
        may_download=opened.is_whole,
        page_sizes=tuple(
            PageSize(number=page.number, width=page.width, height=page.height)
            for page in opened.pages
        ),
        sections=tuple(
            SectionOutline(
                number=section.number,
                path=section.path,
                level=section.level,
                start=section.start,
                end=section.end,
            )
            for section in opened.sections
        ),
        text=tuple(
            TextRun(start=start, end=end, text=version.text[start:end])
            for start, end in opened.text_spans
        ),
    )
