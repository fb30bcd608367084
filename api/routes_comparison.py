"""What changes between two versions of a policy."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.comparison import compare_versions
from api.door import AttestDoor, ScopeToday, in_thread
from api.schemas import VersionComparison

router = APIRouter(prefix="/v1/documents", tags=["documents"])
Version = Annotated[str, Query(max_length=100)]


@router.get("/{document_id}/comparison", summary="Compare two versions")
async def get_comparison(
    door: AttestDoor, scope: ScopeToday, document_id: str, before: Version, after: Version
) -> VersionComparison:
    """Paragraph by paragraph, with the words that were taken out and put in.

    Sections that the caller may not read take no part.
    """
    library = door.engine.library

    def compare() -> VersionComparison:
        old = library.open_version(document_id, before, scope)
        new = library.open_version(document_id, after, scope)
        return VersionComparison(
            document_id=document_id,
            before=before,
            after=after,
            paragraphs=compare_versions(old, new),
        )

    return await in_thread(compare)
