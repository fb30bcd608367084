"""A caller's own narrowing: documents, entities, classifications. It can never widen a scope."""

from domain.entitlement import permits
from domain.ports import Catalogue, SearchFilter
from domain.types import Scope, Value


class Narrowing(Value):
    """What a question is to be looked for in. None: no narrowing by that; empty: nothing."""

    document_ids: frozenset[str] | None = None
    jurisdictions: frozenset[str] | None = None
    classifications: frozenset[str] | None = None


def search_filter(narrowing: Narrowing, catalogue: Catalogue, scope: Scope) -> SearchFilter:
    """The narrowing as document IDs that the scope may read; ANDed with the scope further in.

    An entity or a class becomes the IDs of readable documents alone, so that a document which the
    caller may not read has no part in it. Letter case does not matter.

    Raises:
        IndexUnavailable: the catalogue cannot be read.
    """
    if narrowing.jurisdictions is None and narrowing.classifications is None:
        return SearchFilter(document_ids=narrowing.document_ids)
    jurisdictions = _folded(narrowing.jurisdictions)
    classifications = _folded(narrowing.classifications)
    chosen = frozenset(
        document.document_id
        for document in catalogue.documents()
        if permits(document.labels, scope)
        and (jurisdictions is None or document.jurisdiction.casefold() in jurisdictions)
        and (classifications is None or document.classification.casefold() in classifications)
    )
    if narrowing.document_ids is not None:
        chosen &= narrowing.document_ids
    return SearchFilter(document_ids=chosen)


def _folded(names: frozenset[str] | None) -> frozenset[str] | None:
    return None if names is None else frozenset(name.casefold() for name in names)
