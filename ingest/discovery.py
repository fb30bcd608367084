"""Paths and labels to a plan: which versions are to be in the index, and what is refused now."""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from domain.errors import IngestError, ManifestError, UnlabelledDocument
from domain.types import Document, Labels, Status
from ingest.manifest import DocumentEntry, Manifest, VersionEntry, read_manifest, require_name

READABLE_SUFFIXES = frozenset({".pdf", ".docx", ".html", ".htm", ".md", ".txt"})
# Documents by nature: silence about them would look as if they had been read.
UNSUPPORTED_SUFFIXES = frozenset(
    {".doc", ".xls", ".xlsx", ".ppt", ".pptx", ".odt", ".ods", ".rtf", ".eml", ".msg", ".csv"}
    | {".epub", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".zip", ".exe"}
)
MANIFEST_NAME = "manifest.yaml"


@dataclass(frozen=True, slots=True)
class PlannedVersion:
    """One file to be in the index, and everything about it that is not in the file."""

    document: Document  # an empty title: to be read from the file
    version: str  # empty: to be made from the content
    path: Path
    root: Path  # the path or manifest that asked for it; what is gone from a root is removed
    status: Status = Status.APPROVED
    effective_from: date | None = None
    effective_to: date | None = None
    section_labels: dict[str, Labels] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do: versions in order, refusals by name, files that are no documents, roots seen.

    ``untouched``: document IDs whose manifest entry is wrong; what is stored of them stays.
    """

    versions: tuple[PlannedVersion, ...]
    refused: tuple[tuple[str, IngestError], ...]
    ignored: tuple[Path, ...]
    roots: tuple[Path, ...]
    untouched: frozenset[str] = frozenset()


def make_plan(
    paths: list[Path], *, labels_file: Path | None, allow: frozenset[str] = frozenset()
) -> Plan:
    """The plan for ``paths`` (files or folders), labelled by a manifest or by ``allow`` for all.

    Raises:
        ManifestError: a path is missing, there are no labels at all, both kinds were given, or
            the manifest cannot be read.
    """
    for path in paths:
        if not path.exists():
            raise ManifestError(f"{path} does not exist.", advice="Check the path and try again.")
    if allow and labels_file:
        raise ManifestError("--labels and --allow were both given.", advice="Give one of them.")
    roots = [path.resolve() for path in paths]
    files, ignored = _files_under(roots)
    if allow:
        return _plan_by_default(files, ignored, roots, allow=allow)
    manifest = read_manifest(labels_file or _manifest_beside(roots))
    return _plan_by_manifest(files, ignored, roots, manifest=manifest)


def _manifest_beside(roots: list[Path]) -> Path:
    for root in roots:
        folder = root if root.is_dir() else root.parent
        if (folder / MANIFEST_NAME).is_file():
            return folder / MANIFEST_NAME
    raise ManifestError(
        f"There is no {MANIFEST_NAME} in {roots[0]}, and nothing is readable by default.",
        advice="Give --labels FILE, or --allow group:everyone to let one group read all of it.",
    )


def _files_under(roots: list[Path]) -> tuple[dict[Path, Path], list[Path]]:
    """Each document file with the root it came from, sorted by path; and what is no document."""
    files: dict[Path, Path] = {}
    ignored: list[Path] = []
    for root in roots:
        found = [root] if root.is_file() else sorted(p for p in root.rglob("*") if p.is_file())
        for path in found:
            if any(part.startswith(".") for part in path.relative_to(root).parts):
                continue  # editors' and file systems' own files
            is_document = path.suffix.lower() in READABLE_SUFFIXES | UNSUPPORTED_SUFFIXES
            if is_document or path == root:
                files.setdefault(path, root)
            elif path.name != MANIFEST_NAME:
                ignored.append(path)
    return files, ignored


def _plan_by_manifest(
    files: dict[Path, Path], ignored: list[Path], roots: list[Path], *, manifest: Manifest
) -> Plan:
    planned: list[PlannedVersion] = []
    refused: list[tuple[str, IngestError]] = [
        (problem.name, ManifestError(f"{problem.reason}.", advice="Correct its manifest entry."))
        for problem in manifest.problems
    ]
    listed = {
        (manifest.folder / file).resolve()
        for problem in manifest.problems
        for file in problem.files
    }
    for entry in manifest.documents:
        for version in entry.versions:
            path = (manifest.folder / version.file).resolve()
            listed.add(path)
            if path in files:
                planned.append(_planned(entry, version, path, files[path]))
            elif not path.exists():
                error = ManifestError(
                    f"Version {version.version}: {version.file} is not there.",
                    advice="Put the file back or take the version out of the manifest.",
                )
                refused.append((entry.document_id, error))
    for path in files:
        if path not in listed:
            refused.append((path.name, _unlabelled(path)))
    untouched = frozenset(problem.name for problem in manifest.problems)
    return Plan(tuple(planned), tuple(refused), tuple(ignored), tuple(roots), untouched)


def _unlabelled(path: Path) -> UnlabelledDocument:
    return UnlabelledDocument(
        f"{path.name} has no labels: nothing is readable by default.",
        advice="Add it to the manifest, or take it out of the folder.",
    )


def _planned(entry: DocumentEntry, version: VersionEntry, path: Path, root: Path) -> PlannedVersion:
    document = Document(
        document_id=entry.document_id,
        title=entry.title,
        owner=entry.owner,
        jurisdiction=entry.jurisdiction,
        classification=entry.classification,
        labels=Labels(allow=entry.allow, deny=entry.deny),
    )
    return PlannedVersion(
        document=document,
        version=version.version,
        path=path,
        root=root,
        status=version.status,
        effective_from=version.effective_from,
        effective_to=version.effective_to,
        section_labels={section.section: section.labels for section in entry.sections},
    )


def _plan_by_default(
    files: dict[Path, Path], ignored: list[Path], roots: list[Path], *, allow: frozenset[str]
) -> Plan:
    """IDs from file names; the folder's name goes in front where two files share one."""
    for name in allow:
        try:
            require_name(name)
        except ValueError as error:
            raise ManifestError(f"{error}.", advice="For example: --allow group:everyone") from None
    labels = Labels(allow=allow)
    stems = Counter(_identifier(path.stem) for path in files)
    planned = []
    for path, root in files.items():
        stem = _identifier(path.stem)
        name = stem if stems[stem] == 1 else _identifier(f"{path.parent.name}-{path.stem}")
        document = Document(document_id=name, title="", labels=labels)
        planned.append(PlannedVersion(document=document, version="", path=path, root=root))
    return _refuse_shared_ids(planned, ignored, roots)


def _refuse_shared_ids(
    planned: list[PlannedVersion], ignored: list[Path], roots: list[Path]
) -> Plan:
    counts = Counter(version.document.document_id for version in planned)
    refused: list[tuple[str, IngestError]] = []
    for version in planned:
        if counts[version.document.document_id] > 1:
            error = ManifestError(
                f"{version.path} would get the document ID {version.document.document_id}, "
                "as another file does.",
                advice="Rename one of them, or give IDs in a manifest.",
            )
            refused.append((version.path.name, error))
    kept = tuple(version for version in planned if counts[version.document.document_id] == 1)
    return Plan(kept, tuple(refused), tuple(ignored), tuple(roots))


def _identifier(name: str) -> str:
    """Letters, digits, dots, underscores and hyphens only, at most 80 characters."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-._")[:80] or "document"
