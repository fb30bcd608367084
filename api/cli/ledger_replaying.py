"""What attest ledger replay does: the only one of the ledger's commands that asks anything."""

import typer
from rich.console import RenderableType
from rich.text import Text

from api.cli.ledger_reading import find_record
from api.cli.rendering import answer_text, show
from api.wiring import open_attest
from domain.settings import Settings
from ledger.replay import Replay


def replay_and_report(settings: Settings, answer_id: str, *, as_json: bool) -> bool:
    """Whether the answer came out the same, after saying so.

    Raises:
        NotReadable: there is no such record.
        IndexUnavailable: another process owns the index, or nothing was ingested.
    """
    record = find_record(settings, answer_id)
    with open_attest(settings) as attest:
        replay = attest.replay(record)
    if as_json:
        typer.echo(replay.model_dump_json(indent=2))
    else:
        show(*_text(replay))
    return replay.identical


def _text(replay: Replay) -> list[RenderableType]:
    if replay.identical:
        told: list[RenderableType] = [Text("Identical, byte for byte.", style="bold green")]
    elif replay.is_explained:
        told = [Text("Another answer.", style="bold yellow")]
    else:
        unexplained = "Another answer, and nothing that it depends on differs: report this."
        told = [Text(unexplained, style="bold red")]
    told += [Text(f"  {d.what} differs: {d.then or '-'} then, {d.now or '-'} now")
             for d in replay.differs]  # fmt: skip
    if not replay.identical:
        told += [Text("\nThen:", style="bold"), answer_text(replay.then)]
        told += [Text("\nNow:", style="bold"), answer_text(replay.now)]
    return [*told, Text(f"Recorded as {replay.replay_id}", style="dim")]
