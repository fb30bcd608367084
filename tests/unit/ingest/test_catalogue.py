"""The catalogue on SQLite: what was written is read back, by this process and by another."""

import hashlib
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from domain.errors import IndexMismatch, IndexUnavailable, StorageFull, UnreadableDocument
from domain.types import Document, DocumentVersion, Labels, Word
from ingest.store.catalogue import SqliteCatalogue
from ingest.store.stored_versions import StoredVersion
from tests.fakes.chunks import EVERYONE, document, version_of, words_on

HR = Labels(allow=frozenset({"group:hr"}))
SECTIONS = [("1 Scope", ["Everyone – “always”."]), ("2 Gifts", ["Refuse them."])]


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[SqliteCatalogue]:
    made = SqliteCatalogue(tmp_path / "data")
    yield made
    made.close()


def put(
    catalogue: SqliteCatalogue,
    version: DocumentVersion,
    *,
    labels: Labels = EVERYONE,
    with_words: bool = True,
) -> None:
    words = ((page.number, words_on(version, page.number)) for page in version.pages)
    catalogue.begin(version.document_id, version.version)
    catalogue.complete(
        document(version.document_id, labels=labels),
        version,
        stored=StoredVersion(
            document_id=version.document_id,
            version=version.version,
            content_key="key",
            labels=labels,
            source_path="/policies/a.pdf",
            chunk_count=2,
        ),
        words=words if with_words else None,
    )


def test_an_empty_catalogue_knows_nothing(catalogue: SqliteCatalogue) -> None:
    assert catalogue.documents() == []
    assert catalogue.document("POL-1") is None
    assert catalogue.versions("POL-1") == []
    assert catalogue.version("POL-1", "1") is None
    assert catalogue.page_words("POL-1", "1", 1) == ()
    assert catalogue.source_path("POL-1", "1") is None
    assert catalogue.stored_versions() == []
    assert catalogue.pending() == []


def test_what_was_completed_is_read_back_equal(catalogue: SqliteCatalogue, tmp_path: Path) -> None:
    version = version_of(SECTIONS, effective_from=date(2025, 1, 1), section_labels={"2": HR})
    put(catalogue, version)
    for reader in (catalogue, SqliteCatalogue(tmp_path / "data")):
        assert reader.version("POL-GFT-003", "1.0") == version
        assert reader.document("POL-GFT-003") == document()
        assert reader.documents() == [document()]
        assert reader.page_words("POL-GFT-003", "1.0", 2) == words_on(version, 2)
        assert reader.page_words("POL-GFT-003", "1.0", 3) == ()
        (row,) = reader.stored_versions()
        assert (row.content_key, row.labels, row.chunk_count) == ("key", EVERYONE, 2)
        reader.close()


def test_documents_come_by_id_and_versions_by_their_first_day(catalogue: SqliteCatalogue) -> None:
    put(catalogue, version_of(SECTIONS, document_id="POL-B", version="1"))
    for number, first in (("9", date(2024, 1, 1)), ("10", date(2025, 1, 1)), ("0", None)):
        put(
            catalogue,
            version_of(SECTIONS, document_id="POL-A", version=number, effective_from=first),
        )
    assert [found.document_id for found in catalogue.documents()] == ["POL-A", "POL-B"]
    assert [found.version for found in catalogue.versions("POL-A")] == ["0", "9", "10"]


def test_a_version_written_again_replaces_it_and_its_words(catalogue: SqliteCatalogue) -> None:
    put(catalogue, version_of(SECTIONS))
    shorter = version_of(SECTIONS[:1])
    put(catalogue, shorter)
    assert catalogue.version("POL-GFT-003", "1.0") == shorter
    assert catalogue.page_words("POL-GFT-003", "1.0", 2) == ()


def test_new_labels_keep_the_words(catalogue: SqliteCatalogue) -> None:
    version = version_of(SECTIONS)
    put(catalogue, version)
    put(catalogue, version, labels=HR, with_words=False)
    assert catalogue.page_words("POL-GFT-003", "1.0", 2) == words_on(version, 2)
    assert catalogue.stored_versions()[0].labels == HR


