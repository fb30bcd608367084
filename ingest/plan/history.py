"""Stored versions that no file of a run speaks for: earlier contents, files outside its paths.

Their labels follow their document's, and what the index lost of them comes back from kept copies.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from domain.errors import ManifestError
from domain.types import DocumentVersion, Labels
from ingest.plan.changes import is_numbered_by_content, narrowed, narrowings
from ingest.plan.discovery import PlannedVersion
from ingest.store.intake import Intake
from ingest.store.stored_versions import StoredVersion


def spread_labels(
    intake: Intake, section_labels: Mapping[str, dict[str, Labels]]
) -> Iterator[StoredVersion]:
    """Relabels every version whose chunks carry other labels than its document has; yields those.

    ``section_labels``: by document ID, the narrower sections of each document in the plan.
    """
    catalogue = intake.catalogue
    for row in catalogue.stored_versions():
        document = catalogue.document(row.document_id)
        narrower = section_labels.get(row.document_id)
        if document is None or (row.labels == document.labels and not narrower):
            continue
        stored = catalogue.version(row.document_id, row.version)
        if stored is None:
            continue
        version = _narrowed(stored, narrower)
        if row.labels != document.labels or version != stored:
            intake.relabel(document, version, stored=row)
            yield row


def _narrowed(stored: DocumentVersion, narrower: dict[str, Labels] | None) -> DocumentVersion:
    if not narrower:
        return stored
    try:
        return stored.model_copy(update={"sections": narrowed(stored.sections, narrower)})
    except ManifestError:
        return stored  # an earlier version need not have the section


def missing_from_index(intake: Intake) -> Iterator[PlannedVersion]:
    """Plans for the versions that the catalogue has and the index has not: settings changed,
    the index was lost, or a run was killed while it relabelled one.
    """
    catalogue = intake.catalogue
    indexed = intake.whole()
    for row in catalogue.stored_versions():
        if (row.document_id, row.version) in indexed:
            continue
        document = catalogue.document(row.document_id)
        stored = catalogue.version(row.document_id, row.version)
        if document is None or stored is None:
            continue
        if is_numbered_by_content(row.version):  # its title is its own, read from its file
            document = document.model_copy(update={"title": ""})
        yield PlannedVersion(
            document=document,
            version=row.version,
            path=Path(row.source_path),
            status=stored.status,
            effective_from=stored.effective_from,
            effective_to=stored.effective_to,
            section_labels=narrowings(stored.sections),
            source_sha256=stored.source_sha256,
            kept_copy=catalogue.source_path(row.document_id, row.version),
        )
