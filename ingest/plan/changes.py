"""What a planned version means against what is stored: new, replaced, relabelled or unchanged."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from domain.errors import ManifestError
from domain.types import Document, DocumentVersion, Labels, Section, Status
from ingest.plan.discovery import PlannedVersion
from ingest.plan.manifest import CONTENT_VERSION_PREFIX
from ingest.store.catalogue import SqliteCatalogue


def content_key(source_sha256: str, title: str, fingerprint: str) -> str:
    """Equal where text, chunks and vectors would come out equal; labels and dates have no part."""
    return hashlib.sha256(f"{source_sha256}\0{title}\0{fingerprint}".encode()).hexdigest()


def is_numbered_by_content(version: str) -> bool:
    """Whether a version's number was, or is still to be, made from its content."""
    return not version or version.startswith(CONTENT_VERSION_PREFIX)


def dated_by_content(
    planned: PlannedVersion, catalogue: SqliteCatalogue, today: date
) -> PlannedVersion:
    """A version number and dates for a file that no manifest speaks for.

    The number is made from the content, so a changed file is a new version, in force from
    ``today``; the first one always was. A version that is stored keeps its dates.
    """
    number = f"{CONTENT_VERSION_PREFIX}{planned.source_sha256[:8]}"
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
                f"Section {number} is listed under sections, but the document has no such section.",
                advice="Write the number as it is printed, or remove it from sections.",
            )
        for position, section in enumerate(sections):
            if not any(_is_under(section, outer) for outer in found):
                continue
            if position in labels:
                raise ManifestError(
                    f"Section {number} overlaps another listed section.",
                    advice="List the outer one only.",
                )
            labels[position] = narrow
    return tuple(
        section.model_copy(update={"labels": labels.get(position)})
        for position, section in enumerate(sections)
    )


def narrowings(sections: tuple[Section, ...]) -> dict[str, Labels]:
    """What ``narrowed`` was once given: the labels of the outermost sections that have any."""
    outer: list[Section] = []
    for section in sections:
        if section.labels and not any(_is_under(section, known) for known in outer):
            outer.append(section)
    return {section.number: section.labels for section in outer if section.labels}


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


def titled(document: Document, versions: Iterable[DocumentVersion]) -> Document:
    """The document under its latest version's title, where the manifest gives none.

    Of ``versions``, which are not empty, the approved one that came into force last is meant, so
    that the order in which they are read changes nothing.
    """
    if document.title:
        return document
    latest = max(versions, key=_latest)
    return document.model_copy(update={"title": latest.title})


def _latest(version: DocumentVersion) -> tuple[bool, date, str]:
    approved = version.status is Status.APPROVED
    return approved, version.effective_from or date.min, version.version