def test_another_process_sees_new_labels_at_once(
    catalogue: SqliteCatalogue, tmp_path: Path
) -> None:
    version = version_of(SECTIONS)
    put(catalogue, version)
    server = SqliteCatalogue(tmp_path / "data")
    assert server.version("POL-GFT-003", "1.0") == version
    narrower = version_of(SECTIONS, section_labels={"2": HR})
    put(catalogue, narrower, with_words=False)
    assert server.version("POL-GFT-003", "1.0") == narrower
    server.close()


def test_pending_lasts_until_the_version_is_complete(catalogue: SqliteCatalogue) -> None:
    catalogue.begin("POL-GFT-003", "1.0")
    catalogue.begin("POL-GFT-003", "1.0")
    assert catalogue.pending() == [("POL-GFT-003", "1.0")]
    put(catalogue, version_of(SECTIONS))
    assert catalogue.pending() == []


def test_a_write_that_fails_half_way_leaves_everything_as_it_was(
    catalogue: SqliteCatalogue,
) -> None:
    before = version_of(SECTIONS)
    put(catalogue, before)

    def words() -> Iterator[tuple[int, tuple[Word, ...]]]:
        yield 1, ()
        raise MemoryError

    catalogue.begin("POL-GFT-003", "1.0")
    with pytest.raises(MemoryError):
        catalogue.complete(
            Document(document_id="POL-GFT-003", title="Other", labels=HR),
            version_of(SECTIONS[:1]),
            stored=catalogue.stored_versions()[0],
            words=words(),
        )
    assert catalogue.version("POL-GFT-003", "1.0") == before
    assert catalogue.document("POL-GFT-003") == document()
    assert catalogue.page_words("POL-GFT-003", "1.0", 1) == words_on(before, 1)
    assert catalogue.pending() == [("POL-GFT-003", "1.0")]


def test_a_document_goes_with_its_last_version(catalogue: SqliteCatalogue) -> None:
    put(catalogue, version_of(SECTIONS, version="1"))
    put(catalogue, version_of(SECTIONS, version="2"))
    catalogue.remove("POL-GFT-003", "1")
    assert [found.version for found in catalogue.versions("POL-GFT-003")] == ["2"]
    assert catalogue.page_words("POL-GFT-003", "1", 1) == ()
    catalogue.remove("POL-GFT-003", "2")
    catalogue.remove("POL-GFT-003", "2")
    assert catalogue.documents() == []


def test_removing_and_settling_end_the_pending_state(catalogue: SqliteCatalogue) -> None:
    catalogue.begin("POL-A", "1")
    catalogue.begin("POL-B", "1")
    catalogue.remove("POL-A", "1")
    catalogue.settle("POL-B", "1")
    assert catalogue.pending() == []


def kept(catalogue: SqliteCatalogue, tmp_path: Path, content: bytes) -> Path:
    """A version whose source has this content, its copy kept."""
    source = tmp_path / "A.PDF"
    source.write_bytes(content)
    sha256 = hashlib.sha256(content).hexdigest()
    catalogue.keep_source(source, sha256)
    version = version_of(SECTIONS).model_copy(
        update={"source_sha256": sha256, "source_name": "A.PDF"}
    )
    put(catalogue, version)
    path = catalogue.source_path("POL-GFT-003", "1.0")
    assert path is not None
    return path


def test_a_kept_copy_outlives_its_file(catalogue: SqliteCatalogue, tmp_path: Path) -> None:
    path = kept(catalogue, tmp_path, b"%PDF-")
    (tmp_path / "A.PDF").unlink()
    assert path.read_bytes() == b"%PDF-"
    assert path.suffix == ".pdf"


