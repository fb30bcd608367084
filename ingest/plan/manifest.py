"""Labels on file: which documents there are, in which versions, and who may read them.

A document whose entry is wrong is refused by name and the others go on; only a manifest that
cannot be read at all stops a run.
"""

from collections import Counter
from datetime import date
from itertools import combinations, pairwise
from os.path import normpath
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from domain.dates import WrittenDate
from domain.errors import ManifestError
from domain.types import Labels, PrincipalName, Status
from ingest.plan.manifest_yaml import load_manifest_yaml
from ingest.plan.plain_text import PlainText, require_plain, shown

# It stands in addresses, file names and citations, so it is kept to letters that survive them all.
DOCUMENT_ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$"
# A version number made from the content starts so; a manifest's own may not.
CONTENT_VERSION_PREFIX = "sha-"
# pydantic's kinds of fault, in words for somebody who writes YAML.
_FAULTS = {
    "missing": "is missing",
    "extra_forbidden": "is not a field of an entry",
    "string_type": "must be text: put it in quotes",
    "frozen_set_type": 'must be a list: write ["group:…"]',
    "tuple_type": "must be a list",
    "model_type": "must be a list of fields and values",
    "too_short": "must not be empty",
    "string_pattern_mismatch": "may hold only letters, digits, dots, hyphens and underscores",
}


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SectionEntry(_Entry):
    """A section narrower than its document, by its number as printed: ``"7"`` covers 7.1 too."""

    section: PlainText
    allow: frozenset[PrincipalName]
    deny: frozenset[PrincipalName] = frozenset()

    @property
    def labels(self) -> Labels:
        """The section's own labels; the document's apply besides."""
        return Labels(allow=self.allow, deny=self.deny)


class VersionEntry(_Entry):
    """One file and the days on which it is in force; both ends inclusive, none is open."""

    version: Annotated[str, Field(pattern=DOCUMENT_ID_PATTERN)]
    file: PlainText
    status: Status
    effective_from: WrittenDate | None = None
    effective_to: WrittenDate | None = None


class DocumentEntry(_Entry):
    """A document as the manifest gives it."""

    document_id: Annotated[str, Field(pattern=DOCUMENT_ID_PATTERN)]
    title: PlainText = ""
    owner: PlainText = ""
    jurisdiction: PlainText = ""
    classification: PlainText = ""
    precedence: Annotated[int, Field(ge=1)] | None = None  # where policies conflict, 1 beats 2
    later_prevails: bool = False
    allow: frozenset[PrincipalName]
    deny: frozenset[PrincipalName] = frozenset()
    sections: tuple[SectionEntry, ...] = ()
    versions: Annotated[tuple[VersionEntry, ...], Field(min_length=1)]

    @field_validator("allow")
    @classmethod
    def _somebody_may_read(cls, value: frozenset[str]) -> frozenset[str]:
        if not value:
            raise ValueError("nobody may read it: name at least one user:… or group:…")
        return value

    @field_validator("sections")
    @classmethod
    def _narrowed_once(cls, value: tuple[SectionEntry, ...]) -> tuple[SectionEntry, ...]:
        for outer, inner in combinations(sorted(entry.section for entry in value), 2):
            if inner == outer or inner.startswith(f"{outer}."):
                raise ValueError(f"sections {outer} and {inner} overlap: list the outer one only")
        return value

    @field_validator("versions")
    @classmethod
    def _one_in_force_at_a_time(cls, value: tuple[VersionEntry, ...]) -> tuple[VersionEntry, ...]:
        names = [entry.version for entry in value]
        if len(set(names)) < len(names):
            raise ValueError("two versions have the same number")
        for entry in value:
            if entry.version.startswith(CONTENT_VERSION_PREFIX):
                raise ValueError(f"version {entry.version} starts with {CONTENT_VERSION_PREFIX}")
            if entry.status in (Status.SUPERSEDED, Status.WITHDRAWN) and not entry.effective_to:
                raise ValueError(f"version {entry.version} is {entry.status} without effective_to")
            first, last = entry.effective_from or date.min, entry.effective_to or date.max
            if last < first:
                raise ValueError(f"version {entry.version} ends on {last}, before {first}")
        _refuse_overlap([entry for entry in value if entry.status is not Status.DRAFT])
        return value


