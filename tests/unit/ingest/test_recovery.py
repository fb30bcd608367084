"""After a crash: nothing in doubt stays in the index, and nothing is lost for good."""

import pytest

from domain.errors import IndexMismatch
from ingest.store.catalogue import SqliteCatalogue
from ingest.store.recovery import recover
from ingest.store.wholeness import require_whole
from tests.fakes.index import InMemoryIndex
from tests.fakes.ingesting import Office, entry, version


def test_recovery_takes_out_what_was_half_written_and_nothing_else(office: Office) -> None:
    office.write("a.txt")
    office.write("b.txt")
    office.label(entry("POL-A", version("1", "a.txt")), entry("POL-B", version("1", "b.txt")))
    office.ingest()
    office.catalogue.begin("POL-B", "1")
    assert recover(office.catalogue, office.index) == [("POL-B", "1")]
    assert office.index.versions() == {("POL-A", "1")}
    assert office.catalogue.pending() == []
    assert office.catalogue.version("POL-B", "1") is not None  # its copy is read again


def test_recovery_takes_out_chunks_that_the_catalogue_knows_nothing_of(office: Office) -> None:
    office.write("a.txt")
    office.write("b.txt")
    office.label(entry("POL-A", version("1", "a.txt")), entry("POL-B", version("1", "b.txt")))
    office.ingest()
    office.catalogue.remove("POL-A", "1")
    assert recover(office.catalogue, office.index) == [("POL-A", "1")]
    assert office.index.versions() == {("POL-B", "1")}


def test_recovery_never_wipes_an_index_because_the_catalogue_is_gone(office: Office) -> None:
    office.write("a.txt")
    office.label(entry("POL-A", version("1", "a.txt")))
    office.ingest()
    office.catalogue.remove("POL-A", "1")
    with pytest.raises(IndexMismatch, match="is gone or empty") as caught:
        recover(office.catalogue, office.index)
    assert "from a backup" in caught.value.advice
    assert office.index.versions() == {("POL-A", "1")}


def lose_a_chunk(office: Office) -> None:
    del office.index._stored[next(iter(office.index._stored))]


def test_passages_that_the_index_lost_are_noticed_and_read_again(office: Office) -> None:
    office.write("a.txt")
    office.write("b.txt")
    office.label(entry("POL-A", version("1", "a.txt")), entry("POL-B", version("1", "b.txt")))
    office.ingest()
    whole = office.index.chunk_counts()
    require_whole(office.catalogue, office.index)
    lose_a_chunk(office)
    with pytest.raises(IndexMismatch, match="lacks passages of 1 of 2 versions: POL-A 1"):
        require_whole(office.catalogue, office.index)
    office.ingest()
    assert office.index.chunk_counts() == whole
    require_whole(office.catalogue, office.index)


def test_a_version_that_is_being_written_is_not_missed(office: Office) -> None:
    office.write("a.txt")
    office.label(entry("POL-A", version("1", "a.txt")))
    office.ingest()
    office.catalogue.begin("POL-A", "1")
    lose_a_chunk(office)
    require_whole(office.catalogue, office.index)


def test_recovery_of_what_is_whole_writes_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.write("a.txt")
    office.label(entry("POL-A", version("1", "a.txt")))
    office.ingest()
    for kind, name in (
        (InMemoryIndex, "delete_version"),
        (SqliteCatalogue, "settle"),
        (SqliteCatalogue, "remove"),
    ):
        monkeypatch.delattr(kind, name)
    assert recover(office.catalogue, office.index) == []
