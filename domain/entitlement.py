"""Who may read what, and when. This file decides; nothing else does.

Gate one is ``retrieval``'s query filter, a translation of ``may_read`` into the store's language
that a property test compares with this file. Gate two is ``require_readable``: asked again right
before anything is used or shown.
"""

from datetime import date
from functools import lru_cache

from domain.errors import EntitlementBreach
from domain.principal_names import NameKind, label_of, label_readings, user_name
from domain.types import Chunk, DocumentVersion, Labels, Principal, Scope, Standing, Status


def scope_of(principal: Principal, *, as_of: date) -> Scope:
    """The scope of an authenticated principal on a date; the only maker of a ``Scope``.

    A principal without groups keeps its ``user:`` names alone.

    Raises:
        PrincipalNameError: the subject is not a valid name. An authenticator refuses such a token.
    """
    names = {label_of(NameKind.USER, user) for user in user_names(principal)}
    names |= {label_of(NameKind.GROUP, group) for group in principal.groups}
    return Scope(names=frozenset(names), as_of=as_of)


def user_names(principal: Principal) -> frozenset[str]:
    """The canonical names that labels may call a principal by, without ``user:``; none for nobody.

    Raises:
        PrincipalNameError: the subject is not a valid name.
    """
    own = {user_name(principal.subject)} if principal.subject else frozenset[str]()
    return principal.also_known_as.union(own)


def on_day(scope: Scope, as_of: date) -> Scope:
    """The same names on another day: who asks does not change."""
    return Scope(names=scope.names, as_of=as_of)


def permits(labels: Labels, scope: Scope) -> bool:
    """Whether one set of labels lets the scope in. Deny beats allow; no allow means nobody.

    An allow is for the very name, a deny also for every name that looks like it: so a spelling
    that nobody thought of keeps somebody out, and lets nobody in.
    """
    if labels.deny and not look_alikes(labels.deny).isdisjoint(look_alikes(scope.names)):
        return False
    return not labels.allow.isdisjoint(scope.names)


@lru_cache(4_096)  # asked for at each passage, with the sets of one caller and of a few policies
def look_alikes(names: frozenset[str]) -> frozenset[str]:
    """What denied and present labels are compared by: how they read."""
    return frozenset[str]().union(*(label_readings(name) for name in names))


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


def standing(version: DocumentVersion, today: date) -> Standing:
    """How a version is to be labelled for somebody who reads it on ``today``."""
    if in_force(version.status, version.effective_from, version.effective_to, today):
        return Standing.IN_FORCE
    if version.status is Status.DRAFT:
        return Standing.DRAFT
    if version.effective_from is not None and version.effective_from > today:
        return Standing.NOT_YET_IN_FORCE
    ended = {Status.SUPERSEDED: Standing.SUPERSEDED, Status.WITHDRAWN: Standing.WITHDRAWN}
    return ended.get(version.status, Standing.ENDED)


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
