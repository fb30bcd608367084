"""A whole ingest, with fakes for the reader, the index and the embedder."""

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.errors import ManifestError, StorageFull
from domain.ports import EncodedChunk
from domain.settings import ChunkingSettings, Settings
from domain.types import Chunk, Document, Labels, Status
from ingest.pipeline import run_ingest
from ingest.report import EXIT_REJECTED, Outcome
from ingest.store.chunking import chunk_version
from ingest.store.source_copies import file_sha256
from tests.fakes.index import InMemoryIndex
from tests.fakes.ingesting import (
    EVERYONE,
    GIFTS,
    MONDAY,
    Office,
    entry,
    only,
    outcomes,
    rejected,
    version,
)

TUESDAY = MONDAY + timedelta(days=1)
GIFTS_ENTRY = entry("POL-GFT", version("1", "gifts.txt"))
NARROWED = {"section": "2", "allow": ["group:board"]}


def test_an_ingested_document_is_found_and_reported(office: Office) -> None:
    office.write("gifts.txt")
    office.label(GIFTS_ENTRY)
    report = office.ingest()
    line = only(report)
    assert (line.document_id, line.version, line.outcome) == ("POL-GFT", "1", Outcome.INGESTED)
    assert (line.title, line.pages, report.exit_code) == ("Gifts Policy", 1, 0)
    assert office.clauses() == ["1.1 It binds all staff.", "2.1 Refuse gifts."]
    assert line.chunks == report.chunks == len(office.chunks())
    assert office.catalogue.source_path("POL-GFT", "1") is not None
    assert office.catalogue.page_words("POL-GFT", "1", 1)


def test_a_second_run_reads_and_embeds_nothing(office: Office) -> None:
    office.write("gifts.txt")
    office.label(GIFTS_ENTRY)
    office.ingest()
    embedded, opened = office.embedder.texts, len(office.reader.opened)
    report = office.ingest()
    assert only(report).outcome is Outcome.UNCHANGED
    assert (office.embedder.texts, len(office.reader.opened)) == (embedded, opened)
    assert (report.pages, report.chunks) == (0, 0)


def test_changed_labels_are_applied_without_embedding_anew(office: Office) -> None:
    office.write("gifts.txt")
    office.label(GIFTS_ENTRY)
    office.ingest()
    embedded = office.embedder.texts
    office.label(entry("POL-GFT", version("1", "gifts.txt"), allow=["group:hr"]))
    assert only(office.ingest()).outcome is Outcome.RELABELLED
    assert office.found("everyone") == set()
    assert office.found("hr") == {("POL-GFT", "1")}
    assert office.embedder.texts == embedded


def test_changed_labels_reach_every_version_of_a_document(office: Office) -> None:
    first = version("1", "one.txt", status="superseded", effective_to=date(2025, 12, 31))
    second = version("2", "two.txt", effective_from=date(2026, 1, 1))
    office.write("one.txt")
    office.write("two.txt", GIFTS.replace("Refuse", "Report"))
    office.label(entry("POL-GFT", first, second))
    office.ingest()
    office.label(entry("POL-GFT", first, second, allow=["group:hr"]))
    report = office.ingest()
    assert [line.outcome for line in report.documents] == [Outcome.RELABELLED] * 2
    for day in (date(2025, 6, 1), MONDAY):
        assert office.found("everyone", day) == set()
    assert office.found("hr", date(2025, 6, 1)) == {("POL-GFT", "1")}
    assert set(outcomes(office.ingest()).values()) == {Outcome.UNCHANGED}


def test_changed_labels_reach_a_version_whose_file_was_not_asked_for(office: Office) -> None:
    first = version("1", "old/one.txt", status="superseded", effective_to=date(2025, 12, 31))
    second = version("2", "new/two.txt", effective_from=date(2026, 1, 1))
    office.write("old/one.txt")
    office.write("new/two.txt")
    office.label(entry("POL-GFT", first, second))
    office.ingest()
    narrower = entry("POL-GFT", first, second, allow=["group:hr"], sections=[NARROWED])
    office.label(narrower)
    report = office.ingest(office.folder / "new", labels_file=office.folder / "manifest.yaml")
    assert outcomes(report) == {
        ("POL-GFT", "2"): Outcome.RELABELLED,
        ("POL-GFT", "1"): Outcome.RELABELLED,
    }
    assert office.found("everyone", date(2025, 6, 1)) == set()
    assert office.clauses("hr", date(2025, 6, 1)) == ["1.1 It binds all staff."]


