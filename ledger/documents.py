"""The fingerprint of what an asker could open: a function of nothing else (P2, P7).

A response depends on the question, the day, the settings and the documents that the caller may
read. To the caller a document that was relabelled is one that came or went, and so it is here.
"""

import hashlib
import threading

from domain.entitlement import permits
from domain.ports import Catalogue
from domain.record_ports import Holding, Holdings
from domain.types import Scope, Status
from ledger.chain import canonical

# Distinct sets of groups that ask at one time; a bank has hundreds.
_MAXIMUM_SCOPES = 1_000


class CatalogueHoldings:
    """``Holdings`` of any catalogue, by reading all of it each time: for small ones."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Nothing is read yet."""
        self._catalogue = catalogue

    def holdings(self) -> tuple[Holding, ...]:
        """See Holdings; never the same tuple twice."""
        return tuple(
            Holding(
                document_id=document.document_id,
                version=version.version,
                status=version.status,
                labels=document.labels,
                section_labels=tuple(s.labels for s in version.sections if s.labels is not None),
                digest=hashlib.sha256(version.model_dump_json().encode()).hexdigest(),
            )
            for document in self._catalogue.documents()
            for version in self._catalogue.versions(document.document_id)
        )


class DocumentsFingerprint:
    """The fingerprint for a scope; computed again only after something was written."""

    def __init__(self, holdings: Holdings) -> None:
        """``holdings`` is asked each time whether it still holds the same."""
        self._holdings = holdings
        self._lock = threading.Lock()
        self._of: tuple[Holding, ...] = ()
        self._known: dict[frozenset[str], str] = {}

    def for_scope(self, scope: Scope) -> str:
        """64 hex digits. The date plays no part: which version is in force follows from all."""
        held = self._holdings.holdings()
        with self._lock:
            if held is not self._of or len(self._known) >= _MAXIMUM_SCOPES:
                self._of, self._known = held, {}
            if scope.names not in self._known:
                self._known[scope.names] = _digest(held, scope)
            return self._known[scope.names]

    def user_names(self) -> frozenset[str]:
        """Every ``user:…`` that a label names, without the prefix: for replays alone."""
        labels = [
            labels
            for holding in self._holdings.holdings()
            for labels in (holding.labels, *holding.section_labels)
        ]
        names = {name for found in labels for name in found.allow | found.deny}
        return frozenset(n.removeprefix("user:") for n in names if n.startswith("user:"))


def _digest(held: tuple[Holding, ...], scope: Scope) -> str:
    readable = [
        (
            holding.document_id,
            holding.version,
            holding.digest,
            [permits(labels, scope) for labels in holding.section_labels],
        )
        for holding in held
        if permits(holding.labels, scope) and holding.status is not Status.DRAFT
    ]
    return hashlib.sha256(canonical(readable).encode()).hexdigest()
