"""The commands, put together, and how errors leave: a message and advice, never a traceback."""

import os
import sqlite3
import sys
from importlib.metadata import entry_points, version
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from api.cli import ledger
from api.cli.asking import ask, documents, search, token
from api.cli.ingesting import ingest
from api.cli.rendering import safe
from api.cli.serving import serve
from domain.errors import AttestError

EXIT_ERROR = 1

application = typer.Typer(
    name="attest",
    help="Answers questions about policies with proof, or refuses.\n\n"
    "Start with: attest ingest PATH, then attest ask or attest serve --demo.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # they would print local variables, documents among them
)


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"attest {version('attest')}")
        raise typer.Exit


for command in (ingest, ask, search, documents, token, serve):
    application.command()(command)
application.add_typer(ledger.application, name="ledger")
# Packages that build on this one add their own commands: imports flow one way.
for entry in entry_points(group="attest.commands"):
    application.command(name=entry.name)(entry.load())


@application.callback()
def _options(
    _: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_say_version, help="Print the version, and stop."
        ),
    ] = False,
) -> None:
    """What goes before a command."""


def main() -> None:
    """Runs the command line; exit codes are in each command's help."""
    os.umask(0o077)  # whatever a command writes holds policies or answers
    # Libraries below would otherwise look for updates or models elsewhere.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("DO_NOT_TRACK", "1")
    os.environ.setdefault("TQDM_DISABLE", "1")  # their bars would stand among our own output
    try:
        application()
    except AttestError as error:
        _say(error.message, error.advice)
    except (OSError, sqlite3.Error) as error:
        # A full disk, a folder that may not be written: the operating system's words are plain.
        _say(f"It could not be done: {error}.", "Check the disk and the folder's permissions.")
    sys.exit(EXIT_ERROR)


def _say(message: str, advice: str) -> None:
    console = Console(stderr=True, highlight=False)
    console.print(Text.assemble(("Error: ", "bold red"), safe(message)), soft_wrap=True)
    if advice:
        console.print(Text(safe(advice)), soft_wrap=True)
