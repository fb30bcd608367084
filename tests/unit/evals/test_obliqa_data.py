import json
from pathlib import Path

import pytest

from domain.settings import ChunkingSettings
from domain.types import Document, DocumentVersion
from evals.errors import EvalInputError
from evals.obliqa.context import context_of_passage, heading_of, key_of, title_of
from evals.obliqa.corpus import documents_of, place_of_chunk, places_of
from evals.obliqa.documents import Row, load_rulebooks
from evals.obliqa.questions import load_questions
from evals.text_corpus import TextDocument
from ingest.store.chunking import chunk_version
from tests.fakes.evaluating import QUESTIONS, RULEBOOKS, question, write_obliqa


def row(passage_id: str, text: str, document_id: str = "1") -> Row:
    return Row(document_id=document_id, passage_id=passage_id, text=text)


def version_of(document: TextDocument) -> tuple[Document, DocumentVersion]:
    version = DocumentVersion(
        document_id=document.document_id,
        version="1",
        title=document.title,
        source_name="x.txt",
        source_sha256="",
        text=document.text,
        text_sha256="",
        pages=(),
        sections=document.sections,
        parser="test",
    )
    return Document(
        document_id=document.document_id, title=document.title, labels=document.labels
    ), version


def test_rows_are_read_from_an_archive_and_from_its_folder_alike(tmp_path: Path) -> None:
    archive, _ = write_obliqa(tmp_path)
    folder = tmp_path / "unpacked"
    folder.mkdir()
    for document, rows in RULEBOOKS.items():
        body = [{"DocumentID": document, "PassageID": p, "Passage": t} for p, t in rows]
        (folder / f"{document}.json").write_text(json.dumps(body))
    assert load_rulebooks(archive) == load_rulebooks(folder)
    assert list(load_rulebooks(archive)) == ["1", "2", "3"]


@pytest.mark.parametrize("content", [b"", b"PK nonsense", b"[]"])
def test_an_archive_that_is_none_is_told_by_name(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "documents.zip"
    path.write_bytes(content)
    with pytest.raises(EvalInputError, match=r"documents\.zip"):
        load_rulebooks(path)


@pytest.mark.parametrize("content", ["{", "{}", '[{"PassageID": "1"}]'])
def test_a_document_without_rows_is_told_by_name(content: str, tmp_path: Path) -> None:
    (tmp_path / "7.json").write_text(content)
    with pytest.raises(EvalInputError, match=r"7\.json"):
        load_rulebooks(tmp_path)


def test_a_folder_without_documents_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EvalInputError, match="no documents"):
        load_rulebooks(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        '[{"QuestionID": "1", "Question": "Why?"}]',
        json.dumps([question("same", "Why?", (1, "1")), question("same", "Who?", (1, "1"))]),
        json.dumps([question("none", "Why?")]),
    ],
)
def test_questions_of_another_shape_are_told_by_name(content: str, tmp_path: Path) -> None:
    path = tmp_path / "split.json"
    path.write_text(content)
    with pytest.raises(EvalInputError, match=r"split\.json"):
        load_questions(path)


def test_questions_that_are_missing_are_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(EvalInputError, match=r"test\.json"):
        load_questions(tmp_path / "test.json")


def test_places_of_questions_and_documents_have_one_form(tmp_path: Path) -> None:
    archive, split = write_obliqa(tmp_path, questions=QUESTIONS)
    places = places_of(load_rulebooks(archive))
    assert all(each.places <= places for each in load_questions(split))
    assert ("1", "1.1.1") not in places  # no text


@pytest.mark.parametrize(
    ("passage_id", "key"),
    [
        ("6.1.3.(a)", ("6", "1", "3", "(a)")),
        ("6.", ("6",)),
        ("Part 1.Chapter 1.57.(2) A", ("part 1", "chapter 1", "57", "(2) a")),
        ("12)", ("12)",)),
    ],
)
def test_a_passage_id_has_the_parts_of_its_way_down(passage_id: str, key: tuple[str, ...]) -> None:
    assert key_of(passage_id) == key


def test_the_context_is_headings_above_and_the_lead_in() -> None:
    texts = {
        ("6",): "CAPITAL",
        ("6", "1"): "Requirement\nA long rule follows.",
        ("6", "1", "3"): "An Authorised Person must, at each quarter's end:",
    }
    assert context_of_passage(row("6.1.3.(a)", "report it"), texts) == (
        "CAPITAL",
        "Requirement",
        "An Authorised Person must, at each quarter's end:",
    )
    assert context_of_passage(row("1)", "alone"), texts) == ()


@pytest.mark.parametrize("text", ["A Person must:", "It applies.", "x" * 121, ""])
def test_a_sentence_is_no_heading(text: str) -> None:
    assert heading_of(text) == ""


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        ([row("DATA PROTECTION REGULATIONS 2021", "…")], "DATA PROTECTION REGULATIONS 2021"),
        ([row("1", "INTRODUCTION"), row("1.1", 'This Rulebook ("GEN") applies.')], "Rulebook GEN"),
        (
            [row("1.1", "They may be cited as the Fund Passporting Rules.")],
            "Fund Passporting Rules",
        ),
        ([row("1", "INTRODUCTION"), row("2", "CLIENT CLASSIFICATION")], "Document 1"),
    ],
)
def test_a_title_is_what_the_document_calls_itself(rows: list[Row], title: str) -> None:
    assert title_of("1", rows) == title


def test_sections_cover_the_text_and_a_heading_alone_makes_no_chunk(tmp_path: Path) -> None:
    archive, _ = write_obliqa(tmp_path)
    for document in documents_of(load_rulebooks(archive)):
        assert document.sections[0].start == 0
        assert document.sections[-1].end == len(document.text)
        pairs = zip(document.sections, document.sections[1:], strict=False)
        assert all(one.end == two.start for one, two in pairs)
        chunks = chunk_version(*version_of(document), ChunkingSettings())
        found = [place_of_chunk(chunk) for chunk in chunks]
        expected = {
            "1": [("1", "1.1.1.(1)"), ("1", "1.1.1.(2)")],
            "2": [("2", "2.1"), ("2", "2.2")],
            "3": [("3", "1)")],
        }
        assert found == expected[document.document_id]


def test_a_chunk_carries_the_headings_above_it_and_no_invisible_character(tmp_path: Path) -> None:
    archive, _ = write_obliqa(tmp_path)
    first, second, _ = documents_of(load_rulebooks(archive))
    chunk = chunk_version(*version_of(first), ChunkingSettings())[0]
    assert chunk.section_path == ("GIFTS", "Receiving gifts")
    last = chunk_version(*version_of(second), ChunkingSettings())[-1]
    assert last.text.startswith("A Trustee")


def test_a_long_passage_is_several_chunks_of_one_place(tmp_path: Path) -> None:
    long = " ".join(f"Rule {n} says that every firm keeps register {n}." for n in range(60))
    archive, _ = write_obliqa(tmp_path, {1: [("1", "RECORDS"), ("1.1", long)]})
    (document,) = documents_of(load_rulebooks(archive))
    chunks = chunk_version(*version_of(document), ChunkingSettings())
    assert len(chunks) > 1
    assert {place_of_chunk(chunk) for chunk in chunks} == {("1", "1.1")}
