"""From paths and labels to a plan."""

import os
import unicodedata
from pathlib import Path

import pytest

from domain.errors import ManifestError, UnlabelledDocument, UnreadableDocument
from domain.types import Labels
from ingest.plan.discovery import Plan, make_plan
from tests.fakes.ingesting import Office, entry, version

EVERYONE = frozenset({"group:everyone"})


def by_default(*paths: Path) -> Plan:
    return make_plan(list(paths), labels_file=None, allow=EVERYONE)


def ids(plan: Plan) -> list[str]:
    return [planned.document.document_id for planned in plan.versions]


def refused(plan: Plan) -> dict[str, str]:
    return {name: str(error) for name, error in plan.refused}


def test_what_a_manifest_lists_is_planned_with_its_labels(office: Office) -> None:
    path = office.write("pdf/a.pdf")
    section = {"section": "7", "allow": ["group:board"]}
    office.label(entry("POL-1", version("1", "pdf/a.pdf"), sections=[section]))
    (planned,) = make_plan([office.folder], labels_file=None).versions
    assert (planned.document.document_id, planned.version, planned.path) == ("POL-1", "1", path)
    assert planned.document.labels == Labels(allow=EVERYONE)
    assert planned.section_labels == {"7": Labels(allow=frozenset({"group:board"}))}


def test_a_file_without_labels_is_refused_by_name(office: Office) -> None:
    office.write("a.pdf")
    office.write("b.pdf")
    office.label(entry("POL-1", version("1", "a.pdf")))
    plan = make_plan([office.folder], labels_file=None)
    ((name, error),) = plan.refused
    assert name == "b.pdf"
    assert isinstance(error, UnlabelledDocument)


def test_a_listed_file_that_is_not_there_is_refused_under_its_document(office: Office) -> None:
    office.label(entry("POL-1", version("1", "a.pdf")), entry("POL-2", version("1", ".")))
    plan = make_plan([office.folder], labels_file=None)
    assert set(refused(plan)) == {"POL-1", "POL-2"}
    assert "there is no file a.pdf" in refused(plan)["POL-1"]


def test_listed_files_outside_the_paths_are_left_for_another_run(office: Office) -> None:
    office.write("new/a.pdf")
    office.write("old/b.pdf")
    office.label(entry("P-1", version("1", "new/a.pdf")), entry("P-2", version("1", "old/b.pdf")))
    plan = make_plan([office.folder / "new"], labels_file=office.folder / "manifest.yaml")
    assert ids(plan) == ["P-1"]
    assert plan.refused == ()


def test_a_listed_file_of_any_name_is_planned_so_that_its_reading_says_what_is_wrong(
    office: Office,
) -> None:
    office.write("rules.rst")
    office.write(".hidden/b.pdf")
    office.label(
        entry("P-1", version("1", "rules.rst")), entry("P-2", version("1", ".hidden/b.pdf"))
    )
    plan = make_plan([office.folder], labels_file=None)
    assert ids(plan) == ["P-1", "P-2"]
    assert plan.ignored == ()


def test_nothing_is_readable_by_default(office: Office) -> None:
    office.write("a.pdf")
    with pytest.raises(ManifestError, match="nothing is readable by default") as caught:
        make_plan([office.folder], labels_file=None)
    assert "--allow group:everyone" in caught.value.advice


def test_labels_are_given_in_one_way_alone(office: Office) -> None:
    with pytest.raises(ManifestError, match="both given"):
        make_plan([office.folder], labels_file=Path("m.yaml"), allow=EVERYONE)


def test_a_path_that_does_not_exist_stops_the_run(office: Office) -> None:
    with pytest.raises(ManifestError, match="does not exist"):
        by_default(office.folder / "nowhere")


def test_a_manifest_beside_a_single_file_speaks_for_it(office: Office) -> None:
    path = office.write("a.pdf")
    office.write("b.pdf")
    office.label(entry("POL-1", version("1", "a.pdf")), entry("POL-2", version("1", "b.pdf")))
    assert ids(make_plan([path], labels_file=None)) == ["POL-1"]


@pytest.mark.parametrize("name", ["everyone", "group:", "role:x", "group:a\u200b"])
def test_a_default_that_is_no_label_is_refused(office: Office, name: str) -> None:
    with pytest.raises(ManifestError, match=r"write user:NAME or group:NAME|invisible"):
        make_plan([office.folder], labels_file=None, allow=frozenset({name}))


