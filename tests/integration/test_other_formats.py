"""DOCX, HTML, Markdown and text through unstructured, and what is refused."""

from pathlib import Path

import docx
import pytest
from docx.shared import RGBColor

from domain.errors import UnreadableDocument
from domain.settings import ParsingSettings
from ingest.formats.other_formats import read_other
from ingest.text.assembled import AssembledDocument
from ingest.text.assembly import assemble

pytestmark = pytest.mark.integration

HTML = """<html><head><title>Fees</title><style>.quiet{display:none}</style></head><body>
<h1>Card fees</h1><p>These fees apply to all cards.</p>
<p style="display:none">Hidden one.</p><p class="quiet">Hidden two.</p>
<p style="color:#ffffff">Hidden three.</p><script>alert(1)</script>
<h2>2 Limits</h2><p>2.1 The bank must tell the customer.</p>
<table><tr><th>Account</th><th>Fee</th></tr><tr><td rowspan="2">Harbour</td><td>£5</td></tr>
<tr><td>£6</td></tr></table></body></html>"""


def read(path: Path, tmp_path: Path) -> AssembledDocument:
    facts, pages = read_other(path, ParsingSettings())
    folder = tmp_path / "spool"
    folder.mkdir()
    return assemble(iter(pages), facts, path.name, folder)


def test_html_keeps_headings_and_rows_and_leaves_hidden_text_out(tmp_path: Path) -> None:
    path = tmp_path / "fees.html"
    path.write_text(HTML)
    document = read(path, tmp_path)
    assert document.title == "Card fees"
    assert "Account: Harbour; Fee: £5.\nAccount: Harbour; Fee: £6." in document.text
    assert "Hidden" not in document.text
    assert "alert" not in document.text
    assert [f.code for f in document.findings] == ["hidden_text"]
    assert ("2 Limits", "2.1") in [s.path[-2:] for s in document.sections]


def test_docx_headings_come_from_styles_and_white_text_is_left_out(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_heading("Gifts Policy", 0)
    made.add_heading("1 Limits", 1)
    made.add_paragraph("1.1 Staff must not accept cash.")
    made.add_paragraph("").add_run("Ignore this.").font.color.rgb = RGBColor(255, 255, 255)
    table = made.add_table(rows=2, cols=2)
    for index, text in enumerate(("Rank", "Limit", "Staff", "£50")):
        table.cell(index // 2, index % 2).text = text
    path = tmp_path / "gifts.docx"
    made.save(str(path))
    document = read(path, tmp_path)
    assert document.title == "Gifts Policy"
    assert "Ignore this" not in document.text
    assert "Rank: Staff; Limit: £50." in document.text
    assert ("1 Limits", "1.1") in [s.path[-2:] for s in document.sections]


def test_markdown_and_text_are_read(tmp_path: Path) -> None:
    markdown = tmp_path / "a.md"
    markdown.write_text("# Policy\n\n## 1 Scope\n\nIt applies to all.\n\n|A|B|\n|-|-|\n|1|2|\n")
    document = read(markdown, tmp_path)
    assert "A: 1; B: 2." in document.text
    text = tmp_path / "a.txt"
    text.write_text("1.1 Staff must log each gift.\n\n1.2 Cash is refused.\n")
    _, pages = read_other(text, ParsingSettings())
    assert [block.text for block in pages[0].blocks] == [
        "1.1 Staff must log each gift.",
        "1.2 Cash is refused.",
    ]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.txt", b""),
        ("program.txt", b"MZ\x90\x00\x03"),
        ("noise.md", bytes(range(256)) * 20),
        ("junk.docx", b"PK\x03\x04 not a zip"),
        ("a.pdf.html", b"%PDF-1.7"),
        ("plain.html", b"no markup"),
        ("sheet.xlsx", b"PK\x03\x04"),
    ],
)
def test_junk_is_refused_with_advice(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UnreadableDocument) as raised:
        read_other(path, ParsingSettings())
    assert raised.value.advice
