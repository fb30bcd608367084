"""The parts of a run: what the plan refused, what changed, what is gone, what is left over."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from domain.errors import IngestError
from domain.settings import ParsingSettings, index_fingerprint
from ingest.batch import Batch, stored_report
from ingest.plan.changes import (
    content_key,
    dated_by_content,
    is_numbered_by_content,
    superseded_by_content,
    with_metadata,
)
from ingest.plan.discovery import Plan, PlannedVersion
from ingest.plan.folder_walk import is_within
from ingest.plan.history import missing_from_index, spread_labels
from ingest.reading import FileReader, ReadFile, read_ahead
from ingest.report import DocumentReport, Outcome
from ingest.store.intake import Intake
from ingest.store.source_copies import file_sha256
from ingest.store.spool_folder import spool_folder
from ingest.store.storage import full_disk_named
from ingest.store.stored_versions import StoredVersion

OpenReader = Callable[[ParsingSettings], AbstractContextManager[FileReader]]


@dataclass
class IngestRun:
    """One run over a plan. Each part does its work as it is iterated, in the order given here."""

    intake: Intake
    plan: Plan
    today: date
    open_reader: OpenReader
    _kept: set[tuple[str, str]] = field(default_factory=set)
    _unreadable: set[str] = field(default_factory=set)  # by source_sha256

    def refusals(self) -> Iterator[DocumentReport]:
        """What the plan refused. A version stored earlier under such an entry stays as it was."""
        for name, error in self.plan.refused:
            yield DocumentReport(document_id=name, outcome=Outcome.REJECTED, reason=str(error))

    def changes(self) -> Iterator[DocumentReport]:
        """Relabels what only changed its labels, reads the rest anew, reports the unchanged."""
        rows = {(row.document_id, row.version): row for row in self._rows()}
        indexed = self.intake.whole()
        to_read: list[PlannedVersion] = []
        for planned in self.plan.versions:
            try:
                version = self._identified(planned)
            except IngestError as error:
                self._kept.add((planned.document.document_id, planned.version))
                yield _rejected(planned, error)
                continue
            key = (version.document.document_id, version.version)
            self._kept.add(key)
            row = rows.get(key) if key in indexed else None
            report = self._settled_without_reading(version, row)
            if report:
                yield report
            else:
                to_read.append(version)
        yield from self._read(to_read)

    def removals(self) -> Iterator[DocumentReport]:
        """Takes out what was read from the plan's roots and is there no longer."""
        by_content = {name for name, number in self._kept if is_numbered_by_content(number)}
        for row in self._rows():
            key = (row.document_id, row.version)
            path = Path(row.source_path)
            stays = row.document_id in self.plan.untouched_ids or is_within(
                path, self.plan.untouched_paths
            )
            # An earlier content of a file that is still there and that no manifest speaks for.
            is_history = is_numbered_by_content(row.version) and row.document_id in by_content
            if key in self._kept or stays or is_history:
                continue
            if is_within(path, self.plan.roots):
                self.intake.remove(*key)
                yield _report(row, Outcome.REMOVED, reason="Its file or its labels are gone.")

    def leftovers(self) -> Iterator[DocumentReport]:
        """Sees to the stored versions that no file of this run speaks for."""
        narrower = {p.document.document_id: p.section_labels for p in self.plan.versions}
        for row in spread_labels(self.intake, narrower):
            yield _report(row, Outcome.RELABELLED)
        missing = missing_from_index(self.intake)
        yield from self._read([p for p in missing if p.source_sha256 not in self._unreadable])
        self.intake.catalogue.discard_unused_sources()

    def _rows(self) -> list[StoredVersion]:
        return self.intake.catalogue.stored_versions()

    def _identified(self, planned: PlannedVersion) -> PlannedVersion:
        """The version with its hash and, where the manifest gives none, its number and dates."""
        hashed = replace(planned, source_sha256=file_sha256(planned.path))
        if hashed.version:
            return hashed
        return dated_by_content(hashed, self.intake.catalogue, self.today)

    def _key(self, planned: PlannedVersion) -> str:
        fingerprint = index_fingerprint(self.intake.settings)
        return content_key(planned.source_sha256, planned.document.title, fingerprint)

    def _settled_without_reading(
        self, planned: PlannedVersion, row: StoredVersion | None
    ) -> DocumentReport | None:
        """The report of a version whose content is stored already; None: it has to be read."""
        catalogue = self.intake.catalogue
        stored = catalogue.version(planned.document.document_id, planned.version)
        if stored is None or row is None or row.content_key != self._key(planned):
            return None
        try:
            version = with_metadata(stored, planned)
        except IngestError as error:
            return _rejected(planned, error)
        document = self.intake.titled(planned.document, version)
        same = (
            version == stored
            and row.labels == document.labels
            and document == catalogue.document(document.document_id)
        )
        moved = replace(row, source_path=str(planned.path))
        if not same or row != moved:
            self.intake.relabel(planned.document, version, stored=moved)
        self._supersede_earlier_content(planned)
        outcome = Outcome.UNCHANGED if same else Outcome.RELABELLED
        return _report(moved, outcome, title=stored.title)

    def _read(self, planned: list[PlannedVersion]) -> Iterator[DocumentReport]:
        if not planned:
            return
        settings, progress = self.intake.settings, self.intake.progress
        with (
            full_disk_named(Path(tempfile.gettempdir())),
            spool_folder() as spool,
            self.open_reader(settings.parsing) as reader,
            closing(read_ahead(planned, reader, spool_dir=spool, progress=progress)) as files,
        ):
            batch = Batch()
            for file in files:
                if batch.is_full or batch.holds(file.planned.document.document_id):
                    yield from self._store(batch)
                if rejected := self._prepare(file, batch):
                    yield rejected
            yield from self._store(batch)

    def _prepare(self, file: ReadFile, batch: Batch) -> DocumentReport | None:
        """Adds a file to the batch; its report where it cannot be stored."""
        planned, assembled = file.planned, file.assembled
        if assembled is None or file.copy is None:
            self._unreadable.add(planned.source_sha256)
            return _rejected(planned, file.error)
        try:
            prepared = self.intake.prepare(
                planned, assembled, copy=file.copy, content_key=self._key(planned)
            )
        except IngestError as error:
            self._unreadable.add(planned.source_sha256)
            shutil.rmtree(assembled.spool.folder, ignore_errors=True)
            return _rejected(planned, error)
        before = self.intake.catalogue.version(*prepared.key)
        is_other = before is not None and before.source_sha256 != planned.source_sha256
        outcome = Outcome.REPLACED if is_other else Outcome.INGESTED
        batch.add(file, prepared, outcome)
        return None

    def _store(self, batch: Batch) -> Iterator[DocumentReport]:
        """Stores what is in the batch, which is empty afterwards, and reports it."""
        if not batch.files:
            return
        started = time.monotonic()
        self.intake.store([prepared for _, prepared, _ in batch.files])
        share = (time.monotonic() - started) / len(batch.files)
        for file, prepared, outcome in batch.files:
            self._supersede_earlier_content(file.planned)
            shutil.rmtree(prepared.assembled.spool.folder, ignore_errors=True)
            yield stored_report(file, prepared, outcome, seconds=file.seconds + share)
        batch.files.clear()

    def _supersede_earlier_content(self, planned: PlannedVersion) -> None:
        """Ends what a file said before. Asked at every run: one may have been killed before it."""
        if planned.kept_copy or not is_numbered_by_content(planned.version):
            return
        superseded = superseded_by_content(planned, self.intake.catalogue, self.today)
        rows = {(row.document_id, row.version): row for row in self._rows()} if superseded else {}
        for earlier in superseded:
            row = rows[earlier.document_id, earlier.version]
            self.intake.relabel(planned.document, earlier, stored=row)


def _report(
    row: StoredVersion, outcome: Outcome, *, title: str = "", reason: str = ""
) -> DocumentReport:
    return DocumentReport(
        document_id=row.document_id,
        version=row.version,
        source=row.source_path,
        outcome=outcome,
        title=title,
        chunks=row.chunk_count,
        reason=reason,
    )


def _rejected(planned: PlannedVersion, error: IngestError | None) -> DocumentReport:
    return DocumentReport(
        document_id=planned.document.document_id,
        version=planned.version,
        source=str(planned.path),
        outcome=Outcome.REJECTED,
        reason=str(error),
    )