@pytest.mark.parametrize(
    ("name", "document_id"),
    [
        ("Gifts & Hospitality (2024).pdf", "Gifts-Hospitality-2024"),
        ("-_.odd.-.pdf", "odd"),
        ("سياسة.pdf", "sysh-56ccba"),
        ("政策.pdf", "ZhengCe-6993cb"),
        ("Überstunden.pdf", "Uberstunden"),
        ("x" * 200 + ".pdf", f"{'x' * 73}-aa20c2"),
        ("v1.2_final.PDF", "v1.2_final"),
    ],
)
def test_an_id_comes_from_the_file_name(office: Office, name: str, document_id: str) -> None:
    office.write(name)
    assert ids(by_default(office.folder)) == [document_id]


def test_an_id_depends_on_its_own_path_alone_so_it_never_moves(office: Office) -> None:
    office.write("uk/gifts.pdf")
    assert ids(by_default(office.folder)) == ["uk-gifts"]
    office.write("eu/gifts.pdf")
    assert ids(by_default(office.folder)) == ["eu-gifts", "uk-gifts"]


def test_what_is_stored_keeps_its_id_and_another_file_gets_another(office: Office) -> None:
    stored = office.write("uk/gifts.pdf")
    office.write("us/gifts.pdf")
    known = {str(stored): "gifts"}
    for root in (office.folder, office.folder / "us"):
        plan = make_plan([root], labels_file=None, allow=EVERYONE, known_ids=known)
        assert "us-gifts" in ids(plan)
    plan = make_plan([office.folder], labels_file=None, allow=EVERYONE, known_ids=known)
    assert ids(plan) == ["gifts", "us-gifts"]


def test_a_folder_that_was_moved_keeps_its_ids(office: Office) -> None:
    office.write("gifts.pdf")
    known = {str(office.folder.parent / "old/gifts.pdf"): "gifts"}
    plan = make_plan([office.folder], labels_file=None, allow=EVERYONE, known_ids=known)
    assert ids(plan) == ["gifts"]


def test_files_whose_paths_read_alike_get_ids_of_their_own(office: Office) -> None:
    office.write("a/b.pdf")
    office.write("a-b.pdf")
    assert len(set(ids(by_default(office.folder)))) == 2


def test_a_manifest_and_a_disk_may_spell_a_letter_in_two_ways(office: Office) -> None:
    office.write(unicodedata.normalize("NFD", "Métier/Règles.pdf"))
    office.label(entry("POL-1", version("1", unicodedata.normalize("NFC", "Métier/Règles.pdf"))))
    plan = make_plan([office.folder], labels_file=None)
    assert ids(plan) == ["POL-1"]
    assert plan.refused == ()


def test_one_name_in_two_formats_is_asked_about_and_the_answer_is_taken(office: Office) -> None:
    paths = {office.write("a.pdf"), office.write("a.docx")}
    office.write("b.pdf")
    plan = by_default(office.folder)
    assert ids(plan) == ["b"]
    assert all("Which one rules? a.docx and a.pdf" in reason for reason in refused(plan).values())
    assert plan.untouched_paths == paths
    answered = make_plan([office.folder], labels_file=None, allow=EVERYONE, prefer=[".pdf"])
    assert [v.path.name for v in answered.versions] == ["a.pdf", "b.pdf"]
    assert [path.name for path in answered.ignored] == ["a.docx"]


def test_a_format_that_is_stored_rules_until_somebody_says_otherwise(office: Office) -> None:
    stored = office.write("a.pdf")
    office.write("a.docx")
    known = {str(stored): "a"}
    plan = make_plan([office.folder], labels_file=None, allow=EVERYONE, known_ids=known)
    assert [v.path.name for v in plan.versions] == ["a.pdf"]
    assert "a.pdf rules until you say otherwise" in refused(plan)["a.docx"]


def test_a_manifest_anywhere_under_the_paths_forbids_a_default(office: Office) -> None:
    office.write("a.pdf")
    office.write("deep/er/manifest.yaml", "documents: []")
    with pytest.raises(ManifestError, match="--allow would open them all"):
        by_default(office.folder)


def test_a_path_given_twice_or_inside_another_is_planned_once(office: Office) -> None:
    path = office.write("a.pdf")
    office.write("notes.log")
    nested = [path, office.folder, office.folder / ".", office.folder.parent / "policies", path]
    plan = by_default(*nested)
    assert ids(plan) == ["a"]
    assert [ignored.name for ignored in plan.ignored] == ["notes.log"]


def test_hidden_files_and_folders_are_nobodys_documents(office: Office) -> None:
    office.write(".a.pdf")
    office.write(".git/b.pdf")
    plan = by_default(office.folder)
    assert (plan.versions, plan.ignored, plan.refused) == ((), (), ())


