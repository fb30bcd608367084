"""Which rows of a table are its heads, and what they call each column.

Heads over several columns are joined to those under them.
"""

from collections.abc import Sequence
from dataclasses import replace

from ingest.formats.grid import GridCell, Place, is_banner
from ingest.text.table_sentences import Cell, Row, split_head

_LONGEST_ABBREVIATION = 2  # words


def head_depth(table: Sequence[Sequence[Place]], texts: Sequence[Row], marked: int) -> int:
    """How many rows at the top are heads: as marked, else as they look; spans reach further.

    ``texts``: the rows' words, those of inner tables too. ``marked``: rows that the file marks.
    """
    if len(table) < 2:
        return 0
    depth = min(marked, len(table) - 1)
    if not depth:
        names, body = split_head([_without_points(texts[0]), *texts[1:]])
        depth = len(table) - len(body) if names is not None else 0
        if not depth and _spans_columns(table[0]):
            depth = 1 if not any(_has_figure(place) for place in table[0]) else 0
    while 0 < depth < len(table) - 1 and _goes_on(table[depth - 1], table[depth]):
        depth += 1
    return depth


def _without_points(row: Row) -> Row:
    """A head of one or two words may end in the point of an abbreviation: "No."."""
    return tuple(
        (*cell[:-1], replace(cell[-1], text=cell[-1].text.rstrip(".")))
        if 0 < len(cell) <= _LONGEST_ABBREVIATION
        else cell
        for cell in row
    )


def _goes_on(above: Sequence[Place], below: Sequence[Place]) -> bool:
    """Whether the row below finishes the heads above: it stands under a head that it divides."""
    if not _spans_columns(above):
        return False
    return not any(place.begins and _has_figure(place) for place in below)


def _spans_columns(row: Sequence[Place]) -> bool:
    """Whether some cell, but not one over all, spans columns."""
    return not is_banner(row) and any(not place.begins and place.cell.columns > 1 for place in row)


def _has_figure(place: Place) -> bool:
    return any(c.isdigit() for word in place.cell.words() for c in word.text)


def joined_heads(rows: Sequence[Sequence[Place]]) -> Row:
    """Each column's heads from the top down as one cell, one that spans rows once."""
    joined: list[Cell] = []
    for column in range(len(rows[0])):
        words: Cell = ()
        seen: list[GridCell] = []
        for row in rows:
            cell = row[column].cell
            if not any(cell is other for other in seen):
                seen.append(cell)
                words += cell.words()
        joined.append(words)
    return tuple(joined)
