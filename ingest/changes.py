"""What a planned version means against what is stored: new, replaced, relabelled or unchanged."""

import hashlib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from domain.errors import ManifestError
from domain.types import Document, DocumentVersion, Labels, Section, Status
from ingest.catalogue import SqliteCatalogue
from ingest.discovery import PlannedVersion

# A version number made from the content starts so; a manifest's own may not.
CONTENT_VERSION_PREFIX = "sha-"
_READ_BYTES = 1024 * 1024


def file_sha256(path: Path) -> str:
    """Hex SHA-256 of a file, read a mebibyte at a time."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_READ_BYTES):
            digest.update(block)
    return digest.hexdigest()


def content_key(source_sha256: str, title: str, fingerprint: str) -> str:
    """Equal where text, chunks and vectors would come out equal; labels and dates have no part."""
    return hashlib.sha256(f"{source_sha256}\0{title}\0{fingerprint}".encode()).hexdigest()


def dated_by_content(
    planned: PlannedVersion, source_sha256: str, catalogue: SqliteCatalogue, today: date
) -> PlannedVersion:
    """A version number and dates for a file that no manifest speaks for.

    The number is made from the content, so a changed file is a new version, in force from
    ``today``; the first one always was. A version that is stored keeps its dates.
    """
    number = f"{CONTENT_VERSION_PREFIX}{source_sha256[:8]}"
    known = catalogue.versions(planned.document.document_id)
    for stored in known:
        if stored.version == number and stored.status is Status.APPROVED:
            return replace(planned, version=number, effective_from=stored.effective_from)
    return replace(planned, version=number, effective_from=today if known else None)


def superseded_by_content(
    planned: PlannedVersion, catalogue: SqliteCatalogue, today: date
) -> list[DocumentVersion]:
    """The other versions of such a file, ended yesterday where they were still in force."""
    return [
        stored.model_copy(
            update={"status": Status.SUPERSEDED, "effective_to": today - timedelta(days=1)}
        )
        for stored in catalogue.versions(planned.document.document_id)
        if stored.version != planned.version and stored.status is Status.APPROVED
    ]


def narrowed(
    sections: tuple[Section, ...], section_labels: dict[str, Labels]
) -> tuple[Section, ...]:
    """The sections with the manifest's narrower labels on each named one and all under it.

    Raises:
        ManifestError: a named section is not in the document. Reading it without its labels
            would show what was meant to be kept.
    """
    labels: dict[int, Labels] = {}
    for number, narrow in section_labels.items():
        found = [section for section in sections if section.number == number]
        if not found:
            raise ManifestError(
                f"Its section {number} is to be narrowed, but no such section was found in it.",
                advice="Write the number as it is printed, or take the narrowing out.",
            )
        for position, section in enumerate(sections):
            if any(_is_under(section, outer) for outer in found):
                labels[position] = narrow
    return tuple(
        section.model_copy(update={"labels": labels.get(position)})
        for position, section in enumerate(sections)
    )


def _is_under(section: Section, outer: Section) -> bool:
    """By path, and by number as well: a heading that was missed must not open its clauses."""
    by_path = section.path[: len(outer.path)] == outer.path
    return by_path or section.number.startswith(f"{outer.number}.")


def with_metadata(stored: DocumentVersion, planned: PlannedVersion) -> DocumentVersion:
    """The stored version under the labels, dates and status now planned; text untouched."""
    return stored.model_copy(
        update={
            "status": planned.status,
            "effective_from": planned.effective_from,
            "effective_to": planned.effective_to,
            "sections": narrowed(stored.sections, planned.section_labels),
        }
    )


def titled(document: Document, title: str) -> Document:
    """The document under the title read from its file, where the manifest gives none."""
    return document if document.title else document.model_copy(update={"title": title})
