"""The day on which a version that a question names was in force, among readable documents alone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from answering.question.versions import VersionNamed, same_version
from domain.entitlement import in_force, on_day, permits
from domain.ports import Catalogue, SearchFilter
from domain.terms import terms_of, words_of
from domain.types import Document, DocumentVersion, Passage, Scope, Status

# Searches for the question in a scope, narrowed; best first.
Asked = Callable[[Scope, SearchFilter], list[Passage]]
# Days on which candidates are searched; a search each. Later versions first.
_MOST_DAYS = 6


@dataclass(frozen=True, slots=True)
class VersionDay:
    """A document's version, and the last day on which it was in force, today at the latest."""

    document_id: str
    title: str
    version: str
    day: date


def readable_titles(catalogue: Catalogue, scope: Scope) -> frozenset[str]:
    """The words of the titles and IDs of documents that the scope may read, in lower case."""
    return frozenset(
        word
        for document in catalogue.documents()
        if permits(document.labels, scope)
        for word in (*words_of(document.title), document.document_id.lower())
    )


def day_of_version(
    named: VersionNamed,
    question: str,
    *,
    scope: Scope,
    narrow: SearchFilter | None,
    today: date,
    catalogue: Catalogue,
    asked: Asked,
) -> VersionDay | None:
    """The version that is meant; None where no readable document has one of that number.

    Of several documents with such a version the one whose title the question names is meant, else
    the one that the search finds nearest.
    """
    candidates = _with_that_version(named.number, scope, narrow, catalogue, today)
    if len(candidates) > 1:
        candidates = _best_named(candidates, question)
    if len(candidates) > 1:
        candidates = _nearest(candidates, scope, asked)
    return candidates[0] if candidates else None


def _with_that_version(
    number: str, scope: Scope, narrow: SearchFilter | None, catalogue: Catalogue, today: date
) -> list[VersionDay]:
    wanted = narrow.document_ids if narrow else None
    return [
        VersionDay(document.document_id, version.title, version.version, day)
        for document in catalogue.documents()
        if permits(document.labels, scope) and (wanted is None or document.document_id in wanted)
        for version in catalogue.versions(document.document_id)
        if same_version(version.version, number)
        for day in _day_in_force(document, version, today)
    ]


def _day_in_force(_: Document, version: DocumentVersion, today: date) -> list[date]:
    """The last day in force up to today, else the first one to come; [] for a version without."""
    if version.status is Status.DRAFT:
        return []
    ended, began = version.effective_to, version.effective_from
    day = min(ended, today) if ended else today
    if began is not None and began > day:
        day = began
    return [day] if in_force(version.status, began, ended, day) else []


def _best_named(candidates: list[VersionDay], question: str) -> list[VersionDay]:
    """Those whose title shares most with the question; all of them where none shares anything."""
    asked = set(terms_of(question))
    shares = [
        (len(terms & asked) / len(terms) if terms else 0.0, candidate)
        for candidate in candidates
        for terms in [set(terms_of(candidate.title))]
    ]
    best = max(share for share, _ in shares)
    return [candidate for share, candidate in shares if share == best]


def _nearest(candidates: list[VersionDay], scope: Scope, asked: Asked) -> list[VersionDay]:
    """The one whose text, on its day, the search finds nearest to the question."""
    found: list[tuple[float, str, VersionDay]] = []
    for day in sorted({candidate.day for candidate in candidates}, reverse=True)[:_MOST_DAYS]:
        known = {c.document_id: c for c in candidates if c.day == day}
        passages = asked(on_day(scope, day), SearchFilter(document_ids=frozenset(known)))
        for passage in passages:
            candidate = known[passage.chunk.document_id]
            if passage.chunk.version == candidate.version:
                score = passage.dense_score or 0.0
                found.append((-score, candidate.document_id, candidate))
    return [candidate for _, _, candidate in sorted(found, key=lambda one: one[:2])[:1]]
