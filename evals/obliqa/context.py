"""What stands over an ObliQA passage: the document's title and the headings of its ancestors.

ObliQA's rows are flat. A PassageID tells where one stands ("6.1.3.(a)" under "6.1.3", "6.1" and
"6."), and the rows of its ancestors hold the headings. The data set leaves out what the
documents are called, so their titles come from their own first sentences.
"""

import re
from collections.abc import Mapping, Sequence

from evals.obliqa.documents import Row

LONGEST_HEADING_CHARACTERS = 120
LONGEST_LEAD_IN_CHARACTERS = 200  # of the 256 tokens that the embedder reads, some 50

Key = tuple[str, ...]  # a PassageID's parts: ("6", "1", "3", "(a)")

_NAMES = "Rules|Rulebook|Regulations|Standards?|Manual|Policy|Guidance|Code"
_TITLES = (
    re.compile(rf"cited as the ((?:[A-Z][\w’'-]+ )+(?:{_NAMES}))"),
    re.compile(r"This (Rulebook) \(\"([A-Z]+)\"\)"),
    re.compile(rf"(?:These|This) ((?:[A-Z][\w’'-]+ )+(?:{_NAMES}))\b"),
)
_ROWS_READ_FOR_A_TITLE = 25


def key_of(passage_id: str) -> Key:
    """The parts of a PassageID, without its stops: equal for "6." and "6".

    >>> key_of("Part 3 .85.(1)")
    ('part 3', '85', '(1)')
    """
    parts = (part.strip().casefold() for part in passage_id.split("."))
    return tuple(part for part in parts if part)


def title_of(document_id: str, rows: Sequence[Row]) -> str:
    """What the document calls itself, else its number: its first heading would say too little."""
    first = rows[0].passage_id
    if first.isupper() and len(first.split()) > 2:  # "COMMON REPORTING STANDARD REGULATIONS 2017"
        return first
    texts = [row.text for row in rows[:_ROWS_READ_FOR_A_TITLE]]
    for pattern in _TITLES:
        for text in texts:
            if found := pattern.search(text):
                return " ".join(found.groups())
    return f"Document {document_id}"


def heading_of(text: str) -> str:
    """The heading that a row's text begins with: its first line, where that is short; else ""."""
    line = text.strip().split("\n", 1)[0].strip()
    is_heading = len(line) <= LONGEST_HEADING_CHARACTERS and not line.endswith((":", ";", ",", "."))
    return line if is_heading else ""


def context_of_passage(row: Row, texts: Mapping[Key, str]) -> tuple[str, ...]:
    """The section path of a passage, outermost first: ancestors' headings, then the lead-in.

    Args:
        row: the passage.
        texts: the text of every row of its document by key; "" for those without.

    Returns:
        () where nothing stands over it. The lead-in is what the row right above begins with,
        where that is no heading ("An Authorised Person must:" over "(a)").
    """
    key = key_of(row.passage_id)
    path: list[str] = []
    for length in range(1, len(key)):
        above = texts.get(key[:length], "")
        element = heading_of(above)
        if not element and length == len(key) - 1:
            element = " ".join(above.split())[:LONGEST_LEAD_IN_CHARACTERS]
        if element and element not in path:
            path.append(element)
    return tuple(path)


def is_only_a_heading(row: Row, parents: frozenset[Key]) -> bool:
    """Whether a row is a heading over other rows and nothing else; ingest cites none of those."""
    text = row.text.strip()
    return (
        bool(text)
        and "\n" not in text
        and heading_of(text) == text
        and (key_of(row.passage_id) in parents)
    )


def parents_of(rows: Sequence[Row]) -> frozenset[Key]:
    """The keys that stand over some row."""
    keys = [key_of(row.passage_id) for row in rows]
    return frozenset(key[:length] for key in keys for length in range(1, len(key)))
