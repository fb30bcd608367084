"""A paragraph's words cut where the type changes: a run-in heading line is no part of its text.

pdfminer groups lines by their distance alone, and many documents set a bold or large heading right
on top of the paragraph under it.
"""

from collections.abc import Sequence

from ingest.pdf.page_words import PageWord

_SIZE_CHANGE = 0.12  # of the font size; below that, fonts differ in how they are measured


def split_by_style(lines: Sequence[Sequence[PageWord]]) -> list[list[PageWord]]:
    """The words of the lines, cut between two of which one is bold or larger throughout.

    A line with some bold words in it is text; one list for lines of one style, [] for no lines.
    """
    parts: list[list[PageWord]] = []
    before: Sequence[PageWord] = ()
    for line in lines:
        if before and not _changes(before, line):
            parts[-1].extend(line)
        else:
            parts.append(list(line))
        before = line
    return parts


def _changes(before: Sequence[PageWord], line: Sequence[PageWord]) -> bool:
    if _is_bold(before) != _is_bold(line):
        # The last line of a bold sentence in a paragraph is short, too: text must not be bold
        # before the change and go on in the same sentence after it.
        return not line[0].text[:1].islower()
    one, two = _size(before), _size(line)
    return one > 0 and two > 0 and abs(one - two) > _SIZE_CHANGE * max(one, two)


def _is_bold(line: Sequence[PageWord]) -> bool:
    letters = [word for word in line if any(c.isalpha() for c in word.text)]
    return bool(letters) and all(word.bold for word in letters)


def _size(line: Sequence[PageWord]) -> float:
    """The size of most characters: a footnote's number is smaller than its line."""
    sizes: dict[float, int] = {}
    for word in line:
        sizes[word.font_size] = sizes.get(word.font_size, 0) + len(word.text)
    return max(sizes, key=lambda size: (sizes[size], size))
