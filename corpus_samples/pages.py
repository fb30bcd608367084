# mypy: disable-error-code="import-untyped"
# Reason: ReportLab ships no type information.
"""Builds one PDF from a source: cover page, body frames, running header and footer."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
)

from corpus_samples.blocks import FrontMatter, Source
from corpus_samples.fonts import FAMILY, register_fonts, styles
from corpus_samples.layout import flowables, grid, markup

_SIDE = 25 * mm
_TOP = 28 * mm
_BOTTOM = 25 * mm
_GUTTER = 8 * mm
_SMALL = 8.5  # points, header and footer


def build_pdf(source: Source) -> bytes:
    """Returns the PDF of `source`; the same source gives the same bytes.

    The document is built twice, because "Page N of M" needs the page count first.

    Raises:
        FontMissing: the fonts to embed are not installed.
    """
    register_fonts()
    _, page_count = _build(source, 0)
    data, _ = _build(source, page_count)
    return data


def _build(source: Source, page_count: int) -> tuple[bytes, int]:
    front = source.front
    buffer = io.BytesIO()
    document = BaseDocTemplate(
        buffer,
        pagesize=A4,
        invariant=1,
        title=f"{front.document_id} v{front.version} {front.title}",
        author=front.owner,
        subject=front.classification,
        lang="en-GB",
    )
    decorate = _decorator(front, page_count)
    column = _column_width(front.columns)
    document.addPageTemplates(
        [
            PageTemplate("cover", [_frame(0, _column_width(1))], onPage=decorate),
            PageTemplate(
                "body",
                [_frame(i * (column + _GUTTER), column) for i in range(front.columns)],
                onPage=decorate,
            ),
        ]
    )
    story = [*_cover(front), NextPageTemplate("body"), PageBreak()]
    story += flowables(source.blocks, styles(front.columns), column)
    document.build(story)
    return buffer.getvalue(), int(document.page)


def _column_width(columns: int) -> float:
    width = float(A4[0] - 2 * _SIDE - (columns - 1) * _GUTTER)
    return width / columns


def _frame(offset: float, width: float) -> Frame:
    height = A4[1] - _TOP - _BOTTOM
    return Frame(_SIDE + offset, _BOTTOM, width, height, 0, 0, 0, 0, id=f"at{round(offset)}")


def _decorator(front: FrontMatter, page_count: int) -> Callable[[Any, Any], None]:
    header = front.header or f"{front.entity} — {front.title}"
    footer = front.footer or f"{front.document_id} v{front.version} · {front.classification}"

    def decorate(canvas: Any, document: Any) -> None:
        right = A4[0] - _SIDE
        canvas.saveState()
        canvas.setFont(FAMILY, _SMALL)
        canvas.setFillGray(0.25)
        canvas.setStrokeGray(0.6)
        canvas.drawString(_SIDE, A4[1] - 15 * mm, header)
        canvas.line(_SIDE, A4[1] - 17 * mm, right, A4[1] - 17 * mm)
        canvas.line(_SIDE, 17 * mm, right, 17 * mm)
        canvas.drawString(_SIDE, 13 * mm, footer)
        canvas.drawRightString(right, 13 * mm, f"Page {document.page} of {page_count}")
        canvas.restoreState()

    return decorate


def _cover(front: FrontMatter) -> list[Flowable]:
    style = styles(1)
    width = _column_width(1)
    facts = [
        ("Document ID", front.document_id),
        ("Version", front.version),
        ("Owner", front.owner),
        ("Approved by", front.approved_by),
        ("Effective from", _day(front.effective_from)),
        ("Classification", front.classification),
    ]
    if front.review_due:
        facts.append(("Next review due", _day(front.review_due)))
    changes = [(row.version, row.date, row.summary) for row in front.history] or [
        (front.version, _day(front.effective_from), "Issued following approval.")
    ]
    return [
        Paragraph(markup(front.entity), style["bank"]),
        Paragraph(markup(front.title), style["title"]),
        grid(
            tuple((f"**{name}**", value) for name, value in facts),
            style,
            width,
            ruled=False,
            header=False,
        ),
        Spacer(1, 36),
        Paragraph("Document control", style["caption"]),
        grid((("Version", "Effective from", "Summary of changes"), *changes), style, width,
             ruled=True),
    ]  # fmt: skip


def _day(value: Any) -> str:
    """Returns a date as "1 January 2025"."""
    return f"{value.day} {value:%B %Y}"
