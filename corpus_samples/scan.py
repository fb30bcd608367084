# mypy: disable-error-code="import-untyped"
# Reason: ReportLab and pypdfium2 ship no complete type information.
"""Turns a PDF into one that looks as if it came from an office scanner: images, no text."""

from __future__ import annotations

import io
import zlib
from typing import Any

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

_DOTS_PER_INCH = 200
_ROTATION_DEGREES = 0.4
_JPEG_QUALITY = 60  # of 100: small files, with the artefacts of a real scan
_NOISE_LEVELS = 1.5  # standard deviation in grey levels of 0..255
_SPECK_SHARE = 0.0001  # share of pixels that are dust


def scanned_pdf(data: bytes, title: str) -> bytes:
    """Returns an image-only PDF of `data`'s pages, the same bytes each time for one input."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.setTitle(title)
    noise = np.random.default_rng(zlib.crc32(data))
    document = pypdfium2.PdfDocument(data)
    try:
        for page in document:
            image = page.render(scale=_DOTS_PER_INCH / 72, grayscale=True).to_pil()
            jpeg = _worn_jpeg(image.convert("L"), noise)
            canvas.drawImage(ImageReader(io.BytesIO(jpeg)), 0, 0, *A4)
            canvas.showPage()
    finally:
        document.close()
    canvas.save()
    return buffer.getvalue()


def _worn_jpeg(image: Image.Image, random: Any) -> bytes:
    """Returns a grayscale JPEG of `image`, tilted, softened, greyed and dusty."""
    tilted = image.rotate(_ROTATION_DEGREES, Image.Resampling.BICUBIC, fillcolor=255)
    levels = np.asarray(tilted.filter(ImageFilter.GaussianBlur(0.5)), dtype=np.float32)
    levels = 20 + levels * (228 / 255)  # paper is not white and toner is not black
    levels += random.normal(0, _NOISE_LEVELS, levels.shape)
    levels[random.random(levels.shape) < _SPECK_SHARE] = 90
    worn = Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8))
    buffer = io.BytesIO()
    worn.save(buffer, "JPEG", quality=_JPEG_QUALITY)
    return buffer.getvalue()
