"""Whether index and catalogue hold the same: what a disk, a restore or a hand has taken is noticed.

An index that lost passages would answer as if no policy spoke of the matter.
"""

from domain.errors import IndexMismatch
from domain.ports import ChunkIndex
from ingest.store.catalogue import SqliteCatalogue

_SHOWN = 3


def whole_versions(catalogue: SqliteCatalogue, index: ChunkIndex) -> frozenset[tuple[str, str]]:
    """The stored versions of which the index holds every chunk."""
    held = index.chunk_counts()
    return frozenset(
        (row.document_id, row.version)
        for row in catalogue.stored_versions()
        if held.get((row.document_id, row.version), 0) == row.chunk_count
    )


def require_whole(catalogue: SqliteCatalogue, index: ChunkIndex) -> None:
    """Passes where the index holds every chunk of every version that is not being written.

    Raises:
        IndexMismatch: it does not; names the first versions that it lacks.
    """
    whole = whole_versions(catalogue, index)
    settled = {(row.document_id, row.version) for row in catalogue.stored_versions()}
    lacking = sorted(settled - whole - set(catalogue.pending()))
    if lacking:
        named = ", ".join(f"{document_id} {version}" for document_id, version in lacking[:_SHOWN])
        raise IndexMismatch(
            f"The index lacks passages of {len(lacking)} of {len(settled)} versions: {named}"
            f"{' …' if len(lacking) > _SHOWN else ''}.",
            advice="Run attest ingest: it reads what is lacking anew. Then look at the disk.",
        )
