"""The part of an HTML page that a reader sees, and its tables with every cell in its place."""

import re
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree, html

from domain.errors import UnreadableDocument

_NEVER_SHOWN = ("script", "style", "noscript", "template", "head", "iframe", "object", "svg")
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)"
    r"|font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:;|$)|(?:left|top|text-indent)\s*:\s*-\d{3,}",
    re.IGNORECASE,
)
_WHITE = re.compile(
    r"(?<![\w-])color\s*:\s*(?:white|#fff(?:fff)?|transparent"
    r"|rgba?\(\s*255\s*,\s*255\s*,\s*255[^)]*\))\s*(?:;|!|$)",
    re.IGNORECASE,
)
_RULE = re.compile(r"\.([\w-]+)\s*\{([^}]*)\}")
_MOST_SPANNED = 100  # a page may say rowspan="100000000"


@dataclass(frozen=True, slots=True)
class VisibleHtml:
    """Clean HTML, the page's title, and the text that was hidden in it ("" for none)."""

    markup: str
    title: str
    hidden_text: str


def visible_html(data: bytes) -> VisibleHtml:
    """What a browser would show of a page, as far as the page itself says so.

    Raises:
        UnreadableDocument: there is no HTML in it.
    """
    try:
        root = html.document_fromstring(data, parser=html.HTMLParser(encoding=_encoding(data)))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDocument(
            "The file holds no readable HTML.", advice="Save the page again as HTML or as PDF."
        ) from error
    title = " ".join((root.findtext(".//title") or "").split())
    hiding_classes = _hiding_classes(root)
    hidden = [e for e in root.iter(etree.Element) if _is_hidden(e, hiding_classes)]
    text = " ".join(" ".join(" ".join(e.itertext()).split()) for e in hidden)
    for element in [*hidden, *root.iter(*_NEVER_SHOWN, etree.Comment)]:
        if element.getparent() is not None:
            element.drop_tree()
    for table in root.iter("table"):
        _fill_spans(table)
    return VisibleHtml(html.tostring(root, encoding="unicode"), title, text.strip())


def _encoding(data: bytes) -> str | None:
    """UTF-8 where it fits; None leaves it to the page's own declaration."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _hiding_classes(root: html.HtmlElement) -> frozenset[str]:
    rules = _RULE.findall(" ".join(style.text or "" for style in root.iter("style")))
    return frozenset(name for name, body in rules if _hides(body))


def _hides(style: str) -> bool:
    if _HIDING.search(style):
        return True
    return _WHITE.search(style) is not None and "background" not in style.casefold()


def _is_hidden(element: html.HtmlElement, classes: frozenset[str]) -> bool:
    if element.tag in _NEVER_SHOWN:
        return False
    if "hidden" in element.attrib or element.get("type", "").casefold() == "hidden":
        return True
    named = classes.intersection((element.get("class") or "").split())
    return bool(named) or _hides(element.get("style", ""))


def _fill_spans(table: html.HtmlElement) -> None:
    """Repeats a cell in every row and column that it spans, as unstructured drops the spans."""
    pending: dict[tuple[int, int], html.HtmlElement] = {}
    for row_index, row in enumerate(table.iter("tr")):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        column = 0
        for cell in cells:
            while (spanned := pending.pop((row_index, column), None)) is not None:
                cell.addprevious(spanned)
                column += 1
            wide, deep = _span(cell, "colspan"), _span(cell, "rowspan")
            for below in range(1, deep):
                for aside in range(wide):
                    pending[(row_index + below, column + aside)] = _copy(cell)
            for _ in range(1, wide):
                cell.addnext(_copy(cell, empty=cell.tag == "td"))
            column += wide
        while (spanned := pending.pop((row_index, column), None)) is not None:
            row.append(spanned)
            column += 1


def _span(cell: html.HtmlElement, name: str) -> int:
    value = cell.get(name, "1").strip()
    return min(int(value), _MOST_SPANNED) if value.isdecimal() and int(value) > 0 else 1


def _copy(cell: html.HtmlElement, *, empty: bool = False) -> html.HtmlElement:
    made = html.Element(cell.tag) if empty else deepcopy(cell)
    made.tail = None
    return made
