"""A document ID for each file that no manifest names; one that is given never moves.

It is made from the file's path below the folder that was ingested, and remembered with the stored
version. So it depends on no other file: whatever comes or goes, the ID stays.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

from anyascii import anyascii

from ingest.plan.folder_walk import is_there

_LONGEST = 80  # characters
_HASH_DIGITS = 6


def same_name(name: str) -> str:
    """The one form of a file name that different systems write in several: composed letters."""
    return unicodedata.normalize("NFC", name)


def identifier(name: str) -> str:
    """Letters, digits, dots, underscores and hyphens of ASCII, at most 80; "" for none.

    Other writings are put into Latin letters. As two names can come out alike, a name with letters
    of another script and one that is cut carry a few digits of their hash.
    """
    composed = same_name(name)
    latin = anyascii(composed)
    made = re.sub(r"[^A-Za-z0-9._-]+", "-", latin).strip("-._")
    if len(made) <= _LONGEST and not _has_other_script(composed):
        return made
    digits = hashlib.sha256(composed.encode()).hexdigest()[:_HASH_DIGITS]
    return f"{made[: _LONGEST - _HASH_DIGITS - 1].rstrip('-._')}-{digits}".lstrip("-")


def assign_ids(
    paths: Sequence[Path], roots: Sequence[Path], known: Mapping[str, str]
) -> dict[Path, str]:
    """An ID for each path, in order.

    Args:
        paths: the files, each once.
        roots: what was asked for; the path below the outermost one counts.
        known: source path -> ID of what is stored. A path that is there keeps its ID; an ID
            whose file is gone is free for the same file in another place.
    """
    remembered = {same_name(path): document_id for path, document_id in known.items()}
    taken = {d for path, d in known.items() if is_there(Path(path))}
    assigned: dict[Path, str] = {}
    for path in paths:
        if document_id := remembered.get(same_name(str(path))):
            assigned[path] = document_id
    taken.update(assigned.values())
    for path in paths:
        if path not in assigned:
            assigned[path] = _free_id(path, roots, taken)
            taken.add(assigned[path])
    return assigned


def _free_id(path: Path, roots: Sequence[Path], taken: set[str]) -> str:
    """The path below its root; with the folders above in front where that is another file's."""
    parts = [*path.parts[1:-1], path.stem]
    depths = [len(path.parts) - len(root.parts) for root in roots if root in path.parents]
    for depth in range(max(depths, default=1), len(parts) + 1):
        made = identifier("-".join(parts[-depth:]))
        if made and made not in taken:
            return made
    digits = hashlib.sha256(same_name(str(path)).encode()).hexdigest()[: 2 * _HASH_DIGITS]
    return f"document-{digits}"


def _has_other_script(name: str) -> bool:
    return any(
        sign.isalnum() and not sign.isascii() and "LATIN" not in unicodedata.name(sign, "")
        for sign in name
    )
