"""After a crash: what a run began and did not finish leaves the index."""

from domain.errors import IndexMismatch
from domain.ports import ChunkIndex
from ingest.store.catalogue import SqliteCatalogue


def recover(catalogue: SqliteCatalogue, index: ChunkIndex) -> list[tuple[str, str]]:
    """Leaves nothing in doubt in the index; returns the (document_id, version) pairs taken out.

    To be called whenever both are opened by the index's only writer. A version that was half
    written leaves the index; what the catalogue knew of it before stays, for the next ingest to
    index it anew from its file or its kept copy. So a crash can cost work and never correctness.

    Raises:
        IndexMismatch: the index holds documents and the catalogue none: it was lost. Nothing was
            taken out of the index.
    """
    stored = {(version.document_id, version.version) for version in catalogue.stored_versions()}
    pending = set(catalogue.pending())
    unknown = index.versions() - stored
    if unknown - pending and not stored:
        raise IndexMismatch(
            f"The index holds {len(unknown)} versions, but the catalogue is gone or empty.",
            advice="Restore catalogue.sqlite3 from a backup, or move the index folder away and "
            "run attest ingest again.",
        )
    in_doubt = sorted(pending | unknown)
    for document_id, version in in_doubt:
        index.delete_version(document_id, version)
        catalogue.settle(document_id, version)
    return in_doubt
