"""What changes between two versions of a policy."""

from fastapi import APIRouter

from api.comparison import compare_versions
from api.door import AttestDoor, DocumentTurns, ScopeToday
from api.schemas import VersionComparison

router = APIRouter(prefix="/v1/documents", tags=["documents"])


@router.get("/{document_id}/versions/{version}/changes/{after}", summary="Compare two versions")
async def get_comparison(
    door: AttestDoor,
    in_thread: DocumentTurns,
    scope: ScopeToday,
    document_id: str,
    version: str,
    after: str,
) -> VersionComparison:
    """Paragraph by paragraph, with the words that were taken out and put in.

    Sections that the caller may not read take no part.
    """
    library = door.engine.library

    def compare() -> VersionComparison:
        old = library.open_version(document_id, version, scope)
        new = library.open_version(document_id, after, scope)
        return VersionComparison(
            document_id=document_id,
            before=version,
            after=after,
            paragraphs=compare_versions(old, new),
        )

    return await in_thread(compare)
