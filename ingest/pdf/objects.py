"""What is drawn on a page besides text: pictures, ruled lines, and which text is an artifact."""

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.pdf.page_words import PageGeometry, Rectangle

_MAXIMUM_OBJECTS = 20_000  # a map or a chart has more; what it holds is no table of words
_DEPTH = 3  # forms in forms: PDF producers stop at two
_RULE_THICKNESS_POINTS = 3.0
_CELL_WIDTH_POINTS = 20.0
_CELL_HEIGHT_POINTS = 8.0
_LEAST_UPRIGHTS = 3  # two columns; the frame around a page's "EN" has two
_LEAST_CELLS = 4
_MOST_SEGMENTS = 400  # of one path; a drawing has more, lines through text have few

_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One object of a page. ``box`` is where it stands as shown; ``kind`` is pdfium's.

    ``address`` tells text objects apart as ``TextRun.address`` does. ``artifact`` is the subtype
    that the file marks it with, itself or the form it is in: "Watermark", "Header"; "" for none.
    ``lines`` are the level strokes of a path, as thin boxes.
    """

    kind: int
    box: Rectangle
    address: int
    artifact: str
    lines: tuple[Rectangle, ...] = ()


def drawn_on(page: pdfium.PdfPage, geometry: PageGeometry) -> list[Drawn]:
    """Every object of the page and of the forms on it, up to a limit; [] for an empty page."""
    walk = _Walk(geometry)
    count = min(raw.FPDFPage_CountObjects(page.raw), _MAXIMUM_OBJECTS)
    return list(
        walk.objects(
            [(raw.FPDFPage_GetObject(page.raw, i), 0, _IDENTITY, "") for i in range(count)]
        )
    )


def picture_share(drawn: Sequence[Drawn], geometry: PageGeometry) -> float:
    """Share of the visible page that pictures cover, 0 to 1; scans may come in strips."""
    covered = sum(
        _visible_area(one.box, geometry) for one in drawn if one.kind == raw.FPDF_PAGEOBJ_IMAGE
    )
    return min(covered / max(geometry.width * geometry.height, 1.0), 1.0)


def has_rulings(drawn: Sequence[Drawn]) -> bool:
    """Whether enough upright lines or boxes are drawn that there may be a ruled table.

    Rules across the page alone part its head from its text, and rows that have no columns.
    """
    uprights = cells = 0
    for one in drawn:
        if one.kind != raw.FPDF_PAGEOBJ_PATH:
            continue
        width, height = one.box[2] - one.box[0], one.box[3] - one.box[1]
        if width <= _RULE_THICKNESS_POINTS and height >= _CELL_HEIGHT_POINTS:
            uprights += 1
        elif height >= _CELL_HEIGHT_POINTS and width >= _CELL_WIDTH_POINTS:
            cells += 1
    return uprights >= _LEAST_UPRIGHTS or cells >= _LEAST_CELLS


class _Walk:
    """Goes through objects and forms with the C variables that pdfium writes into."""

    def __init__(self, geometry: PageGeometry) -> None:
        self._geometry = geometry
        self._edges = [ctypes.c_float() for _ in range(4)]
        self._matrix = raw.FS_MATRIX()

    def objects(self, stack: list[tuple[Any, int, _Matrix, str]]) -> Iterator[Drawn]:
        remaining = _MAXIMUM_OBJECTS
        while stack and remaining > 0:
            remaining -= 1
            item, depth, placed, artifact = stack.pop()
            artifact = artifact or _artifact_of(item)
            kind = raw.FPDFPageObj_GetType(item)
            if kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEPTH:
                inner = _joined(self._matrix_of(item), placed)
                count = min(raw.FPDFFormObj_CountObjects(item), _MAXIMUM_OBJECTS)
                stack += [
                    (raw.FPDFFormObj_GetObject(item, index), depth + 1, inner, artifact)
                    for index in range(count)
                ]
            elif raw.FPDFPageObj_GetBounds(item, *self._edges):
                box = self._shown([edge.value for edge in self._edges], placed)
                address = ctypes.cast(item, ctypes.c_void_p).value or 0
                lines = self._lines(item, box, placed) if kind == raw.FPDF_PAGEOBJ_PATH else ()
                yield Drawn(kind, box, address, artifact, lines)

    def _matrix_of(self, item: Any) -> _Matrix:
        if not raw.FPDFPageObj_GetMatrix(item, self._matrix):
            return _IDENTITY
        m = self._matrix
        return m.a, m.b, m.c, m.d, m.e, m.f

    def _shown(self, edges: Sequence[float], placed: _Matrix) -> Rectangle:
        left, bottom, right, top = edges
        corners = [_moved(x, y, placed) for x in (left, right) for y in (bottom, top)]
        across, up = [x for x, _ in corners], [y for _, y in corners]
        return self._geometry.as_shown(min(across), min(up), max(across), max(up))

    def _lines(self, item: Any, box: Rectangle, placed: _Matrix) -> tuple[Rectangle, ...]:
        """The path itself where it is one level line; else the level ones among its segments."""
        width, height = box[2] - box[0], box[3] - box[1]
        half = self._half_stroke(item)
        if height <= _RULE_THICKNESS_POINTS:
            flat = (box[0], min(box[1], (box[1] + box[3]) / 2 - half))
            return ((*flat, box[2], max(box[3], flat[1] + 2 * half)),) if width > height else ()
        count = raw.FPDFPath_CountSegments(item)
        if half <= 0 or width <= _RULE_THICKNESS_POINTS or not 2 <= count <= _MOST_SEGMENTS:
            return ()
        moved = _joined(self._matrix_of(item), placed)
        points = [self._point(raw.FPDFPath_GetPathSegment(item, i), moved) for i in range(count)]
        lines: list[Rectangle] = []
        for (x0, y0, _), (x1, y1, starts) in pairwise(points):
            if not starts and abs(y1 - y0) < 0.5 < abs(x1 - x0):
                lines.append((min(x0, x1), min(y0, y1) - half, max(x0, x1), max(y0, y1) + half))
        return tuple(lines)

    def _half_stroke(self, item: Any) -> float:
        """Half the width of a path's stroke; 0 for one that is filled alone."""
        fill, stroke, width = ctypes.c_int(), ctypes.c_int(), ctypes.c_float()
        if not raw.FPDFPath_GetDrawMode(item, fill, stroke) or not stroke.value:
            return 0.0
        raw.FPDFPageObj_GetStrokeWidth(item, width)
        return max(width.value, 0.5) / 2

    def _point(self, segment: Any, moved: _Matrix) -> tuple[float, float, bool]:
        across, up = self._edges[0], self._edges[1]
        raw.FPDFPathSegment_GetPoint(segment, across, up)
        x, y = _moved(across.value, up.value, moved)
        x0, y0, _, _ = self._geometry.as_shown(x, y, x, y)
        return x0, y0, raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO


