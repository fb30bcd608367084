"""Who may read what, and when. This file decides; nothing else does.

Gate one is ``retrieval``'s query filter, a translation of ``may_read`` into the store's language
that a property test compares with this file. Gate two is ``require_readable``: asked again right
before anything is used or shown.
"""

from datetime import date

from domain.errors import EntitlementBreach
from domain.types import Chunk, DocumentVersion, Labels, Principal, Scope, Status


def scope_of(principal: Principal, *, as_of: date) -> Scope:
    """The scope of an authenticated principal on a date; the only maker of a ``Scope``.

    A principal without groups keeps its ``user:`` name alone.
    """
    groups = {f"group:{group}" for group in principal.groups}
    return Scope(names=frozenset({f"user:{principal.subject}"} | groups), as_of=as_of)


def on_day(scope: Scope, as_of: date) -> Scope:
    """The same names on another day: who asks does not change."""
    return Scope(names=scope.names, as_of=as_of)


def permits(labels: Labels, scope: Scope) -> bool:
    """Whether one set of labels lets the scope in. Deny beats allow; no allow means nobody."""
    return not (labels.deny & scope.names) and bool(labels.allow & scope.names)


def may_read(labels: Labels, section_labels: Labels | None, scope: Scope) -> bool:
    """Whether the scope may read text under a document's labels and its section's, if it has any.

    Both must permit: a section narrows its document and can never widen it.
    """
    return permits(labels, scope) and (section_labels is None or permits(section_labels, scope))


def in_force(
    status: Status, effective_from: date | None, effective_to: date | None, as_of: date
) -> bool:
    """Whether a version is in force on ``as_of``; both ends are inclusive, None is open.

    A draft never is. A superseded or withdrawn version was, up to its last day; without a last
    day it is never in force, because nobody can say until when.
    """
    if status is Status.DRAFT:
        return False
    if status in (Status.SUPERSEDED, Status.WITHDRAWN) and effective_to is None:
        return False
    starts = effective_from is None or effective_from <= as_of
    return starts and (effective_to is None or as_of <= effective_to)


def chunk_in_scope(chunk: Chunk, scope: Scope) -> bool:
    """Whether the scope may read and cite a chunk: labels and dates together."""
    return may_read(chunk.labels, chunk.section_labels, scope) and in_force(
        chunk.status, chunk.effective_from, chunk.effective_to, scope.as_of
    )


def require_readable(chunk: Chunk, scope: Scope) -> None:
    """Gate two for a chunk that is about to be used.

    Raises:
        EntitlementBreach: the chunk is outside the scope, so gate one failed.
    """
    if not chunk_in_scope(chunk, scope):
        raise EntitlementBreach("A passage outside the caller's scope reached the answer path.")


def may_view_version(labels: Labels, version: DocumentVersion, scope: Scope) -> bool:
    """Whether the scope may open a version to look at it, in force or not; drafts never open.

    Sections narrower than the document are withheld apart, by ``withheld_spans``.
    """
    return permits(labels, scope) and version.status is not Status.DRAFT


def withheld_spans(version: DocumentVersion, scope: Scope) -> tuple[tuple[int, int], ...]:
    """The character spans of sections that the scope may not read, in text order; often empty."""
    return tuple(
        (section.start, section.end)
        for section in version.sections
        if section.labels is not None and not permits(section.labels, scope)
    )
