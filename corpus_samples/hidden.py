# mypy: disable-error-code="import-untyped, misc"
# Reason: ReportLab ships no type information, so its base classes are Any.
"""Draws text that a reader cannot see, for tests of hidden-text detection."""

from __future__ import annotations

from typing import Any

from reportlab.lib.utils import simpleSplit
from reportlab.platypus import Flowable

from corpus_samples.fonts import BODY_LEADING, BODY_SIZE, FAMILY

_TINY_SIZE = 0.5  # points: on paper a hairline
_OFFPAGE_X = -500.0  # points from the page's left edge
_OFFPAGE_WIDTH = 450.0  # points: narrower than the offset, so that no glyph reaches the page
_INVISIBLE_MODE = 3  # PDF text rendering mode: neither fill nor stroke


class HiddenText(Flowable):
    """White or invisible text leaves an empty gap as tall as itself; the others take no room."""

    def __init__(self, style: str, text: str) -> None:
        """Takes one of blocks.HIDDEN_STYLES and the words to hide."""
        super().__init__()
        self._style = style
        self._text = text
        self._size = _TINY_SIZE if style == "tiny" else BODY_SIZE
        self._lines: list[str] = []

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Returns (width, height) in points."""
        width = _OFFPAGE_WIDTH if self._style == "offpage" else available_width
        self._lines = simpleSplit(self._text, FAMILY, self._size, width)
        if self._style == "offpage":
            return available_width, 0.0
        leading = self._size * 1.2 if self._style == "tiny" else BODY_LEADING
        return available_width, leading * len(self._lines)

    def draw(self) -> None:
        """Writes the lines downwards from the top of the flowable's box."""
        canvas = self.canv
        leading = self._size * 1.2 if self._style == "tiny" else BODY_LEADING
        canvas.saveState()
        text: Any = canvas.beginText()
        text.setFont(FAMILY, self._size, leading)
        if self._style == "white":
            text.setFillColorRGB(1, 1, 1)
        if self._style == "invisible":
            text.setTextRenderMode(_INVISIBLE_MODE)
        x = _OFFPAGE_X - canvas.absolutePosition(0, 0)[0] if self._style == "offpage" else 0.0
        text.setTextOrigin(x, leading * (len(self._lines) - 1))
        for line in self._lines:
            text.textLine(line)
        canvas.drawText(text)
        canvas.restoreState()
