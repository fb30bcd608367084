"""The order of an ingest: plan, recover, store what changed, remove what is gone, tidy up."""

import resource
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from domain.ports import ChunkIndex, Embedder, NameBook, Progress, SparseEncoder
from domain.settings import Settings
from ingest.plan.changes import is_numbered_by_content
from ingest.plan.discovery import make_plan
from ingest.report import IngestReport
from ingest.run import IngestRun, OpenReader
from ingest.store.catalogue import SqliteCatalogue
from ingest.store.intake import Intake
from ingest.store.recovery import recover
from ingest.workers.isolation import DocumentReader


def run_ingest(
    paths: list[Path],
    *,
    labels_file: Path | None,
    allow: frozenset[str],
    settings: Settings,
    catalogue: SqliteCatalogue,
    index: ChunkIndex,
    embedder: Embedder,
    sparse: SparseEncoder,
    progress: Progress,
    today: date,
    name_book: NameBook | None = None,
    open_reader: OpenReader = DocumentReader,
    prefer: Sequence[str] = (),
    forget: Callable[[Sequence[str]], object] = len,
) -> IngestReport:
    """Brings index and catalogue to what ``paths`` and their labels say; does the rest regardless.

    Args:
        paths: files or folders; what was once ingested from one and is gone from it is removed.
        labels_file: the manifest; None looks for ``manifest.yaml`` in the paths.
        allow: labels for every file, instead of a manifest; empty for none.
        settings: the tree; its index fingerprint decides what counts as unchanged.
        catalogue: ingest's side of the catalogue.
        index: open for writing.
        embedder: for dense vectors.
        sparse: for BM25 vectors.
        progress: told of pages and chunks.
        name_book: knows the names that tokens carried; None: labels are not looked up.
        today: when a changed file without a manifest comes into force.
        open_reader: makes what reads the files; other than the default in tests.
        prefer: suffixes, best first: which file rules where one name stands in two formats.
        forget: told the texts of passages that left the index; by default nobody is.

    Raises:
        ManifestError: there is nothing to go by, so nothing was done.
        IndexUnavailable: another process owns the index.
        StorageFull: the disk is full. What was stored is whole; the next run does the rest.
    """
    started = time.monotonic()
    plan = make_plan(
        paths,
        labels_file=labels_file,
        allow=allow,
        data_dir=settings.data_dir,
        known_ids=_known_ids(catalogue),
        prefer=prefer,
    )
    recover(catalogue, index)
    intake = Intake(settings, catalogue, index, embedder, sparse, progress, forget)
    run = IngestRun(intake, plan, today, open_reader)
    rebuilt = sum(
        (row.document_id, row.version) not in intake.whole() for row in catalogue.stored_versions()
    )
    documents = [*run.refusals(), *run.changes(), *run.removals(), *run.leftovers()]
    return IngestReport(
        documents=tuple(documents),
        ignored=tuple(str(path) for path in plan.ignored),
        labels_never_seen=name_book.never_seen(plan.labels) if name_book else (),
        rebuilt=rebuilt,
        seconds=round(time.monotonic() - started, 3),
        peak_memory_bytes=_peak_memory_bytes(),
    )


def _known_ids(catalogue: SqliteCatalogue) -> dict[str, str]:
    """Source path -> document ID of each file that was taken in without a manifest."""
    return {
        row.source_path: row.document_id
        for row in catalogue.stored_versions()
        if is_numbered_by_content(row.version)
    }


def _peak_memory_bytes() -> int:
    """This process and its largest child so far; Linux counts in KiB."""
    everyone = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(resource.getrusage(who).ru_maxrss for who in everyone) * 1024
