"""One paragraph's content to runs: through links, controls, revisions, fields, notes and shapes."""

from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from ingest.formats.docx.context import Document, Setting
from ingest.formats.docx.equations import equation_text
from ingest.formats.docx.fields import text_of
from ingest.formats.docx.looks import Look, Properties, combined, look_of, properties_of
from ingest.formats.docx.package import q
from ingest.formats.docx.shapes import Box, boxes_in, chosen, drawn_texts
from ingest.formats.docx.symbols import UNKNOWN, in_font, symbol
from ingest.formats.typography import Run
from ingest.formats.written import LINE_BREAK

DELETED = frozenset((q("w:del"), q("w:moveFrom"), q("w:cellDel")))
INSERTED = frozenset((q("w:ins"), q("w:moveTo")))
_AROUND = frozenset(
    q(f"w:{name}")
    for name in ("hyperlink", "smartTag", "customXml", "dir", "bdo", "sdtContent", "ins", "moveTo")
)
_EQUATIONS = (q("m:oMath"), q("m:oMathPara"))


@dataclass
class Line:
    """A paragraph's runs, its text boxes, and how many pages end before and inside it."""

    runs: list[Run] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)
    notes: list[tuple[str, str, etree._Element]] = field(default_factory=list)
    pages_before: int = 0
    pages_inside: int = 0


