"""The report as one HTML file: no scripts, nothing fetched, for a reader of model risk."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from evals.baseline import Baseline
from evals.charts import svg
from evals.gate import Verdict
from evals.result import CaseRow, Measure
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
        slices=slice_table(result.measures_by_slice),
        worst=worst(result.rows),
        wrong=sum(not row.is_right for row in result.rows),
    )


def figure(value: float | None) -> str:
    """Three digits after the point; a dash for None."""
    return "–" if value is None else f"{value:.3f}"


def slice_table(
    by_slice: Mapping[str, tuple[Measure, ...]],
) -> tuple[list[str], list[tuple[str, list[Measure | None]]]]:
    """Names of the measures, and a row a slice with None where it has none of that name."""
    names = list(dict.fromkeys(m.name for measures in by_slice.values() for m in measures))
    rows: list[tuple[str, list[Measure | None]]] = []
    for name, measures in by_slice.items():
        known = {measure.name: measure for measure in measures}
        rows.append((name, [known.get(wanted) for wanted in names]))
    return names, rows


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
