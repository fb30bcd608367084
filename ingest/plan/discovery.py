"""Paths and labels to a plan: which versions are to be in the index, and what is refused now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from domain.errors import IngestError, ManifestError, UnlabelledDocument
from domain.principal_names import PrincipalNameError, label_name
from domain.types import Document, Labels, Status
from ingest.plan.document_ids import assign_ids, same_name
from ingest.plan.folder_walk import (
    MANIFEST_NAME,
    FoundFiles,
    as_named,
    find_files,
    is_there,
    is_within,
    on_disk,
)
from ingest.plan.manifest import DocumentEntry, Manifest, VersionEntry, read_manifest
from ingest.plan.two_formats import choose


@dataclass(frozen=True, slots=True)
class PlannedVersion:
    """One file to be in the index, and everything about it that is not in the file."""

    document: Document  # an empty title: to be read from the file
    version: str  # empty: to be made from the content
    path: Path
    status: Status = Status.APPROVED
    effective_from: date | None = None
    effective_to: date | None = None
    section_labels: dict[str, Labels] = field(default_factory=dict)
    source_sha256: str = ""  # empty: not hashed yet
    kept_copy: Path | None = (
        None  # read instead of ``path``, which is gone or says other things now
    )

    @property
    def read_from(self) -> Path:
        """The file to open."""
        return self.kept_copy or self.path


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do: versions in order, refusals by name, files that are no documents, roots seen.

    What is stored of the document IDs and paths ``untouched`` stays as it is: their manifest entry
    is wrong, or their folder could not be listed, so nobody can say that they are gone.
    """

    versions: tuple[PlannedVersion, ...]
    refused: tuple[tuple[str, IngestError], ...]
    ignored: tuple[Path, ...]
    roots: frozenset[Path]
    untouched_ids: frozenset[str] = frozenset()
    untouched_paths: frozenset[Path] = frozenset()

    @property
    def labels(self) -> frozenset[str]:
        """Every name that a label of a planned version mentions, its sections' included."""
        labels = [
            each
            for version in self.versions
            for each in (version.document.labels, *version.section_labels.values())
        ]
        return frozenset[str]().union(*(each.allow | each.deny for each in labels))


def make_plan(
    paths: list[Path],
    *,
    labels_file: Path | None,
    allow: frozenset[str] = frozenset(),
    data_dir: Path | None = None,
    known_ids: Mapping[str, str] | None = None,
    prefer: Sequence[str] = (),
) -> Plan:
    """The plan for ``paths`` (files or folders), labelled by a manifest or by ``allow`` for all.

    Args:
        paths: what was asked for.
        labels_file: the manifest; None looks for one beside the paths.
        allow: who may read each file, instead of a manifest.
        data_dir: left out where it lies under a path: it holds copies of what was ingested.
        known_ids: source path -> document ID of what is stored without a manifest.
        prefer: suffixes, best first: which file rules where one name stands in two formats.

    Raises:
        ManifestError: a path is missing, there are no labels at all, both kinds were given, or
            the manifest cannot be read.
    """
    for path in paths:
        if not path.exists():
            raise ManifestError(f"{path} does not exist.", advice="Check the path and try again.")
    if allow and labels_file:
        raise ManifestError("--labels and --allow were both given.", advice="Give one of them.")
    roots = [as_named(path) for path in paths]
    found = find_files(roots, skipped=data_dir.resolve() if data_dir else None)
    if allow:
        return _plan_by_default(found, roots, allow=allow, known_ids=known_ids or {}, prefer=prefer)
    return _plan_by_manifest(found, roots, read_manifest(labels_file or _manifest_beside(roots)))


def _manifest_beside(roots: list[Path]) -> Path:
    for root in roots:
        folder = root if root.is_dir() else root.parent
        if (folder / MANIFEST_NAME).is_file():
            return folder / MANIFEST_NAME
    raise ManifestError(
        f"There is no {MANIFEST_NAME} in {roots[0]}, and without labels nobody may read anything.",
        advice="Give --labels FILE, or --allow group:everyone to let one group read all of it.",
    )


