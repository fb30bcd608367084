"""Asks every case of the sample corpus and reports by kind: `python -m evals.run_cases`."""

import argparse
import json
import logging
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from api.engine import Attest
from api.identity.demo import DemoRole
from api.wiring import open_attest
from domain.ports import SearchFilter
from domain.settings import Settings
from domain.types import Principal
from evals.case_file import Case, Kind, is_development, load_cases
from evals.case_judgement import Judgement, Verdict, judge
from evals.readable import documents_readable_by

MANIFEST = Path("corpus_samples/manifest.yaml")


def run_case(
    attest: Attest,
    case: Case,
    *,
    readable: frozenset[str],
    narrow: SearchFilter | None = None,
) -> Judgement:
    """Asks one case as its role. Whatever is raised counts as a failure of the case."""
    principal = Principal(subject=f"eval-{case.role}", groups=frozenset(DemoRole(case.role).groups))
    started = time.monotonic()
    try:
        response = attest.answer(
            case.question, principal=principal, as_of=case.as_of, narrow=narrow
        )
    except Exception as error:  # a crash is a failed case, not a failed run
        return Judgement(case, Verdict.CRASHED, detail=f"{type(error).__name__}: {error}")
    judgement = judge(case, response, readable=readable)
    return replace(judgement, seconds=time.monotonic() - started)


def run_cases(attest: Attest, cases: Iterable[Case], manifest: Path) -> list[Judgement]:
    """One judgement a case, in order."""
    return [
        run_case(attest, case, readable=documents_readable_by(case.role, manifest))
        for case in cases
    ]


def share(judgements: Iterable[Judgement]) -> float | None:
    """Share that is right; None without rows."""
    rights = [judgement.is_right for judgement in judgements]
    return sum(rights) / len(rights) if rights else None


def figures(judgements: list[Judgement]) -> dict[str, float | int | None]:
    """The measures by name; a kind's value is the share of its cases that came out right."""
    answerable = [j for j in judgements if j.case.expect == "answer"]
    refusable = [j for j in judgements if j.case.expect == "refuse"]
    measures: dict[str, float | int | None] = {
        "cases": len(judgements),
        "right_clause_cited": share(answerable),
        "right_clause_cited_plain_wording": share(j for j in answerable if j.case.is_plain),
        "right_clause_cited_other_words": share(j for j in answerable if not j.case.is_plain),
        "answered_with_wrong_clause": sum(j.verdict is Verdict.WRONG_CLAUSE for j in answerable)
        / max(1, len(answerable)),
        "right_clause_first": sum(j.first_is_right for j in answerable) / max(1, len(answerable)),
        "refusals_right": share(refusable),
        "refusals_right_plain_wording": share(j for j in refusable if j.case.is_plain),
        "refusals_right_other_words": share(j for j in refusable if not j.case.is_plain),
        "leaks": sum(len(j.leaks) for j in judgements),
        "crashes": sum(j.verdict is Verdict.CRASHED for j in judgements),
        "seconds_median": sorted(j.seconds for j in judgements)[len(judgements) // 2],
    }
    for kind in Kind:
        measures[f"right_{kind.value}"] = share(j for j in judgements if j.case.kind is kind)
    return measures


def _print_table(console: Console, judgements: list[Judgement], title: str) -> None:
    table = Table("kind", "expects", "cases", "right", "share", title=title)
    for kind in Kind:
        for expect in ("answer", "refuse"):
            some = [j for j in judgements if j.case.kind is kind and j.case.expect == expect]
            if some:
                right = sum(j.is_right for j in some)
                row = (kind.value, expect, str(len(some)), str(right), f"{right / len(some):.2f}")
                table.add_row(*row)
    console.print(table)


def _print_failures(console: Console, judgements: list[Judgement]) -> None:
    for judgement in judgements:
        if not judgement.is_right:
            case = judgement.case
            console.print(f"[bold]{case.id}[/bold] ({case.kind}, {case.role}): {judgement.verdict}")
            console.print(f"  asked: {case.question}", markup=False)
            console.print(f"  wanted: {[g.model_dump() for g in case.gold]}", markup=False)
            cited = [f"{c.document_id} {c.version} {c.section}" for c in judgement.citations]
            console.print(f"  got: {cited} {judgement.detail[:400]}", markup=False)


def main() -> int:
    """Exit code 1 on any leak or crash; the shares are for the reader to judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path, default=Path("data"))
    parser.add_argument("--kind", choices=[kind.value for kind in Kind])
    parser.add_argument("--half", choices=["development", "held-out"])
    parser.add_argument("--failures", action="store_true", help="show each failed case")
    chosen = parser.parse_args()
    logging.basicConfig(level=logging.ERROR)
    console = Console(stderr=True)
    cases = [case for case in load_cases() if chosen.kind in (None, case.kind.value)]
    if chosen.half:
        cases = [c for c in cases if is_development(c) == (chosen.half == "development")]
    with open_attest(Settings(data_dir=chosen.data_dir)) as attest:
        judgements = run_cases(attest, cases, MANIFEST)
    if chosen.failures:
        _print_failures(console, judgements)
    _print_table(console, judgements, f"{len(cases)} cases")
    measures = figures(judgements)
    sys.stdout.write(json.dumps(measures) + "\n")
    return 1 if measures["leaks"] or measures["crashes"] else 0


if __name__ == "__main__":
    sys.exit(main())
