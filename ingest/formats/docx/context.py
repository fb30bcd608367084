"""What every walker of one document shares, and where a paragraph stands in it."""

from dataclasses import dataclass, field

from ingest.formats.docx.fields import Fields
from ingest.formats.docx.looks import Properties
from ingest.formats.docx.notes import Notes
from ingest.formats.docx.numbering import Numbering
from ingest.formats.docx.package import Package
from ingest.formats.docx.styles import Styles
from ingest.formats.typography import Run
from ingest.formats.written import LeftOut
from ingest.text.legible import WHITE, Colour


@dataclass
class Document:
    """One document's parts, and what is found out on the way."""

    package: Package
    styles: Styles
    numbering: Numbering
    notes: Notes
    left_out: LeftOut
    breaks_pages_as_rendered: bool
    fields: Fields = field(default_factory=Fields)
    has_revisions: bool = False
    unread: list[str] = field(default_factory=list)  # what could not be read, in words
    # The notes met so far by ID: number as drawn, and text.
    note_texts: dict[str, tuple[str, list[Run]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Setting:
    """Around a paragraph: the colour behind it (None: unknown), its table's style, and if seen."""

    fill: Colour | None = WHITE
    table_style: Properties = field(default_factory=dict)
    is_hidden: bool = False
