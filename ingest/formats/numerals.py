"""Numbers of list items in letters, Roman figures and digits, by the names Word and CSS use."""

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_GREEK = "αβγδεζηθικλμνξοπρστυφχψω"
_CYRILLIC = "абвгдежзиклмнопрстуфхцчшщэюя"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_MOST_ROMAN = 3999


def spelled(value: int, form: str) -> str:
    """The number in the form; in digits for a form that is not known.

    ``form``: "lowerLetter" (Word, aa after z), "lower-alpha" (CSS, aa after z), "upperRoman", …
    """
    name = form.replace("-", "").casefold()
    if value < 1:
        return str(value)
    if name in ("lowerletter", "upperletter"):  # Word doubles: z, aa, bb
        letter = _LETTERS[(value - 1) % 26] * ((value - 1) // 26 + 1)
        return letter if name == "lowerletter" else letter.upper()
    if name in ("loweralpha", "lowerlatin", "upperalpha", "upperlatin"):
        letters = _in_letters(value, _LETTERS)
        return letters if name.startswith("lower") else letters.upper()
    if name in ("lowerroman", "upperroman") and value <= _MOST_ROMAN:
        figures = "".join(_in_roman(value))
        return figures if name == "lowerroman" else figures.upper()
    if name == "lowergreek":
        return _in_letters(value, _GREEK)
    if name in ("russianlower", "russianupper"):
        letters = _in_letters(value, _CYRILLIC)
        return letters if name == "russianlower" else letters.upper()
    if name in ("decimalzero", "decimalleadingzero"):
        return f"{value:02}"
    if name == "ordinal":
        return f"{value}{_ordinal_ending(value)}"
    return str(value)


def _in_letters(value: int, letters: str) -> str:
    made = ""
    while value:
        value, rest = divmod(value - 1, len(letters))
        made = letters[rest] + made
    return made


def _in_roman(value: int) -> list[str]:
    made = []
    for amount, figure in _ROMAN:
        count, value = divmod(value, amount)
        made.append(figure * count)
    return made


def _ordinal_ending(value: int) -> str:
    if value % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
