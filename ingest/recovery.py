"""After a crash: what a run began and did not finish leaves the index and the catalogue."""

from domain.ports import ChunkIndex
from ingest.catalogue import SqliteCatalogue


def recover(catalogue: SqliteCatalogue, index: ChunkIndex) -> list[tuple[str, str]]:
    """Makes index and catalogue agree; returns the (document_id, version) pairs taken out.

    To be called whenever both are opened. A version that was half written is removed from both and
    read anew by the next ingest, so a crash can cost work and never correctness.
    """
    stored = {(version.document_id, version.version) for version in catalogue.stored_versions()}
    pending = set(catalogue.pending())
    orphans = index.versions() - stored
    for document_id, version in sorted(pending | orphans):
        index.delete_version(document_id, version)
        catalogue.remove(document_id, version)
    return sorted(pending | orphans)
