"""Manifests made to harm: refused by name or as a whole, in a moment, and nothing acts."""

from pathlib import Path

import pytest

from domain.errors import ManifestError
from ingest.plan.manifest import read_manifest

GOOD = (
    "  - {document_id: POL-1, allow: ['group:all'], "
    "versions: [{version: '1', file: a.pdf, status: approved}]}\n"
)


def manifest(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "manifest.yaml"
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    "sign", ["\\ud800", "\\0", "\\e", "\\u202E", "\\u2066", "\\x9b", "\\uFFFF"]
)
@pytest.mark.parametrize("field", ["title", "owner", "jurisdiction", "classification"])
def test_an_entry_with_signs_that_act_is_refused_by_name_and_the_others_go_on(
    tmp_path: Path, field: str, sign: str
) -> None:
    bad = GOOD.replace("POL-1, ", f'POL-2, {field}: "a{sign}b", ').replace("a.pdf", "b.pdf")
    read = read_manifest(manifest(tmp_path, "documents:\n" + GOOD + bad))
    assert [entry.document_id for entry in read.documents] == ["POL-1"]
    (problem,) = read.problems
    assert problem.name == "POL-2"
    assert "cannot be seen" in problem.reason
    assert problem.reason.isprintable()


@pytest.mark.parametrize("sign", ["\\ud800", "\\0", "\\e"])
def test_an_id_and_a_file_with_such_signs_are_told_in_words_that_can_be_printed(
    tmp_path: Path, sign: str
) -> None:
    bad = GOOD.replace("POL-1", f'"P{sign}"').replace("a.pdf", f'"a{sign}.pdf"')
    (problem,) = read_manifest(manifest(tmp_path, "documents:\n" + bad)).problems
    assert problem.name.isprintable()
    assert problem.reason.encode()
    assert problem.files == ()


def test_letters_of_every_script_are_welcome(tmp_path: Path) -> None:
    titled = GOOD.replace("POL-1, ", 'POL-1, title: "Règles 政策 سياسة – ½", ')
    assert read_manifest(manifest(tmp_path, "documents:\n" + titled)).problems == ()


def _merge_bomb() -> str:
    lines = ["a0: &a0 {k0: 1, k1: 2, k2: 3, k3: 4}"]
    lines += [f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}" for n in range(1, 8)]
    return "\n".join([*lines, "documents: []"])


def _alias_bomb() -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    return "\n".join([*lines, "documents: *a8"])


@pytest.mark.parametrize("text", [_merge_bomb(), _alias_bomb(), "documents:\n" + " " * 9_000_000])
def test_a_bomb_is_refused_as_a_whole_with_what_to_do(tmp_path: Path, text: str) -> None:
    with pytest.raises(ManifestError, match=r"repeat too much|more than|larger than") as caught:
        read_manifest(manifest(tmp_path, text))
    assert "split the folder" in str(caught.value)


def test_a_label_list_may_still_be_written_once_and_named_again(tmp_path: Path) -> None:
    text = "documents:\n" + GOOD.replace("['group:all']", "&all ['group:all']")
    text += (
        GOOD.replace("POL-1", "POL-2").replace("['group:all']", "*all").replace("a.pdf", "b.pdf")
    )
    assert len(read_manifest(manifest(tmp_path, text)).documents) == 2