def test_a_hidden_folder_that_is_asked_for_is_read(office: Office) -> None:
    office.write(".private/a.pdf")
    assert ids(by_default(office.folder / ".private")) == ["a"]


def test_files_that_are_no_documents_are_reported_as_ignored(office: Office) -> None:
    office.write("build.log")
    office.write("a.pdf")
    assert [path.name for path in by_default(office.folder).ignored] == ["build.log"]


@pytest.mark.parametrize("name", ["budget.xlsx", "setup.exe", "old.doc", "scan.TIFF"])
def test_documents_of_an_unread_kind_are_planned_so_that_they_are_rejected_by_name(
    office: Office, name: str
) -> None:
    office.write(name)
    assert len(by_default(office.folder).versions) == 1


def test_a_link_to_a_file_counts_under_its_own_name(office: Office) -> None:
    office.write("store/0f3a.pdf")
    (office.folder / "gifts.pdf").symlink_to(office.folder / "store/0f3a.pdf")
    assert ids(by_default(office.folder)) == ["gifts", "store-0f3a"]
    office.label(entry("POL-1", version("1", "gifts.pdf")))
    assert ids(make_plan([office.folder], labels_file=None)) == ["POL-1"]


def test_a_default_does_not_follow_a_link_out_of_the_folder(office: Office, tmp_path: Path) -> None:
    (tmp_path / "board.pdf").write_text("secret")
    (office.folder / "a.pdf").symlink_to(tmp_path / "board.pdf")
    plan = by_default(office.folder)
    assert plan.versions == ()
    assert "leads out of the folder" in refused(plan)["a.pdf"]
    assert ids(by_default(office.folder / "a.pdf")) == ["a"]  # asked for by its own path


def test_links_to_folders_and_to_nothing_are_reported_as_ignored(office: Office) -> None:
    office.write("a.pdf")
    (office.folder / "loop").symlink_to(office.folder)
    (office.folder / "gone.pdf").symlink_to(office.folder / "nowhere.pdf")
    plan = by_default(office.folder)
    assert ids(plan) == ["a"]
    assert [path.name for path in plan.ignored] == ["loop", "gone.pdf"]


def test_a_linked_folder_is_the_folder_it_leads_to(office: Office, tmp_path: Path) -> None:
    office.write("pdf/a.pdf")
    office.label(entry("POL-1", version("1", "pdf/a.pdf")))
    (tmp_path / "link").symlink_to(office.folder)
    (planned,) = make_plan([tmp_path / "link"], labels_file=None).versions
    assert planned.path == office.folder / "pdf/a.pdf"
    again = make_plan([office.folder], labels_file=tmp_path / "link/manifest.yaml")
    assert again.versions == (planned,)


def test_pipes_are_not_opened(office: Office) -> None:
    os.mkfifo(office.folder / "a.pdf")
    plan = by_default(office.folder)
    assert plan.versions == ()
    assert [path.name for path in plan.ignored] == ["a.pdf"]


def test_a_name_that_is_no_text_is_refused(office: Office) -> None:
    Path(os.fsdecode(os.fsencode(office.folder) + b"/caf\xe9.pdf")).write_text("x")
    plan = by_default(office.folder)
    assert plan.versions == ()
    assert "bytes that are no text" in refused(plan)["caf\ufffd.pdf"]


def test_a_folder_that_cannot_be_listed_is_refused_and_what_is_stored_of_it_stays(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Not by its permissions: root, who runs the tests in a container, may list any folder.
    office.write("a.pdf")
    closed = office.write("closed/b.pdf").parent
    scandir = os.scandir

    def refuse(path: str) -> object:
        if Path(path) == closed:
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    plan = by_default(office.folder)
    assert ids(plan) == ["a"]
    ((name, error),) = plan.refused
    assert name == "closed"
    assert isinstance(error, UnreadableDocument)
    assert plan.untouched_paths == {closed}


def test_attests_own_folder_is_left_out(office: Office) -> None:
    office.write("a.pdf")
    office.write("data/sources/b.pdf")
    data_dir = office.folder / "data"
    plan = make_plan([office.folder], labels_file=None, allow=EVERYONE, data_dir=data_dir)
    assert ids(plan) == ["a"]


def test_what_a_wrong_entry_speaks_of_is_left_as_it_is(office: Office) -> None:
    path = office.write("a.pdf")
    office.label(entry("POL-1", version("1", "a.pdf"), allow=["all"]))
    plan = make_plan([office.folder], labels_file=None)
    assert plan.untouched_ids == {"POL-1"}
    assert plan.untouched_paths == {path}
    assert list(refused(plan)) == ["POL-1"]  # not called unlabelled besides
