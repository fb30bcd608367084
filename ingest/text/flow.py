"""Tokens and paragraphs: what the assembly's steps pass on, each token with page and boxes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.text.characters import clean, clean_bullet
from ingest.text.parsed import Block, BlockKind, ParsedPage

PagedBox = tuple[int, float, float, float, float]  # page, x0, y0, x1, y1


@dataclass(frozen=True, slots=True)
class Token:
    """A cleaned word. ``page`` is the page whose text it belongs to; a box may be on another.

    ``cell`` and ``is_head`` as in ``Piece``.
    """

    text: str
    boxes: tuple[PagedBox, ...]
    space_after: bool
    page: int
    line: int
    cell: int | None = None
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block on its way to the canonical text; after merging it may run over pages."""

    kind: BlockKind
    tokens: tuple[Token, ...]
    box: tuple[float, float, float, float]  # of its last part, on its last page
    font_size: float = 0.0
    bold: bool = False
    heading_level: int | None = None

    @property
    def text(self) -> str:
        """The tokens joined, as they will stand in the canonical text."""
        return joined_text(self.tokens)

    @property
    def page(self) -> int:
        """The page it begins on."""
        return self.tokens[0].page

    @property
    def last_page(self) -> int:
        """The page it ends on."""
        return self.tokens[-1].page


def joined_text(tokens: Sequence[Token]) -> str:
    """One space where a token says so, none at the end; "" for no tokens."""
    return "".join(t.text + (" " if t.space_after else "") for t in tokens).rstrip()


def paragraphs_of(page: ParsedPage) -> list[Paragraph]:
    """The page's blocks with cleaned words, in order; a block without any word is left out."""
    made = []
    for block in page.blocks:
        tokens = _tokens_of(block, page.number)
        if tokens:
            made.append(
                Paragraph(
                    kind=block.kind,
                    tokens=tokens,
                    box=block.box,
                    font_size=block.font_size,
                    bold=block.bold,
                    heading_level=block.heading_level,
                )
            )
    return made


def _tokens_of(block: Block, page: int) -> tuple[Token, ...]:
    tokens: list[Token] = []
    for piece in block.pieces:
        text = clean(piece.text)
        if not tokens:
            text = clean_bullet(text)
        if text:
            boxes = tuple((piece.page or page, *box) for box in piece.boxes)
            tokens.append(
                Token(text, boxes, piece.space_after, page, piece.line, piece.cell, piece.is_head)
            )
        elif tokens and piece.space_after and not tokens[-1].space_after:
            tokens[-1] = replace(tokens[-1], space_after=True)
    return tuple(tokens)


def lines_of(tokens: Sequence[Token]) -> list[tuple[Token, ...]]:
    """The tokens by printed line, in order. Words without a line number stay in one line."""
    lines: list[list[Token]] = []
    for token in tokens:
        # A word that the reader added stands nowhere: it belongs to the line before it.
        stays = lines and (
            not token.boxes or (token.page, token.line) == (lines[-1][-1].page, lines[-1][-1].line)
        )
        if stays:
            lines[-1].append(token)
        else:
            lines.append([token])
    return [tuple(line) for line in lines]


def enclosing_box(tokens: Sequence[Token]) -> tuple[float, float, float, float]:
    """The smallest rectangle around the boxes on the tokens' own page; zeros for no box."""
    boxes = [box[1:] for token in tokens for box in token.boxes if box[0] == token.page]
    if not boxes:
        return (0.0, 0.0, 0.0, 0.0)
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return (min(lefts), min(tops), max(rights), max(bottoms))
