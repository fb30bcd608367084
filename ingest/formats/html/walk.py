"""A page's elements in order to paragraphs, headings, list items and tables."""

from lxml import html

from ingest.formats.html.browser_defaults import NEVER_SHOWN
from ingest.formats.html.cascade import Cascade
from ingest.formats.html.controls import shown_value
from ingest.formats.html.formulas import formula_text
from ingest.formats.html.generated import Counters
from ingest.formats.html.lists import ListCounter
from ingest.formats.html.looks import Look
from ingest.formats.html.page_notes import PageNotes
from ingest.formats.html.tables import TableReader, is_table, lays_out
from ingest.formats.sinks import GatheredNote, Sink
from ingest.formats.typography import Run
from ingest.formats.written import LINE_BREAK, LeftOut
from ingest.text.parsed import BlockKind

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = frozenset({"ol", "ul", "menu", "dir"})
_KINDS: dict[str, BlockKind] = {"figcaption": "caption", "caption": "caption", "li": "list_item"}
_INLINE = ("inline", "inline-block", "inline-flex", "inline-grid", "contents", "ruby")


class PageWalker:
    """Writes the elements that it is given into a sink."""

    def __init__(
        self, cascade: Cascade, notes: PageNotes, counters: Counters, left_out: LeftOut, sink: Sink
    ) -> None:
        """``sink``: the document, a cell, or a note."""
        self._cascade = cascade
        self._notes = notes
        self._counters = counters
        self._left_out = left_out
        self._sink = sink
        self._runs: list[Run] = []
        self._kind: BlockKind = "text"
        self._level: int | None = None
        self._marker = ""
        self._note = ""  # whose mark the text is
        self.note_texts: dict[str, tuple[str, list[Run]]] = {}

    def into(self, sink: Sink) -> "PageWalker":
        """A walker of the same page that writes elsewhere."""
        made = PageWalker(self._cascade, self._notes, self._counters, self._left_out, sink)
        made.note_texts = self.note_texts
        return made

    def element(self, element: html.HtmlElement, parent: Look) -> None:
        """The element and all that is in it, in its own paragraphs where it is a block."""
        if element.tag == "iframe":
            self._frame(element, parent)
            return
        if not isinstance(element.tag, str) or element.tag in NEVER_SHOWN:
            return
        look = self._cascade.look(element, parent)
        if look.is_gone:
            self._left_out.hidden.append(_all_text(element))
            return
        if element in self._notes.notes:
            self._take_note(element, look)
        elif look.display in _INLINE and not is_table(element, look):
            self._inline(element, look)
        else:
            self.flush()
            self._block(element, look)
            self.flush()

    def inside(self, element: html.HtmlElement, look: Look) -> None:
        """What is in the element, without itself."""
        self._counters.apply(element, self._cascade.counters(element))
        self._generated(element, look, "before")
        self._text(element.text, look)
        counter = ListCounter(element) if element.tag in _LISTS else None
        for child in element:
            if counter is not None and child.tag == "li":
                self._item(child, look, counter)
            else:
                self.element(child, look)
            self._text(child.tail, look)
        self._generated(element, look, "after")
        self._counters.leave(element)

    def flush(self) -> None:
        """Ends the paragraph that is being written."""
        runs, self._runs = self._runs, []
        if any(run.text.strip() or run.note for run in runs):
            marker, self._marker = self._marker, ""
            self._sink.paragraph(
                runs,
                "text" if self._level else self._kind,
                level=self._level,
                marker="" if self._level else marker,
            )

    def _block(self, element: html.HtmlElement, look: Look) -> None:
        tag = element.tag
        if is_table(element, look) and not lays_out(element):
            TableReader(self, self._cascade).read(element, look, self._sink)
            return
        before = (self._kind, self._level)
        self._kind = _KINDS.get(tag, self._kind if tag in ("p", "div", "span") else "text")
        self._level = _HEADINGS.get(tag, self._level if tag in ("div", "span") else None)
        if element.get("role") == "heading":
            stated = element.get("aria-level", "2")
            self._level = int(stated) if stated.isdecimal() else 2
        if tag in ("math", "svg"):
            self._inline(element, look)
        else:
            self.inside(element, look)
            self._end_term(element)
        self.flush()
        self._kind, self._level = before

    def _inline(self, element: html.HtmlElement, look: Look) -> None:
        tag = element.tag
        if tag == "br":
            self._say(LINE_BREAK, look)
        elif tag in ("input", "select"):
            self._say(f" {shown_value(element)} ", look)
        elif tag == "math":
            self._say(formula_text(element), look)
        elif tag == "svg":
            self._drawing(element, look)
        elif tag == "img":
            return
        elif element in self._notes.ways_back:
            self._left_out.marks.append(_all_text(element))
        elif element in self._notes.marks:
            outer, self._note = self._note, self._notes.marks[element]
            self.inside(element, look)
            self._note = outer
        else:
            quoted = tag == "q"
            self._say("“" * quoted, look)
            self.inside(element, look)
            self._say("”" * quoted, look)

    def _frame(self, element: html.HtmlElement, parent: Look) -> None:
        """The page that the element holds itself; one that it fetches is not there to be read."""
        inner, look = element.get("srcdoc"), self._cascade.look(element, parent)
        if not inner or look.is_gone:
            return
        root = html.document_fromstring(inner)
        self.flush()
        walker = PageWalker(Cascade(root), PageNotes(), Counters(), self._left_out, self._sink)
        walker.element(root, Look())
        walker.flush()

    def _item(self, element: html.HtmlElement, parent: Look, counter: ListCounter) -> None:
        look = self._cascade.look(element, parent)
        self.flush()
        if not look.is_gone:
            marker = counter.marker(element, look)
            self._marker = "" if element in self._notes.notes else marker
        self.element(element, parent)
        self._marker = ""

    def _take_note(self, element: html.HtmlElement, look: Look) -> None:
        self.flush()
        gathered = GatheredNote()
        walker = self.into(gathered)
        walker.inside(element, look)
        walker.flush()
        note_id, label = self._notes.notes[element]
        self.note_texts[note_id] = (label, gathered.runs)

    def _end_term(self, element: html.HtmlElement) -> None:
        """A term stands before its definition as one sentence: "Term: definition"."""
        following = element.getnext()
        if element.tag == "dt" and following is not None and following.tag == "dd" and self._runs:
            text = "".join(run.text for run in self._runs).strip()
            self._runs.append(Run(" " if text.endswith((":", ".", "?", "–")) else ": "))
            held, self._runs = self._runs, []
            self._marker = f"{self._marker} {''.join(run.text for run in held)}".strip()

    def _generated(self, element: html.HtmlElement, look: Look, pseudo: str) -> None:
        self._counters.apply(element, self._cascade.counters(element, pseudo))
        tokens = self._cascade.generated(element, look, pseudo)
        if tokens:
            self._say(self._counters.text(tokens, element), look)

    def _drawing(self, element: html.HtmlElement, look: Look) -> None:
        for text in element.iter("text"):
            self._say(f"{_all_text(text)} ", look)

    def _text(self, text: str | None, look: Look) -> None:
        if text:
            self._say(text if look.keeps_lines else text.replace("\n", " "), look)

    def _say(self, text: str, look: Look) -> None:
        if not text:
            return
        if look.hides_text:
            if text.strip():
                self._left_out.hidden.append(text)
        elif look.is_struck and text.strip():
            self._left_out.struck.append(text)
        else:
            self._runs.append(Run(text, look.position, self._note, look.bold))


def _all_text(element: html.HtmlElement) -> str:
    """The words of an element, those of scripts and styles left out."""
    texts = (
        text
        for text in element.xpath(".//text()")
        if not any(
            a.tag in NEVER_SHOWN for a in (text.getparent(), *text.getparent().iterancestors())
        )
        or text.is_tail
    )
    return " ".join(" ".join(texts).split())
