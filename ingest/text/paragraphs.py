"""A reader's blocks to paragraphs: split where a numbered clause or a list item begins inside one,
merged where a sentence runs on over a line group, a column or a page.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ingest.text.characters import is_bullet
from ingest.text.flow import Paragraph, Token, enclosing_box, joined_text, lines_of
from ingest.text.headings.numbering import is_list_marker, numbering_of
from ingest.text.parsed import BlockKind

_SENTENCE_END = re.compile(r"[.!?:;…][\"”’')\]]*\d{0,3}$")  # a footnote's number may follow
_LINE_ENDS_ITEM = re.compile(r"(?:[.!?:;…—][\"”’')\]]*|[;,]?\s(?:and|or)|,)$")
_NEEDS_MORE = re.compile(
    r"(?:\b(?:a|an|the|of|and|or|to|in|for|with|by|on|as|at|from|that|which|is|are|be|must|may|shall|"
    r"its|their|any|each|under|than)|,|[-‐–])$",
    re.IGNORECASE,
)
_SAME_SIZE_POINTS = 0.6  # rounding in fonts; a smaller difference is no other style
_NEAR = 1.1  # of the font size: the gap between the lines of one paragraph


def split(paragraph: Paragraph) -> list[Paragraph]:
    """The paragraph cut before each line that begins a clause or a list item; itself otherwise."""
    if paragraph.kind in ("table_row", "caption") or paragraph.heading_level is not None:
        return [paragraph]
    parts: list[list[Token]] = []
    before: tuple[Token, ...] = ()
    for line in lines_of(paragraph.tokens):
        follows = bool(parts) and _follows_in_number(parts[-1], line)
        if parts and not follows and not _begins_item(line, before, paragraph.box):
            parts[-1].extend(line)
        else:
            parts.append(list(line))
        before = line
    return [_part(paragraph, tokens, alone=len(parts) == 1) for tokens in parts]


def _follows_in_number(part: Sequence[Token], line: Sequence[Token]) -> bool:
    """Whether the line begins with the number after the part's: "1.3" under "1.2"."""
    one, two = numbering_of(joined_text(part)), numbering_of(joined_text(line))
    if one is None or two is None or one.style != "decimal" or two.style != "decimal":
        return False
    last, following = one.parts[-1], two.parts[-1]
    return (
        one.parts[:-1] == two.parts[:-1]
        and last.isdigit()
        and following.isdigit()
        and int(following) == int(last) + 1
    )


def _part(paragraph: Paragraph, tokens: Sequence[Token], *, alone: bool) -> Paragraph:
    kind: BlockKind = paragraph.kind
    text = joined_text(tokens[:2])
    if is_bullet(tokens[0].text) or tokens[0].text.startswith("•") or is_list_marker(text):
        kind = "list_item"
    elif kind == "list_item" and (numbering_of(joined_text(tokens)) or not alone):
        kind = "text"  # a numbered clause is told apart later, by its number
    box = paragraph.box if alone else enclosing_box(tokens)
    return replace(paragraph, kind=kind, tokens=tuple(tokens), box=box)


def _begins_item(
    line: Sequence[Token], before: Sequence[Token], box: tuple[float, float, float, float]
) -> bool:
    text, last = joined_text(line), joined_text(before)
    if line[0].text.startswith("•") or (is_bullet(line[0].text) and len(line) > 1):
        return True
    numbering = numbering_of(text)
    if not is_list_marker(text) and (numbering is None or numbering.style in ("roman", "letter")):
        return False
    if numbering is not None and numbering.style == "single" and not numbering.has_dot:
        return False
    if _LINE_ENDS_ITEM.search(last):
        return True
    # A line that stops well short of the column's edge ended its paragraph.
    width = box[2] - box[0]
    ends_short = width > 0 and enclosing_box(before)[2] < box[2] - 0.25 * width
    return ends_short and not _NEEDS_MORE.search(last)


def ends_sentence(text: str) -> bool:
    """Whether the text ends as a sentence or a lead-in does."""
    return _SENTENCE_END.search(text) is not None


