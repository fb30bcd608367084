"""Cuts a chunk into statements: the smallest runs of text that stand alone.

A short clause is one statement, so that its number and its conditions come along. In a long one a
sentence takes with it what it leans on ("It must …", "Above £80 …") and what limits it
("However, …"). A list's stem takes its items; a table row reads as a sentence already.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from answering.evidence.sentences import Span, blocks_of, sentences_of
from domain.types import Chunk

# A clause up to this length is quoted whole: two or three sentences, a few seconds of reading.
WHOLE_CLAUSE_CHARACTERS = 420
# Beyond this a list is cut after the item that passes it: a quote fits on a screen.
LONGEST_LIST_CHARACTERS = 1_200

_ENDS = re.compile(r"[.;:!?,”’\"]$")  # a text that does not break off there
_ROW = re.compile(r"[^:;\n]{1,80}: [^;\n]*(?:; [^:;\n]{1,80}: [^;\n]*)+$")
_CAPTION = re.compile(r"(?:table|figure|chart|box)\s+[A-Z]?\d", re.IGNORECASE)
_ITEM = re.compile(r"\(?(?:[a-z]|[ivx]{1,5}|\d{1,2})\)\s|[•‣▪●◦–-]\s|[a-z]\.\s")
_NUMBERED = re.compile(r"(?:[A-Z]\.)?\d+(?:\.\d+)*[.)]?\s+\S|[A-Z]\.\d+\s")
_LEANS_BACK = re.compile(
    r"(?:it|they|this|these|those|such|he|she|the same|that|its|their|above|below|otherwise"
    r"|in that case|in either case|in both cases|in these cases|both|neither|each of these|then"
    r"|where it|where this|if it|if this|if so|if not|no one may|nobody may|but|however|also"
    r"|nevertheless|instead|except|unless|for this purpose|the longer|the shorter|the latter)\b",
    re.IGNORECASE,
)
_LIMITS = re.compile(
    r"(?:however|but|unless|except|otherwise|nevertheless|even (?:so|then|where|if)|this does not"
    r"|this (?:rule|limit|clause|section|period)|it does not|they do not|that does not"
    r"|the same (?:holds|applies|limit)|no (?:approval|exception|one may)|nobody may|above|below"
    r"|if not|where this|where it|in that case|for (?:longer|shorter)|only)\b",
    re.IGNORECASE,
)


# "69 Id." and the like stand on every page of a regulation and say nothing: a rule has three words.
_SAYS_SOMETHING = re.compile(r"(?:[^\W\d_]{2,}\W+(?:\w{1,2}\W+)*){2}[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Statement:
    """A run of a chunk that stands alone; spans count in the version's text.

    ``lead`` is a caption or a list's stem that stands apart from the run and is quoted with it.
    """

    chunk: Chunk
    span: Span
    lead: Span | None
    is_row: bool
    block: Span  # the paragraph, list or row it was cut from

    @property
    def text(self) -> str:
        """The run, word for word."""
        return self.chunk.text[
            self.span.start - self.chunk.start : self.span.end - self.chunk.start
        ]

    @property
    def lead_text(self) -> str:
        """The caption or stem, word for word; empty where there is none."""
        if self.lead is None:
            return ""
        return self.chunk.text[
            self.lead.start - self.chunk.start : self.lead.end - self.chunk.start
        ]

    @property
    def text_with_lead(self) -> str:
        """What is read for a question: the caption or stem on a line of its own, then the run."""
        return f"{self.lead_text}\n{self.text}" if self.lead is not None else self.text


def fold(text: str) -> str:
    """White space runs become one space, none at the ends."""
    return " ".join(text.split())


def read_on(texts: Sequence[str]) -> str:
    """Texts as one: a caption and the row under it are not run together.

    >>> read_on(["Table 1: Limits, in pounds", "Client: £100."])
    'Table 1: Limits, in pounds. Client: £100.'
    """
    *before, last = map(fold, texts)
    return " ".join([*(text if _ENDS.search(text) else f"{text}." for text in before), last])


def _is_heading(line: str, chunk: Chunk) -> bool:
    """Whether a line repeats the title or a heading, or has the look of one."""
    folded = fold(line)
    if folded in {fold(part) for part in (*chunk.section_path, chunk.title)}:
        return True
    looks_unfinished = not re.search(r"[.;:!?,)”’\"]$", folded)
    return looks_unfinished and len(folded) < 60 and not _ROW.match(folded)


def _lists(text: str, blocks: list[Span]) -> list[Span]:
    """Joins each list's stem with its items; other blocks stay as they are."""
    joined: list[Span] = []
    open_list = False
    for block in blocks:
        line = text[block.start : block.end]
        if open_list and _ITEM.match(line):
            start = joined[-1].start
            if block.end - start <= LONGEST_LIST_CHARACTERS:
                joined[-1] = Span(start, block.end)
            continue
        joined.append(block)
        open_list = line.endswith((":", "—", ": —")) and not _ROW.match(line)
    return joined


def _runs(text: str, block: Span) -> list[Span]:
    """A block's statements: the whole of a short one, else each sentence with its context."""
    body = text[block.start : block.end]
    if len(body) <= WHOLE_CLAUSE_CHARACTERS or "\n" in body or _ROW.match(body):
        return [block]
    sentences = sentences_of(body)
    runs: dict[tuple[int, int], None] = {}
    for index in range(len(sentences)):
        first = last = index
        while first > 0 and _LEANS_BACK.match(body[sentences[first].start :]):
            first -= 1
        while last + 1 < len(sentences) and _LIMITS.match(body[sentences[last + 1].start :]):
            last += 1
        runs[block.start + sentences[first].start, block.start + sentences[last].end] = None
    return [Span(start, end) for start, end in runs]


def statements_of(chunk: Chunk) -> list[Statement]:
    """A chunk's statements in reading order; [] where it holds headings alone."""
    found: list[Statement] = []
    caption: Span | None = None
    offset = chunk.start
    for block in _lists(chunk.text, blocks_of(chunk.text)):
        line = chunk.text[block.start : block.end]
        is_row = bool(_ROW.match(line))
        if _CAPTION.match(line) and not is_row:
            caption = Span(offset + block.start, offset + block.end)
            continue
        if _is_heading(line, chunk) and not _NUMBERED.match(line + " "):
            continue
        if not is_row and not _SAYS_SOMETHING.search(line):
            continue
        if not is_row:
            caption = None
        whole = Span(offset + block.start, offset + block.end)
        for run in _runs(chunk.text, block):
            span = Span(offset + run.start, offset + run.end)
            found.append(Statement(chunk, span, caption if is_row else None, is_row, whole))
    return found
