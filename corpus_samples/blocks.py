"""The parts of a document source: front matter and the blocks that follow it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

HIDDEN_STYLES = ("white", "tiny", "offpage", "invisible")


@dataclass(frozen=True)
class Change:
    """One row of the document-control table."""

    version: str
    date: str
    summary: str


@dataclass(frozen=True)
class FrontMatter:
    """What the cover block, the running header and the page geometry are made of."""

    document_id: str
    version: str
    title: str
    owner: str
    classification: str
    effective_from: date
    columns: int = 1
    scanned: bool = False
    header: str = ""
    footer: str = ""
    approved_by: str = "Group Policy Committee"
    review_due: date | None = None
    entity: str = "Harbour & Vale Bank plc"
    history: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Heading:
    """A section heading; level 1 is the outermost."""

    level: int
    text: str


@dataclass(frozen=True)
class Text:
    """A paragraph; `marker` is its clause number, list letter or bullet, `depth` its list level."""

    text: str
    marker: str = ""
    depth: int = 0


@dataclass(frozen=True)
class Table:
    """A table whose first row is its header; every row has the same number of cells."""

    caption: str
    ruled: bool
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Hidden:
    """Text that a reader cannot see; `style` is one of HIDDEN_STYLES."""

    style: str
    text: str


@dataclass(frozen=True)
class PageBreak:
    """A forced new page."""


Block = Heading | Text | Table | Hidden | PageBreak


@dataclass(frozen=True)
class Source:
    """One document version as written."""

    front: FrontMatter
    blocks: tuple[Block, ...]

    @property
    def stem(self) -> str:
        """File name without suffix, `<document_id>-v<version>`."""
        return f"{self.front.document_id}-v{self.front.version}"