def merged(paragraphs: Iterable[Paragraph]) -> Iterator[Paragraph]:
    """The paragraphs with each one that runs on joined to what it runs on into."""
    pending: Paragraph | None = None
    for paragraph in paragraphs:
        if pending is not None and runs_on(pending, paragraph):
            pending = replace(
                pending,
                tokens=(*_spaced(pending.tokens), *paragraph.tokens),
                box=paragraph.box,
            )
            continue
        if pending is not None:
            yield pending
        pending = paragraph
    if pending is not None:
        yield pending


def _spaced(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    return (*tokens[:-1], replace(tokens[-1], space_after=True))


def runs_on(before: Paragraph, after: Paragraph) -> bool:
    """Whether ``after`` is the rest of ``before``: no sentence end there, no beginning here."""
    mergeable = before.kind in ("text", "list_item") and after.kind in ("text", "heading")
    if not mergeable or before.heading_level is not None or after.heading_level is not None:
        return False
    if after.last_page - before.last_page > 1 or not _same_style(before, after):
        return False
    text, rest = before.text, after.text
    if _is_marker(text):
        return _stand_side_by_side(before, after)
    if rest[0].islower() and _is_item_tail(before, after) and not is_list_marker(rest):
        return True  # a semicolon inside an item does not end it
    if ends_sentence(text) or is_list_marker(rest):
        return False
    numbering = numbering_of(rest)
    if numbering is not None and not _NEEDS_MORE.search(text):
        return False
    if rest[0].islower():
        return True
    if _NEEDS_MORE.search(text) and not (after.bold and not before.bold):
        return len(text) > 40 or _is_item_tail(before, after)
    return _is_item_tail(before, after)


def _is_marker(text: str) -> bool:
    """A clause's number or an item's letter that the reader gave as a block of its own."""
    if is_bullet(text) or (is_list_marker(text) and len(text) <= 6):
        return True
    numbering = numbering_of(text)
    return numbering is not None and numbering.style != "keyword" and numbering.end >= len(text)


def _stand_side_by_side(before: Paragraph, after: Paragraph) -> bool:
    size = before.font_size or 10.0
    return before.last_page == after.page and abs(before.box[1] - after.box[1]) < 0.6 * size


def _same_style(before: Paragraph, after: Paragraph) -> bool:
    if not before.font_size or not after.font_size:
        return True
    return abs(before.font_size - after.font_size) <= _SAME_SIZE_POINTS and (
        before.bold == after.bold or before.kind == "list_item"
    )


def _is_item_tail(before: Paragraph, after: Paragraph) -> bool:
    """The second line of a list item, which some readers give as a block of its own."""
    if before.kind != "list_item" or before.last_page != after.page or after.bold != before.bold:
        return False
    gap = after.box[1] - before.box[3]
    size = before.font_size or 10.0
    # Behind the bullet's own edge: a new paragraph would begin at the margin.
    return -size < gap < _NEAR * size and after.box[0] > before.box[0] + 0.5 * size


def unfinished_last(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """A page's paragraphs with one that runs on to the next page put behind the page's notes.

    Footnotes are set smaller and stand under it; its rest could not be joined to it otherwise.
    """
    notes = 0
    while notes < len(paragraphs) and _is_note(paragraphs[-1 - notes], paragraphs):
        notes += 1
    if notes == 0 or notes == len(paragraphs):
        return paragraphs
    index = len(paragraphs) - 1 - notes
    last = paragraphs[index]
    if last.kind not in ("text", "list_item") or ends_sentence(last.text) or len(last.tokens) < 8:
        return paragraphs
    return [*paragraphs[:index], *paragraphs[index + 1 :], last]


def _is_note(paragraph: Paragraph, on_page: Sequence[Paragraph]) -> bool:
    largest = max((len(p.tokens), p.font_size) for p in on_page)[1]
    return 0 < paragraph.font_size < largest - 0.9 and paragraph.kind in ("text", "list_item")
