"""Do the fonts say what they show? A line of each is read by OCR and compared.

A font may map its glyphs to wrong characters: the page shows "Jewels are valued", its text says
"Gbtbip ^ob s^irba". Only the picture tells. Pages set in such a font are read by OCR.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium

from domain.errors import UnreadableDocument
from domain.settings import ParsingSettings
from ingest.pdf.ocr import read_strips
from ingest.pdf.page import TextPage
from ingest.pdf.shown import ShownLine

_MOST_FONTS = 6  # of one window, those with the most text: a strip takes a tenth of a second
_LEAST_LETTERS = 12  # of a line that is compared
_ALIKE = 0.55  # OCR of a clean line gives above 0.9; of a wrong map below 0.3
_LEAST_SEEN = 0.4  # of the line's letters must be read by OCR: else the strip says nothing
_PIXELS_PER_POINT = 3.0
_MARGIN_POINTS = 3.0
_SAMPLE_LETTERS = 60
# The eight letters that are most frequent in nearly every language of Latin script make up half of
# its text and more; of a wrong map a third.
_FREQUENT = frozenset("etaoinsr")
_LEAST_FREQUENT = 0.45
_LYING_SHARE = 0.05  # of a page's text: then the page is read by OCR
_LEAST_LYING_LETTERS = 8


def pages_in_wrong_fonts(
    path: Path,
    source: pdfium.PdfDocument,
    pages: Sequence[TextPage],
    settings: ParsingSettings,
) -> frozenset[int]:
    """Numbers of the pages whose text is not what they show; empty where all is well.

    Each font is looked at where a document begins; later, one whose letters are unlike a language.
    """
    begins = any(page.geometry.number == 1 for page in pages)
    by_font: dict[str, list[tuple[TextPage, ShownLine]]] = {}
    for page in pages:
        for line in page.lines:
            by_font.setdefault(line.font, []).append((page, line))
    known = _verdicts(path)
    doubted = [
        font
        for font, lines in by_font.items()
        if font not in known and (begins or _is_unlike_language(line.text for _, line in lines))
    ]
    doubted.sort(key=lambda font: -sum(len(line.text) for _, line in by_font[font]))
    samples = {font: _sample(by_font[font]) for font in doubted[:_MOST_FONTS]}
    known.update(_compared({f: s for f, s in samples.items() if s is not None}, source, settings))
    lying = {font for font in by_font if known.get(font)}
    return frozenset(page.geometry.number for page in pages if lying and _is_set_in(page, lying))


@lru_cache(maxsize=8)
def _verdicts(path: Path) -> dict[str, bool]:
    """What this worker knows of the file's fonts: True for one that shows something else."""
    return {}


def _is_unlike_language(texts: Iterable[str]) -> bool:
    letters = Counter(c for text in texts for c in text.casefold() if "a" <= c <= "z")
    total = letters.total()
    frequent = sum(letters[c] for c in _FREQUENT)
    return total >= _SAMPLE_LETTERS and frequent < _LEAST_FREQUENT * total


def _sample(lines: Sequence[tuple[TextPage, ShownLine]]) -> tuple[TextPage, ShownLine] | None:
    """The line that says most: with letters and figures, on a page that is not turned."""
    usable = [
        (page, line)
        for page, line in lines
        if not page.turn and not page.needs_ocr and len(_bare(line.text)) >= _LEAST_LETTERS
    ]
    return max(usable, key=lambda pair: _weight(pair[1].text), default=None)


def _weight(text: str) -> int:
    return min(len(text), 80) + 2 * min(sum(c.isdigit() for c in text), 10)


def _compared(
    samples: dict[str, tuple[TextPage, ShownLine]],
    source: pdfium.PdfDocument,
    settings: ParsingSettings,
) -> dict[str, bool]:
    if not samples:
        return {}
    strips = [_picture(source, page, line) for page, line in samples.values()]
    try:
        seen = read_strips(strips, _PIXELS_PER_POINT, settings)
    except UnreadableDocument:  # no tesseract: pages that need it say so, the others are read
        return {}
    verdicts = {}
    for (font, (_, line)), text in zip(samples.items(), seen, strict=True):
        ours, theirs = _bare(line.text), _bare(text)
        enough = len(theirs) >= _LEAST_SEEN * len(ours)
        alike = SequenceMatcher(None, ours, theirs, autojunk=False).ratio()
        verdicts[font] = enough and alike < _ALIKE
    return verdicts


def _picture(source: pdfium.PdfDocument, page: TextPage, line: ShownLine) -> np.ndarray:
    """The line as it is shown, in grey."""
    shown = source[page.geometry.number - 1]
    width, height = page.size_as_shown
    x0, y0, x1, y1 = line.box
    crop = (
        max(x0 - _MARGIN_POINTS, 0.0), max(height - y1 - _MARGIN_POINTS, 0.0),
        max(width - x1 - _MARGIN_POINTS, 0.0), max(y0 - _MARGIN_POINTS, 0.0),
    )  # fmt: skip
    bitmap = shown.render(scale=_PIXELS_PER_POINT, grayscale=True, crop=crop)
    try:
        rows, columns = bitmap.height, bitmap.width
        return np.array(bitmap.to_numpy().reshape(rows, -1)[:, :columns])
    finally:
        bitmap.close()
        shown.close()


def _is_set_in(page: TextPage, fonts: set[str]) -> bool:
    letters = [(len(_bare(line.text)), line.font in fonts) for line in page.lines]
    lying = sum(count for count, is_lying in letters if is_lying)
    total = sum(count for count, _ in letters)
    return lying >= _LEAST_LYING_LETTERS and lying > _LYING_SHARE * total


def _bare(text: str) -> str:
    """Letters and digits alone; a wrong map may give signs instead, which then count as well."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
