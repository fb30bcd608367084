"""What a browser's own style sheet and the old attributes of HTML say of an element."""

from ingest.formats.html.stylesheets import Declaration, declarations_of

INLINE = frozenset(
    (
        *("a", "abbr", "acronym", "b", "basefont", "bdi", "bdo", "big", "button", "cite", "code"),
        *("data", "del", "dfn", "em", "font", "i", "img", "input", "ins", "kbd", "label", "map"),
        *("mark", "meter", "nobr", "output", "progress", "q", "rb", "rp", "rt", "ruby", "s"),
        *("samp", "select", "small", "span", "strike", "strong", "sub", "sup", "textarea", "time"),
        *("br", "tt", "u", "var", "wbr", "svg", "math"),
    )
)
# Elements without an end, and so without content. libxml2 does not know all of them: what follows
# one up to its parent's end then stands inside it.
EMPTY = frozenset(
    ("area", "base", "basefont", "embed", "link", "meta", "param", "source", "track", "wbr")
)
NEVER_SHOWN = frozenset(
    (
        *("audio", "canvas", "datalist", "head", "iframe", "noembed", "noframes", "noscript"),
        *("object", "rp", "script", "style", "template", "title", "video"),
    )
)
_DISPLAY = {
    "table": "table", "tr": "table-row", "td": "table-cell", "th": "table-cell", "li": "list-item",
    "thead": "table-header-group", "tbody": "table-row-group", "tfoot": "table-footer-group",
    "caption": "table-caption", "button": "inline-block", "input": "inline-block",
    "select": "inline-block", "textarea": "inline-block", "summary": "list-item",
}  # fmt: skip
_STYLES = {
    "b": "font-weight: bold", "strong": "font-weight: bold", "th": "font-weight: bold",
    "h1": "font-weight: bold; font-size: 2em", "h2": "font-weight: bold; font-size: 1.5em",
    "h3": "font-weight: bold", "h4": "font-weight: bold", "h5": "font-weight: bold",
    "h6": "font-weight: bold", "s": "text-decoration: line-through",
    "strike": "text-decoration: line-through", "del": "text-decoration: line-through",
    "sup": "vertical-align: super; font-size: smaller",
    "sub": "vertical-align: sub; font-size: smaller", "small": "font-size: smaller",
    "big": "font-size: larger", "mark": "background-color: yellow; color: black",
    "input": "background-color: white; color: black", "pre": "white-space: pre",
    "textarea": "white-space: pre; background-color: white; color: black",
    "select": "background-color: white; color: black", "button": "color: black",
    "listing": "white-space: pre", "xmp": "white-space: pre",
}  # fmt: skip
_FONT_SIZES = {
    "1": "10px", "2": "13px", "3": "16px", "4": "18px", "5": "24px", "6": "32px", "7": "48px"
}  # fmt: skip
_LINK = declarations_of("color: #0000ee")
_HIDDEN = declarations_of("display: none")
_KNOWN = {tag: declarations_of(css) for tag, css in _STYLES.items()}


def display_of(tag: str) -> str:
    """How an element of the tag is laid out where nothing else is said."""
    return _DISPLAY.get(tag, "inline" if tag in INLINE or tag in EMPTY else "block")


def browser_says(tag: str, attributes: dict[str, str]) -> tuple[Declaration, ...]:
    """The browser's own rules for the element: an author's rule of any kind overrides them."""
    said = _KNOWN.get(tag, ())
    if tag == "a" and "href" in attributes:
        said += _LINK
    hidden_input = tag == "input" and attributes.get("type", "").casefold() == "hidden"
    closed = tag == "dialog" and "open" not in attributes
    if "hidden" in attributes or hidden_input or closed or "popover" in attributes:
        said += _HIDDEN
    return said


def attributes_say(tag: str, attributes: dict[str, str]) -> tuple[Declaration, ...]:
    """What bgcolor, color, size, width and their like mean: weaker than any rule of a sheet."""
    css: list[str] = []
    if colour := attributes.get("bgcolor"):
        css.append(f"background-color: {_colour(colour)}")
    if attributes.get("background"):
        css.append("background-image: url(x)")
    ink = attributes.get("color") if tag in ("font", "basefont") else None
    ink = attributes.get("text") if tag == "body" else ink
    if ink:
        css.append(f"color: {_colour(ink)}")
    if tag == "font" and (size := attributes.get("size", "").strip()) in _FONT_SIZES:
        css.append(f"font-size: {_FONT_SIZES[size]}")
    return declarations_of("; ".join(css)) if css else ()


def _colour(value: str) -> str:
    """Old pages write "ffffff" without its sign."""
    bare = value.strip()
    is_hex = len(bare) == len("RRGGBB") and all(c in "0123456789abcdefABCDEF" for c in bare)
    return f"#{bare}" if is_hex else bare
