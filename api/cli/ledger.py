"""attest ledger verify, show, replay, export: the operator's view of the record."""

import re
from pathlib import Path
from typing import Annotated

import typer

from api.cli.options import AsJson, DataDir, settings_with
from domain.errors import SettingsError

# Each is told apart from 1 (an error), 2 (usage) and 3 (refused).
EXIT_NOT_SOUND = 5
EXIT_DIFFERS = 6

application = typer.Typer(
    help="Every answer and refusal is on record before it is released. These commands read that "
    "record as the operator of this machine; callers have /v1/answers/ID.",
    no_args_is_help=True,
)
AnswerId = Annotated[str, typer.Argument(help="The answer's ID.", show_default=False)]
PublicKey = Annotated[
    Path | None,
    typer.Option(
        "--public-key",
        metavar="FILE",
        help="The key as you kept it. Default: the one in the data folder.",
    ),
]


@application.command()
def verify(
    expect_head: Annotated[
        str | None,
        typer.Option(
            "--expect-head", metavar="HEAD", help="SEQUENCE:SHA256, as an earlier run printed it."
        ),
    ] = None,
    public_key: PublicKey = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Check the whole chain: every hash, link, checkpoint and the signed head.

    Example: attest ledger verify --expect-head 1204:9f2c…

    Note the head that it prints somewhere else. An edit, a deletion, a reorder or a cut is found
    without it; an older copy of everything, put back together, only with it.

    Exit codes: 0 sound, 1 error, 2 usage, 5 not sound.
    """
    sequence, sha256 = _head(expect_head)
    settings = settings_with(data_dir)
    # SQLAlchemy takes half a second to import, which --help should not cost.
    from api.cli.ledger_reading import verify_and_report  # noqa: PLC0415  # see above

    if not verify_and_report(
        settings, public_key=public_key, sequence=sequence, sha256=sha256, as_json=as_json
    ):
        raise typer.Exit(EXIT_NOT_SOUND)


@application.command()
def show(answer_id: AnswerId, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Show one record: the answer as released, and how it came about.

    Example: attest ledger show 3f6c1a…

    Exit codes: 0 shown, 1 error (no such record, too), 2 usage.
    """
    settings = settings_with(data_dir)
    from api.cli.ledger_reading import show_record  # noqa: PLC0415  # as in verify

    show_record(settings, answer_id, as_json=as_json)


@application.command()
def replay(answer_id: AnswerId, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Ask a recorded question again, as its asker and on its dates, and compare.

    Example: attest ledger replay 3f6c1a…

    It says that the answer is identical, or which of index, documents, prompt, model, settings
    and entitlement differs, and shows the old answer beside the new one. The replay is recorded,
    too. It needs the index: stop a server that owns it, or use POST /v1/answers/ID/replay.

    Exit codes: 0 identical, 1 error, 2 usage, 6 another answer.
    """
    settings = settings_with(data_dir)
    from api.cli.ledger_replaying import replay_and_report  # noqa: PLC0415  # as in verify

    if not replay_and_report(settings, answer_id, as_json=as_json):
        raise typer.Exit(EXIT_DIFFERS)


@application.command()
def export(
    folder: Annotated[Path, typer.Argument(help="A new folder.", show_default=False)],
    public_key: PublicKey = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Write records, checkpoints, head and public key for an auditor.

    Example: attest ledger export ./ledger-2026-06

    The auditor checks it with one file that needs Python and the cryptography package alone:
    python ledger/check_export.py FOLDER

    Exit codes: 0 written, 1 error, 2 usage.
    """
    settings = settings_with(data_dir)
    from api.cli.ledger_reading import export_and_report  # noqa: PLC0415  # as in verify

    export_and_report(settings, folder, public_key=public_key, as_json=as_json)


def _head(text: str | None) -> tuple[int | None, str]:
    """The place and hash of ``--expect-head``; (None, "") where it was not given.

    Raises:
        SettingsError: it is no such pair.
    """
    if text is None:
        return None, ""
    matched = re.fullmatch(r"(\d+):([0-9a-f]{64})", text)
    if matched is None:
        raise SettingsError(
            "--expect-head must be SEQUENCE:SHA256.",
            advice="Copy it from attest ledger verify: a number, a colon, 64 hex digits.",
        )
    return int(matched[1]), matched[2]
