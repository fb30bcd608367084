"""One document in two formats, "a.docx" beside "a.pdf": which of them rules is asked."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.errors import ManifestError
from ingest.plan.document_ids import same_name


@dataclass(frozen=True, slots=True)
class Choice:
    """``kept`` are to be read, ``asked`` wait for an answer, ``set_aside`` got "no" for one."""

    kept: tuple[Path, ...]
    asked: tuple[tuple[Path, ManifestError], ...]
    set_aside: tuple[Path, ...]


def choose(paths: Iterable[Path], *, stored: Collection[Path], prefer: Sequence[str]) -> Choice:
    """One file of each name in a folder.

    Args:
        paths: all files; those of other names are kept as they are.
        stored: what an earlier run took in: it goes on to rule until somebody says otherwise.
        prefer: suffixes, best first, as the answer of whoever runs this: (".pdf",).
    """
    together: defaultdict[tuple[Path, str], list[Path]] = defaultdict(list)
    for path in paths:
        together[path.parent, same_name(path.stem).casefold()].append(path)
    kept: list[Path] = []
    asked: list[tuple[Path, ManifestError]] = []
    aside: list[Path] = []
    for group in together.values():
        formats = {path.suffix.casefold() for path in group}
        if len(group) == 1 or len(formats) < len(group):  # "A.md" and "a.md" are two documents
            kept += group
            continue
        ruling = _ruling(group, stored, prefer)
        kept += [ruling] if ruling else []
        others = [path for path in group if path != ruling]
        if ruling and ruling.suffix.casefold() in prefer:
            aside += others
        else:
            asked += [(path, _question(path, group, ruling)) for path in others]
    return Choice(tuple(sorted(kept)), tuple(asked), tuple(aside))


def _ruling(group: Sequence[Path], stored: Collection[Path], prefer: Sequence[str]) -> Path | None:
    for suffix in prefer:
        for path in group:
            if path.suffix.casefold() == suffix.casefold():
                return path
    known = [path for path in group if path in stored]
    return known[0] if len(known) == 1 else None


def _question(path: Path, group: Sequence[Path], ruling: Path | None) -> ManifestError:
    names = " and ".join(other.name for other in sorted(group))
    state = f"{ruling.name} rules until you say otherwise" if ruling else "neither was taken in"
    return ManifestError(
        f"Which one rules? {names} look like one document in two formats; {state}.",
        advice=f"Run it again with --prefer {path.suffix.lower()} (or the other ending), take "
        "one away, or give each an ID of its own in a manifest.",
    )
