"""Worker processes: what a bad file may do to its own pages, and to nothing else."""

import multiprocessing
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from domain.errors import EncryptedDocument, UnreadableDocument
from domain.settings import ParsingSettings
from ingest.pdf.window import WindowPages
from ingest.text.parsed import ParsedPage
from ingest.workers.isolation import DocumentReader
from tests import pdf_factory

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def reader() -> Iterator[DocumentReader]:
    with DocumentReader(ParsingSettings(pages_per_window=2), workers=2) as opened:
        yield opened


def pages_of(reader: DocumentReader, path: Path) -> list[ParsedPage]:
    return list(reader.pages(path, reader.facts(path)))


def text_of(page: ParsedPage) -> str:
    return " ".join(block.text for block in page.blocks)


def test_pages_come_in_order_over_several_windows(reader: DocumentReader, tmp_path: Path) -> None:
    lines = [[f"This is page number {number} of seven."] for number in range(1, 8)]

    pages = pages_of(reader, pdf_factory.text_pdf(tmp_path / "a.pdf", lines))

    assert [page.number for page in pages] == [1, 2, 3, 4, 5, 6, 7]
    assert [text_of(page) for page in pages] == [line for (line,) in lines]


def test_an_error_arrives_with_its_class_and_advice(reader: DocumentReader, tmp_path: Path) -> None:
    path = pdf_factory.encrypted_pdf(tmp_path / "secret.pdf", user_password="password")

    with pytest.raises(EncryptedDocument, match="needs a password") as caught:
        reader.facts(path)

    assert caught.value.advice


def test_a_file_that_hangs_is_unreadable_and_the_one_beside_it_is_read(tmp_path: Path) -> None:
    deadly = pdf_factory.nested_forms_pdf(tmp_path / "deadly.pdf")
    settings = ParsingSettings(window_timeout_seconds=8)

    with DocumentReader(settings, workers=2) as reader, ThreadPoolExecutor(2) as threads:
        failing = threads.submit(pages_of, reader, deadly)
        good = threads.submit(pages_of, reader, pdf_factory.text_pdf(tmp_path / "good.pdf"))

        assert text_of(good.result()[0]) == " ".join(pdf_factory.BODY)
        with pytest.raises(UnreadableDocument, match=r"None of the 1 pages of deadly\.pdf"):
            failing.result()


def test_pages_still_come_when_their_workers_are_killed(tmp_path: Path) -> None:
    lines = [[f"This is page number {number} of forty."] for number in range(1, 41)]
    path = pdf_factory.text_pdf(tmp_path / "a.pdf", lines)

    with DocumentReader(ParsingSettings(pages_per_window=10), workers=2) as reader:
        facts = reader.facts(path)
        workers = multiprocessing.active_children()
        pages = reader.pages(path, facts)
        first = threading.Timer(0.3, lambda: [worker.kill() for worker in workers])
        first.start()
        read = list(pages)
        first.join()

    assert workers
    assert [page.findings for page in read if not page.blocks] == []
    assert [text_of(page) for page in read] == [line for (line,) in lines]


def test_a_scan_among_text_pages_is_read_in_its_place(
    reader: DocumentReader, tmp_path: Path
) -> None:
    path = pdf_factory.merged_pdf(
        tmp_path / "mixed.pdf",
        [
            pdf_factory.text_pdf(tmp_path / "text.pdf"),
            pdf_factory.scan_pdf(tmp_path / "scan.pdf", ["Records are kept for five years."]),
            pdf_factory.text_pdf(tmp_path / "more.pdf", [["The last page of the policy."]]),
        ],
    )

    pages = pages_of(reader, path)

    assert [page.ocr_confidence is None for page in pages] == [True, False, True]
    assert text_of(pages[1]) == "Records are kept for five years."
    assert text_of(pages[2]) == "The last page of the policy."


def test_a_bad_page_costs_its_window_unstructured_and_itself_only(tmp_path: Path) -> None:
    path = pdf_factory.merged_pdf(
        tmp_path / "hangs.pdf",
        [
            pdf_factory.text_pdf(tmp_path / "text.pdf"),
            pdf_factory.nested_forms_pdf(tmp_path / "deadly.pdf"),
            pdf_factory.text_pdf(tmp_path / "more.pdf", [["The last page of the policy."]]),
        ],
    )
    settings = ParsingSettings(window_timeout_seconds=12)

    with DocumentReader(settings, workers=1) as reader:
        pages = pages_of(reader, path)

    assert [[f.code for f in page.findings] for page in pages] == [
        ["page_read_by_fallback"],
        ["page_unreadable"],
        ["page_read_by_fallback"],
    ]
    assert text_of(pages[0]) == " ".join(pdf_factory.BODY)
    assert pages[1].blocks == ()


def test_text_files_go_through_the_same_door(reader: DocumentReader, tmp_path: Path) -> None:
    path = tmp_path / "policy.txt"
    path.write_text("\n\n".join(pdf_factory.BODY))

    assert "five years" in text_of(pages_of(reader, path)[0])


def test_a28_a_long_document_is_read_a_few_windows_ahead_and_never_whole(
    reader: DocumentReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = 40
    path = pdf_factory.text_pdf(tmp_path / "long.pdf", [[f"Page {n}."] for n in range(pages)])
    asked_for: list[range] = []
    schedule = reader._schedule_window

    def counted(path: Path, numbers: range) -> Future[WindowPages]:
        asked_for.append(numbers)
        return schedule(path, numbers)

    monkeypatch.setattr(reader, "_schedule_window", counted)
    reading = reader.pages(path, reader.facts(path))
    first = next(reading)
    assert first.number == 1
    # Two workers, each with a window in hand and one between them: two pages a window.
    assert sum(len(numbers) for numbers in asked_for) <= 6
    assert sum(1 for _ in reading) == pages - 1
