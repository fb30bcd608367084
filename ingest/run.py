"""The three parts of a run: what was refused in the plan, what changed, and what is gone."""

import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from domain.errors import IngestError
from domain.settings import index_fingerprint
from ingest.changes import (
    CONTENT_VERSION_PREFIX,
    content_key,
    dated_by_content,
    file_sha256,
    superseded_by_content,
    titled,
    with_metadata,
)
from ingest.discovery import Plan, PlannedVersion
from ingest.intake import Intake
from ingest.isolation import DocumentReader
from ingest.reading import ReadFile, read_ahead
from ingest.report import DocumentReport, Outcome, ReportedFinding


@dataclass
class IngestRun:
    """One run over a plan. ``changes`` and ``removals`` do their work as they are iterated."""

    intake: Intake
    plan: Plan
    today: date
    _hashes: dict[Path, str] = field(default_factory=dict)
    _kept: set[tuple[str, str]] = field(default_factory=set)

    def refusals(self) -> Iterator[DocumentReport]:
        """What the plan refused. A version stored earlier under such an entry stays as it was."""
        for name, error in self.plan.refused:
            yield DocumentReport(document_id=name, outcome=Outcome.REJECTED, reason=str(error))

    def changes(self) -> Iterator[DocumentReport]:
        """Relabels what only changed its labels, reads the rest anew, reports the unchanged."""
        to_read: list[PlannedVersion] = []
        for planned in self.plan.versions:
            version = self._numbered(planned)
            self._kept.add((version.document.document_id, version.version))
            report = self._settled_without_reading(version)
            if report:
                yield report
            else:
                to_read.append(version)
        if to_read:
            yield from self._read(to_read)

    def removals(self) -> Iterator[DocumentReport]:
        """Takes out what came from one of the plan's roots and is in it no longer."""
        roots = {str(root) for root in self.plan.roots}
        for stored in self.intake.catalogue.stored_versions():
            key = (stored.document_id, stored.version)
            stays = key in self._kept or stored.document_id in self.plan.untouched
            if stored.root not in roots or stays or self._is_history(key):
                continue
            self.intake.remove(*key)
            yield DocumentReport(
                document_id=stored.document_id,
                version=stored.version,
                source=stored.source_path,
                outcome=Outcome.REMOVED,
                reason="Its file or its labels are gone.",
            )

    def _is_history(self, key: tuple[str, str]) -> bool:
        """An earlier content of a file that is still there and that no manifest speaks for."""
        document_id, version = key
        numbered_by_content = version.startswith(CONTENT_VERSION_PREFIX)
        return numbered_by_content and any(kept == document_id for kept, _ in self._kept)

    def _numbered(self, planned: PlannedVersion) -> PlannedVersion:
        self._hashes[planned.path] = file_sha256(planned.path)
        if planned.version:
            return planned
        source_sha256 = self._hashes[planned.path]
        return dated_by_content(planned, source_sha256, self.intake.catalogue, self.today)

    def _key(self, planned: PlannedVersion) -> str:
        fingerprint = index_fingerprint(self.intake.settings)
        return content_key(self._hashes[planned.path], planned.document.title, fingerprint)

    def _settled_without_reading(self, planned: PlannedVersion) -> DocumentReport | None:
        """The report of a version whose content is stored already; None: it has to be read."""
        catalogue = self.intake.catalogue
        document_id, number = planned.document.document_id, planned.version
        stored = catalogue.version(document_id, number)
        keys = {(s.document_id, s.version): s for s in catalogue.stored_versions()}
        row = keys.get((document_id, number))
        if stored is None or row is None or row.content_key != self._key(planned):
            return None
        try:
            version = with_metadata(stored, planned)
        except IngestError as error:
            return _rejected(planned, error)
        document = titled(planned.document, stored.title)
        same = version == stored and document == catalogue.document(document_id)
        if not same or row.root != str(planned.root):
            self.intake.relabel(planned, version, content_key=row.content_key)
        return DocumentReport(
            document_id=document_id,
            version=number,
            source=str(planned.path),
            outcome=Outcome.UNCHANGED if same else Outcome.RELABELLED,
            title=stored.title,
            chunks=row.chunk_count,
        )

    def _read(self, planned: list[PlannedVersion]) -> Iterator[DocumentReport]:
        intake = self.intake
        with (
            tempfile.TemporaryDirectory(prefix="attest-ingest-") as spool,
            DocumentReader(intake.settings.parsing) as reader,
        ):
            files = read_ahead(planned, reader, spool_dir=Path(spool), progress=intake.progress)
            for file in files:
                yield self._store(file)

    def _store(self, file: ReadFile) -> DocumentReport:
        planned, assembled = file.planned, file.assembled
        if assembled is None:
            return _rejected(planned, file.error)
        started = time.monotonic()
        document_id = planned.document.document_id
        replaces = self.intake.catalogue.version(document_id, planned.version) is not None
        try:
            chunk_count = self.intake.store(
                planned,
                assembled,
                source_sha256=self._hashes[planned.path],
                content_key=self._key(planned),
            )
        except IngestError as error:
            return _rejected(planned, error)
        self._supersede_earlier_content(planned)
        return DocumentReport(
            document_id=document_id,
            version=planned.version,
            source=str(planned.path),
            outcome=Outcome.REPLACED if replaces else Outcome.INGESTED,
            title=planned.document.title or assembled.title,
            pages=len(assembled.pages),
            pages_by_ocr=file.pages_by_ocr,
            chunks=chunk_count,
            seconds=round(time.monotonic() - started + file.seconds, 3),
            findings=tuple(
                ReportedFinding(code=finding.code, message=finding.message, page=finding.page)
                for finding in assembled.findings
            ),
        )

    def _supersede_earlier_content(self, planned: PlannedVersion) -> None:
        if not planned.version.startswith(CONTENT_VERSION_PREFIX):
            return
        catalogue = self.intake.catalogue
        keys = {(s.document_id, s.version): s.content_key for s in catalogue.stored_versions()}
        for earlier in superseded_by_content(planned, catalogue, self.today):
            self.intake.relabel(
                replace(planned, version=earlier.version),
                earlier,
                content_key=keys[earlier.document_id, earlier.version],
            )


def _rejected(planned: PlannedVersion, error: IngestError | None) -> DocumentReport:
    return DocumentReport(
        document_id=planned.document.document_id,
        version=planned.version,
        source=str(planned.path),
        outcome=Outcome.REJECTED,
        reason=str(error),
    )
