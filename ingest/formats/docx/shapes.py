"""Text boxes and shapes: where their text is, what colour lies behind it, whether they are seen."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from ingest.formats.docx.package import q
from ingest.formats.docx.values import hex_colour
from ingest.text.legible import WHITE, Colour

_SMALLEST_EMU = 25_400  # two points
_OFF_PAGE_EMU = 20_000_000  # a page of 22 inches is the widest that Word has
_UNSEEN_STYLES = ("visibility:hidden", "display:none")


@dataclass(frozen=True, slots=True)
class Box:
    """A text box: its content, the colour behind it (None: unknown) and whether it is seen."""

    content: etree._Element
    fill: Colour | None
    is_hidden: bool


def chosen(element: etree._Element) -> etree._Element | None:
    """Of an mc:AlternateContent the alternative that Word shows; None for an empty one."""
    choices = [*element.findall(q("mc:Choice")), *element.findall(q("mc:Fallback"))]
    with_text = [choice for choice in choices if _has_text(choice)]
    return (with_text or choices or [None])[0]


def _has_text(element: etree._Element) -> bool:
    return any((text.text or "").strip() for text in element.iter(q("w:t"), q("a:t"), q("m:t")))


def boxes_in(element: etree._Element) -> Iterator[Box]:
    """The text boxes of a w:drawing or w:pict, outermost ones, in order."""
    hidden = _is_unseen_drawing(element)
    for content in _outermost(element):
        yield Box(content, _fill_behind(content, element), hidden or _is_unseen_shape(content))


def drawn_texts(element: etree._Element) -> Iterator[str]:
    """Text of the drawing that is in no text box: WordArt and plain shapes."""
    for paragraph in element.iter(q("a:p")):
        yield "".join(text.text or "" for text in paragraph.iter(q("a:t")))
    for path in element.iter(q("v:textpath")):
        yield path.get("string", "")


def _outermost(element: etree._Element) -> Iterator[etree._Element]:
    for child in element:
        if child.tag == q("w:txbxContent"):
            yield child
        elif child.tag == q("mc:AlternateContent"):
            if (alternative := chosen(child)) is not None:
                yield from _outermost(alternative)
        else:
            yield from _outermost(child)


def _fill_behind(content: etree._Element, drawing: etree._Element) -> Colour | None:
    """The shape's own fill; white where it says that it has none, None where it is not known."""
    for shape in content.iterancestors():
        if shape.tag == q("wps:wsp"):
            return _drawingml_fill(shape)
        name = etree.QName(shape)
        if name.namespace == "urn:schemas-microsoft-com:vml" and name.localname != "textbox":
            if shape.get("filled", "t").casefold() in ("f", "false", "0"):
                return WHITE
            return hex_colour(shape.get("fillcolor", "#FFFFFF").split(" ")[0])
        if shape is drawing:
            break
    return WHITE


def _drawingml_fill(shape: etree._Element) -> Colour | None:
    properties = shape.find(q("wps:spPr"))
    if properties is not None:
        if properties.find(q("a:noFill")) is not None:
            return WHITE
        solid = properties.find(q("a:solidFill"))
        if solid is not None:
            colour = solid.find(q("a:srgbClr"))
            return hex_colour(colour.get("val", "")) if colour is not None else None
        if any(etree.QName(child).localname.endswith("Fill") for child in properties):
            return None
    reference = shape.find(f"{q('wps:style')}/{q('a:fillRef')}")
    return None if reference is not None and reference.get("idx", "0") != "0" else WHITE


def _is_unseen_drawing(element: etree._Element) -> bool:
    for described in element.iter(q("wp:docPr")):
        if described.get("hidden") in ("1", "true"):
            return True
    for extent in element.iter(q("wp:extent")):
        if min(_number(extent.get("cx")), _number(extent.get("cy"))) < _SMALLEST_EMU:
            return True
    offsets = [_number(offset.text) for offset in element.iter(q("wp:posOffset"))]
    return any(abs(offset) > _OFF_PAGE_EMU for offset in offsets)


def _is_unseen_shape(content: etree._Element) -> bool:
    for shape in content.iterancestors():
        style = shape.get("style", "").replace(" ", "").casefold()
        if any(unseen in style for unseen in _UNSEEN_STYLES):
            return True
    return False


def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0
