"""A title from the document itself: file names and metadata lie more often than first pages do."""

import re
from collections.abc import Sequence
from pathlib import PurePath

from ingest.text.flow import Paragraph
from ingest.text.headings.contents_pages import is_contents_title
from ingest.text.parsed import SourceFacts

_LONGEST_TITLE = 220
_LARGER_THAN_BODY = 1.15
_SHORT_TITLE_WORDS = 3
# What programs put into the metadata where nobody wrote a title.
_JUNK = re.compile(
    r"microsoft (?:word|powerpoint|excel)|untitled|^document\d*$"
    r"|\.(?:docx?|pdf|pptx?|xlsx?|indd|rtf|qxd)\b"
    r"|^slide \d|^title$|^layout \d|^[\W\d_]*$|^(?:print|print job|scan)\b|^[a-z]+[_-]?\d+[\w-]*$",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?:\d{1,2}(?:st|nd|rd|th)?\s+)?(?:january|february|march|april|may|june|july|august|september|"
    r"october|november|december)\s+(?:\d{1,2},?\s+)?\d{4}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}",
    re.IGNORECASE,
)


def title_of(
    first_pages: Sequence[Sequence[Paragraph]],
    facts: SourceFacts,
    file_name: str,
    *,
    body_size: float,
) -> str:
    """The largest text of the first page that has any, the metadata's title, or the file's name.

    ``first_pages``: their paragraphs, running heads left out. Never empty.
    """
    metadata = " ".join(facts.metadata_title.split())
    for paragraphs in first_pages:
        if title := _largest(paragraphs, body_size):
            whole = _completed(title, paragraphs, body_size)
            if (
                len(whole.split()) == 1
                and len(metadata.split()) > 1
                and _is_own(metadata, file_name)
            ):
                return metadata[:_LONGEST_TITLE]
            return whole
    if _is_own(metadata, file_name):
        return metadata[:_LONGEST_TITLE]
    headings = [p.text for page in first_pages for p in page if _is_heading_like(p)]
    return headings[0] if headings else _from_file_name(file_name)


def _is_own(metadata: str, file_name: str) -> bool:
    return _is_title(metadata) and PurePath(file_name).stem.casefold() != metadata.casefold()


def _completed(title: str, paragraphs: Sequence[Paragraph], body_size: float) -> str:
    """A title of a few words that only says what kind of paper it is, with what it is about.

    "REGULATIONS" over "REGULATION (EU) 2023/1114 on …" is the heading of a shelf; "Final report"
    goes on in the next line that is set large.
    """
    if len(title.split()) > _SHORT_TITLE_WORDS or not any(p.font_size for p in paragraphs):
        return title
    texts = [p.text for p in paragraphs]
    first = next((i for i, text in enumerate(texts) if text and text in title), 0)
    after = [p for p in paragraphs[first + 1 :] if p.text not in title]
    for paragraph in after:
        if " " not in title and _repeats(title, paragraph.text):
            return paragraph.text[:_LONGEST_TITLE].strip()
    parts = [title]
    for paragraph in after:
        large = body_size and paragraph.font_size >= _LARGER_THAN_BODY * body_size
        whole = " – ".join([*parts, paragraph.text])
        if not large or not _is_title(paragraph.text) or len(whole) > _LONGEST_TITLE:
            break
        parts.append(paragraph.text)
        if len(whole.split()) > 2 * _SHORT_TITLE_WORDS:
            break
    return " – ".join(parts)


def _repeats(word: str, text: str) -> bool:
    """Whether the text names one of what the word names in the plural: "ACTS", "ACT No. 4 of …"."""
    words = text.split()
    stem = word.casefold().rstrip("s")
    return len(words) > _SHORT_TITLE_WORDS and words[0].casefold().rstrip("s") == stem


def _largest(paragraphs: Sequence[Paragraph], body_size: float) -> str:
    explicit = [p for p in paragraphs if p.heading_level == 1 and not p.font_size]
    if explicit:
        return explicit[0].text[:_LONGEST_TITLE]
    usable = [p for p in paragraphs if p.font_size and p.kind != "table_row" and _is_title(p.text)]
    sizes = sorted({round(p.font_size, 1) for p in usable}, reverse=True)
    for size in sizes:
        if not body_size or size < _LARGER_THAN_BODY * body_size:
            return ""
        title = _joined_at(paragraphs, size)
        if _is_title(title):
            return title
    return ""


def _joined_at(paragraphs: Sequence[Paragraph], size: float) -> str:
    """The first run of paragraphs of one size, as one line."""
    run: list[str] = []
    before = paragraphs[0]
    for paragraph in paragraphs:
        if abs(paragraph.font_size - size) <= 0.6 and _is_title(paragraph.text):
            if run and not _goes_on(before, paragraph):
                break
            if len(" ".join([*run, paragraph.text])) > _LONGEST_TITLE:
                break
            before = paragraph
            run.append(paragraph.text)
        elif run:
            break
    return " ".join(run)


def _goes_on(before: Paragraph, after: Paragraph) -> bool:
    """The next line of one title stands within two lines of it."""
    return after.box[1] - before.box[3] <= 2.0 * before.font_size


def _is_title(text: str) -> bool:
    letters = sum(character.isalpha() for character in text)
    return (
        letters >= 4
        and not is_contents_title(text)
        and len(text) <= _LONGEST_TITLE
        and _JUNK.search(text) is None
        and _DATE.fullmatch(text.strip()) is None
    )


def _is_heading_like(paragraph: Paragraph) -> bool:
    text = paragraph.text
    return (
        _is_title(text)
        and len(text) <= 120
        and paragraph.kind in ("heading", "text")
        and (paragraph.kind == "heading" or paragraph.bold or text == text.upper())
        and not text.endswith((".", ",", ";"))
    )


def _from_file_name(file_name: str) -> str:
    """ "card_fees-v2.pdf" to "Card fees v2"; the name itself where nothing is left of it."""
    words = re.sub(r"[\s_-]+", " ", PurePath(file_name).stem).strip(" .")
    return words[:1].upper() + words[1:] if words else file_name
