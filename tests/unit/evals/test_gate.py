"""The gate: what stops a change, and what does not."""

import json
from pathlib import Path

import pytest

from evals.baseline import baseline_from, read_baseline, write_baseline
from evals.errors import EvalInputError
from evals.gate import check
from evals.result import Better, Measure
from tests.fakes.runs import NOW, accepted, row, rows, run_of

SCORES = [1.0] * 70 + [0.0] * 30


def flipped(count: int, *, back: int = 0) -> list[float]:
    """``SCORES`` with so many right ones wrong, and so many wrong ones right."""
    return [0.0] * count + [1.0] * (70 - count) + [1.0] * back + [0.0] * (30 - back)


def area(value: float, *, better: Better = "higher", half_width: float = 0.02) -> Measure:
    low, high = value - half_width, value + half_width
    return Measure(name="area", value=value, low=low, high=high, count=100, better=better)


def test_the_same_result_passes() -> None:
    verdict = check(run_of(rows(SCORES)), accepted(rows(SCORES)))
    assert verdict.has_passed
    assert [change.pairs for change in verdict.changes] == [100]


def test_many_questions_that_went_wrong_are_a_regression() -> None:
    verdict = check(run_of(rows(flipped(8))), accepted(rows(SCORES)))
    assert not verdict.has_passed
    assert "right: 0.620, accepted 0.700" in verdict.failures[0]


def test_as_many_that_went_wrong_as_right_are_noise() -> None:
    assert check(run_of(rows(flipped(8, back=8))), accepted(rows(SCORES))).has_passed


def test_one_question_is_noise() -> None:
    assert check(run_of(rows(flipped(1))), accepted(rows(SCORES))).has_passed


def test_an_improvement_passes_and_a_measure_that_is_to_be_low_may_not_rise() -> None:
    better = run_of(rows([1.0] * 100))
    assert check(better, accepted(rows(SCORES))).has_passed
    falling = [m.model_copy(update={"better": "lower"}) for m in better.result.measures]
    worse = run_of(rows([1.0] * 100), measures=tuple(falling))
    assert not check(worse, accepted(rows(SCORES))).has_passed


@pytest.mark.parametrize(
    ("now", "passes"), [(area(0.85), True), (area(0.80), False), (area(0.99), True)]
)
def test_a_measure_that_is_no_mean_is_held_to_its_interval(now: Measure, passes: bool) -> None:
    then = accepted(rows(SCORES)).model_copy(update={"measures": (area(0.86),)})
    measures = (*run_of(rows(SCORES)).result.measures, now)
    assert check(run_of(rows(SCORES), measures=measures), then).has_passed is passes


def test_latency_is_never_a_regression() -> None:
    then = accepted(rows(SCORES)).model_copy(update={"measures": (area(0.1, better="neither"),)})
    now = (*run_of(rows(SCORES)).result.measures, area(9.0, better="neither"))
    assert check(run_of(rows(SCORES), measures=now), then).has_passed


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"leaks": ("POL-BRD-009",)}, "leaked POL-BRD-009 to auditor"),
        ({"inexact": ("POL-1 v1 0:9",)}, "not exact"),
        ({"has_crashed": True}, "crashed"),
    ],
)
@pytest.mark.parametrize("has_baseline", [True, False])
def test_one_leak_one_inexact_citation_or_one_crash_stops_with_or_without_a_baseline(
    fields: dict[str, object], said: str, has_baseline: bool
) -> None:
    some = [*rows(SCORES), row("bad", **fields)]
    baseline = accepted([*rows(SCORES), row("bad")]) if has_baseline else None
    verdict = check(run_of(some), baseline)
    assert len(verdict.failures) == 1
    assert said in verdict.failures[0]


def test_a26_a_question_that_is_no_longer_asked_stops_unless_a_part_was_asked_for() -> None:
    some = rows(SCORES)
    verdict = check(run_of(some[:-1]), accepted(some))
    assert "1 questions of the baseline were not asked: case-099" in verdict.failures[0]
    assert check(run_of(some[:-1], limit=99), accepted(some)).has_passed


def test_a_measure_that_is_gone_stops() -> None:
    verdict = check(run_of(rows(SCORES), measures=()), accepted(rows(SCORES)))
    assert verdict.failures == ("the measure right is gone",)


def test_a_part_is_held_to_the_questions_that_were_asked() -> None:
    part = rows(flipped(8))[:20]
    assert not check(run_of(part, limit=20), accepted(rows(SCORES))).has_passed


def test_a_skipped_run_passes() -> None:
    assert check(run_of([], skipped="no data"), accepted(rows(SCORES))).has_passed


def test_a_baseline_is_read_back_with_who_and_why_and_holds_no_question(tmp_path: Path) -> None:
    baseline = baseline_from(run_of(rows(SCORES)), who=" Ann ", why="new judge", at=NOW)
    path = write_baseline(baseline, tmp_path)
    assert read_baseline("invented", tmp_path) == baseline
    told = json.loads(path.read_text())
    assert (told["accepted_by"], told["why"]) == ("Ann", "new judge")
    assert not any("What of" in file.read_text() for file in tmp_path.iterdir())


def test_without_a_baseline_there_is_none_and_a_broken_one_is_an_error(tmp_path: Path) -> None:
    assert read_baseline("invented", tmp_path) is None
    (tmp_path / "invented.json").write_text("{")
    with pytest.raises(EvalInputError, match="cannot be read"):
        read_baseline("invented", tmp_path)


@pytest.mark.parametrize(
    ("some", "limit", "who"),
    [
        (rows(SCORES), None, " "),
        (rows(SCORES), 100, "Ann"),
        ([], None, "Ann"),
        ([row("a", leaks=("POL-1",))], None, "Ann"),
        ([row("a", inexact=("POL-1",))], None, "Ann"),
        ([row("a", has_crashed=True)], None, "Ann"),
    ],
    ids=["by nobody", "of a part", "of nothing", "a leak", "inexact", "a crash"],
)
def test_what_is_not_whole_and_sound_is_never_accepted(
    some: list[object], limit: int | None, who: str
) -> None:
    run = run_of(some, limit=limit)  # type: ignore[arg-type]  # rows, from mixed parameters
    with pytest.raises(EvalInputError):
        baseline_from(run, who=who, why="because", at=NOW)