def _artifact_of(item: Any) -> str:
    """The subtype of the artifact that the object is marked as, or "Artifact"; "" for none."""
    for index in range(max(raw.FPDFPageObj_CountMarks(item), 0)):
        mark = raw.FPDFPageObj_GetMark(item, index)
        name = _text(
            lambda buffer, size, used, m=mark: raw.FPDFPageObjMark_GetName(m, buffer, size, used)
        )
        if name == "Artifact":
            subtype = _text(
                lambda buffer, size, used, m=mark: raw.FPDFPageObjMark_GetParamStringValue(
                    m, b"Subtype", buffer, size, used
                )
            )
            return subtype or name
    return ""


def _text(call: Any) -> str:
    buffer = (ctypes.c_ushort * 64)()
    used = ctypes.c_ulong()
    if not call(buffer, ctypes.sizeof(buffer), used) or used.value > ctypes.sizeof(buffer):
        return ""
    return bytes(buffer)[: max(used.value - 2, 0)].decode("utf-16-le", "replace")


def _joined(inner: _Matrix, outer: _Matrix) -> _Matrix:
    """The matrix that applies the inner one first."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (
        a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t,
        e * q + f * s + u,
    )  # fmt: skip


def _moved(x: float, y: float, m: _Matrix) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def _visible_area(box: Rectangle, geometry: PageGeometry) -> float:
    width = min(box[2], geometry.width) - max(box[0], 0.0)
    height = min(box[3], geometry.height) - max(box[1], 0.0)
    return max(width, 0.0) * max(height, 0.0)
