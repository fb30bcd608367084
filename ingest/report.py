"""What an ingest did, document by document. It never calls a run clean that had a rejection."""

from enum import StrEnum

from domain.types import Value

EXIT_REJECTED = 4  # told apart from 1 (the run itself failed) and 2 (usage)


class Outcome(StrEnum):
    """What became of one version."""

    INGESTED = "ingested"
    REPLACED = "replaced"  # other content under the same version number
    RELABELLED = "relabelled"  # labels, dates or status only: nothing was embedded anew
    UNCHANGED = "unchanged"
    REMOVED = "removed"  # its file or its labels are gone
    REJECTED = "rejected"


class ReportedFinding(Value):
    """Something to look at in a document that was read all the same."""

    code: str
    message: str
    page: int | None = None


class DocumentReport(Value):
    """One version's line in the report. ``document_id`` is the file's name where none is known."""

    document_id: str
    version: str = ""
    source: str = ""
    outcome: Outcome
    title: str = ""
    pages: int = 0
    pages_by_ocr: int = 0
    chunks: int = 0
    seconds: float = 0.0
    findings: tuple[ReportedFinding, ...] = ()
    reason: str = ""  # why it was rejected or removed, and what to do


class IngestReport(Value):
    """A whole run, in the order in which the documents were taken."""

    documents: tuple[DocumentReport, ...]
    ignored: tuple[str, ...] = ()  # files that are no documents at all
    # Labels of the documents taken that no token has ever carried: mistakes in spelling, often.
    labels_never_seen: tuple[str, ...] = ()
    # Stored versions that the index did not hold when the run began: they were read again.
    rebuilt: int = 0
    seconds: float = 0.0
    peak_memory_bytes: int = 0  # this process and its largest worker, added

    def count(self, outcome: Outcome) -> int:
        """How many documents ended so."""
        return sum(1 for document in self.documents if document.outcome is outcome)

    @property
    def pages(self) -> int:
        """Pages read in this run."""
        return sum(document.pages for document in self._read)

    @property
    def chunks(self) -> int:
        """Chunks embedded in this run."""
        return sum(document.chunks for document in self._read)

    @property
    def exit_code(self) -> int:
        """0, or EXIT_REJECTED where anything was rejected."""
        return EXIT_REJECTED if self.count(Outcome.REJECTED) else 0

    @property
    def _read(self) -> tuple[DocumentReport, ...]:
        read = (Outcome.INGESTED, Outcome.REPLACED)
        return tuple(document for document in self.documents if document.outcome in read)
