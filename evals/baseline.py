"""The accepted figures of a suite: who accepted them, why, when, and every question's scores.

Two files a suite under ``evals/baselines/``: ``<suite>.json`` for a reader, and
``<suite>.scores.jsonl``, one question a line, so that a later run can be compared pair by pair.
Neither holds a question's text.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from pydantic import Field, FiniteFloat, ValidationError

from domain.types import Value
from evals.errors import EvalInputError
from evals.result import Corpus, Measure
from evals.run import Run
from evals.stamp import Stamp

BASELINES_FOLDER = Path(__file__).parent / "baselines"

Scores = Mapping[str, Mapping[str, FiniteFloat]]  # by case ID, then by name


class Baseline(Value):
    """What a later run is held to."""

    suite: str
    accepted_by: str
    why: str
    accepted_at: datetime
    stamp: Stamp
    corpus: Corpus
    index_fingerprint: str
    answer_fingerprint: str
    measures: tuple[Measure, ...]
    measures_by_slice: Mapping[str, tuple[Measure, ...]]
    scores: Scores = Field(default_factory=dict)


def baseline_from(run: Run, *, who: str, why: str, at: datetime) -> Baseline:
    """The baseline that a run makes.

    Raises:
        EvalInputError: nobody and nothing is named, or the run is no whole and sound one.
    """
    result = run.result
    if not who.strip() or not why.strip():
        raise EvalInputError("A baseline needs the name of who accepts it and a reason.")
    if result.skipped or not result.rows:
        raise EvalInputError("The run was skipped: there is nothing to accept.")
    if run.limit is not None or run.left_out:
        raise EvalInputError(
            "The run asked only some of the questions.", advice="Run it without --limit."
        )
    if run.has_failed:
        raise EvalInputError(
            "A run with a leak, a crash or a citation that is not exact is never accepted."
        )
    return Baseline(
        suite=result.suite, accepted_by=who.strip(), why=why.strip(), accepted_at=at,
        stamp=run.stamp, corpus=result.corpus, index_fingerprint=result.index_fingerprint,
        answer_fingerprint=result.answer_fingerprint, measures=result.measures,
        measures_by_slice=result.measures_by_slice,
        scores={row.case_id: row.scores for row in result.rows},
    )  # fmt: skip


def write_baseline(baseline: Baseline, folder: Path = BASELINES_FOLDER) -> Path:
    """Writes both files over the former ones; the path of the one for a reader."""
    folder.mkdir(parents=True, exist_ok=True)
    path, scores_path = _paths(baseline.suite, folder)
    lines = (
        json.dumps({"case_id": case_id, "scores": dict(scores)}) + "\n"
        for case_id, scores in sorted(baseline.scores.items())
    )
    scores_path.write_text("".join(lines), "utf-8")
    path.write_text(baseline.model_dump_json(indent=2, exclude={"scores"}) + "\n", "utf-8")
    return path


def read_baseline(suite: str, folder: Path = BASELINES_FOLDER) -> Baseline | None:
    """None where none was accepted yet.

    Raises:
        EvalInputError: there is one, and it cannot be read.
    """
    path, scores_path = _paths(suite, folder)
    if not path.exists():
        return None
    try:
        kept = json.loads(path.read_text("utf-8"))
        lines = [json.loads(line) for line in scores_path.read_text("utf-8").splitlines()]
        kept["scores"] = {line["case_id"]: line["scores"] for line in lines}
        return Baseline.model_validate_json(json.dumps(kept))
    except (OSError, ValueError, KeyError, TypeError, ValidationError) as error:
        raise EvalInputError(
            f"The baseline {path.name} cannot be read.",
            advice="Take it from version control again, or accept a new one.",
        ) from error


def _paths(suite: str, folder: Path) -> tuple[Path, Path]:
    return folder / f"{suite}.json", folder / f"{suite}.scores.jsonl"
