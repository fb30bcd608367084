"""After a crash: what a run began and did not finish leaves the index."""

from domain.ports import ChunkIndex
from ingest.catalogue import SqliteCatalogue
from ingest.wholeness import require_catalogue


def recover(catalogue: SqliteCatalogue, index: ChunkIndex) -> list[tuple[str, str]]:
    """Leaves nothing in doubt in the index; returns the (document_id, version) pairs taken out.

    To be called whenever both are opened by the index's only writer. A version that was half
    written leaves the index; what the catalogue knew of it before stays, for the next ingest to
    index it anew from its file or its kept copy. So a crash can cost work and never correctness.

    Raises:
        IndexMismatch: the catalogue was lost; nothing is taken out of the index on its word.
    """
    require_catalogue(catalogue, index)
    stored = {(version.document_id, version.version) for version in catalogue.stored_versions()}
    pending = set(catalogue.pending())
    in_doubt = sorted(pending | (index.versions() - stored))
    for document_id, version in in_doubt:
        index.delete_version(document_id, version)
        catalogue.settle(document_id, version)
    return in_doubt