def _refuse_overlap(entries: list[VersionEntry]) -> None:
    ordered = sorted(entries, key=lambda entry: entry.effective_from or date.min)
    for earlier, later in pairwise(ordered):
        if (earlier.effective_to or date.max) >= (later.effective_from or date.min):
            raise ValueError(
                f"versions {earlier.version} and {later.version} are in force on the same days: "
                f"end {earlier.version} before {later.effective_from}"
            )


class ManifestProblem(_Entry):
    """An entry that cannot be used, and why, in words for its author."""

    name: str
    reason: str
    files: tuple[str, ...] = ()  # refused with it, so not called unlabelled besides


class Manifest(_Entry):
    """The usable entries in file order, and the others with their reasons."""

    folder: Path
    documents: tuple[DocumentEntry, ...]
    problems: tuple[ManifestProblem, ...] = ()


def read_manifest(path: Path) -> Manifest:
    """The manifest at ``path``; file names in it are relative to its folder.

    Raises:
        ManifestError: it is missing, not YAML, too large, or holds no list named ``documents``.
    """
    advice = "See docs/manifest.md for the form; corpus_samples/manifest.yaml is an example."
    try:
        content = load_manifest_yaml(path)
    except FileNotFoundError as error:
        raise ManifestError(f"There is no manifest at {path}.", advice=advice) from error
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        # ValueError: bytes that are no text, and a date such as 2025-02-30.
        reason = shown(" ".join(str(error).split()).rstrip("."))
        raise ManifestError(f"{path} cannot be read as YAML: {reason}.", advice=advice) from error
    entries = content.get("documents") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        raise ManifestError(f"{path} holds no list named 'documents'.", advice=advice)
    documents: list[DocumentEntry] = []
    problems: list[ManifestProblem] = []
    for position, entry in enumerate(entries, start=1):
        try:
            documents.append(DocumentEntry.model_validate(entry))
        except ValidationError as error:
            problems.append(_problem(entry, position, _explain(error)))
    return _without_duplicates(path.parent, documents, problems)


def _without_duplicates(
    folder: Path, documents: list[DocumentEntry], problems: list[ManifestProblem]
) -> Manifest:
    """Entries that share an ID or a file are refused: nobody can say which labels are meant.

    An entry that is refused already counts: a slip in one of two must not let the other win.
    """
    names = Counter(problem.name for problem in problems)
    names.update(entry.document_id for entry in documents)
    files = Counter(normpath(file) for problem in problems for file in problem.files)
    files.update(normpath(version.file) for entry in documents for version in entry.versions)
    kept = []
    for entry in documents:
        shared = [v.file for v in entry.versions if files[normpath(v.file)] > 1]
        if names[entry.document_id] > 1:
            problems.append(_refused(entry, "two entries have this document_id"))
        elif shared:
            problems.append(_refused(entry, f"{shared[0]} is given for two versions"))
        else:
            kept.append(entry)
    return Manifest(folder=folder, documents=tuple(kept), problems=tuple(problems))


def _refused(entry: DocumentEntry, reason: str) -> ManifestProblem:
    files = tuple(version.file for version in entry.versions)
    return ManifestProblem(name=entry.document_id, reason=reason, files=files)


def _problem(entry: object, position: int, reason: str) -> ManifestProblem:
    fields = entry if isinstance(entry, dict) else {}
    versions = fields.get("versions")
    files = [v.get("file") for v in versions or () if isinstance(v, dict)]
    return ManifestProblem(
        name=shown(str(fields.get("document_id") or f"entry {position} of the manifest")),
        reason=reason,
        files=tuple(file for file in files if isinstance(file, str) and _may_name_a_file(file)),
    )


def _may_name_a_file(name: str) -> bool:
    """Whether the system can be asked for such a file at all."""
    try:
        require_plain(name)
    except ValueError:
        return False
    return True


def _explain(error: ValidationError) -> str:
    """Each fault in one clause: where it stands and what is wrong with it."""
    faults = []
    for fault in error.errors(include_url=False, include_context=False):
        place = shown(".".join(str(part) for part in fault["loc"])) or "entry"
        words = _FAULTS.get(fault["type"]) or fault["msg"].removeprefix("Value error, ")
        faults.append(f"{place}: {words}")
    return "; ".join(faults)
