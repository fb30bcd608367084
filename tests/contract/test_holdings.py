"""The ``Holdings`` port: the SQLite catalogue's own, and the one that reads any catalogue."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from domain.ports import Catalogue
from domain.record_ports import Holdings
from domain.types import Document, DocumentVersion, Labels, Status
from ingest.store.catalogue import SqliteCatalogue
from ingest.store.holdings import SqliteHoldings
from ingest.store.stored_versions import StoredVersion
from ledger.documents import CatalogueHoldings
from tests.fakes.chunks import document, version_of

GIFTS = [("1 Gifts", ["1.1 A gift may be kept."]), ("2 Limits", ["2.1 Up to £50."])]
BOARD = Labels(allow=frozenset({"group:board"}), deny=frozenset({"user:eve"}))
MAKERS: dict[str, Callable[[Path, Catalogue], Holdings]] = {
    "sqlite": lambda folder, _: SqliteHoldings(folder),
    "any catalogue": lambda _, catalogue: CatalogueHoldings(catalogue),
}


@pytest.fixture
def catalogue(index_folder: Path) -> Iterator[SqliteCatalogue]:
    made = SqliteCatalogue(index_folder)
    yield made
    made.close()


@pytest.fixture(params=MAKERS)
def holdings(
    request: pytest.FixtureRequest, index_folder: Path, catalogue: SqliteCatalogue
) -> Holdings:
    return MAKERS[request.param](index_folder, catalogue)


def store(catalogue: SqliteCatalogue, owner: Document, version: DocumentVersion) -> None:
    stored = StoredVersion(
        document_id=version.document_id, version=version.version, content_key="k",
        labels=owner.labels, source_path="a.pdf", chunk_count=1,
    )  # fmt: skip
    catalogue.begin(version.document_id, version.version)
    catalogue.complete(owner, version, stored=stored, words=None)


def test_each_version_is_held_with_its_status_and_every_label(
    catalogue: SqliteCatalogue, holdings: Holdings
) -> None:
    assert holdings.holdings() == ()
    owner = document("POL-GFT-003", labels=BOARD)
    store(catalogue, owner, version_of(GIFTS, version="2.0", section_labels={"2": BOARD}))
    store(catalogue, owner, version_of(GIFTS, version="3.0", status=Status.DRAFT))
    held = holdings.holdings()
    assert {(h.document_id, h.version, h.status) for h in held} == {
        ("POL-GFT-003", "2.0", Status.APPROVED),
        ("POL-GFT-003", "3.0", Status.DRAFT),
    }
    assert {h.labels for h in held} == {BOARD}
    assert {h.section_labels for h in held} == {(BOARD,), ()}


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Renamed"},
        {"text": "other", "text_sha256": "0" * 64},
        {"status": Status.WITHDRAWN},
        {"source_sha256": "1" * 64},
        {"sections": ()},
        {"pages": ()},
    ],
)
def test_the_digest_moves_with_anything_that_a_version_says(
    catalogue: SqliteCatalogue, holdings: Holdings, change: dict[str, object]
) -> None:
    owner, version = document("POL-GFT-003"), version_of(GIFTS)
    store(catalogue, owner, version)
    before = holdings.holdings()[0].digest
    store(catalogue, owner, version.model_copy(update=change))
    assert holdings.holdings()[0].digest != before
    store(catalogue, owner, version)
    assert holdings.holdings()[0].digest == before


def test_the_same_tuple_says_that_nothing_was_written(
    catalogue: SqliteCatalogue, index_folder: Path
) -> None:
    holdings = SqliteHoldings(index_folder)
    store(catalogue, document("POL-GFT-003"), version_of(GIFTS))
    before = holdings.holdings()
    assert holdings.holdings() is before
    store(catalogue, document("POL-AML-001"), version_of(GIFTS, document_id="POL-AML-001"))
    assert len(holdings.holdings()) == len(before) + 1
    holdings.close()
