"""A text file: paragraphs between empty lines, clauses and items by number, columns as tables.

A form feed ends a page.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest.formats.encodings import text_of
from ingest.formats.grid import Grid, GridCell
from ingest.formats.grid_rows import WrittenDocument
from ingest.formats.typography import Run, sentence_of
from ingest.formats.written import LINE_BREAK
from ingest.text.parsed import ParsedPage, SourceFacts

# "-----------  ---------": the line under the heads of columns.
_RULE = re.compile(r"\s*[-=+|]{2,}(?:[ \t+|]+[-=+|]{2,})+\s*")
_COLUMN = re.compile(r"[-=]{2,}")
_GAP = re.compile(r"(?<=\S) {2,}|\t|\|")
_LINES_AND_GAPS = re.compile(_GAP.pattern + r"|\n")
_FRAME = re.compile(r"[-=_*~+|\s]+")


def read_text(path: Path) -> tuple[SourceFacts, list[ParsedPage]]:
    """The file's pages.

    Raises:
        UnreadableDocument: the file is not text.
    """
    text, findings = text_of(path)
    written = WrittenDocument()
    for index, page in enumerate(text.split("\f")):
        if index:
            written.turn_page()
        for lines in _paragraphs(page):
            _write(lines, written)
    pages = written.pages()
    facts = SourceFacts(
        page_count=len(pages),
        findings=(*findings, *written.left_out.findings()),
        shown=tuple(_shown(text)),
        left_out=written.left_out.texts(),
    )
    return facts, pages


def _shown(text: str) -> Iterator[str]:
    """For the check of fidelity: paragraphs; of one with wide gaps, what stands between them."""
    for part in re.split(r"\n\s*\n|\f", text):
        yield from _LINES_AND_GAPS.split(part) if _GAP.search(part.strip()) else (part,)


def _paragraphs(page: str) -> Iterator[list[str]]:
    lines: list[str] = []
    for line in page.split("\n"):
        if line.strip():
            lines.append(line.rstrip())
        elif lines:
            yield lines
            lines = []
    if lines:
        yield lines


def _write(lines: list[str], written: WrittenDocument) -> None:
    rules = [index for index, line in enumerate(lines) if _RULE.fullmatch(line)]
    if rules and 0 < rules[0] <= 3:
        spans = [found.span() for found in _COLUMN.finditer(lines[rules[0]])]
        heads, body = lines[: rules[0]], lines[rules[0] + 1 :]
        rows = [_cut(line, spans) for line in body if not _FRAME.fullmatch(line)]
        names = [
            " ".join(parts).strip() for parts in zip(*(_cut(h, spans) for h in heads), strict=True)
        ]
        written.table(_grid([names, *rows], heads=1))
    elif len(lines) > 1 and _tabbed(lines):
        written.table(_grid([line.split("\t") for line in lines], heads=0))
    else:
        kept = [line for line in lines if not _FRAME.fullmatch(line)]
        written.paragraph([Run(LINE_BREAK.join(kept))])


def _cut(line: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    """The cells of a line, each from its column's left edge to the next one's."""
    starts = [0, *(start for start, _ in spans[1:])]
    ends: list[int | None] = [*starts[1:], None]
    return [line[start:end].strip(" |") for start, end in zip(starts, ends, strict=True)]


def _tabbed(lines: Sequence[str]) -> bool:
    """Whether each line has the same number of cells with tabs between them, two at least."""
    counts = {line.strip("\t").count("\t") for line in lines}
    return len(counts) == 1 and counts != {0}


def _grid(rows: Sequence[Sequence[str]], *, heads: int) -> Grid:
    return Grid([[GridCell([sentence_of([Run(cell)])]) for cell in row] for row in rows], heads)
