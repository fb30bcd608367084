"""Reads plain text as a PDF's pages would come: a form feed ends a page, ``# `` is a heading."""

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from domain.errors import UnreadableDocument
from domain.settings import ParsingSettings
from ingest.text.parsed import Block, ParsedPage, Piece, SourceFacts

WIDTH, HEIGHT, LINE = 595.0, 842.0, 20.0  # A4 in points
BROKEN = "BROKEN"  # a file that starts so cannot be read
TITLE = "title: "  # a first line that starts so is the title


class TextReader:
    """``FileReader`` for tests. ``opened`` counts how often files were really read."""

    def __init__(self, settings: ParsingSettings | None = None) -> None:
        self.opened: list[str] = []

    def __call__(self, settings: ParsingSettings) -> Self:
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        return None

    def facts(self, path: Path) -> SourceFacts:
        text = path.read_text()
        if not text or text.startswith(BROKEN):
            raise UnreadableDocument(f"{path.name} is broken.", advice="Save it anew.")
        return SourceFacts(page_count=len(text.split("\f")))

    def pages(self, path: Path, facts: SourceFacts) -> Iterator[ParsedPage]:
        self.opened.append(path.name)
        for number, page in enumerate(path.read_text().split("\f"), start=1):
            lines = [line for line in page.split("\n") if line]
            blocks = tuple(_block(line, row) for row, line in enumerate(lines, start=1))
            yield ParsedPage(number=number, width=WIDTH, height=HEIGHT, blocks=blocks)


def _block(line: str, row: int) -> Block:
    is_heading = line.startswith(("# ", TITLE))
    size = 28 if line.startswith(TITLE) else 16 if is_heading else 10
    top = 60 + row * LINE
    pieces = tuple(
        Piece(word, boxes=((72 + at * 30, top, 100 + at * 30, top + 10),), line=row)
        for at, word in enumerate(line.removeprefix("# ").removeprefix(TITLE).split(" "))
    )
    return Block(
        kind="heading" if is_heading else "text",
        pieces=pieces,
        box=(72, top, 500, top + 10),
        font_size=size,
        bold=is_heading,
        heading_level=1 if is_heading else None,
    )
