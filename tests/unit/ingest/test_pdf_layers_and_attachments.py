"""What the file's catalogue says of a page: layers that are off, files inside, page labels."""

from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
from pikepdf import Array, Dictionary, Name

from domain.settings import ParsingSettings
from ingest.pdf.annotations import drawn_page
from ingest.pdf.page import read_text_page
from ingest.pdf.preflight import preflight
from tests.pdf_factory import drawn_pdf, lines_from

SETTINGS = ParsingSettings()


def layered_pdf(path: Path, *, how: str) -> Path:
    """A line that is shown and one in a layer that is switched off."""
    drawn_pdf(path, lambda canvas: lines_from(canvas, ("Keys are counted.",)))
    hidden = b"BT /F1 11 Tf 90 640 Td (Keys may be lent.) Tj ET"
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="Notes"))
        state = Dictionary(BaseState=Name.OFF) if how == "base state" else Dictionary(OFF=[group])
        pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=state)
        page = pdf.pages[0]
        layer = group
        if how == "membership":
            layer = pdf.make_indirect(Dictionary(Type=Name.OCMD, OCGs=group, P=Name.AllOn))
        if how == "form":
            form = pdf.make_stream(hidden)
            form.update(
                Dictionary(
                    Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 595, 842],
                    Resources=page.Resources, OC=layer,
                )
            )  # fmt: skip
            page.Resources.XObject = Dictionary(Layer=pdf.make_indirect(form))
            page.contents_add(b"/Layer Do")
        else:
            page.Resources.Properties = Dictionary(Notes=layer)
            page.contents_add(b"/OC /Notes BDC " + hidden + b" EMC")
        pdf.save(path)
    return path


@pytest.mark.parametrize("how", ["off", "base state", "membership", "form"])
def test_p8_text_of_a_layer_that_is_off_is_left_out_and_told(tmp_path: Path, how: str) -> None:
    path = layered_pdf(tmp_path / "layers.pdf", how=how)

    with pdfium.PdfDocument(path) as document, drawn_page(document, 0) as (page, annotations):
        read = read_text_page(page, 1, SETTINGS, annotations)

    assert [word.text for word in read.words] == ["Keys", "are", "counted."]
    assert [finding.code for finding in read.findings] == ["hidden_text"]


def test_files_inside_are_told_by_name(tmp_path: Path) -> None:
    path = drawn_pdf(tmp_path / "cover.pdf", lambda canvas: lines_from(canvas, ("See inside.",)))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.attachments["badges.pdf"] = b"%PDF-1.4"
        pdf.attachments["doors.pdf"] = b"%PDF-1.4"
        pdf.save(path)

    (finding,) = preflight(path, SETTINGS).findings

    assert finding.code == "part_unread"
    assert "attachments: 2 not read (badges.pdf, doors.pdf)" in finding.message


def test_labels_that_are_no_plain_numbers_are_kept_beside_them(tmp_path: Path) -> None:
    path = drawn_pdf(tmp_path / "labels.pdf", *[lambda canvas: lines_from(canvas, ("Keys.",))] * 3)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.Root.PageLabels = Dictionary(
            Nums=[0, Dictionary(S=Name.r), 2, Dictionary(S=Name.D, P="A-")]
        )
        pdf.save(path)

    assert preflight(path, SETTINGS).page_labels == ((1, "i"), (2, "ii"), (3, "A-1"))


def test_a_file_without_labels_has_none(tmp_path: Path) -> None:
    path = drawn_pdf(tmp_path / "plain.pdf", lambda canvas: lines_from(canvas, ("Keys.",)))

    assert preflight(path, SETTINGS).page_labels == ()
