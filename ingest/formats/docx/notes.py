"""Footnotes and endnotes by their IDs, numbered in the order in which the text refers to them."""

from lxml import etree

from ingest.formats.docx.package import Package, q
from ingest.formats.docx.values import number
from ingest.formats.numerals import spelled

_KINDS = {"footnote": ("footnotes", "decimal"), "endnote": ("endnotes", "lowerRoman")}


class Notes:
    """The notes of one document."""

    def __init__(self, package: Package) -> None:
        """Reads both parts, where they are."""
        self._notes: dict[str, etree._Element] = {}
        self._forms: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        settings = package.first("settings")
        for kind, (part, usual) in _KINDS.items():
            properties = settings.find(q(f"w:{kind}Pr")) if settings is not None else None
            form = properties.find(q("w:numFmt")) if properties is not None else None
            start = number(properties.find(q("w:numStart"))) if properties is not None else None
            self._forms[kind] = form.get(q("w:val"), usual) if form is not None else usual
            self._counts[kind] = int(start) - 1 if start else 0
            root = package.first(part)
            for note in () if root is None else root.findall(q(f"w:{kind}")):
                if note.get(q("w:type"), "normal") == "normal":
                    self._notes[f"{kind}:{note.get(q('w:id'))}"] = note

    def refer(self, kind: str, reference: etree._Element) -> tuple[str, str, etree._Element | None]:
        """The note that a reference names: its ID, its number as drawn, its element if it is there.

        ``kind``: "footnote" or "endnote". A reference with a mark of its own counts for nothing,
        and its number is "".
        """
        note_id = f"{kind}:{reference.get(q('w:id'))}"
        label = ""
        if reference.get(q("w:customMarkFollows")) not in ("1", "true", "on"):
            self._counts[kind] += 1
            label = spelled(self._counts[kind], self._forms[kind])
        return note_id, label, self._notes.pop(note_id, None)
