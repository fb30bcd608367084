"""Blocks and pages made by hand: lines of words at plausible places."""

from collections.abc import Sequence

from ingest.text.parsed import Block, BlockKind, ParsedPage, Piece

WIDTH, HEIGHT = 595.0, 842.0


def block(
    *lines: str,
    top: float = 200.0,
    left: float = 72.0,
    size: float = 10.0,
    bold: bool = False,
    first_line: int = 1,
    kind: BlockKind = "text",
    heading_level: int | None = None,
) -> Block:
    """Lines of text at 1.2 times the font size; each word as wide as half its size a letter."""
    pieces: list[Piece] = []
    right = left
    for index, line in enumerate(lines):
        x, y = left, top + index * 1.2 * size
        for word in line.split():
            width = len(word) * size / 2
            box = (x, y, x + width, y + size)
            pieces.append(Piece(word, (box,), line=first_line + index))
            x += width + size / 4
        right = max(right, x)
    bottom = top + len(lines) * 1.2 * size
    return Block(kind, tuple(pieces), (left, top, right, bottom), size, bold, heading_level)


def page(number: int, *blocks: Block) -> ParsedPage:
    """An A4 page."""
    return ParsedPage(number, WIDTH, HEIGHT, tuple(blocks))


def stacked(*blocks: Sequence[str], top: float = 150.0) -> tuple[Block, ...]:
    """Paragraphs one under another, 20 points apart, their lines numbered through the page."""
    made, line = [], 1
    for lines in blocks:
        made.append(block(*lines, top=top, first_line=line))
        line += len(lines)
        top += len(lines) * 12 + 20
    return tuple(made)
