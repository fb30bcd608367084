"""A page's picture to words by tesseract, on this machine, with boxes and confidence."""

import csv
import io
import math
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

from domain.errors import UnreadableDocument
from domain.settings import ParsingSettings
from ingest.pdf.page_words import Rectangle, enclosing
from ingest.text.parsed import Block, Piece

_MAXIMUM_PIXELS = 40_000_000  # A3 at 400 dpi; tesseract takes 8 bytes for each
_POINTS_PER_INCH = 72
_WORD_LEVEL = "5"  # tesseract's TSV: page, block, paragraph, line, word
_ONE_BLOCK = "6"  # tesseract's page segmentation: lines under one another
_SPECK_CONFIDENCE = 0.4  # a sign without letter or digit below this is a ruled line or dirt
_SHARE_OF_WINDOW_TIMEOUT = 0.8  # tesseract is stopped before its worker is


@dataclass(frozen=True, slots=True)
class OcrText:
    """What was read: paragraphs in tesseract's order; mean word confidence, 0 to 1 (0: no word)."""

    blocks: tuple[Block, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class _Row:
    """One word of the TSV. ``paragraph`` and ``line`` identify, they do not count."""

    text: str
    box: Rectangle
    confidence: float
    paragraph: tuple[str, str]
    line: str


def require_tesseract() -> None:
    """Says what to do when tesseract is missing.

    Raises:
        UnreadableDocument: tesseract is not installed.
    """
    if shutil.which("tesseract") is None:
        raise UnreadableDocument(
            "A page is an image of text, but tesseract (OCR) is not installed.",
            advice="Run `apt-get install tesseract-ocr` and ingest the file again.",
        )


def read_by_ocr(page: pdfium.PdfPage, settings: ParsingSettings) -> OcrText:
    """The text on the page's picture, boxes in points from the top left of the page as shown.

    Raises:
        UnreadableDocument: tesseract is missing, failed, or took too long.
    """
    require_tesseract()
    width, height = page.get_size()
    scale = settings.ocr_dots_per_inch / _POINTS_PER_INCH
    scale = min(scale, math.sqrt(_MAXIMUM_PIXELS / max(width * height, 1.0)))
    bitmap = page.render(scale=scale, grayscale=True)
    try:
        rows, columns = bitmap.height, bitmap.width
        pixels = bitmap.to_numpy().reshape(rows, -1)[:, :columns].tobytes()
    finally:
        bitmap.close()
    picture = b"P5 %d %d 255\n" % (columns, rows) + pixels  # portable graymap: no compression
    table = _tesseract(picture, scale * _POINTS_PER_INCH, settings)
    return _text(_rows(table, columns / width, rows / height))


def read_strips(
    strips: Sequence[NDArray[np.uint8]], pixels_per_point: float, settings: ParsingSettings
) -> list[str]:
    """What stands on each strip of a line, read in one go; "" where nothing is seen.

    Raises:
        UnreadableDocument: tesseract is missing, failed, or took too long.
    """
    require_tesseract()
    between = 12  # pixels of paper around each strip
    width = max(strip.shape[1] for strip in strips) + 2 * between
    height = sum(strip.shape[0] + 2 * between for strip in strips)
    sheet = np.full((height, width), 255, dtype=np.uint8)
    ends: list[int] = []
    top = 0
    for strip in strips:
        rows, columns = strip.shape
        paper = int(np.median(strip))
        ink = strip if paper >= 128 else 255 - strip  # light text on a dark ground
        sheet[top + between : top + between + rows, between : between + columns] = ink
        top += rows + 2 * between
        ends.append(top)
    picture = b"P5 %d %d 255\n" % (width, height) + sheet.tobytes()
    table = _tesseract(picture, pixels_per_point * _POINTS_PER_INCH, settings, one_block=True)
    words: list[list[str]] = [[] for _ in strips]
    for row in _rows(table, 1.0, 1.0):
        middle = (row.box[1] + row.box[3]) / 2
        words[min(sum(end < middle for end in ends), len(ends) - 1)].append(row.text)
    return [" ".join(line) for line in words]


def _tesseract(
    picture: bytes, dots_per_inch: float, settings: ParsingSettings, *, one_block: bool = False
) -> str:
    command = ["tesseract", "-", "-", "-l", settings.ocr_language]
    command += ["--psm", _ONE_BLOCK] if one_block else []
    command += ["--dpi", str(round(dots_per_inch)), "tsv"]
    try:
        done = subprocess.run(
            command,
            input=picture,
            capture_output=True,
            check=True,
            timeout=_SHARE_OF_WINDOW_TIMEOUT * settings.window_timeout_seconds,
            # One thread: the workers share the cores, and its own threads make it slower then.
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableDocument("Reading the page's image took too long.") from error
    except subprocess.CalledProcessError as error:
        complaint = error.stderr.decode("utf-8", "replace").strip().splitlines()
        raise UnreadableDocument(
            f"tesseract failed: {complaint[-1] if complaint else error.returncode}.",
            advice=f"Check that its language '{settings.ocr_language}' is installed"
            " (`tesseract --list-langs`).",
        ) from error
    return done.stdout.decode("utf-8", "replace")


def _rows(table: str, across: float, down: float) -> list[_Row]:
    """The TSV's words; ``across`` and ``down`` are pixels a point."""
    words = []
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row["text"] or "").strip()
        if row["level"] != _WORD_LEVEL or not text:
            continue
        confidence = max(float(row["conf"]), 0.0) / 100
        if confidence < _SPECK_CONFIDENCE and not any(c.isalnum() for c in text):
            continue
        x0, y0 = int(row["left"]) / across, int(row["top"]) / down
        x1, y1 = x0 + int(row["width"]) / across, y0 + int(row["height"]) / down
        paragraph = (row["block_num"], row["par_num"])
        words.append(_Row(text, (x0, y0, x1, y1), confidence, paragraph, row["line_num"]))
    return words


def _text(rows: list[_Row]) -> OcrText:
    """Rows to blocks; font size stays 0, since tesseract's heights vary with a line's letters."""
    paragraphs: dict[tuple[str, str], list[Piece]] = {}
    lines: dict[tuple[str, str, str], int] = {}
    for row in rows:
        line = lines.setdefault((*row.paragraph, row.line), len(lines) + 1)
        paragraphs.setdefault(row.paragraph, []).append(Piece(row.text, (row.box,), line=line))
    blocks = tuple(
        Block("text", tuple(pieces), enclosing(box for piece in pieces for box in piece.boxes))
        for pieces in paragraphs.values()
    )
    confidence = sum(row.confidence for row in rows) / max(len(rows), 1)
    return OcrText(blocks, round(confidence, 4))
