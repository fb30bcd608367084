"""What the controls of a form show: their values, as the page gives them."""

from lxml import html

_WITHOUT_TEXT = frozenset({"hidden", "password", "image", "file", "color", "range"})
_CHECKED = {"checkbox": ("☐", "☑"), "radio": ("○", "◉")}
_BUTTONS = {"submit": "Submit", "reset": "Reset"}


def shown_value(element: html.HtmlElement) -> str:
    """The text that an input or select shows; "" for none."""
    if element.tag == "select":
        return _chosen(element)
    kind = element.get("type", "text").casefold()
    if kind in _WITHOUT_TEXT:
        return ""
    if kind in _CHECKED:
        return _CHECKED[kind]["checked" in element.attrib]
    return str(element.get("value", _BUTTONS.get(kind, "")))


def _chosen(element: html.HtmlElement) -> str:
    """The chosen options; of a list that shows several, all where none is chosen."""
    options = list(element.iter("option"))
    chosen = [option for option in options if "selected" in option.attrib]
    shows_all = "multiple" in element.attrib or element.get("size", "1") not in ("", "0", "1")
    if not chosen:
        chosen = options if shows_all else options[:1]
    return "; ".join(" ".join((option.text_content() or "").split()) for option in chosen)
