"""Reads the paragraphs as headings, clauses, contents and text, with an eye on the next one.

"Article 12" takes the line under it as its title; a heading set over several blocks becomes one;
the document's title on its cover is no heading.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ingest.text.flow import Paragraph
from ingest.text.headings.contents_pages import ContentsPages
from ingest.text.headings.headings import HeadingFinder, Reading
from ingest.text.headings.numbering import numbering_of
from ingest.text.paragraphs import ends_sentence

_TITLE_PAGES = 3
_LONGEST_ARTICLE_TITLE = 150  # characters
_SAME_SIZE_POINTS = 0.3
_TEXT = Reading("text")


@dataclass(frozen=True, slots=True)
class ReadParagraph:
    """A paragraph and what it is. Entries of a table of contents are never headings."""

    paragraph: Paragraph
    reading: Reading
    in_contents: bool = False


def read_headings(
    paragraphs: Iterable[Paragraph], finder: HeadingFinder, contents: ContentsPages, title: str
) -> Iterator[ReadParagraph]:
    """Each paragraph with its reading, in order; headings in several parts joined."""
    pending: ReadParagraph | None = None
    on_cover = False
    for index, paragraph in enumerate(paragraphs):
        is_title = _is_title_line(paragraph, title)
        # What stands above the title (a bank's name, a logo's words) heads nothing.
        on_cover = (index == 0 or on_cover) and not is_title and paragraph.page == 1
        read = ReadParagraph(paragraph, _TEXT if is_title else finder.read(paragraph))
        if contents.holds(paragraph):
            read = ReadParagraph(paragraph, _TEXT, in_contents=True)
        elif on_cover and read.reading.numbering is None and read.reading.level is None:
            read = ReadParagraph(paragraph, _TEXT)
        if pending is not None and (joined := _joined(pending, read)):
            pending = joined
            continue
        if pending is not None:
            yield pending
        pending = read
    if pending is not None:
        yield pending


def _is_title_line(paragraph: Paragraph, title: str) -> bool:
    text = paragraph.text
    return (
        paragraph.page <= _TITLE_PAGES
        and (paragraph.heading_level is None or text == title)
        and numbering_of(text) is None
        and len(text) > 3
        and text.casefold() in title.casefold()
    )


def _joined(first: ReadParagraph, second: ReadParagraph) -> ReadParagraph | None:
    one, two = first.paragraph, second.paragraph
    if first.reading.role != "heading" or second.in_contents or one.last_page != two.page:
        return None
    if two.kind in ("table_row", "list_item", "caption") or numbering_of(two.text) is not None:
        return None
    if not (_is_bare_keyword(first) and _is_short_title(two)) and not _same_heading(first, second):
        return None
    last = replace(one.tokens[-1], space_after=True)
    tokens = (*one.tokens[:-1], last, *two.tokens)
    return replace(first, paragraph=replace(one, tokens=tokens, box=two.box))


def _is_bare_keyword(read: ReadParagraph) -> bool:
    numbering = read.reading.numbering
    return (
        numbering is not None
        and numbering.style == "keyword"
        and numbering.end >= len(read.paragraph.text)
    )


def _is_short_title(paragraph: Paragraph) -> bool:
    text = paragraph.text
    return (
        len(text) <= _LONGEST_ARTICLE_TITLE
        and text[0].isupper()
        and not ends_sentence(text)
        and not text.endswith(",")
    )


def _same_heading(first: ReadParagraph, second: ReadParagraph) -> bool:
    """The second line of a heading: the same type, right below, no level of its own."""
    one, two = first.paragraph, second.paragraph
    if second.reading.role != "heading" or second.reading.level is not None:
        return False
    if not one.font_size or one.heading_level is not None:
        return False
    gap = two.box[1] - one.box[3]
    return (
        abs(one.font_size - two.font_size) <= _SAME_SIZE_POINTS
        and one.bold == two.bold
        and -one.font_size < gap < 0.45 * one.font_size
        and not one.text.isupper() ^ two.text.isupper()
    )
