"""Characters of the symbol fonts, as the letters and signs that a reader sees."""

# The Symbol font's own order from 0x20 to 0xFE; \ufffd: parts of large brackets, and gaps.
_SYMBOL = (
    " !∀#∃%&∋()*+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟ"
    "ΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_\ufffdαβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}~\ufffd"
    "\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd€ϒ′≤/∞ƒ♣♦♥♠↔←↑→↓"
    "°±″≥×∝∂•÷≠≡≈…\ufffd\ufffd↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√·¬∧∨⇔⇐⇑⇒⇓"
    "◊⟨®©™∑\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd⟩∫⌠\ufffd⌡\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd"
)
_FIRST = 0x20
_WINGDINGS = {
    0x28: "☎", 0x2A: "✉", 0x46: "☞", 0x4A: "☺", 0x4C: "☹", 0x6C: "●", 0x6D: "❍", 0x6E: "■",
    0x6F: "□", 0x70: "□", 0x71: "❑", 0x72: "❒", 0x73: "⬧", 0x74: "⧫", 0x75: "◆", 0x76: "❖",
    0x77: "⬥", 0x78: "☒", 0x9F: "•", 0xA7: "▪", 0xA8: "☐", 0xD8: "➢", 0xDF: "←", 0xE0: "→",
    0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xEF: "⇦", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒",
    0xFE: "☑",
}  # fmt: skip
_WINGDINGS |= {0x80 + value: character for value, character in enumerate("⓪①②③④⑤⑥⑦⑧⑨⑩")}
_WINGDINGS |= {0x8B + value: character for value, character in enumerate("⓿❶❷❸❹❺❻❼❽❾❿")}
_WINGDINGS_2 = {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "☐"}
_WEBDINGS = {0x61: "✓", 0x63: "□", 0x67: "■", 0x72: "✗"}
_FONTS = {
    "symbol": {_FIRST + index: character for index, character in enumerate(_SYMBOL)},
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "webdings": _WEBDINGS,
}
_PRIVATE_USE = 0xF000  # where Word puts the characters of such fonts
UNKNOWN = "\ufffd"


def is_symbol_font(font: str) -> bool:
    """Whether characters in the font are other signs than their codes say."""
    return font.casefold() in _FONTS


def symbol(font: str, code: int) -> str:
    """The sign that a font draws for a code, private use or not; U+FFFD where it is not known.

    A code above 0xFF that is not of private use is the character itself.
    """
    table = _FONTS.get(font.casefold())
    own = code - _PRIVATE_USE if _PRIVATE_USE <= code <= _PRIVATE_USE + 0xFF else code
    if table is None:
        return chr(code) if own == code else UNKNOWN
    return table.get(own, UNKNOWN) if own <= 0xFF else chr(code)


def in_font(font: str, text: str) -> str:
    """A text set in a font: each character as it looks, spaces as they are."""
    if is_symbol_font(font):
        return "".join(c if c.isspace() else symbol(font, ord(c)) for c in text)
    return text
