"""Paths to the document files under them, and to what stands there besides."""

import os
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from domain.errors import IngestError, UnreadableDocument

READABLE_SUFFIXES = frozenset(
    {".pdf", ".docx", ".docm", ".html", ".htm", ".xhtml", ".md", ".markdown", ".txt"}
)
# Documents by nature: silence about them would look as if they had been read.
UNSUPPORTED_SUFFIXES = frozenset(
    {".doc", ".xls", ".xlsx", ".ppt", ".pptx", ".odt", ".ods", ".rtf", ".eml", ".msg", ".csv"}
    | {".epub", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".zip", ".exe"}
)
MANIFEST_NAME = "manifest.yaml"


@dataclass
class FoundFiles:
    """What stands under the roots: each list without repeats, documents by path.

    ``closed`` are folders that could not be listed: nobody can say what is gone from them.
    """

    documents: list[Path] = field(default_factory=list)
    ignored: list[Path] = field(default_factory=list)
    manifests: list[Path] = field(default_factory=list)
    closed: list[Path] = field(default_factory=list)
    refused: list[tuple[str, IngestError]] = field(default_factory=list)


def as_named(path: Path) -> Path:
    """The absolute path, its folders' links followed and its own kept, for a link's name counts."""
    return path.resolve() if path.is_dir() else path.parent.resolve() / path.name


def is_within(path: Path, places: frozenset[Path]) -> bool:
    """Whether a path is one of the places or lies under one; all of them from ``as_named``."""
    return path in places or not places.isdisjoint(path.parents)


def on_disk(path: Path) -> Path:
    """The path as the disk spells it: systems write "é" as one letter or as two.

    The path itself where it is there so, or in no spelling.
    """
    if os.path.lexists(path) or path == path.parent:
        return path
    folder = on_disk(path.parent)
    name = unicodedata.normalize("NFC", path.name)
    try:
        found = [n for n in os.listdir(folder) if unicodedata.normalize("NFC", n) == name]
    except OSError:
        return path
    return folder / found[0] if len(found) == 1 else path


def is_there(path: Path) -> bool:
    """Whether a file is there. One that may not be looked at is: reading it will say why not."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except PermissionError:
        return True
    except OSError:
        return False


def find_files(roots: list[Path], *, skipped: Path | None) -> FoundFiles:
    """Everything under ``roots`` but hidden files and the folder ``skipped``.

    Links to files count as files under their own name; links to folders are not followed, since
    they can go round in a circle, and are reported as ignored.
    """
    found = FoundFiles()
    seen: set[Path] = set()
    for root in roots:
        for path in [root] if not root.is_dir() else _walk(root, found, skipped=skipped):
            if path not in seen:
                seen.add(path)
                _sort_in(path, found, asked_for=path in roots)
    found.documents.sort()
    return found


def _walk(root: Path, found: FoundFiles, *, skipped: Path | None) -> Iterator[Path]:
    def note_closed(error: OSError) -> None:
        folder = Path(error.filename)
        if folder not in found.closed:
            found.closed.append(folder)
            found.refused.append((folder.name, _closed(folder, error)))

    for name, folders, files in os.walk(root, onerror=note_closed):
        folder = Path(name)
        visible = [inner for inner in sorted(folders) if not inner.startswith(".")]
        folders[:] = [inner for inner in visible if folder / inner != skipped]
        yield from (folder / inner for inner in visible if (folder / inner).is_symlink())
        # Hidden ones are editors' and file systems' own.
        yield from (folder / file for file in sorted(files) if not file.startswith("."))


def _sort_in(path: Path, found: FoundFiles, *, asked_for: bool) -> None:
    if path.name == MANIFEST_NAME:
        found.manifests.append(path)
    elif not _is_text(str(path)):
        error = UnreadableDocument(
            "Its name holds bytes that are no text.", advice="Rename it and try again."
        )
        found.refused.append((os.fsencode(path.name).decode(errors="replace"), error))
    elif asked_for or (
        is_there(path) and path.suffix.lower() in READABLE_SUFFIXES | UNSUPPORTED_SUFFIXES
    ):
        found.documents.append(path)
    else:
        found.ignored.append(path)


def _is_text(name: str) -> bool:
    """Names from other systems can hold bytes that no database or JSON takes."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _closed(folder: Path, error: OSError) -> UnreadableDocument:
    return UnreadableDocument(
        f"The folder {folder} cannot be listed: {error.strerror}.",
        advice="Give the user that runs this the right to read it. What is stored of it stays.",
    )