def test_a_file_that_is_no_longer_what_was_hashed_is_not_kept(
    catalogue: SqliteCatalogue, tmp_path: Path
) -> None:
    source = tmp_path / "a.pdf"
    source.write_bytes(b"new")
    with pytest.raises(UnreadableDocument, match="changed while it was read"):
        catalogue.keep_source(source, hashlib.sha256(b"old").hexdigest())
    with pytest.raises(UnreadableDocument, match="cannot be read"):
        catalogue.keep_source(tmp_path / "gone.pdf", hashlib.sha256(b"old").hexdigest())
    assert list((tmp_path / "data/sources").iterdir()) == []


def test_a_copy_that_finds_no_space_leaves_nothing_behind(
    catalogue: SqliteCatalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(_: Path, target: Path) -> str:
        target.write_bytes(b"ha")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ingest.store.source_copies.copy_hashed", half)
    with pytest.raises(StorageFull) as caught:
        kept(catalogue, tmp_path, b"half")
    assert "Free some space" in caught.value.advice
    assert list((tmp_path / "data/sources").iterdir()) == []


def test_copies_that_nothing_came_from_are_deleted(
    catalogue: SqliteCatalogue, tmp_path: Path
) -> None:
    first = kept(catalogue, tmp_path, b"first")
    second = kept(catalogue, tmp_path, b"second")
    assert first.exists()
    catalogue.discard_unused_sources()
    assert not first.exists()
    assert second.exists()


def test_a_full_disk_is_named_and_nothing_is_half_written(
    catalogue: SqliteCatalogue, tmp_path: Path
) -> None:
    # SQLite's own limit stands in for the disk's; it fails with the same code.
    put(catalogue, version_of(SECTIONS))
    database = catalogue._database
    (pages,) = database.execute("PRAGMA page_count").fetchone()
    database.execute(f"PRAGMA max_page_count = {pages}")
    long = version_of([("1 Scope", ["x" * 500_000])], version="2")
    with pytest.raises(StorageFull, match="is full"):
        put(catalogue, long)
    assert [found.version for found in catalogue.versions("POL-GFT-003")] == ["1.0"]
    database.execute("PRAGMA max_page_count = 1000000")
    put(catalogue, long)
    assert catalogue.version("POL-GFT-003", "2") == long


def test_a_catalogue_of_another_form_is_not_touched(tmp_path: Path) -> None:
    SqliteCatalogue(tmp_path).close()
    with sqlite3.connect(tmp_path / "catalogue.sqlite3") as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(IndexMismatch, match="another version of Attest"):
        SqliteCatalogue(tmp_path)


def test_closing_twice_does_nothing(catalogue: SqliteCatalogue) -> None:
    catalogue.close()
    catalogue.close()


def test_a5_a_catalogue_that_cannot_be_read_is_unavailable_and_not_empty(
    catalogue: SqliteCatalogue, tmp_path: Path
) -> None:
    put(catalogue, version_of(SECTIONS))
    with sqlite3.connect(tmp_path / "data" / "catalogue.sqlite3") as other:
        other.execute("DROP TABLE versions")
    for read in (
        lambda: catalogue.version("POL-GFT-003", "1.0"),
        lambda: catalogue.versions("POL-GFT-003"),
        lambda: catalogue.source_path("POL-GFT-003", "1.0"),
    ):
        with pytest.raises(IndexUnavailable):
            read()


def test_a_closed_catalogue_is_unavailable(catalogue: SqliteCatalogue) -> None:
    catalogue.close()
    with pytest.raises(IndexUnavailable):
        catalogue.document("POL-GFT-003")


def test_the_tables_of_the_first_version_are_brought_up_to_date(
    catalogue: SqliteCatalogue, tmp_path: Path
) -> None:
    path = kept(catalogue, tmp_path, b"%PDF-")
    catalogue.close()
    with sqlite3.connect(tmp_path / "data/catalogue.sqlite3") as database:
        database.execute("DROP INDEX by_source")
        database.execute("ALTER TABLE versions DROP COLUMN source_sha256")
        database.execute("PRAGMA user_version = 1")
    opened = SqliteCatalogue(tmp_path / "data")
    assert opened.source_path("POL-GFT-003", "1.0") == path
    opened.discard_unused_sources()
    assert path.exists()
