"""The manifest: what is taken, and what is refused in which words."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from domain.entitlement import in_force
from domain.errors import ManifestError
from domain.types import Document, Labels, Status
from ingest.plan.manifest import DocumentEntry, Manifest, read_manifest
from tests.fakes.ingesting import entry, version

ONE = version("1", "a.pdf")


def manifest(tmp_path: Path, *entries: object) -> Manifest:
    path = tmp_path / "manifest.yaml"
    path.write_text(yaml.safe_dump({"documents": list(entries)}))
    return read_manifest(path)


def reason(tmp_path: Path, *entries: object) -> str:
    """Why the one refused entry was refused."""
    read = manifest(tmp_path, *entries)
    (problem,) = read.problems
    return problem.reason


def test_an_entry_is_taken_as_it_stands(tmp_path: Path) -> None:
    section = {"section": "7", "allow": ["group:board"], "deny": ["user:eve"]}
    full = entry(
        "POL-AML-004",
        version("1", "pdf/a.pdf", status="superseded", effective_to=date(2025, 12, 31)),
        version("2", "pdf/b.pdf", effective_from=date(2026, 1, 1)),
        title="AML Policy",
        owner="MLRO",
        jurisdiction="UK",
        classification="internal",
        deny=["group:contractors"],
        sections=[section],
    )
    read = manifest(tmp_path, full)
    (document,) = read.documents
    assert read.problems == ()
    assert read.folder == tmp_path
    assert (document.document_id, document.title, document.owner) == (
        "POL-AML-004",
        "AML Policy",
        "MLRO",
    )
    assert document.deny == {"group:contractors"}
    assert document.sections[0].labels == Labels(
        allow=frozenset({"group:board"}), deny=frozenset({"user:eve"})
    )
    assert [v.status for v in document.versions] == [Status.SUPERSEDED, Status.APPROVED]
    assert document.versions[1].effective_from == date(2026, 1, 1)


def test_labels_are_kept_in_their_canonical_form(tmp_path: Path) -> None:
    written = [
        "GROUP: Human  Resources",
        "user:auth0|123",
        "group:/contractors",
        "user:Ann@Bank.Example.",
    ]
    (document,) = manifest(tmp_path, entry("POL-1", ONE, allow=written, deny=written)).documents
    assert document.allow == document.deny == {
        "group:human resources", "user:auth0|123", "group:contractors", "user:ann@bank.example",
    }  # fmt: skip


@pytest.mark.parametrize(
    "name", ["everyone", "group:", "role:hr", "group:*", "", "*", "group:hr,group:it", "mailto:a@b"]
)
def test_what_is_no_label_is_refused_with_the_right_form(tmp_path: Path, name: str) -> None:
    assert "write user:NAME or group:NAME" in reason(tmp_path, entry("POL-1", ONE, allow=[name]))
    assert "write user:NAME or group:NAME" in reason(tmp_path, entry("POL-1", ONE, deny=[name]))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (entry("POL-1", ONE, allow=[]), "nobody may read it"),
        (entry("POL-1", ONE, allow="group:hr"), "allow: must be a list"),
        ({"document_id": "POL-1", "versions": [ONE]}, "allow: is missing"),
        (entry("POL-1"), "versions: must not be empty"),
        (entry("POL 1", ONE), "document_id: may hold only letters, digits"),
        (entry("POL-1", ONE, visibility="all"), "visibility: is not a field of an entry"),
        (entry("POL-1", {**ONE, "version": 1.0}), "versions.0.version: must be text: put it in"),
        (entry("POL-1", version("sha-1", "a.pdf")), "starts with sha-"),
        (entry("POL-1", {**ONE, "status": "aproved"}), "versions.0.status: Input should be"),
        (entry("POL-1", {"version": "1", "file": "a.pdf"}), "versions.0.status: is missing"),
        (entry("POL-1", {**ONE, "effective_from": "soon"}), "versions.0.effective_from: "),
        (entry("POL-1", ONE, version("1", "b.pdf", status="draft")), "have the same number"),
        (entry("POL-1", {**ONE, "status": "withdrawn"}), "is withdrawn without effective_to"),
        (entry("POL-1", {**ONE, "status": "superseded"}), "is superseded without effective_to"),
        (
            entry("POL-1", {**ONE, "effective_from": "2026-02-01", "effective_to": "2026-01-31"}),
            "version 1 ends on 2026-01-31, before 2026-02-01",
        ),
        (entry("POL-1", ONE, sections=[{"section": "7"}]), "sections.0.allow: is missing"),
        (
            entry("POL-1", ONE, sections=[{"section": 7, "allow": ["group:hr"]}]),
            "sections.0.section: must be text: put it in quotes",
        ),
    ],
)
def test_a_wrong_entry_is_refused_in_words(
    tmp_path: Path, wrong: dict[str, object], said: str
) -> None:
    right = entry("POL-2", version("1", "z.pdf"))
    assert said in reason(tmp_path, wrong, right)
    assert [document.document_id for document in manifest(tmp_path, wrong, right).documents] == [
        "POL-2"
    ]


@pytest.mark.parametrize("wrong", [5, None, "POL-1", ["POL-1"], {}, {"versions": "all"}])
def test_an_entry_without_an_id_is_refused_by_its_place(tmp_path: Path, wrong: object) -> None:
    (problem,) = manifest(tmp_path, entry("POL-2", ONE), wrong).problems
    assert problem.name == "entry 2 of the manifest"


def test_a_refused_entry_still_names_its_files(tmp_path: Path) -> None:
    read = manifest(tmp_path, {"versions": [ONE, {"file": 5}, "b.pdf", version("2", "c.pdf")]})
    assert read.problems[0].files == ("a.pdf", "c.pdf")


def test_two_entries_with_one_id_are_both_refused(tmp_path: Path) -> None:
    read = manifest(tmp_path, entry("POL-1", ONE), entry("POL-1", version("1", "b.pdf")))
    assert read.documents == ()
    assert [(p.name, p.files) for p in read.problems] == [
        ("POL-1", ("a.pdf",)),
        ("POL-1", ("b.pdf",)),
    ]


def test_a_slip_in_one_of_two_entries_with_one_id_does_not_let_the_other_win(
    tmp_path: Path,
) -> None:
    slip = entry("POL-1", version("1", "b.pdf"), allow=["board"])
    read = manifest(tmp_path, entry("POL-1", ONE), slip)
    assert read.documents == ()
    assert len(read.problems) == 2


@pytest.mark.parametrize(
    "entries",
    [
        [entry("POL-1", ONE), entry("POL-2", ONE, allow=["group:board"])],
        [entry("POL-1", {**ONE, "effective_to": "2025-01-01"}, version("2", "a.pdf",
               effective_from="2025-01-02"))],
        [entry("POL-1", ONE), entry("POL-2", ONE, allow=["board"])],
        [entry("POL-1", ONE), entry("POL-2", version("1", "./b/../a.pdf"))],
    ],
)  # fmt: skip
def test_a_file_given_twice_is_refused_each_time(
    tmp_path: Path, entries: list[dict[str, Any]]
) -> None:
    read = manifest(tmp_path, *entries)
    assert read.documents == ()
    assert "a.pdf is given for two versions" in " ".join(p.reason for p in read.problems)


@pytest.mark.parametrize(
    "numbers", [["7", "7.1"], ["7", "7"], ["7", "7-A", "7.1"], ["7.1.2", "7-9", "7"]]
)
def test_sections_narrowed_one_within_the_other_are_refused(
    tmp_path: Path, numbers: list[str]
) -> None:
    sections = [{"section": number, "allow": ["group:hr"]} for number in numbers]
    assert "overlap: list the outer one only" in reason(
        tmp_path, entry("POL-1", ONE, sections=sections)
    )


@pytest.mark.parametrize("numbers", [["7", "70"], ["7", "71.1"], ["7.1", "7.10"]])
def test_sections_side_by_side_may_both_be_narrowed(tmp_path: Path, numbers: list[str]) -> None:
    sections = [{"section": number, "allow": ["group:hr"]} for number in numbers]
    assert manifest(tmp_path, entry("POL-1", ONE, sections=sections)).problems == ()


@pytest.mark.parametrize(
    ("first_to", "second_from"),
    [(None, "2026-01-01"), ("2026-01-01", "2026-01-01"), ("2026-06-01", "2026-01-01"),
     ("2025-01-01", None)],
)  # fmt: skip
def test_versions_in_force_on_the_same_day_are_refused(
    tmp_path: Path, first_to: str | None, second_from: str | None
) -> None:
    first = {**ONE, "effective_to": first_to}
    second = version("2", "b.pdf", effective_from=second_from)
    assert "in force on the same days" in reason(tmp_path, entry("POL-1", first, second))


def test_a_draft_may_overlap_what_is_in_force(tmp_path: Path) -> None:
    draft = version("2", "b.pdf", status="draft")
    assert manifest(tmp_path, entry("POL-1", ONE, draft)).problems == ()


DAYS = st.none() | st.dates(date(2026, 1, 1), date(2026, 1, 12))


@given(
    periods=st.lists(st.tuples(st.sampled_from(Status), DAYS, DAYS), min_size=1, max_size=4),
    day=st.dates(date(2025, 12, 30), date(2026, 1, 14)),
)
def test_whatever_is_taken_has_one_version_in_force_on_any_day(
    periods: list[tuple[Status, date | None, date | None]], day: date
) -> None:
    versions = [
        {"version": str(n), "file": f"{n}.pdf", "status": status, "effective_from": first,
         "effective_to": last}
        for n, (status, first, last) in enumerate(periods)
    ]  # fmt: skip
    fields = {"document_id": "P", "allow": ["group:a"], "versions": versions}
    try:
        taken = DocumentEntry.model_validate(fields)
    except ValueError:
        return
    in_force_then = [
        v for v in taken.versions if in_force(v.status, v.effective_from, v.effective_to, day)
    ]
    assert len(in_force_then) <= 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "documents:",
        "documents: {}",
        "- document_id: POL-1",
        "policies: []",
        "documents: [",
        "documents: &a [*a, *b]",
        "documents:\n- effective_from: 2025-02-30",
        "documents: !!python/object:os.system []",
        "[" * 5_000,
        "documents:\n- {document_id: A, allow: ['group:hr'], allow: ['group:everyone']}",
        "documents: []\ndocuments: []",
        "\x00",
    ],
)
def test_a_manifest_that_cannot_be_read_stops_the_run(tmp_path: Path, text: str) -> None:
    path = tmp_path / "manifest.yaml"
    path.write_text(text)
    with pytest.raises(ManifestError) as caught:
        read_manifest(path)
    assert str(path) in caught.value.message
    assert "docs/manifest.md" in caught.value.advice


def test_a_key_given_twice_is_named(tmp_path: Path) -> None:
    # YAML would keep the last one, and with it the wider labels.
    path = tmp_path / "manifest.yaml"
    path.write_text("documents:\n- document_id: A\n  allow: [group:hr]\n  allow: [group:all]\n")
    with pytest.raises(ManifestError, match=r"the key 'allow' is given twice.*line 2"):
        read_manifest(path)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", None])
def test_bytes_that_are_no_text_and_a_folder_stop_the_run(
    tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "manifest.yaml"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    with pytest.raises(ManifestError, match="cannot be read"):
        read_manifest(path)


def test_a_missing_manifest_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="There is no manifest at"):
        read_manifest(tmp_path / "manifest.yaml")


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "manifest.yaml"
    path.write_bytes(b"\xef\xbb\xbfdocuments: []")
    assert read_manifest(path).documents == ()


def test_the_example_in_the_documentation_is_taken(tmp_path: Path) -> None:
    page = Path(__file__).parents[3] / "docs" / "manifest.md"
    example = page.read_text().split("```yaml\n")[1].split("```")[0]
    (tmp_path / "manifest.yaml").write_text(example)
    read = read_manifest(tmp_path / "manifest.yaml")
    assert (len(read.documents), read.problems) == (1, ())


def test_precedence_is_taken_and_counts_from_one(tmp_path: Path) -> None:
    read = manifest(tmp_path, entry("POL-A", ONE, precedence=2, later_prevails=True))
    assert (read.documents[0].precedence, read.documents[0].later_prevails) == (2, True)
    plain = manifest(tmp_path, entry("POL-A", ONE))
    assert (plain.documents[0].precedence, plain.documents[0].later_prevails) == (None, False)
    assert "precedence" in reason(tmp_path, entry("POL-A", ONE, precedence=0))


def test_a_document_stored_before_there_was_a_precedence_is_read() -> None:
    old = '{"document_id": "POL-A", "title": "A", "labels": {"allow": ["group:everyone"]}}'
    assert Document.model_validate_json(old).precedence is None
