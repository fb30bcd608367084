"""Files that were read and are stored together, so that small ones cost little each."""

from dataclasses import dataclass, field

from ingest.reading import ReadFile
from ingest.report import DocumentReport, Outcome, ReportedFinding
from ingest.store.intake import CHUNKS_A_BATCH, Prepared

_FILES_A_BATCH = 64  # of a chunk each, and so a few mebibytes


@dataclass
class Batch:
    """Files that were read and are stored together: what they hold in memory is bounded."""

    files: list[tuple[ReadFile, Prepared, Outcome]] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        """Whether another file would hold up too much."""
        chunks = sum(len(prepared.chunks) for _, prepared, _ in self.files)
        return chunks >= CHUNKS_A_BATCH or len(self.files) >= _FILES_A_BATCH

    def holds(self, document_id: str) -> bool:
        """Versions of one document are stored one after another: their titles depend on it."""
        return any(prepared.key[0] == document_id for _, prepared, _ in self.files)

    def add(self, file: ReadFile, prepared: Prepared, outcome: Outcome) -> None:
        """Adds a file that was read and prepared."""
        self.files.append((file, prepared, outcome))


def stored_report(
    file: ReadFile, prepared: Prepared, outcome: Outcome, *, seconds: float
) -> DocumentReport:
    """The report of a version that was stored; ``seconds``: its share of the time."""
    return DocumentReport(
        document_id=prepared.version.document_id,
        version=prepared.version.version,
        source=str(file.planned.path),
        outcome=outcome,
        title=prepared.version.title,
        pages=len(prepared.assembled.pages),
        pages_by_ocr=file.pages_by_ocr,
        chunks=len(prepared.chunks),
        seconds=round(seconds, 3),
        findings=tuple(
            ReportedFinding(code=finding.code, message=finding.message, page=finding.page)
            for finding in prepared.assembled.findings
        ),
    )
