"""Files inside a PDF: told, and the documents among them by name.

A portfolio's cover sheet is no policy; what is inside it is not read with it.
"""

import ctypes
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.text.parsed import Finding

_MOST = 1_000
_MOST_NAMED = 5
_LONGEST_NAME = 80  # characters


def attachment_findings(document: pdfium.PdfDocument) -> tuple[Finding, ...]:
    """A finding that counts and names the files inside the PDF; none for a PDF without any."""
    count = min(raw.FPDFDoc_GetAttachmentCount(document.raw), _MOST)
    if count <= 0:
        return ()
    names = [_name(raw.FPDFDoc_GetAttachment(document.raw, index)) for index in range(count)]
    named = ", ".join(names[:_MOST_NAMED]) + (", …" if count > _MOST_NAMED else "")
    message = f"attachments: {count} not read ({named}). Save each as a file and ingest that."
    return (Finding("part_unread", message),)


def _name(attachment: Any) -> str:
    length = raw.FPDFAttachment_GetName(attachment, None, 0)
    if length <= 2:
        return "without a name"
    buffer = (ctypes.c_ushort * (length // 2))()
    raw.FPDFAttachment_GetName(attachment, buffer, length)
    name = bytes(buffer)[:-2].decode("utf-16-le", "replace")
    return "".join(c for c in name if c.isprintable())[:_LONGEST_NAME]
