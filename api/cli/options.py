"""Options that several commands share, and the settings that they make."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from api.configuration import TOKEN_VARIABLE, read_settings
from api.identity.demo import DemoRole
from domain.settings import Settings

DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", help="Where index and documents are kept. Default: ./data"),
]
AsRole = Annotated[
    DemoRole | None,
    typer.Option("--as", help="Ask as this role of the demo identity."),
]
Token = Annotated[
    str | None,
    typer.Option(
        "--token", envvar=TOKEN_VARIABLE, help="Ask with a token of your issuer.",
        show_envvar=True,
    ),
]  # fmt: skip
AsOf = Annotated[
    datetime | None,
    typer.Option(
        "--as-of", formats=["%Y-%m-%d"], help="Policies in force on this date. Default: today."
    ),
]
InDocuments = Annotated[
    list[str] | None,
    typer.Option("--document", help="Look in this document only; may be repeated."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def settings_with(data_dir: Path | None, **parts: dict[str, Any]) -> Settings:
    """The settings in force, with what the command line says put over them.

    Raises:
        SettingsError: see ``read_settings``.
    """
    overrides: dict[str, Any] = {name: part for name, part in parts.items() if part}
    if data_dir is not None:
        overrides["data_dir"] = data_dir
    return read_settings(overrides)


def day(moment: datetime | None) -> date | None:
    """The date of an option that typer can only read as a moment."""
    return moment.date() if moment else None
