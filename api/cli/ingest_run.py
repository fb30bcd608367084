"""Runs an ingest with a progress bar and tells what became of each document."""

from datetime import date
from pathlib import Path
from types import TracebackType

import typer
from rich.console import Console, RenderableType
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from api.cli.rendering import safe, show
from api.identity.names_seen import NamesSeen
from api.wiring import open_stores
from domain.settings import Settings
from ingest.pipeline import run_ingest
from ingest.report import DocumentReport, IngestReport, Outcome

STYLES = {Outcome.REJECTED: "bold red", Outcome.UNCHANGED: "dim", Outcome.REMOVED: "yellow"}


class ProgressBar:
    """``domain.ports.Progress`` on standard error, so that piped output stays clean."""

    def __init__(self) -> None:
        """Shows nothing until a step starts; without a terminal it stays silent."""
        console = Console(stderr=True)
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> "ProgressBar":
        """Itself, drawing."""
        self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leaves the finished bars on the screen."""
        self._bars.stop()

    def start(self, step: str, total: int) -> None:
        """A step begins; one that begins again adds to its total."""
        if step in self._tasks:
            task = self._bars.tasks[self._tasks[step]]
            self._bars.update(task.id, total=(task.total or 0) + total)
        else:
            self._tasks[step] = self._bars.add_task(safe(step), total=total)

    def advance(self, step: str, amount: int = 1) -> None:
        """So many more are done."""
        self._bars.advance(self._tasks[step], amount)


def run_and_report(
    paths: list[Path],
    *,
    labels_file: Path | None,
    allow: frozenset[str],
    prefer: tuple[str, ...] = (),
    settings: Settings,
    today: date,
    as_json: bool,
) -> int:
    """The exit code, after the report was printed.

    Raises:
        ManifestError: there is nothing to go by, so nothing was done.
        IndexUnavailable: another process owns the index.
    """
    stores = open_stores(settings)
    try:
        with ProgressBar() as progress:
            report = run_ingest(
                paths,
                labels_file=labels_file,
                allow=allow,
                prefer=prefer,
                settings=settings,
                catalogue=stores.catalogue,
                index=stores.index,
                embedder=stores.embedder,
                sparse=stores.sparse_encoder,
                progress=progress,
                today=today,
                name_book=NamesSeen(settings.data_dir),
                forget=stores.tokens.forget,
            )
    finally:
        stores.close()
    if as_json:
        typer.echo(report.model_dump_json(indent=2))
    else:
        show(*report_text(report))
    return report.exit_code


def report_text(report: IngestReport) -> list[RenderableType]:
    """A row a document, what to look at, and one line of totals."""
    table = Table("Document", "Version", "Outcome", "Pages", "Chunks", "", box=None, pad_edge=False)
    for document in report.documents:
        table.add_row(
            Text(safe(document.document_id)),
            Text(safe(document.version)),
            Text(document.outcome.value, style=STYLES.get(document.outcome, "green")),
            str(document.pages or ""),
            str(document.chunks or ""),
            Text(safe(_remark(document))),
        )
    counts = ", ".join(
        f"{report.count(outcome)} {outcome.value}" for outcome in Outcome if report.count(outcome)
    )
    totals = f"{report.pages:,} pages, {report.chunks:,} chunks, {report.seconds:,.1f} s"
    lines: list[RenderableType] = [table]
    if report.rebuilt:
        lines.append(
            Text(
                f"\nThe index was built anew for {report.rebuilt:,} stored versions, from the kept "
                "copies of their files: Attest or its settings changed, or the index was lost.",
                style="yellow",
            )
        )
    if report.labels_never_seen:
        named = ", ".join(report.labels_never_seen)
        lines.append(
            Text(
                f"\nNo token has carried these names yet: {safe(named)}. Check their spelling: a "
                "label that names nobody lets nobody in and keeps nobody out.",
                style="yellow",
            )
        )
    return [*lines, Text(f"\n{counts or 'nothing to do'}: {totals}", style="bold")]


def _remark(document: DocumentReport) -> str:
    if document.reason:
        return document.reason
    places = {finding.code for finding in document.findings}
    return f"look at: {', '.join(sorted(places)).replace('_', ' ')}" if places else ""
