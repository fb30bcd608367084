"""Styles and what they are based on: heading levels, looks, shading, list numbers."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from ingest.formats.docx.looks import Properties, properties_of
from ingest.formats.docx.package import q
from ingest.formats.docx.values import Theme, fill_of, number
from ingest.text.legible import Colour

_LONGEST_CHAIN = 30  # a broken file may base a style on itself
_BODY_LEVEL = 9  # Word's outline level of body text


class Styles:
    """The styles of one document, by their IDs."""

    def __init__(self, root: etree._Element | None, theme: Theme) -> None:
        """``root``: of the styles part; None where the file has none."""
        self.theme = theme
        self._styles: dict[str, etree._Element] = {}
        self._default: dict[str, str] = {}
        self._run_properties: dict[str, dict[str, Any]] = {}
        self.defaults: Properties = {}
        if root is None:
            return
        self.defaults = properties_of(
            root.find(f"{q('w:docDefaults')}/{q('w:rPrDefault')}/{q('w:rPr')}"), theme
        )
        for style in root.iter(q("w:style")):
            name = style.get(q("w:styleId"), "")
            self._styles[name] = style
            if style.get(q("w:default")) in ("1", "true", "on"):
                self._default[style.get(q("w:type"), "")] = name

    def id_of(self, properties: etree._Element | None, kind: str) -> str:
        """The style that w:pPr, w:rPr or w:tblPr names, else the default of its kind; "" for none.

        ``kind``: "paragraph", "character" or "table".
        """
        tag = {"paragraph": "w:pStyle", "character": "w:rStyle", "table": "w:tblStyle"}[kind]
        named = properties.find(q(tag)) if properties is not None else None
        if named is not None:
            return str(named.get(q("w:val"), ""))
        return self._default.get(kind, "")

    def chain(self, style_id: str) -> Iterator[etree._Element]:
        """The style and what it is based on, nearest first."""
        for _ in range(_LONGEST_CHAIN):
            style = self._styles.get(style_id)
            if style is None:
                return
            yield style
            based_on = style.find(q("w:basedOn"))
            style_id = based_on.get(q("w:val"), "") if based_on is not None else ""

    def run_properties(self, style_id: str) -> Properties:
        """What the style and its bases say of a run; {} for no style."""
        if style_id not in self._run_properties:
            found: dict[str, Any] = {}
            for style in reversed(list(self.chain(style_id))):
                found.update(properties_of(style.find(q("w:rPr")), self.theme))
            self._run_properties[style_id] = found
        return self._run_properties[style_id]

    def paragraph_element(
        self, direct: etree._Element | None, style_id: str, name: str
    ) -> etree._Element | None:
        """The nearest child of w:pPr of that name: set directly, or by the style or a base."""
        if direct is not None and (found := direct.find(q(name))) is not None:
            return found
        for style in self.chain(style_id):
            properties = style.find(q("w:pPr"))
            if properties is not None and (found := properties.find(q(name))) is not None:
                return found
        return None

    def heading_level(self, direct: etree._Element | None, style_id: str) -> int | None:
        """1 for the outermost; None for text. By outline level, else by the name of a built-in."""
        outline = number(self.paragraph_element(direct, style_id, "w:outlineLvl"))
        if outline is not None:
            return int(outline) + 1 if 0 <= outline < _BODY_LEVEL else None
        for style in self.chain(style_id):
            element = style.find(q("w:name"))
            name = element.get(q("w:val"), "").casefold() if element is not None else ""
            if name == "title":
                return 1
            if name.startswith("heading ") and name[len("heading ") :].isdigit():
                return int(name[len("heading ") :])
        return None

    def style_level(self, style_id: str) -> etree._Element | None:
        """The nearest w:numPr of the style or its bases; None for none."""
        return self.paragraph_element(None, style_id, "w:numPr")

    def paragraph_fill(self, direct: etree._Element | None, style_id: str) -> Colour | None:
        """The paragraph's own shading; None for none."""
        return fill_of(self.paragraph_element(direct, style_id, "w:shd"), self.theme)
