"""Reads the settings tree once: command line over environment over attest.toml over defaults.

Environment: ``ATTEST_`` and the field's path, ``__`` between the parts, in any case:
``ATTEST_SERVER__PORT=9000``. Lists are JSON. ``ATTEST_CONFIG`` names another TOML file.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from pydantic_settings import SettingsError as SourceError

from domain.errors import SettingsError
from domain.settings import Settings

PREFIX = "ATTEST_"
CONFIG_VARIABLE = "ATTEST_CONFIG"
TOKEN_VARIABLE = "ATTEST_TOKEN"
DEFAULT_CONFIG_FILE = Path("attest.toml")
# Not settings: the config file's own name, a caller's token for the command line, and what only
# the test suite reads.
NOT_SETTINGS = (CONFIG_VARIABLE, TOKEN_VARIABLE, "ATTEST_TEST_")


class _Sources(BaseSettings, Settings):
    """The settings tree with the places that it is read from; never leaves this module."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """First wins, field by field; parts are merged, not replaced."""
        toml = TomlConfigSettingsSource(settings_cls, toml_file=_config_file())
        return init_settings, env_settings, toml


def read_settings(overrides: Mapping[str, Any] | None = None) -> Settings:
    """The settings in force; ``overrides`` is a nested mapping from the command line.

    Raises:
        SettingsError: a value does not fit, or a name is unknown. The message names the variable
            and never its value, which may be a secret.
    """
    _refuse_unknown_variables(os.environ)
    try:
        sources = _Sources(**(overrides or {}))
    except ValidationError as error:
        raise SettingsError(_describe(error), advice=_ADVICE) from None
    except SourceError:
        raise SettingsError(
            "A list or table in an environment variable is not valid JSON.", advice=_ADVICE
        ) from None
    except (OSError, ValueError):
        message = f"{_config_file()} cannot be read as TOML."
        raise SettingsError(message, advice="Correct it, or remove it.") from None
    return Settings(**{name: getattr(sources, name) for name in Settings.model_fields})


_ADVICE = "domain/settings.py lists every setting with its default."


def _config_file() -> Path:
    return Path(os.environ.get(CONFIG_VARIABLE, DEFAULT_CONFIG_FILE))


def _refuse_unknown_variables(environment: Mapping[str, str]) -> None:
    """A mistyped variable would leave its setting at the default without a word."""
    for variable in environment:
        name = variable.upper()
        if not name.startswith(PREFIX) or name.startswith(NOT_SETTINGS):
            continue
        if name.removeprefix(PREFIX).split("__")[0].lower() not in Settings.model_fields:
            raise SettingsError(f"{variable} is not a setting.", advice=_ADVICE)


def _describe(error: ValidationError) -> str:
    # include_input=False: the value may be a secret.
    problems = error.errors(include_url=False, include_input=False, include_context=False)
    return " ".join(f"{_variable(p['loc'])}: {p['msg']}." for p in problems)


def _variable(location: tuple[int | str, ...]) -> str:
    return PREFIX + "__".join(str(part) for part in location if isinstance(part, str)).upper()