class InlineReader:
    """Reads one paragraph; made anew for each."""

    def __init__(self, document: Document, setting: Setting, style: Properties) -> None:
        """``style``: what the paragraph's style says of its runs."""
        self._document = document
        self._setting = setting
        self._style = style
        self._line = Line()
        self._hidden = ""
        self._struck = ""
        self._mark_of = ""  # the note whose own mark follows its reference
        self._takers: dict[str, Callable[[etree._Element, Look], None]] = {
            q("w:t"): lambda e, look: self._say(in_font(look.font, e.text or ""), look),
            q("w:tab"): lambda e, look: self._say(" ", look),
            q("w:ptab"): lambda e, look: self._say(" ", look),
            q("w:br"): self._break,
            q("w:cr"): lambda e, look: self._say(LINE_BREAK, look),
            q("w:noBreakHyphen"): lambda e, look: self._say("-", look),
            q("w:sym"): self._symbol,
            q("w:fldChar"): self._field_mark,
            q("w:instrText"): lambda e, look: document.fields.instruction(e.text or ""),
            q("w:footnoteReference"): self._reference,
            q("w:endnoteReference"): self._reference,
            q("w:drawing"): self._drawing,
            q("w:pict"): self._drawing,
            q("w:object"): self._drawing,
            q("mc:AlternateContent"): self._alternative,
            q("w:lastRenderedPageBreak"): lambda e, look: self._turn(rendered=True),
            q("w:ruby"): self._ruby,
        }

    def read(self, element: etree._Element) -> Line:
        """The paragraph's content."""
        self._walk(element)
        if self._hidden.strip():
            self._document.left_out.hidden.append(self._hidden)
        if self._struck.strip():
            self._document.left_out.struck.append(self._struck)
        return self._line

    def _walk(self, element: etree._Element) -> None:
        for child in element:
            tag = child.tag
            if tag == q("w:r"):
                self._run(child)
            elif tag in DELETED:
                self._document.has_revisions = True
            elif tag in _AROUND:
                self._document.has_revisions |= tag in INSERTED
                self._walk(child)
            elif tag == q("w:sdt"):
                self._walk(child)
            elif tag == q("w:fldSimple"):
                self._simple_field(child)
            elif tag in _EQUATIONS:
                self._say(equation_text(child), self._look(None))
            elif tag == q("mc:AlternateContent"):
                if (alternative := chosen(child)) is not None:
                    self._walk(alternative)
            elif tag == q("w:subDoc"):
                self._document.unread.append("a document that it includes")

    def _run(self, run: etree._Element) -> None:
        look = self._look(run.find(q("w:rPr")))
        for child in run:
            if (take := self._takers.get(child.tag)) is not None:
                take(child, look)

    def _look(self, direct: etree._Element | None) -> Look:
        styles = self._document.styles
        style_id = styles.id_of(direct, "character")
        properties = combined(
            styles.defaults,
            (self._setting.table_style, self._style, styles.run_properties(style_id)),
            properties_of(direct, styles.theme),
        )
        return look_of(properties, self._setting.fill)

    def _say(self, text: str, look: Look) -> None:
        if not self._document.fields.shows:
            self._document.left_out.marks.append(text)  # a part of a field's instruction
            return
        if not text:
            return
        self._document.fields.said()
        if look.is_hidden or self._setting.is_hidden:
            self._hidden += text
            return
        if look.is_struck and not text.isspace():
            self._struck += text
            return
        self._hidden += " " * bool(self._hidden)
        self._struck += " " * bool(self._struck)
        if self._mark_of and text.strip():
            self._line.runs.append(Run(text, "raised", note=self._mark_of))
            self._mark_of = ""
        else:
            self._line.runs.append(Run(text, look.position, bold=look.bold))

    def _symbol(self, element: etree._Element, look: Look) -> None:
        try:
            code = int(element.get(q("w:char"), ""), 16)
        except ValueError:
            return
        text = symbol(element.get(q("w:font"), ""), code)
        if text == UNKNOWN:
            self._document.unread.append(f"a symbol of the font {element.get(q('w:font'))}")
        self._say(text, look)

    def _field_mark(self, element: etree._Element, look: Look) -> None:
        self._say(self._document.fields.mark(element), look)

    def _simple_field(self, element: etree._Element) -> None:
        before = len(self._line.runs)
        self._walk(element)
        if len(self._line.runs) == before:
            self._say(text_of(element.get(q("w:instr"), "")), self._look(None))

    def _reference(self, element: etree._Element, look: Look) -> None:
        if look.is_hidden or look.is_struck or not self._document.fields.shows:
            return
        kind = "footnote" if element.tag == q("w:footnoteReference") else "endnote"
        note_id, label, note = self._document.notes.refer(kind, element)
        if label:
            self._line.runs.append(Run("", "raised", note=note_id))
        else:
            self._mark_of = note_id
        if note is not None:
            self._line.notes.append((note_id, label, note))

    def _drawing(self, element: etree._Element, look: Look) -> None:
        if look.is_hidden or self._setting.is_hidden:
            texts = [text.text or "" for text in element.iter(q("w:t"), q("a:t"))]
            self._document.left_out.hidden += texts
            return
        self._line.boxes += boxes_in(element)
        self._line.drawn += [text for text in drawn_texts(element) if text.strip()]
        for graphic in element.iter(q("dgm:relIds")):
            self._line.drawn += self._diagram(graphic.get(q("r:dm"), ""))

    def _diagram(self, relation_id: str) -> list[str]:
        """The texts of a SmartArt drawing, which lie in a part of their own."""
        package = self._document.package
        root = package.part(package.by_id(package.main, relation_id))
        return list(drawn_texts(root)) if root is not None else []

    def _alternative(self, element: etree._Element, look: Look) -> None:
        alternative = chosen(element)
        for child in () if alternative is None else alternative:
            if (take := self._takers.get(child.tag)) is not None:
                take(child, look)

    def _ruby(self, element: etree._Element, look: Look) -> None:
        for part in (q("w:rubyBase"), q("w:rt")):
            for found in element.findall(part):
                self._walk(found)

    def _break(self, element: etree._Element, look: Look) -> None:
        if element.get(q("w:type")) == "page":
            self._turn(rendered=False)
        self._say(LINE_BREAK, look)

    def _turn(self, *, rendered: bool) -> None:
        """Word saves where pages ended when it was last drawn; else the author's own breaks."""
        if rendered != self._document.breaks_pages_as_rendered:
            return
        if any(run.text.strip() for run in self._line.runs):
            self._line.pages_inside += 1
        else:
            self._line.pages_before += 1
