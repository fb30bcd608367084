"""The report says it all, fetches nothing, and does not obey what it shows."""

import re

from evals.charts import svg
from evals.gate import check
from evals.report import WORST_CASES, report_html, worst
from evals.result import Curve
from evals.run import Run
from tests.fakes.runs import accepted, row, rows, run_of

HOSTILE = "</h3><script>alert(1)</script><img src=x onerror=alert(2)> {{ 7 * 7 }}"
CURVE = Curve(name="Recall", x_label="k", y_label="share", points=((1.0, 0.5), (2.0, 0.75)))


def page(run: Run) -> str:
    return report_html(run, None, check(run, None))


def test_p8_a_hostile_question_is_shown_and_never_markup() -> None:
    bad = row(
        HOSTILE, 0.0, question=HOSTILE, asked_as=HOSTILE, verdict=HOSTILE, expected=(HOSTILE,),
        found=(HOSTILE,), slices=(HOSTILE,), leaks=(HOSTILE,), inexact=(HOSTILE,),
        signals={HOSTILE: 1.0}, scores={HOSTILE: 0.0},
    )  # fmt: skip
    html = page(run_of([bad]))
    assert "&lt;script&gt;alert(1)" in html
    assert "{{ 7 * 7 }}" in html
    assert "<script" not in html
    assert "<img" not in html
    assert html.count("</h3>") == 1


def test_the_page_holds_no_script_and_fetches_nothing() -> None:
    html = page(run_of(rows([1.0, 0.0]), curves=(CURVE,)))
    assert "<script" not in html
    assert not re.search(r"""(src|href)\s*=\s*["']?(?!\#)[a-z]+:""", html)
    assert not re.search(r"""url\((?!["']?\#)""", html)
    assert "default-src 'none'" in html


def test_it_says_who_accepted_the_baseline_and_what_got_worse() -> None:
    baseline, run = accepted(rows([1.0] * 40)), run_of(rows([0.0] * 20 + [1.0] * 20))
    html = report_html(run, baseline, check(run, baseline))
    assert "Not passed." in html
    assert "Accepted by Ann on 2026-11-23: first" in html
    assert "-0.500" in html


def test_the_worst_come_first_and_are_twenty_at_most() -> None:
    refused = row("refused", 0.0)
    answered = row("answered", 0.0, answerable=False, signals={"probability": 0.7})
    sure = row("sure", 0.0, answerable=False, signals={"probability": 0.9})
    crashed, leaked = row("crash", 0.0, has_crashed=True), row("leak", 0.0, leaks=("POL-1",))
    some = [row("right"), refused, answered, sure, crashed, leaked]
    assert [each.case_id for each in worst(some)] == [
        "leak", "crash", "sure", "answered", "refused",
    ]  # fmt: skip
    assert len(worst(rows([0.0] * 50))) == WORST_CASES


def test_a_curve_takes_the_pages_colour_and_is_the_same_each_time() -> None:
    drawn = svg(CURVE)
    assert drawn.startswith("<svg")
    assert "currentColor" in drawn
    assert drawn == svg(CURVE)
    assert "share" in drawn  # letters stay text
