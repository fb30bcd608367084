"""The command line: ``attest``."""

from api.cli.application import main

__all__ = ["main"]
