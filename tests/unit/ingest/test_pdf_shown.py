from pathlib import Path

import pypdfium2 as pdfium

from ingest.pdf.characters import page_geometry, read_characters
from ingest.pdf.shown import ShownLine, order_kept, shown_lines, shown_texts
from tests import pdf_factory

SENTENCES = tuple(f"{letter}x keys are counted by {letter}y" for letter in "abcdefghijkl")


def lines_on(path: Path) -> list[ShownLine]:
    with pdfium.PdfDocument(path) as document:
        page = document[0]
        return shown_lines(read_characters(page, page_geometry(page, 1)))


def test_lines_come_in_the_files_order_cut_at_wide_gaps(tmp_path: Path) -> None:
    path = pdf_factory.two_column_pdf(tmp_path / "a.pdf", SENTENCES[:2], SENTENCES[2:4])

    assert [line.text for line in lines_on(path)][1:] == [
        SENTENCES[0], SENTENCES[2], SENTENCES[1], SENTENCES[3]
    ]  # fmt: skip


def test_a_word_that_is_broken_at_a_lines_end_stands_in_neither_line(tmp_path: Path) -> None:
    path = pdf_factory.text_pdf(tmp_path / "a.pdf", [("Keys are coun-", "ted each day.")])

    assert shown_texts(lines_on(path)) == ("Keys are", "each day.")


def test_lines_that_follow_one_another_are_in_order(tmp_path: Path) -> None:
    lines = lines_on(pdf_factory.text_pdf(tmp_path / "a.pdf", [SENTENCES]))

    assert order_kept(lines, [" ".join(SENTENCES)]) == 1.0


def test_lines_that_were_mixed_with_others_are_not(tmp_path: Path) -> None:
    lines = lines_on(pdf_factory.text_pdf(tmp_path / "a.pdf", [SENTENCES]))
    mixed = [line for pair in zip(SENTENCES[:6], SENTENCES[6:], strict=True) for line in pair]

    assert order_kept(lines, [" ".join(mixed)]) < 0.2


def test_few_lines_say_nothing_of_the_order(tmp_path: Path) -> None:
    lines = lines_on(pdf_factory.text_pdf(tmp_path / "a.pdf", [SENTENCES[:3]]))

    assert order_kept(lines, [""]) == 1.0
