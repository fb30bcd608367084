from pathlib import Path

import pypdfium2 as pdfium

from ingest.pdf.characters import Character, page_geometry, read_characters
from ingest.pdf.hidden_text import VisibleText, rendered_page, visible_text
from tests import pdf_factory


def seen_on(path: Path) -> VisibleText:
    with pdfium.PdfDocument(path) as document:
        page = document[0]
        geometry = page_geometry(page, 1)
        return visible_text(read_characters(page, geometry), geometry, rendered_page(page))


def text_of(seen: VisibleText) -> str:
    return "".join(character.text for character in seen.characters)


def test_p8_text_that_cannot_be_seen_is_left_out_and_reported(tmp_path: Path) -> None:
    seen = seen_on(pdf_factory.hidden_pdf(tmp_path / "poisoned.pdf"))

    text = text_of(seen)
    for hidden in ("whiteonwhite", "tinyprint", "beyondtheedge", "paintedover", "rendermodethree"):
        assert hidden not in text
    reasons = {finding.message.split(": ")[1] for finding in seen.findings}
    assert reasons == {
        "no ink where it stands.",
        "too small to read.",
        "outside the visible page.",
        "drawn without ink.",
    }
    assert all(finding.code == "hidden_text" and finding.page == 1 for finding in seen.findings)


def test_a_finding_counts_what_was_hidden_and_never_repeats_it(tmp_path: Path) -> None:
    seen = seen_on(pdf_factory.hidden_pdf(tmp_path / "poisoned.pdf"))

    messages = " ".join(finding.message for finding in seen.findings)
    assert "15 hidden characters were left out: drawn without ink." in messages
    assert "instructions" not in messages


def test_white_text_on_a_dark_bar_is_seen(tmp_path: Path) -> None:
    seen = seen_on(pdf_factory.hidden_pdf(tmp_path / "poisoned.pdf"))

    assert "Visible heading on a dark bar" in text_of(seen)
    assert "Gifts above 50 pounds must be declared." in text_of(seen)


def test_an_ordinary_page_has_nothing_hidden(tmp_path: Path) -> None:
    seen = seen_on(pdf_factory.text_pdf(tmp_path / "plain.pdf"))

    assert seen.findings == ()
    assert pdf_factory.BODY[0] in text_of(seen)


def test_tag_characters_are_smuggling_and_zero_width_spaces_are_not(tmp_path: Path) -> None:
    with pdfium.PdfDocument(pdf_factory.text_pdf(tmp_path / "plain.pdf")) as document:
        page = document[0]
        geometry = page_geometry(page, 1)
        characters = read_characters(page, geometry)
        first = characters[0]
        for text in ("\u200b", "\U000e0041", "\U000e0042"):
            characters.insert(1, Character(text, first.box, first.line_box, first.run))
        seen = visible_text(characters, geometry, rendered_page(page))

    assert text_of(seen).startswith("The bank")
    assert [finding.message for finding in seen.findings] == [
        "2 hidden characters were left out: invisible format characters."
    ]