def test_a_version_is_pending_while_its_labels_are_rewritten(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The index rewrites chunk by chunk: after a crash half of them would have the old labels.
    office.write("gifts.txt")
    office.label(GIFTS_ENTRY)
    office.ingest()
    office.label(entry("POL-GFT", version("1", "gifts.txt"), allow=["group:hr"]))
    pending: list[tuple[str, str]] = []
    monkeypatch.setattr(
        office.index, "relabel", lambda *_: pending.extend(office.catalogue.pending())
    )
    office.ingest()
    assert pending == [("POL-GFT", "1")]
    assert office.catalogue.pending() == []


def test_changed_dates_and_status_move_a_version_in_time(office: Office) -> None:
    office.write("gifts.txt")
    office.label(GIFTS_ENTRY)
    office.ingest()
    ended = version("1", "gifts.txt", status="withdrawn", effective_to=date(2026, 5, 31))
    office.label(entry("POL-GFT", ended))
    assert only(office.ingest()).outcome is Outcome.RELABELLED
    assert office.found() == set()
    assert office.found(as_of=date(2026, 5, 31)) == {("POL-GFT", "1")}


def test_a_removed_file_leaves_index_catalogue_and_copies(office: Office) -> None:
    office.write("gifts.txt")
    loans = office.write("loans.txt", GIFTS.replace("Gifts", "Loans"))
    office.label(GIFTS_ENTRY, entry("POL-LOA", version("1", "loans.txt")))
    office.ingest()
    copy = office.catalogue.source_path("POL-LOA", "1")
    assert copy is not None
    assert copy.is_file()
    loans.unlink()
    office.label(GIFTS_ENTRY)
    report = office.ingest()
    assert outcomes(report)["POL-LOA", "1"] is Outcome.REMOVED
    assert report.exit_code == 0
    assert office.index.versions() == {("POL-GFT", "1")}
    assert office.catalogue.document("POL-LOA") is None
    assert not copy.exists()


def test_a_file_gone_but_still_in_the_manifest_is_removed_and_said_to_be_missing(
    office: Office,
) -> None:
    office.write("gifts.txt")
    office.label(GIFTS_ENTRY)
    office.ingest()
    (office.folder / "gifts.txt").unlink()
    report = office.ingest()
    assert "there is no file gifts.txt" in rejected(report)["POL-GFT"]
    assert report.exit_code == EXIT_REJECTED
    assert office.index.versions() == frozenset()


def test_labels_taken_away_take_the_document_out(office: Office) -> None:
    office.write("gifts.txt")
    office.write("loans.txt")
    office.label(GIFTS_ENTRY, entry("POL-LOA", version("1", "loans.txt")))
    office.ingest()
    office.label(GIFTS_ENTRY)
    report = office.ingest()
    assert outcomes(report)["POL-LOA", "1"] is Outcome.REMOVED
    assert "nothing is readable by default" in rejected(report)["loans.txt"]
    assert office.found() == {("POL-GFT", "1")}


def test_what_lies_elsewhere_is_left_alone(office: Office) -> None:
    office.write("a/gifts.txt")
    office.write("b/loans.txt")
    office.ingest(office.folder / "a", allow=EVERYONE)
    office.ingest(office.folder / "b", allow=EVERYONE)
    assert {document for document, _ in office.found()} == {"gifts", "loans"}


@pytest.mark.parametrize("first", ["a", "a/gifts.txt"])
def test_a_file_is_missed_whichever_path_it_was_first_read_from(office: Office, first: str) -> None:
    gifts = office.write("a/gifts.txt")
    office.write("a/loans.txt")
    office.ingest(office.folder / first, allow=EVERYONE)
    gifts.unlink()
    office.ingest(office.folder, allow=EVERYONE)
    (left,) = {document for document, _ in office.found()}
    assert left.endswith("loans")


def test_a_new_version_keeps_the_old_one(office: Office) -> None:
    office.write("one.txt")
    office.label(entry("POL-GFT", version("1", "one.txt")))
    office.ingest()
    office.write("two.txt", GIFTS.replace("Refuse", "Report"))
    ended = version("1", "one.txt", status="superseded", effective_to=date(2026, 5, 31))
    office.label(entry("POL-GFT", ended, version("2", "two.txt", effective_from=date(2026, 6, 1))))
    assert outcomes(office.ingest()) == {
        ("POL-GFT", "1"): Outcome.RELABELLED,
        ("POL-GFT", "2"): Outcome.INGESTED,
    }
    assert office.found() == {("POL-GFT", "2")}
    assert office.found(as_of=date(2026, 5, 31)) == {("POL-GFT", "1")}


def test_other_content_under_the_same_version_replaces_it(office: Office) -> None:
    office.write("gifts.txt")
    office.label(GIFTS_ENTRY)
    office.ingest()
    office.write("gifts.txt", GIFTS.replace("Refuse", "Report"))
    assert only(office.ingest()).outcome is Outcome.REPLACED
    assert office.clauses() == ["1.1 It binds all staff.", "2.1 Report gifts."]
    assert len(list((office.data / "sources").iterdir())) == 1


def test_a_changed_title_is_embedded_anew_since_it_stands_in_the_context(office: Office) -> None:
    office.write("gifts.txt")
    office.label(GIFTS_ENTRY)
    office.ingest()
    office.label(entry("POL-GFT", version("1", "gifts.txt"), title="Hospitality"))
    assert only(office.ingest()).outcome is Outcome.INGESTED
    assert {chunk.title for chunk in office.chunks()} == {"Hospitality"}
    assert only(office.ingest()).outcome is Outcome.UNCHANGED


def test_a_rejected_file_stops_nothing_and_shows_in_the_exit_code(office: Office) -> None:
    office.write("a.txt", "BROKEN")
    office.write("b.txt", "")
    office.write("c.txt", "# 1 Heading alone\n")
    office.write("gifts.txt")
    broken = [entry(f"POL-{name}", version("1", f"{name}.txt")) for name in "abc"]
    office.label(*broken, GIFTS_ENTRY)
    report = office.ingest()
    reasons = rejected(report)
    assert set(reasons) == {"POL-a", "POL-b", "POL-c"}
    assert all(f"{name}.txt" in reasons[f"POL-{name}"] for name in "abc")
    assert report.exit_code == EXIT_REJECTED
    assert office.found() == {("POL-GFT", "1")}
    assert [document.document_id for document in office.catalogue.documents()] == ["POL-GFT"]


def test_a_file_that_broke_leaves_its_stored_version_as_it_was(office: Office) -> None:
    office.write("gifts.txt")
    office.label(GIFTS_ENTRY)
    office.ingest()
    before = office.chunks()
    office.write("gifts.txt", "BROKEN")
    assert office.ingest().exit_code == EXIT_REJECTED
    assert office.chunks() == before
    assert office.catalogue.version("POL-GFT", "1") is not None


def test_a_file_that_cannot_be_opened_is_rejected_and_stays_stored(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    gifts = office.write("gifts.txt")
    office.write("loans.txt")
    office.label(GIFTS_ENTRY, entry("POL-LOA", version("1", "loans.txt")))
    office.ingest()
    path_open = Path.open

    def refuse(path: Path, *arguments: object, **keywords: object) -> object:
        if path == gifts:
            raise PermissionError(13, "Permission denied")
        return path_open(path, *arguments, **keywords)  # type: ignore[call-overload]  # passed on

    monkeypatch.setattr(Path, "open", refuse)
    report = office.ingest()
    assert "gifts.txt cannot be read: Permission denied" in rejected(report)["POL-GFT"]
    assert office.found() == {("POL-GFT", "1"), ("POL-LOA", "1")}


@pytest.mark.parametrize(
    "wrong",
    [
        entry("POL-GFT", version("1", "gifts.txt"), allow=["everybody"]),
        entry("POL-GFT", version("1", "gifts.txt", status="aproved")),
        {"documentid": "POL-GFT", "allow": ["group:hr"], "versions": [version("1", "gifts.txt")]},
    ],
)
def test_a_wrong_manifest_entry_leaves_what_is_stored_as_it_was(
    office: Office, wrong: dict[str, object]
) -> None:
    office.write("gifts.txt")
    office.write("loans.txt")
    office.label(GIFTS_ENTRY)
    office.ingest()
    before = office.chunks()
    office.label(wrong, entry("POL-LOA", version("1", "loans.txt"), allow=["group:hr"]))
    report = office.ingest()
    assert report.exit_code == EXIT_REJECTED
    assert len(rejected(report)) == 1
    assert office.chunks() == before
    assert office.found("hr") == {("POL-LOA", "1")}


def test_a_narrowed_section_is_kept_from_those_who_may_read_the_rest(office: Office) -> None:
    office.write("gifts.txt")
    office.label(entry("POL-GFT", version("1", "gifts.txt"), sections=[NARROWED]))
    office.ingest()
    assert office.clauses() == ["1.1 It binds all staff."]
    assert office.found("board") == set()  # the document does not allow them


def test_a_narrowed_section_that_is_not_there_rejects_the_document(office: Office) -> None:
    office.write("gifts.txt")
    missing = {"section": "9", "allow": ["group:board"]}
    office.label(entry("POL-GFT", version("1", "gifts.txt"), sections=[missing]))
    report = office.ingest()
    assert "Section 9 is listed under sections" in rejected(report)["POL-GFT"]
    assert office.index.versions() == frozenset()
    assert office.catalogue.documents() == []
    assert list((office.data / "sources").iterdir()) == []


def test_a_section_narrowed_later_needs_no_embedding(office: Office) -> None:
    office.write("gifts.txt")
    office.label(GIFTS_ENTRY)
    office.ingest()
    embedded = office.embedder.texts
    office.label(entry("POL-GFT", version("1", "gifts.txt"), sections=[NARROWED]))
    assert only(office.ingest()).outcome is Outcome.RELABELLED
    assert office.clauses() == ["1.1 It binds all staff."]
    assert office.embedder.texts == embedded


def test_without_a_manifest_nothing_is_read(office: Office) -> None:
    office.write("gifts.txt")
    with pytest.raises(ManifestError, match="nothing is readable by default"):
        office.ingest()
    assert office.index.versions() == frozenset()


def test_a_default_for_all_takes_ids_and_titles_from_the_files(office: Office) -> None:
    office.write("Gifts & Hospitality (2024).txt")
    line = only(office.ingest(allow=EVERYONE))
    assert (line.document_id, line.title) == ("Gifts-Hospitality-2024", "Gifts Policy")
    assert line.version.startswith("sha-")
    (chunk,) = [chunk for chunk in office.chunks() if chunk.section == "2.1"]
    assert chunk.labels == Labels(allow=frozenset(EVERYONE))
    assert (chunk.effective_from, chunk.title) == (None, "Gifts Policy")


def test_a_changed_file_without_a_manifest_is_a_new_version_from_today(office: Office) -> None:
    office.write("gifts.txt")
    office.ingest(allow=EVERYONE, today=MONDAY)
    before = office.chunks()
    office.write("gifts.txt", GIFTS.replace("Gifts Policy", "New Policy").replace("fuse", "port"))
    assert only(office.ingest(allow=EVERYONE, today=TUESDAY)).outcome is Outcome.INGESTED
    assert office.clauses(as_of=TUESDAY) == ["1.1 It binds all staff.", "2.1 Report gifts."]
    assert len(office.found(as_of=TUESDAY)) == 1
    assert [chunk.text for chunk in office.chunks(as_of=MONDAY)] == [c.text for c in before]
    assert [document.title for document in office.catalogue.documents()] == ["New Policy"]
    assert only(office.ingest(allow=EVERYONE, today=TUESDAY)).outcome is Outcome.UNCHANGED


def test_a_file_that_goes_back_to_what_it_said_ends_what_it_said_between(office: Office) -> None:
    for text, day in (
        (GIFTS, MONDAY),
        (GIFTS.replace("Refuse", "Report"), TUESDAY),
        (GIFTS, TUESDAY + timedelta(days=1)),
    ):
        office.write("gifts.txt", text)
        office.ingest(allow=EVERYONE, today=day)
    wednesday = TUESDAY + timedelta(days=1)
    assert office.clauses(as_of=wednesday) == ["1.1 It binds all staff.", "2.1 Refuse gifts."]


def test_labels_reach_the_earlier_contents_of_a_file(office: Office) -> None:
    office.write("gifts.txt")
    office.ingest(allow=EVERYONE, today=MONDAY)
    office.write("gifts.txt", GIFTS.replace("Refuse", "Report"))
    office.ingest(allow=EVERYONE, today=TUESDAY)
    office.ingest(allow=["group:hr"], today=TUESDAY)
    assert office.found("everyone", MONDAY) == office.found("everyone", TUESDAY) == set()
    assert len(office.found("hr", MONDAY)) == len(office.found("hr", TUESDAY)) == 1


def test_a_manifest_takes_over_from_the_default_even_under_the_same_id(office: Office) -> None:
    office.write("gifts.txt")
    office.ingest(allow=EVERYONE)
    office.label(entry("gifts", version("1", "gifts.txt")))
    office.ingest()
    assert office.found() == {("gifts", "1")}


def test_a_manifest_in_the_folder_forbids_a_default_for_all(office: Office) -> None:
    office.write("secret/board.txt")
    (office.folder / "secret/manifest.yaml").write_text("documents: []")
    with pytest.raises(ManifestError, match="--allow would open them all"):
        office.ingest(allow=EVERYONE)


def test_a_file_of_the_same_name_that_comes_later_moves_no_id_and_no_history(
    office: Office,
) -> None:
    first = office.write("in/uk/gifts.txt")
    office.ingest(first.parent, allow=EVERYONE, today=MONDAY)
    office.write("in/us/gifts.txt", GIFTS.replace("Refuse", "Report"))
    for folder in (office.folder / "in/us", office.folder / "in"):
        office.ingest(folder, allow=EVERYONE, today=TUESDAY)
        assert {document for document, _ in office.found(as_of=TUESDAY)} == {"gifts", "us-gifts"}
        yesterday = [c.text for c in office.chunks(as_of=MONDAY) if c.document_id == "gifts"]
        assert "2.1 Refuse gifts." in yesterday


def test_one_name_in_two_formats_is_asked_about_and_what_is_stored_stays(office: Office) -> None:
    office.write("gifts.txt")
    office.ingest(allow=EVERYONE)
    office.write("gifts.md")
    report = office.ingest(allow=EVERYONE)
    assert "Which one rules? gifts.md and gifts.txt" in rejected(report)["gifts.md"]
    assert {document for document, _ in office.found()} == {"gifts"}


def test_two_entries_with_one_id_are_both_refused(office: Office) -> None:
    office.write("a.txt")
    office.write("b.txt")
    office.label(entry("POL-1", version("1", "a.txt")), entry("POL-1", version("2", "b.txt")))
    report = office.ingest()
    assert {line.outcome for line in report.documents} == {Outcome.REJECTED}
    assert "two entries have this document_id" in rejected(report)["POL-1"]
    assert office.index.versions() == frozenset()


def test_other_settings_index_everything_anew_and_earlier_contents_too(office: Office) -> None:
    office.write("gifts.txt")
    office.ingest(allow=EVERYONE, today=MONDAY)
    office.write("gifts.txt", GIFTS.replace("Gifts Policy", "New Policy"))
    office.ingest(allow=EVERYONE, today=TUESDAY)
    before = (office.chunks(as_of=MONDAY), office.chunks(as_of=TUESDAY))
    office.settings = Settings(
        data_dir=office.data, chunking=ChunkingSettings(target_characters=300)
    )
    office.index = InMemoryIndex()  # another fingerprint is another index
    office.ingest(allow=EVERYONE, today=TUESDAY)
    assert (office.chunks(as_of=MONDAY), office.chunks(as_of=TUESDAY)) == before


def test_an_index_that_was_lost_is_filled_again(office: Office) -> None:
    office.write("gifts.txt")
    office.label(entry("POL-GFT", version("1", "gifts.txt"), sections=[NARROWED]))
    office.ingest()
    before = office.chunks()
    office.index = InMemoryIndex()
    report = office.ingest()
    assert only(report).outcome is Outcome.INGESTED
    assert report.rebuilt == 1
    assert office.chunks() == before
    assert office.ingest().rebuilt == 0


def test_what_the_index_lost_comes_back_from_kept_copies(office: Office) -> None:
    office.write("a/gifts.txt")
    office.write("b/loans.txt")
    narrowed = entry("POL-GFT", version("1", "a/gifts.txt"), sections=[NARROWED])
    office.label(narrowed, entry("POL-LOA", version("1", "b/loans.txt")))
    office.ingest()
    before = office.chunks()
    office.index = InMemoryIndex()
    report = office.ingest(office.folder / "b", labels_file=office.folder / "manifest.yaml")
    assert set(outcomes(report).values()) == {Outcome.INGESTED}
    assert office.chunks() == before


def test_attests_own_copies_are_not_ingested(office: Office, tmp_path: Path) -> None:
    office.write("gifts.txt")
    for _ in range(2):
        report = office.ingest(tmp_path, allow=EVERYONE)
        assert {line.document_id for line in report.documents} == {"policies-gifts"}


def test_a_file_that_changes_while_it_is_read_is_rejected(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = office.write("gifts.txt")
    office.label(GIFTS_ENTRY)

    def hashed_a_moment_before(source: Path) -> str:
        sha256 = file_sha256(source)
        path.write_text(GIFTS.replace("Refuse", "Report"))
        return sha256

    monkeypatch.setattr("ingest.run.file_sha256", hashed_a_moment_before)
    assert "changed while it was read" in rejected(office.ingest())["POL-GFT"]
    assert office.catalogue.documents() == []


def test_what_is_stored_is_what_was_read_whatever_happens_to_the_file_meanwhile(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = office.write("gifts.txt")
    office.label(GIFTS_ENTRY)
    read = office.reader.facts

    def rewritten(copy: Path) -> object:
        path.write_text(GIFTS.replace("Refuse", "Report"))
        return read(copy)

    monkeypatch.setattr(office.reader, "facts", rewritten)
    office.ingest()
    kept = office.catalogue.source_path("POL-GFT", "1")
    stored = office.catalogue.version("POL-GFT", "1")
    assert kept is not None
    assert stored is not None
    assert kept.read_text() == GIFTS
    assert "Refuse gifts." in stored.text
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == stored.source_sha256


def test_removing_a_document_chunks_no_other_and_its_passages_are_forgotten(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b", "c"):
        office.write(f"{name}.txt", GIFTS.replace("staff", name))
    office.ingest(allow=EVERYONE)
    (office.folder / "b.txt").unlink()
    chunked: list[str] = []
    forgotten: list[str] = []

    def counted(document: Document, *rest: Any) -> list[Chunk]:
        chunked.append(document.document_id)
        return chunk_version(document, *rest)

    monkeypatch.setattr("ingest.store.intake.chunk_version", counted)
    office.forget = forgotten.extend
    office.ingest(allow=EVERYONE)
    assert chunked == ["b"]
    assert any("It binds all b." in text for text in forgotten)


def test_a_run_asks_the_index_for_its_versions_a_fixed_number_of_times(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On a real index that question goes over every chunk.
    for number in range(8):
        office.write(f"{number}.txt")
    office.ingest(allow=EVERYONE)
    asked = []
    versions = office.index.versions

    def counted() -> frozenset[tuple[str, str]]:
        asked.append(1)
        return versions()

    monkeypatch.setattr(office.index, "versions", counted)
    office.ingest(allow=("group:staff",))  # relabels all of them
    assert len(asked) <= 2


def test_small_files_are_stored_together(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(40):
        office.write(f"{number}.txt", GIFTS.replace("staff", str(number)))
    writes = []
    upsert = office.index.upsert

    def counted(chunks: Sequence[EncodedChunk]) -> None:
        writes.append(len(chunks))
        upsert(chunks)

    monkeypatch.setattr(office.index, "upsert", counted)
    report = office.ingest(allow=EVERYONE)
    assert report.count(Outcome.INGESTED) == 40
    assert len(writes) < 8


@pytest.mark.parametrize("moment", ["upsert", "delete_version"])
def test_a_full_disk_stops_the_run_and_the_next_one_completes(
    office: Office, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    office.write("a.txt")
    office.write("b.txt")
    office.label(entry("POL-A", version("1", "a.txt")))
    office.ingest()
    before = office.chunks()
    office.label(entry("POL-A", version("1", "a.txt")), entry("POL-B", version("1", "b.txt")))
    if moment == "delete_version":  # only what is stored is taken out
        office.ingest()
        before = office.chunks()
        office.write("b.txt", GIFTS.replace("Refuse", "Report"))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(office.index, moment, full)
        with pytest.raises(StorageFull, match="is full"):
            office.ingest()
    assert office.chunks() == before
    assert outcomes(office.ingest())["POL-B", "1"] in (Outcome.INGESTED, Outcome.REPLACED)
    assert office.found() == {("POL-A", "1"), ("POL-B", "1")}


def test_status_is_stored_as_the_manifest_gives_it(office: Office) -> None:
    office.write("gifts.txt")
    office.label(entry("POL-GFT", version("1", "gifts.txt", status="draft")))
    office.ingest()
    stored = office.catalogue.version("POL-GFT", "1")
    assert stored is not None
    assert stored.status is Status.DRAFT
    assert office.found() == set()


def test_the_default_reader_is_the_real_one() -> None:
    # The fake must never become the default by accident.
    assert run_ingest.__kwdefaults__["open_reader"].__module__ == "ingest.workers.isolation"
