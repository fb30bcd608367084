"""The report as one HTML file: no scripts, nothing fetched, for a reader of model risk."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from evals.baseline import Baseline
from evals.bootstrap import mean_measure
from evals.charts import svg
from evals.gate import Verdict
from evals.result import CaseRow, Measure, SuiteResult
from evals.run import Run

REPORT_FILE = "report.html"
TEMPLATE_FILE = "report.html.jinja"
WORST_CASES = 20


def write_report(run: Run, baseline: Baseline | None, verdict: Verdict, folder: Path) -> Path:
    """The path of the report."""
    path = folder / REPORT_FILE
    path.write_text(report_html(run, baseline, verdict), "utf-8")
    return path


def report_html(run: Run, baseline: Baseline | None, verdict: Verdict) -> str:
    """The page. Questions and documents are escaped: they are data, whatever they say (P8)."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["figure"] = figure
    result = run.result
    return environment.get_template(TEMPLATE_FILE).render(
        run=run,
        result=result,
        baseline=baseline,
        verdict=verdict,
        # Drawn by matplotlib from labels in our code and numbers, so trusted as markup.
        charts=[(curve.name, Markup(svg(curve))) for curve in result.curves if curve.points],
        slices=slice_table(result),
        worst=worst(result.rows),
        wrong=sum(not row.is_right for row in result.rows),
    )


def figure(value: float | None) -> str:
    """Three digits after the point; a dash for None."""
    return "–" if value is None else f"{value:.3f}"


@dataclass(frozen=True, slots=True)
class SliceTable:
    """Slices with their size, and a line a measure: one value a slice, None where it has none."""

    slices: tuple[tuple[str, int], ...]
    lines: tuple[tuple[str, tuple[Measure | None, ...]], ...]


def slice_table(result: SuiteResult) -> SliceTable:
    """The share right first, then each measure of any slice."""
    by_slice = result.measures_by_slice
    rows = {name: [row for row in result.rows if name in row.slices] for name in by_slice}
    shares = tuple(
        mean_measure("right", [float(row.is_right) for row in some]) if some else None
        for some in rows.values()
    )
    known = [{measure.name: measure for measure in by_slice[name]} for name in by_slice]
    names = dict.fromkeys(name for measures in known for name in measures)
    lines = tuple((name, tuple(measures.get(name) for measures in known)) for name in names)
    sizes = tuple((name, len(some)) for name, some in rows.items())
    return SliceTable(sizes, (("questions right", shares), *lines))


def worst(rows: Sequence[CaseRow]) -> list[CaseRow]:
    """Twenty at most of those that went wrong: leaks, inexact citations, crashes, then the rest.

    Within the rest an answer where none was due comes before a wrong one, and that before a
    refusal; then those of which the judge was surest, or whose scores are lowest.
    """
    wrong = [row for row in rows if not row.is_right]
    return sorted(wrong, key=_severity)[:WORST_CASES]


def _severity(row: CaseRow) -> tuple[bool, bool, bool, bool, float, float]:
    scores = list(row.scores.values())
    return (
        not row.leaks,
        not row.inexact,
        not row.has_crashed,
        row.answerable,
        sum(scores) / len(scores) if scores else 0.0,
        -row.signals.get("probability", 0.0),
    )
