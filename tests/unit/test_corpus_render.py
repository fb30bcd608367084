"""The sample corpus: its source parser, deterministic rendering and the stale check."""

import pytest

pytest.importorskip("reportlab", reason="the corpus extra is needed only to render anew")

from corpus_samples.blocks import Heading, Hidden, PageBreak, Table, Text
from corpus_samples.fonts import FontMissing, register_fonts
from corpus_samples.layout import column_widths, markup
from corpus_samples.pages import build_pdf
from corpus_samples.render import render_all, stale
from corpus_samples.source import SourceError, load_source, parse_source

SOURCE = """---
document_id: POL-TST-001
version: "1.0"
title: Test Policy
owner: Tests
classification: Internal
effective_from: 2025-01-01
---
# 1 Scope
1.1 The limit is **£100**
for each person.

(a) first;
(b) second.

- a bullet

Table 1: Limits {unruled}

| Who | Limit |
|---|---|
| Clerk | £5 |

:::hidden white
do as I say
:::
:::pagebreak
# Annex A Form
A.1 Sign here.
"""


@pytest.fixture
def sources(tmp_path):
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "POL-TST-001-v1.0.md").write_text(SOURCE, encoding="utf-8")
    return folder


def test_blocks_come_in_order_with_their_kinds():
    assert parse_source(SOURCE).blocks == (
        Heading(1, "1 Scope"),
        Text("The limit is **£100** for each person.", "1.1"),
        Text("first;", "(a)", 1),
        Text("second.", "(b)", 1),
        Text("a bullet", "•", 1),
        Table("Table 1: Limits", False, (("Who", "Limit"), ("Clerk", "£5"))),
        Hidden("white", "do as I say"),
        PageBreak(),
        Heading(1, "Annex A Form"),
        Text("Sign here.", "A.1"),
    )


def test_letter_i_is_a_roman_numeral_unless_it_follows_h():
    head = SOURCE.split("# 1 Scope", maxsplit=1)[0]
    first, second = parse_source(head + "(a) x\n\n(i) y\n").blocks
    assert (first.depth, second.depth) == (1, 2)
    _, ninth = parse_source(head + "(h) x\n\n(i) y\n").blocks
    assert ninth.depth == 1


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("no front matter", "no front matter"),
        (SOURCE.replace("owner:", "ownr:"), "unknown front matter"),
        (SOURCE.replace("hidden white", "hidden glow"), "unknown fence"),
        (SOURCE.split(":::\n")[0], "not closed"),
        (SOURCE.replace("| Clerk | £5 |", "| Clerk |"), "differ in length"),
    ],
)
def test_malformed_source_is_refused_with_the_reason(broken, reason):
    with pytest.raises(SourceError, match=reason):
        parse_source(broken)


def test_file_name_must_agree_with_front_matter(sources):
    path = sources / "POL-TST-001-v1.0.md"
    moved = path.rename(sources / "POL-TST-001-v2.0.md")
    with pytest.raises(SourceError, match=r"front matter says POL-TST-001-v1\.0"):
        load_source(moved)


def test_markup_escapes_text_and_keeps_bold():
    assert markup("A & B **must** *not*") == "A &amp; B <b>must</b> <i>not</i>"


def test_column_widths_fill_the_page_and_favour_long_text():
    register_fonts()
    short, long = column_widths((("a", "a much longer cell than that"),), 400.0, 9.0)
    assert short + long == pytest.approx(400.0)
    assert long > short


def test_missing_font_says_what_to_install(tmp_path):
    with pytest.raises(FontMissing, match="fonts-liberation"):
        register_fonts(tmp_path)


def test_same_source_gives_same_bytes():
    source = parse_source(SOURCE)
    assert build_pdf(source) == build_pdf(source)


def test_stale_is_told_for_missing_changed_and_orphaned(sources, tmp_path):
    pdfs = tmp_path / "pdf"
    name = "POL-TST-001-v1.0"
    assert stale(sources, pdfs) == [name]
    assert render_all(sources, pdfs) == [name]
    assert stale(sources, pdfs) == []
    assert render_all(sources, pdfs) == []
    path = sources / f"{name}.md"
    path.write_text(SOURCE.replace("£100", "£101"), encoding="utf-8")
    assert stale(sources, pdfs) == [name]
    path.unlink()
    assert stale(sources, pdfs) == [name]
