"""Did this change make it worse? A run against the accepted baseline.

Fails on any leak, any citation that is not exact, any crash, a baseline's question or measure that
is gone, and on a measure that got worse by more than the choice of questions explains:

- A mean of scores is compared question by question. Each question's score less its score then,
  resampled over the questions; worse is an interval of the mean difference wholly on the bad side.
  The product is deterministic, so what is left of noise is which questions happen to be asked.
- Any other measure (an area under a curve, a calibration error) is worse where its whole interval
  lies on the bad side of the accepted figure. This is the weaker test of the two.

Slices are told in the report and not gated: with some forty of them, one in forty would fail by
chance. Why not otherwise: ``docs/decisions/0010-eval-gate.md``.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from evals.baseline import Baseline
from evals.bootstrap import interval_of_mean
from evals.result import Measure
from evals.run import Run


@dataclass(frozen=True, slots=True)
class Change:
    """A measure then and now. ``low`` and ``high`` bound the mean difference, where paired."""

    name: str
    then: float
    now: float
    is_regression: bool
    low: float | None = None
    high: float | None = None
    pairs: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate found: every change for the report, and the reasons to stop."""

    changes: tuple[Change, ...]
    failures: tuple[str, ...]

    @property
    def has_passed(self) -> bool:
        """Whether there is no reason to stop."""
        return not self.failures


def check(run: Run, baseline: Baseline | None) -> Verdict:
    """The verdict; without a baseline on leaks, inexact citations and crashes alone.

    A skipped run passes: what was not measured did not get worse. A run with --limit is held to
    the questions that it asked.
    """
    if run.result.skipped:
        return Verdict((), ())
    failures = list(_never_allowed(run))
    if baseline is None:
        return Verdict((), tuple(failures))
    failures += _missing(run, baseline)
    changes = tuple(_changes(run, baseline))
    failures += [_in_words(change) for change in changes if change.is_regression]
    return Verdict(changes, tuple(failures))


def _never_allowed(run: Run) -> Iterator[str]:
    for row in run.result.rows:
        if row.leaks:
            yield f"{row.case_id}: leaked {', '.join(row.leaks)} to {row.asked_as}"
        if row.inexact:
            yield f"{row.case_id}: {len(row.inexact)} citations are not exact"
        if row.has_crashed:
            yield f"{row.case_id}: crashed"


def _missing(run: Run, baseline: Baseline) -> Iterator[str]:
    """Leaving out hard questions must not count as an improvement."""
    if run.limit is None and not run.left_out:
        gone = baseline.scores.keys() - {row.case_id for row in run.result.rows}
        if gone:
            yield f"{len(gone)} questions of the baseline were not asked: {_some(gone)}"
    names = {measure.name for measure in run.result.measures}
    for measure in baseline.measures:
        if measure.better != "neither" and measure.name not in names and run.limit is None:
            yield f"the measure {measure.name} is gone"


def _some(names: set[str]) -> str:
    shown = sorted(names)[:5]
    return ", ".join(shown) + (", …" if len(names) > len(shown) else "")


def _changes(run: Run, baseline: Baseline) -> Iterator[Change]:
    is_part = run.limit is not None or bool(run.left_out)
    then = {measure.name: measure for measure in baseline.measures}
    for now in run.result.measures:
        if now.name in then:
            paired = _paired(run, baseline, now)
            if paired:
                yield paired
            elif not is_part:  # an area over other questions is another figure
                yield _by_interval(then[now.name], now)


def _paired(run: Run, baseline: Baseline, measure: Measure) -> Change | None:
    """None unless the measure is a mean of scores that both hold."""
    name = measure.name
    pairs = [
        (baseline.scores[row.case_id][name], row.scores[name])
        for row in run.result.rows
        if name in row.scores and name in baseline.scores.get(row.case_id, {})
    ]
    if not pairs:
        return None
    low, high = interval_of_mean([now - then for then, now in pairs])
    worse = {"higher": high < 0, "lower": low > 0, "neither": False}[measure.better]
    then_mean = sum(then for then, _ in pairs) / len(pairs)
    now_mean = sum(now for _, now in pairs) / len(pairs)
    return Change(name, then_mean, now_mean, worse, low, high, len(pairs))


def _by_interval(then: Measure, now: Measure) -> Change:
    worse = {"higher": now.high < then.value, "lower": now.low > then.value, "neither": False}
    return Change(now.name, then.value, now.value, worse[now.better])


def _in_words(change: Change) -> str:
    said = f"{change.name}: {change.now:.3f}, accepted {change.then:.3f}"
    if change.low is None or change.high is None:
        return f"{said}; the whole interval is worse"
    return f"{said}; difference {change.low:+.3f} to {change.high:+.3f}, {change.pairs} questions"