def _plan_by_manifest(found: FoundFiles, roots: list[Path], manifest: Manifest) -> Plan:
    planned: list[PlannedVersion] = []
    refused = list(found.refused)
    for problem in manifest.problems:
        error = ManifestError(f"{problem.reason}.", advice="Correct its manifest entry.")
        refused.append((problem.name, error))
    wrong = {as_named(manifest.folder / name) for p in manifest.problems for name in p.files}
    listed = set(wrong)
    for entry in manifest.documents:
        for version in entry.versions:
            path = on_disk(as_named(manifest.folder / version.file))
            listed.add(path)
            if not is_there(path):
                refused.append((entry.document_id, _absent(version)))
            elif is_within(path, frozenset(roots)):
                planned.append(_planned(entry, version, path))
    refused.extend((path.name, _unlabelled(path)) for path in found.documents if path not in listed)
    return Plan(
        versions=tuple(planned),
        refused=tuple(refused),
        ignored=tuple(path for path in found.ignored if path not in listed),
        roots=frozenset(roots),
        untouched_ids=frozenset(problem.name for problem in manifest.problems),
        untouched_paths=frozenset(wrong).union(found.closed),
    )


def _absent(version: VersionEntry) -> ManifestError:
    return ManifestError(
        f"Version {version.version}: there is no file {version.file}.",
        advice="Put the file back or take the version out of the manifest.",
    )


def _unlabelled(path: Path) -> UnlabelledDocument:
    return UnlabelledDocument(
        f"{path.name} has no labels: nothing is readable by default.",
        advice="Add it to the manifest, or take it out of the folder.",
    )


def _planned(entry: DocumentEntry, version: VersionEntry, path: Path) -> PlannedVersion:
    document = Document(
        document_id=entry.document_id,
        title=entry.title,
        owner=entry.owner,
        jurisdiction=entry.jurisdiction,
        classification=entry.classification,
        labels=Labels(allow=entry.allow, deny=entry.deny),
        precedence=entry.precedence,
        later_prevails=entry.later_prevails,
    )
    return PlannedVersion(
        document=document,
        version=version.version,
        path=path,
        status=version.status,
        effective_from=version.effective_from,
        effective_to=version.effective_to,
        section_labels={section.section: section.labels for section in entry.sections},
    )


def _plan_by_default(
    found: FoundFiles,
    roots: list[Path],
    *,
    allow: frozenset[str],
    known_ids: Mapping[str, str],
    prefer: Sequence[str],
) -> Plan:
    """IDs from the paths; of one name in two formats, the one that rules."""
    labels = Labels(allow=_sound_default(found, allow))
    refused = list(found.refused)
    inside: list[Path] = []
    for path in found.documents:
        if path not in roots and not is_within(path.resolve(), frozenset(roots)):
            refused.append((path.name, _leads_out(path)))
        else:
            inside.append(path)
    stored = {same_name(path) for path in known_ids}
    choice = choose(
        inside, stored=[path for path in inside if same_name(str(path)) in stored], prefer=prefer
    )
    refused.extend((path.name, question) for path, question in choice.asked)
    ids = assign_ids(choice.kept, roots, known_ids)
    return Plan(
        versions=tuple(
            PlannedVersion(
                document=Document(document_id=ids[path], title="", labels=labels),
                version="",
                path=path,
            )
            for path in choice.kept
        ),
        refused=tuple(refused),
        ignored=(*found.ignored, *choice.set_aside),
        roots=frozenset(roots),
        untouched_paths=frozenset(path for path, _ in choice.asked).union(found.closed),
    )


def _sound_default(found: FoundFiles, allow: frozenset[str]) -> frozenset[str]:
    try:
        names = frozenset(label_name(name) for name in sorted(allow))
    except PrincipalNameError as error:
        advice = "For example: --allow group:everyone"
        raise ManifestError(f"{error}.", advice=advice) from error
    if found.manifests:
        raise ManifestError(
            f"{found.manifests[0]} labels its documents; --allow would open them all.",
            advice="Leave --allow out, or move the manifest away if it no longer holds.",
        )
    return names


def _leads_out(path: Path) -> UnlabelledDocument:
    return UnlabelledDocument(
        f"{path.name} is a link that leads out of the folder, so --allow does not speak for it.",
        advice="Copy the file into the folder, or give its own path.",
    )
