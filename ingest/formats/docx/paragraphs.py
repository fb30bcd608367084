"""The body of a document, a cell, a note or a text box: paragraphs and tables in order."""

from dataclasses import replace

from lxml import etree

from ingest.formats.docx.context import Document, Setting
from ingest.formats.docx.inline import DELETED, INSERTED, InlineReader, Line
from ingest.formats.docx.looks import combined, properties_of
from ingest.formats.docx.package import q
from ingest.formats.docx.shapes import chosen
from ingest.formats.docx.tables import TableReader
from ingest.formats.docx.values import number
from ingest.formats.sinks import GatheredNote, Sink
from ingest.formats.typography import Run
from ingest.text.parsed import BlockKind

_AROUND = frozenset(
    q(f"w:{name}") for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo")
)
_CAPTION = "caption"
# Twips. Text is off the page where its indent is wider than any page, or left of any margin.
_FARTHEST_LEFT, _FARTHEST_RIGHT = -8_000, 31_000
_LEAST_LINE = 40  # an exact line height below two points cuts the letters off


class BodyReader:
    """Walks block-level content into a sink."""

    def __init__(self, document: Document, sink: Sink) -> None:
        """``sink``: where everything goes."""
        self._document = document
        self._sink = sink
        self._carried: list[Run] = []  # of a paragraph whose end was deleted

    def read(self, element: etree._Element, setting: Setting) -> None:
        """Everything in the element."""
        self._walk(element, setting)
        if self._carried:  # the last end was deleted or hidden: there is nothing to join
            runs, self._carried = self._carried, []
            self._sink.paragraph(runs)

    def _walk(self, element: etree._Element, setting: Setting) -> None:
        for child in element:
            tag = child.tag
            if tag == q("w:p"):
                self._paragraph(child, setting)
            elif tag == q("w:tbl"):
                TableReader(self._document, self._sink).read(child, setting)
            elif tag in DELETED:
                self._document.has_revisions = True
            elif tag in _AROUND:
                self._document.has_revisions |= tag in INSERTED
                self._walk(child, setting)
            elif tag == q("mc:AlternateContent"):
                if (alternative := chosen(child)) is not None:
                    self._walk(alternative, setting)
            elif tag == q("w:altChunk"):
                self._document.unread.append("a file that is embedded in it as text")
            elif tag in (q("m:oMath"), q("m:oMathPara")):
                holder = etree.Element(q("w:p"))
                holder.append(child)
                self._paragraph(holder, setting)

    def _paragraph(self, element: etree._Element, setting: Setting) -> None:
        document, styles = self._document, self._document.styles
        properties = element.find(q("w:pPr"))
        style_id = styles.id_of(properties, "paragraph")
        fill = styles.paragraph_fill(properties, style_id)
        inner = replace(
            setting,
            fill=setting.fill if fill is None else fill,
            is_hidden=setting.is_hidden or self._is_cut_off(properties, style_id),
        )
        line = InlineReader(document, inner, styles.run_properties(style_id)).read(element)
        for _ in range(line.pages_before):
            self._sink.turn_page()
        runs = [*self._carried, *line.runs]
        self._carried = []
        if _end_is_deleted(properties):
            document.has_revisions = True
            self._carried = runs
        elif self._end_is_hidden(properties, style_id):  # the next paragraph goes on in it
            self._carried = runs
        else:
            # Asked also for an empty paragraph: Word counts it.
            marker = document.numbering.marker(properties, style_id)
            level = styles.heading_level(properties, style_id)
            kind: BlockKind = "caption" if self._is_caption(style_id) else "text"
            if marker and not level:
                kind = "list_item"
            if any(run.text.strip() or run.note for run in runs) or _is_in_cell(element):
                self._sink.paragraph(
                    [Run(f"{marker} "), *runs] if level and marker else runs,
                    kind,
                    level=level,
                    marker="" if level else marker,
                )
        self._apart(line, setting)
        for _ in range(line.pages_inside):
            self._sink.turn_page()

    def _apart(self, line: Line, setting: Setting) -> None:
        """What stands beside the paragraph: shapes and notes."""
        for text in line.drawn:
            self._sink.paragraph([Run(text)])
        for box in line.boxes:
            inside = Setting(box.fill, is_hidden=setting.is_hidden or box.is_hidden)
            BodyReader(self._document, self._sink).read(box.content, inside)
        for note_id, label, note in line.notes:
            gathered = GatheredNote()
            BodyReader(self._document, gathered).read(note, Setting())
            self._document.note_texts[note_id] = (label, gathered.runs)

    def _end_is_hidden(self, properties: etree._Element | None, style_id: str) -> bool:
        """Whether the paragraph's own mark is hidden: then it has no number and no end."""
        styles = self._document.styles
        mark = properties.find(q("w:rPr")) if properties is not None else None
        found = combined({}, [styles.run_properties(style_id)], properties_of(mark, styles.theme))
        return bool(found.get("vanish"))

    def _is_cut_off(self, properties: etree._Element | None, style_id: str) -> bool:
        styles = self._document.styles
        indent = styles.paragraph_element(properties, style_id, "w:ind")
        left = number(indent, "w:left")
        left = left if left is not None else number(indent, "w:start")
        if left is not None and not _FARTHEST_LEFT < left < _FARTHEST_RIGHT:
            return True
        spacing = styles.paragraph_element(properties, style_id, "w:spacing")
        exact = spacing is not None and spacing.get(q("w:lineRule")) == "exact"
        height = number(spacing, "w:line")
        return exact and height is not None and 0 < height < _LEAST_LINE

    def _is_caption(self, style_id: str) -> bool:
        for style in self._document.styles.chain(style_id):
            name = style.find(q("w:name"))
            if name is not None and name.get(q("w:val"), "").casefold() == _CAPTION:
                return True
        return False


def _end_is_deleted(properties: etree._Element | None) -> bool:
    """Whether the paragraph's end was deleted, so that the next one goes on in it."""
    mark = properties.find(q("w:rPr")) if properties is not None else None
    return mark is not None and any(mark.find(tag) is not None for tag in DELETED)


def _is_in_cell(element: etree._Element) -> bool:
    """An empty paragraph of a cell may hold a number alone: "C2". Elsewhere it shows nothing."""
    parent = element.getparent()
    return parent is not None and parent.tag in (q("w:tc"), q("w:sdtContent"))
