"""A caller's own narrowing: within the scope, and never more than it."""

import pytest

from api.narrowing import Narrowing, search_filter
from domain.entitlement import scope_of
from domain.types import Labels, Principal
from tests.fakes.catalogue import InMemoryCatalogue
from tests.fakes.chunks import document
from tests.fakes.records import TODAY

ALL = Labels(allow=frozenset({"group:everyone"}))
FEW = Labels(allow=frozenset({"group:board"}))
SCOPE = scope_of(Principal(subject="ann", groups=frozenset({"everyone"})), as_of=TODAY)


@pytest.fixture
def catalogue() -> InMemoryCatalogue:
    kinds = [
        ("UK-1", "UK", "internal", ALL), ("LU-1", "LU", "internal", ALL),
        ("UK-2", "UK", "secret", ALL), ("UK-3", "UK", "internal", FEW),
    ]  # fmt: skip
    documents = [
        document(name, labels=labels).model_copy(
            update={"jurisdiction": entity, "classification": kind}
        )
        for name, entity, kind, labels in kinds
    ]
    return InMemoryCatalogue(documents, [])


@pytest.mark.parametrize(
    ("narrowing", "ids"),
    [
        (Narrowing(), None),
        (Narrowing(document_ids=frozenset({"X"})), {"X"}),
        (Narrowing(jurisdictions=frozenset({"uk"})), {"UK-1", "UK-2"}),
        (Narrowing(classifications=frozenset({"Internal"})), {"UK-1", "LU-1"}),
        (Narrowing(jurisdictions=frozenset({"UK"}), classifications=frozenset({"secret"})),
         {"UK-2"}),
        (Narrowing(jurisdictions=frozenset({"UK"}), document_ids=frozenset({"UK-3", "UK-1"})),
         {"UK-1"}),
        (Narrowing(jurisdictions=frozenset()), set()),
        (Narrowing(jurisdictions=frozenset({"FR"})), set()),
    ],
)  # fmt: skip
def test_a_narrowing_becomes_readable_documents(
    catalogue: InMemoryCatalogue, narrowing: Narrowing, ids: set[str] | None
) -> None:
    found = search_filter(narrowing, catalogue, SCOPE).document_ids
    assert found == (None if ids is None else frozenset(ids))
