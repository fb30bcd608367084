"""What ``attest eval`` does: run, compare, write, and tell."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.cli.ingest_run import ProgressBar
from api.cli.rendering import safe
from evals.baseline import Baseline, read_baseline
from evals.errors import EvalInputError
from evals.gate import Verdict, check
from evals.report import write_report
from evals.result import SuiteOptions
from evals.run import Run, run_suite, summary, write_run
from evals.suites.registry import SUITES, suite_named


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A run beside the baseline; ``report`` None where it was skipped."""

    run: Run
    baseline: Baseline | None
    verdict: Verdict
    report: Path | None

    def summary(self) -> dict[str, Any]:
        """What the last line of standard output says."""
        said = summary(self.run)
        if self.report is None:
            return said
        return said | {
            "report": str(self.report),
            "gate": {
                "baseline": self.baseline.accepted_at.isoformat() if self.baseline else None,
                "passed": self.verdict.has_passed,
                "failures": list(self.verdict.failures),
            },
        }

    def tell(self, console: Console) -> None:
        """The same for a person."""
        result = self.run.result
        if result.skipped:
            console.print(Text(f"Skipped: {result.skipped}", style="yellow"), soft_wrap=True)
            return
        then = {change.name: change for change in self.verdict.changes}
        table = Table("measure", "value", "95 % interval", "questions", "accepted")
        for m in result.measures:
            accepted = f"{then[m.name].then:.3f}" if m.name in then else ""
            interval = f"{m.low:.3f} to {m.high:.3f}"
            table.add_row(m.name, f"{m.value:.3f}", interval, str(m.count), accepted)
        console.print(table)
        for failure in self.verdict.failures:
            console.print(Text(safe(failure), style="bold red"), soft_wrap=True)
        console.print(Text(f"Report: {self.report}"), soft_wrap=True)


def evaluate_suite(name: str, options: SuiteOptions, folder: Path) -> Evaluation:
    """Runs the suite and writes result, rows and report into ``folder``.

    Raises:
        EvalInputError: there is no such suite, or what was named cannot be used.
    """
    suite = suite_named(name)
    if suite is None:
        known = "; ".join(f"{each.name}: {each.description}" for each in SUITES)
        raise EvalInputError(f"There is no suite {name}.", advice=f"There are: {known}.")
    baseline = read_baseline(name)
    with ProgressBar() as progress:
        run = run_suite(suite, options, progress)
    verdict = check(run, baseline)
    if run.result.skipped:
        return Evaluation(run, baseline, verdict, None)
    write_run(run, folder)
    report = write_report(run, baseline, verdict, folder)
    return Evaluation(run, baseline, verdict, report)
