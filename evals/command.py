"""attest eval, attest eval-accept: found by the command line through its entry points."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from api.cli.options import settings_with
from evals.errors import EvalInputError
from evals.result import SuiteOptions

EXIT_FAILED = 1
# A folder of their own: what a suite ingests must never mix with what a bank has in ./data.
DATA_FOLDER, OUT_FOLDER = Path(".eval-data"), Path("out/evals")

SuiteName = Annotated[
    str,
    typer.Argument(
        metavar="SUITE",
        help="sample, obliqa, spans, refusal, written, fidelity, peers, verifier or injection. "
        "An unknown name says what each measures.",
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out", help="Where report.html, result.json and rows.jsonl go. Default: out/evals/SUITE"
    ),
]


def evaluate(
    suite: SuiteName,
    documents: Annotated[
        Path | None, typer.Option(help="What to ask of. Default: the suite's own.")
    ] = None,
    questions: Annotated[
        Path | None, typer.Option(help="What to ask. Default: the suite's own.")
    ] = None,
    leave_out: Annotated[
        str, typer.Option(help="IDs of documents to leave out, with commas between them.")
    ] = "",
    out: Out = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Ask so many questions at most, the same each time.")
    ] = None,
    data_dir: Annotated[
        Path, typer.Option(help="Where suites keep what they ingest.")
    ] = DATA_FOLDER,
    gate: Annotated[
        bool, typer.Option("--gate", help="Exit 1 also where it is worse than the baseline.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the last line, the JSON, alone.")
    ] = False,
) -> None:
    """Measure how good it is, and whether it got worse than the accepted baseline.

    Example: attest eval sample

    The last line of standard output is JSON: every measure by name with its 95 % interval.

    Exit codes: 0 run or skipped, 1 a leak, a crash, a citation that is not exact (with --gate:
    a regression), 2 usage: an unknown suite, questions that cannot be read.
    """
    options = SuiteOptions(
        settings=settings_with(data_dir),
        documents=documents,
        questions=questions,
        leave_out=frozenset(name.strip() for name in leave_out.split(",") if name.strip()),
        limit=limit,
    )
    # Importing the model's and the index's libraries takes seconds, which --help should not cost.
    try:
        from evals.evaluation import evaluate_suite  # noqa: PLC0415  # see above
    except ModuleNotFoundError as error:
        raise typer.BadParameter(
            f"{error.name} is not installed. Install what measures the product: "
            'pip install --constraint constraints.txt ".[evals]"'
        ) from error

    folder = out or OUT_FOLDER / suite
    try:
        done = evaluate_suite(suite, options, folder)
    except EvalInputError as error:
        raise typer.BadParameter(str(error)) from error
    console = Console(stderr=True, quiet=as_json)
    done.tell(console)
    typer.echo(json.dumps(done.summary()))
    if done.run.has_failed or (gate and not done.verdict.has_passed):
        raise typer.Exit(EXIT_FAILED)


def accept(
    suite: SuiteName,
    who: Annotated[str, typer.Option(help="Who accepts these figures.")],
    why: Annotated[str, typer.Option(help="Why they may replace the former ones.")],
    out: Out = None,
) -> None:
    """Accept the figures of the last run of a suite as the baseline that later runs are held to.

    Example: attest eval-accept sample --who "Ann Lee" --why "new reranker, see 1234"

    Run attest eval SUITE first. What is written to evals/baselines/ is to be committed.

    Exit codes: 0 accepted, 2 usage, or a run that is not to be accepted.
    """
    # As above.
    from evals.baseline import baseline_from, write_baseline  # noqa: PLC0415  # see above
    from evals.run import read_run  # noqa: PLC0415  # see above

    try:
        run = read_run(out or OUT_FOLDER / suite)
        if run.result.suite != suite:
            raise EvalInputError(f"That is a run of {run.result.suite}, not of {suite}.")
        baseline = baseline_from(run, who=who, why=why, at=datetime.now(UTC))
    except EvalInputError as error:
        raise typer.BadParameter(str(error)) from error
    typer.echo(f"Accepted, to be committed: {write_baseline(baseline)}")
