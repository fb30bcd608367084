"""Options that several commands share, and the settings that they make."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from api.configuration import TOKEN_VARIABLE, read_settings
from api.identity.demo import DemoRole
from domain.errors import SettingsError
from domain.settings import Settings


def _day(text: str) -> date:
    """A date as the options take it."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a date. Write it as 2025-06-30.") from error


ROLES = ", ".join(role.value for role in DemoRole)
DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir", metavar="FOLDER", help="Where index and documents are kept. Default: ./data"
    ),
]
AsRole = Annotated[
    DemoRole | None,
    typer.Option("--as", metavar="ROLE", help=f"Ask as this role of the demo: {ROLES}."),
]
Token = Annotated[
    str | None,
    typer.Option(
        "--token", metavar="TOKEN", envvar=TOKEN_VARIABLE, help="Ask with a token of your issuer.",
        show_envvar=True,
    ),
]  # fmt: skip
AsOf = Annotated[
    date | None,
    typer.Option(
        "--as-of",
        parser=_day,
        metavar="YYYY-MM-DD",
        help="Policies in force on this date. Default: today.",
    ),
]
InDocuments = Annotated[
    list[str] | None,
    typer.Option("--document", metavar="ID", help="Look in this document only; may be repeated."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def settings_with(data_dir: Path | None, **parts: dict[str, Any]) -> Settings:
    """The settings in force, with what the command line says put over them.

    Raises:
        SettingsError: see ``read_settings``; or ``data_dir`` is no folder.
    """
    if data_dir is not None and data_dir.exists() and not data_dir.is_dir():
        raise SettingsError(
            f"{data_dir} is not a folder.", advice="Give a folder, or a path that is free."
        )
    overrides: dict[str, Any] = {name: part for name, part in parts.items() if part}
    if data_dir is not None:
        overrides["data_dir"] = data_dir
    return read_settings(overrides)
