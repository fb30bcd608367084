"""attest ingest."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.options import AsJson, DataDir, settings_with
from api.running_server import find_running_server
from domain.errors import IndexUnavailable
from domain.settings import Settings, today_in


def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders.", show_default=False)],
    labels: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="The manifest. Default: manifest.yaml in the given folders."
        ),
    ] = None,
    allow: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LABEL",
            help="Without a manifest: who may read, e.g. group:everyone. Repeatable.",
        ),
    ] = None,
    prefer: Annotated[
        list[str] | None,
        typer.Option(help="Where a.docx stands beside a.pdf: the ending that rules, e.g. .pdf."),
    ] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Take documents in: read, cut, embed, index. What did not change is not done again.

    Example: attest ingest corpus_samples/pdf --labels corpus_samples/manifest.yaml

    A folder without a manifest needs an explicit default, never implied:
    attest ingest policies/ --allow group:everyone

    Exit codes: 0 all taken, 1 error, 2 usage, 4 some rejected (the others are taken).
    """
    settings = settings_with(data_dir)
    _require_no_server(settings)
    # Importing the parsers takes seconds, which --help should not cost.
    from api.cli.ingest_run import run_and_report  # noqa: PLC0415  # see above

    exit_code = run_and_report(
        paths,
        labels_file=labels,
        allow=frozenset(allow or ()),
        prefer=tuple(prefer or ()),
        settings=settings,
        today=today_in(settings),
        as_json=as_json,
    )
    raise typer.Exit(exit_code)


def _require_no_server(settings: Settings) -> None:
    running = find_running_server(settings.data_dir)
    if running and settings.index.engine == "edge":
        raise IndexUnavailable(
            f"The server at {running.address} owns the index in {settings.data_dir}.",
            advice="Stop it (Ctrl-C), ingest, and start it again; or give another --data-dir.",
        )
