"""A page as a picture for one caller: only what may be read is on it.

Rendering runs in a child process with a time limit, because a crafted PDF can hang or abort the
renderer, and the renderer is not safe to use from two threads.
"""

import io
import threading
from collections.abc import Sequence
from concurrent.futures import TimeoutError as RenderTimeout
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import Protocol

import pypdfium2
from pebble import ProcessExpired, ProcessPool
from PIL import Image, ImageChops, ImageDraw

from domain.errors import UnreadableDocument
from domain.types import Box

# 144 dpi: A4 is 1,190 pixels wide, sharp at the width of half a screen, some 200 KB.
PIXELS_PER_POINT = 2.0
# A page of 200 inches would fill the memory: what is larger is drawn smaller.
MAXIMUM_PIXELS = 6_000_000
RENDER_TIMEOUT_SECONDS = 15.0
# Glyphs stand out a little over the box that the parser reports.
WORD_MARGIN_POINTS = 0.6
HIGHLIGHT = (255, 214, 0)
PAPER = (255, 255, 255)
WITHHELD = (32, 33, 36)
_UNREADABLE = (pypdfium2.PdfiumError, OSError, IndexError)


class PageRenderer(Protocol):
    """Draws one page of a PDF."""

    def render(self, source: Path, page: int) -> Image.Image:
        """The page as shown (cropped, rotated), in RGB.

        Raises:
            UnreadableDocument: it cannot be drawn, or not in time.
        """
        ...

    def close(self) -> None:
        """Ends the worker; a second call does nothing."""
        ...


class PdfPageRenderer:
    """pdfium in one worker process, started at the first page."""

    def __init__(self) -> None:
        """Nothing starts yet."""
        self._guard = threading.Lock()
        self._pool = _new_pool()

    def render(self, source: Path, page: int) -> Image.Image:
        """See PageRenderer."""
        try:
            future = self._working_pool().schedule(
                draw_page, args=(str(source), page), timeout=RENDER_TIMEOUT_SECONDS
            )
            width, height, pixels = future.result()
        except (RenderTimeout, ProcessExpired, BrokenProcessPool, *_UNREADABLE):
            raise UnreadableDocument("The page cannot be drawn.") from None
        return Image.frombytes("RGB", (width, height), pixels)

    def _working_pool(self) -> ProcessPool:
        """The pool, made anew where a worker could not even be started."""
        with self._guard:
            if not self._pool.active:
                self._pool = _new_pool()
            return self._pool

    def close(self) -> None:
        """See PageRenderer."""
        self._pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves it unannotated
        self._pool.join()


def _new_pool() -> ProcessPool:
    # spawn: a fork of a process with threads may inherit a held lock.
    return ProcessPool(max_workers=1, context=get_context("spawn"))


def draw_page(source: str, page: int) -> tuple[int, int, bytes]:
    """Width and height in pixels, and RGB bytes; runs in the worker process."""
    document = pypdfium2.PdfDocument(source)
    try:
        drawn = document[page - 1]
        width, height = drawn.get_size()
        scale = min(PIXELS_PER_POINT, (MAXIMUM_PIXELS / max(width * height, 1.0)) ** 0.5)
        image = drawn.render(scale=scale).to_pil().convert("RGB")
        return image.width, image.height, image.tobytes()
    finally:
        document.close()


def withhold(
    image: Image.Image, *, page_width: float, readable: Sequence[Box], withheld: Sequence[Box]
) -> Image.Image:
    """A white page with the readable words alone, and black where withheld ones stand.

    Everything else on the page goes too: a figure or a stamp belongs to nobody knows which
    section. One black area for all withheld words, because bars as wide as each word give it away.
    """
    scale = image.width / page_width
    shown = Image.new("RGB", image.size, PAPER)
    draw = ImageDraw.Draw(shown)
    if withheld:
        draw.rectangle(_pixels(_around(withheld), scale), fill=WITHHELD)
    for box in readable:
        area = _pixels(box, scale)
        shown.paste(image.crop(area), area[:2])
    for box in withheld:  # a readable word's box may reach over its neighbour
        draw.rectangle(_pixels(box, scale), fill=WITHHELD)
    return shown


def highlight(image: Image.Image, *, page_width: float, boxes: Sequence[Box]) -> Image.Image:
    """The page with a marker over the boxes: dark ink stays dark, paper turns yellow."""
    scale = image.width / page_width
    marker = Image.new("RGB", image.size, PAPER)
    draw = ImageDraw.Draw(marker)
    for box in boxes:
        draw.rectangle(_pixels(box, scale), fill=HIGHLIGHT)
    return ImageChops.multiply(image, marker)


def to_png(image: Image.Image) -> bytes:
    """PNG bytes, compressed fast rather than small: they travel once."""
    buffer = io.BytesIO()
    image.save(buffer, format="PNG", compress_level=3)
    return buffer.getvalue()


def _pixels(box: Box, scale: float) -> tuple[int, int, int, int]:
    margin = WORD_MARGIN_POINTS
    return (
        int((box.x0 - margin) * scale),
        int((box.y0 - margin) * scale),
        int((box.x1 + margin) * scale) + 1,
        int((box.y1 + margin) * scale) + 1,
    )


def _around(boxes: Sequence[Box]) -> Box:
    return Box(
        page=boxes[0].page,
        x0=min(box.x0 for box in boxes),
        y0=min(box.y0 for box in boxes),
        x1=max(box.x1 for box in boxes),
        y1=max(box.y1 for box in boxes),
    )
