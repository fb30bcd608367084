"""What the readers hand to the assembly: pages of blocks of pieces, boxes kept throughout.

Plain dataclasses, not pydantic: there are thousands of pieces a page, and they cross processes.
"""

from dataclasses import dataclass, field
from typing import Literal

FindingCode = Literal[
    "hidden_text",
    "page_unreadable",
    "page_read_by_fallback",
    "low_ocr_confidence",
    "text_mismatch",
    "instructions_to_ai",
    "copy_protected",
    "section_not_found",
    "table_unread",
    "watermark",
    "redaction_pending",
    "flow_chart",
    "words_lost",  # the fidelity of a page or of the file is below what is asked
    "struck_text",
    "encoding_guessed",
    "tracked_changes",
    "part_unread",
]
BlockKind = Literal["text", "heading", "list_item", "table_row", "caption"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A word (or part of one) as read. ``boxes``: (x0, y0, x1, y1) in points from the top left.

    No boxes: words that the reader added so that a table row reads as a sentence. Two boxes: a
    word broken over two lines and joined. A piece may stand on another page than its block (the
    column head of a table that runs on): then ``page`` says which.
    ``cell``: in a table row, the number of the cell that the word belongs to, its column's head
    (``is_head``) included; None for added marks and everywhere else.
    """

    text: str
    boxes: tuple[tuple[float, float, float, float], ...] = ()
    space_after: bool = True
    line: int = 0  # number of the line on the page: pieces of one printed line share it
    page: int | None = None
    cell: int | None = None
    is_head: bool = False

    def __reduce__(self) -> tuple[type["Piece"], tuple[object, ...]]:
        """Pickled by position: ten times as fast as dataclasses do it, and there are millions."""
        values = (self.text, self.boxes, self.space_after, self.line, self.page)
        return Piece, (*values, self.cell, self.is_head)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item, table row or caption on one page, in reading order."""

    kind: BlockKind
    pieces: tuple[Piece, ...]
    box: tuple[float, float, float, float]
    font_size: float = 0.0  # points, median over its characters; 0 where unknown
    bold: bool = False
    heading_level: int | None = None  # where the format says so (HTML, DOCX, PDF outline)

    @property
    def text(self) -> str:
        """The pieces joined, one space where a piece says so, none at the end."""
        return "".join(p.text + (" " if p.space_after else "") for p in self.pieces).rstrip()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a reviewer of the ingest should know. ``page`` is None for the whole file."""

    code: FindingCode
    message: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """One page as shown: size in points, blocks in reading order, headers and footers still in.

    ``aside`` stands over or beside the running text: watermarks, stamps, text set up the margin.
    ``shown`` and ``left_out`` are for the check of fidelity (``ingest/text/fidelity.py``): the
    page's words as a second way reads them, and what was left out of the blocks on purpose.
    """

    number: int
    width: float
    height: float
    blocks: tuple[Block, ...]
    ocr_confidence: float | None = None
    findings: tuple[Finding, ...] = ()
    aside: tuple[Block, ...] = ()
    shown: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A bookmark: its title, level from 1, and page number."""

    title: str
    level: int
    page: int


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What is known of a file before its pages are read.

    ``shown`` and ``left_out``: as in ``ParsedPage``, where they are known of the whole file alone.
    ``page_labels``: by page number, where a label is not that number: "iv", "A-3".
    """

    page_count: int
    metadata_title: str = ""
    outline: tuple[OutlineEntry, ...] = ()
    findings: tuple[Finding, ...] = field(default=())
    shown: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    page_labels: tuple[tuple[int, str], ...] = ()
