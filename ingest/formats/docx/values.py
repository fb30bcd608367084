"""Values of WordprocessingML attributes: on and off, points, colours, fills."""

from collections.abc import Mapping

from lxml import etree

from ingest.formats.docx.package import q
from ingest.text.legible import BLACK, WHITE, Colour, blended

_OFF = frozenset({"0", "false", "off", "none"})
_HIGHLIGHTS: dict[str, Colour] = {
    "black": BLACK, "white": WHITE, "blue": (0, 0, 255), "cyan": (0, 255, 255),
    "green": (0, 255, 0), "magenta": (255, 0, 255), "red": (255, 0, 0), "yellow": (255, 255, 0),
    "darkBlue": (0, 0, 139), "darkCyan": (0, 139, 139), "darkGreen": (0, 100, 0),
    "darkMagenta": (128, 0, 128), "darkRed": (139, 0, 0), "darkYellow": (128, 128, 0),
    "darkGray": (169, 169, 169), "lightGray": (211, 211, 211),
}  # fmt: skip
_THEME_NAMES = {
    "background1": "lt1", "text1": "dk1", "background2": "lt2", "text2": "dk2", "light1": "lt1",
    "dark1": "dk1", "light2": "lt2", "dark2": "dk2", "hyperlink": "hlink", "bg1": "lt1",
    "tx1": "dk1", "bg2": "lt2", "tx2": "dk2", "followedHyperlink": "folHlink",
}  # fmt: skip

Theme = Mapping[str, Colour]


def is_on(element: etree._Element | None) -> bool:
    """Whether a switch such as w:vanish is there and not off."""
    return element is not None and element.get(q("w:val"), "1").casefold() not in _OFF


def number(element: etree._Element | None, name: str = "w:val") -> float | None:
    """The attribute as a number, a unit behind it left out; None for none."""
    text = "" if element is None else element.get(q(name), "")
    try:
        return float(text.rstrip("abcdefghijklmnopqrstuvwxyz%"))
    except ValueError:
        return None


def theme_of(root: etree._Element | None) -> Theme:
    """The theme's colours by their short names ("lt1"); empty without a theme."""
    scheme = root.find(f".//{q('a:clrScheme')}") if root is not None else None
    found: dict[str, Colour] = {}
    for entry in scheme if scheme is not None else ():
        for colour in entry:
            value = colour.get("lastClr") or colour.get("val") or ""
            if (rgb := hex_colour(value)) is not None:
                found[etree.QName(entry).localname] = rgb
    return found


def hex_colour(value: str) -> Colour | None:
    """ "1F3864" or "#1F3864" as a colour; None for "auto" and anything else."""
    value = value.lstrip("#")
    if len(value) != len("RRGGBB"):
        return None
    try:
        return int(value[:2], 16), int(value[2:4], 16), int(value[4:], 16)
    except ValueError:
        return None


def colour_of(
    element: etree._Element | None, theme: Theme, *, value: str = "w:val", part: str = "theme"
) -> Colour | None:
    """The colour that w:color or w:shd names; None for none and for "auto".

    ``part``: "theme" for w:themeColor and its tint, "themeFill" for those of a fill.
    """
    if element is None:
        return None
    name = element.get(q("w:themeColor" if part == "theme" else "w:themeFill"), "")
    colour = theme.get(_THEME_NAMES.get(name, name))
    if colour is None:
        return hex_colour(element.get(q(value), ""))
    tint = element.get(q(f"w:{part}Tint"))
    shade = element.get(q(f"w:{part}Shade"))
    for amount, towards in ((tint, WHITE), (shade, BLACK)):
        if amount:
            try:
                colour = blended(colour, int(amount, 16) / 255, towards)
            except ValueError:
                continue
    return colour


def fill_of(shading: etree._Element | None, theme: Theme) -> Colour | None:
    """The colour that w:shd paints; None for none."""
    if shading is None:
        return None
    pattern = shading.get(q("w:val"), "clear")
    fill = colour_of(shading, theme, value="w:fill", part="themeFill")
    ink = colour_of(shading, theme, value="w:color")
    if pattern == "solid":
        return ink or BLACK
    if pattern.startswith("pct"):
        share = pattern.removeprefix("pct")
        strength = int(share) / 100 if share.isdigit() else 0.5
        return blended(ink or BLACK, strength, fill or WHITE)
    return fill


def highlight_of(element: etree._Element | None) -> Colour | None:
    """The colour of a highlighter; None for none."""
    return None if element is None else _HIGHLIGHTS.get(element.get(q("w:val"), ""))
