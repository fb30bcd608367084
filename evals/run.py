"""One run of a suite: its result, stamped, with latency; and what is kept of it in a folder."""

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ValidationError

from domain.ports import Progress
from domain.types import Value
from evals.bootstrap import measure_of_rows
from evals.errors import EvalInputError
from evals.result import CaseRow, Measure, Suite, SuiteOptions, SuiteResult
from evals.stamp import Stamp, stamp_now

RESULT_FILE, ROWS_FILE = "result.json", "rows.jsonl"


class Run(Value):
    """A stamped result. ``limit``: how many questions were asked at most; None: all."""

    result: SuiteResult
    stamp: Stamp
    limit: int | None = None
    left_out: tuple[str, ...] = ()

    @property
    def has_failed(self) -> bool:
        """Whether anything happened that no figure makes good."""
        result = self.result
        return bool(result.leaks or result.inexact_citations or result.crashes)


def run_suite(suite: Suite, options: SuiteOptions, progress: Progress) -> Run:
    """Runs it and adds the latency over its rows.

    Raises:
        EvalInputError: what was named cannot be used.
    """
    result = suite.run(options, progress)
    measures = (*result.measures, *latency(result.rows))
    return Run(
        result=result.model_copy(update={"measures": measures}),
        stamp=stamp_now(),
        limit=options.limit,
        left_out=tuple(sorted(options.leave_out)),
    )


def latency(rows: Sequence[CaseRow]) -> tuple[Measure, ...]:
    """Median and 95th percentile of the rows that took any time, in seconds."""
    timed = [row for row in rows if row.seconds > 0]
    if not timed:
        return ()
    found = [
        measure_of_rows(name, timed, partial(_seconds, percent=percent), better="neither")
        for name, percent in (("seconds_p50", 50), ("seconds_p95", 95))
    ]
    return tuple(measure for measure in found if measure)


def _seconds(rows: Sequence[CaseRow], percent: int) -> float:
    return float(np.percentile([row.seconds for row in rows], percent))


def summary(run: Run) -> dict[str, Any]:
    """What the last line of standard output says: every measure by name, with its interval."""
    result = run.result
    return {
        "suite": result.suite,
        "skipped": result.skipped,
        "questions": len(result.rows),
        "leaks": result.leaks,
        "inexact_citations": result.inexact_citations,
        "crashes": result.crashes,
        "measures": {m.name: m.model_dump(exclude={"name"}) for m in result.measures},
        "commit": run.stamp.commit,
        "is_dirty": run.stamp.is_dirty,
        "index_fingerprint": result.index_fingerprint,
        "answer_fingerprint": result.answer_fingerprint,
        "corpus_sha256": result.corpus.sha256,
    }


def write_run(run: Run, folder: Path) -> None:
    """``result.json`` without the rows, and ``rows.jsonl`` with one a line."""
    folder.mkdir(parents=True, exist_ok=True)
    without_rows = run.model_copy(update={"result": run.result.model_copy(update={"rows": ()})})
    (folder / RESULT_FILE).write_text(without_rows.model_dump_json(indent=2) + "\n", "utf-8")
    lines = "".join(f"{row.model_dump_json()}\n" for row in run.result.rows)
    (folder / ROWS_FILE).write_text(lines, "utf-8")


def read_run(folder: Path) -> Run:
    """What ``write_run`` wrote.

    Raises:
        EvalInputError: it is not there, or not that.
    """
    try:
        kept = json.loads((folder / RESULT_FILE).read_text("utf-8"))
        # Not splitlines: a question may hold a line separator that JSON leaves as it is.
        lines = (folder / ROWS_FILE).read_text("utf-8").split("\n")
        kept["result"]["rows"] = [json.loads(line) for line in lines if line]
        return Run.model_validate_json(json.dumps(kept))
    except (OSError, ValueError, KeyError, TypeError, ValidationError) as error:
        raise EvalInputError(
            f"{folder} holds no result of a run that can be read.",
            advice="Run the suite first: attest eval SUITE --out DIR",
        ) from error
