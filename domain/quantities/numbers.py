"""A written number and its exact value: grouped, continental, Indian, fractions, powers, words."""

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction

from domain.terms import NUMBER_WORDS

# Equal in length, so that places stay places: spaces of every width, signs of every slant, digits
# of every script. Raised and lowered digits stay what they are.
_ALIKE = {
    **dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f\u2002\u2003\u2005\t\n\r"), " "),
    **dict.fromkeys(map(ord, "’‘ʼ´`"), "'"),
    **dict.fromkeys(map(ord, "‐‑‒–—−"), "-"),
}
RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_RAISED_DIGITS = str.maketrans(RAISED, "0123456789")
_VULGAR = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅐⅑⅒"

_SCALES = {
    "hundred": 10**2, "thousand": 10**3, "k": 10**3, "lakh": 10**5, "lac": 10**5,
    "million": 10**6, "mn": 10**6, "mio": 10**6, "m": 10**6, "crore": 10**7, "cr": 10**7,
    "billion": 10**9, "bn": 10**9, "trillion": 10**12, "tn": 10**12,
}  # fmt: skip
_SMALL = {word: int(value) for word, value in NUMBER_WORDS.items() if int(value) < 100}
_SCALE_WORDS = ("hundred", "thousand", "lakh", "million", "crore", "billion", "trillion")
_ANY_WORD = "|".join(sorted((*_SMALL, *_SCALE_WORDS), key=len, reverse=True))
_FIRST_WORD = "|".join(sorted(_SMALL, key=len, reverse=True))

DIGITS = (
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)"  # 1,000.50
    r"|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?(?!\d)"  # 1,00,000
    r"|\d{1,3}(?:\.\d{3})+(?:,\d+)(?!\d)"  # 1.000,00
    r"|\d{1,3}(?:\.\d{3}){2,}(?!\d)"  # 1.000.000
    r"|\d{1,3}(?:'\d{3})+(?:[.,]\d+)?(?!\d)"  # 1'000
    r"|\d{1,3}(?: \d{3})+(?:[.,]\d+)?(?!\d)"  # 1 000
    r"|\d+(?:[.,]\d+)?"
)
_SLASHED = r"\d{1,2}[/⁄]\d{1,3}(?![/⁄\d])"
# "10 to the power of six": with ^ or raised digits.
_POWER = rf"10(?:[{RAISED}]+|\^\d+)"
WORDS = (
    rf"\b(?:{_FIRST_WORD}|a (?=hundred|thousand|million|lakh|crore))"
    rf"(?:(?:-| and | )?\b(?:{_ANY_WORD}))*(?: and a (?:half|quarter))?\b"
)
SCALE = r"(?:hundred|thousand|lakhs?|lacs?|million|mio|crores?|cr|billion|trillion|mn|bn|tn)\b"
# "1,5 Mio. EUR": an abbreviation's full stop, with a unit behind it.
_SHORTENED = r"(?:(?<=mio)|(?<=mn)|(?<=bn)|(?<=tn)|(?<=cr))\.(?= ?[A-Z€£$¥])"
NUMBER = (
    rf"(?:(?<![\w.,])[-+]?(?:(?:{DIGITS}) ?[x×*·] ?)?{_POWER}"
    rf"|(?<![\w.,/%)])[-+]?(?:\d+(?: ?[{_VULGAR}]|[ -]{_SLASHED})"
    rf"|[{_VULGAR}]|{_SLASHED}|(?:{DIGITS}))"
    rf"|{WORDS})(?: ?{SCALE}(?:{_SHORTENED})?)?"
)


def spelt_alike(text: str) -> str:
    """The text with signs, spaces and digits in one form, at equal length."""
    alike = text.translate(_ALIKE)
    if alike.isascii():
        return alike
    return "".join(
        str(unicodedata.digit(sign)) if sign.isdecimal() and not sign.isascii() else sign
        for sign in alike
    )


def value_of(written: str) -> Decimal | Fraction:
    """The exact value of what ``NUMBER`` matches. Three figures behind one point are decimals."""
    text = written.strip().casefold()
    if text[:1].isascii() and text[:1].isalpha():
        words, _, part = text.partition(" and a ")
        return exact(
            _value_of_words(words) + Fraction({"half": 1, "quarter": 0.5}.get(part, 0)) / 2
        )
    text, scale = _without_scale(text)
    value = _value_of_figures(text.lstrip("+-")) * scale
    return exact(-value if text.startswith("-") else value)


def amount_of(written: str) -> Decimal | Fraction:
    """As ``value_of``, for money: "1.000" is a thousand, as no currency counts thousandths."""
    grouped = re.sub(r"(?<![\d.,])([1-9]\d{0,2})\.(\d{3})(?![\d.,])", r"\1\2", written)
    return value_of(grouped)


def exact(value: Fraction | Decimal | int) -> Decimal | Fraction:
    """The value as a decimal where it has an end ("0.5"), else as a fraction ("1/3")."""
    whole = Fraction(value)
    rest = whole.denominator
    for factor in (2, 5):
        while rest % factor == 0:
            rest //= factor
    return Decimal(whole.numerator) / Decimal(whole.denominator) if rest == 1 else whole


def _without_scale(text: str) -> tuple[str, int]:
    found = re.search(r" ?([a-z]+)\.?$", text)
    if found is None:
        return text, 1
    word = found.group(1)
    scale = _SCALES.get(word) or _SCALES[word.rstrip("s")]
    return text[: found.start()], scale


def _value_of_figures(text: str) -> Fraction:
    product = re.split(r" ?[x×*·] ?", text)
    if len(product) == 2:
        first, second = (_value_of_figures(part) for part in product)
        return first * second
    if text.startswith("10^"):
        return Fraction(10 ** min(int(text[3:]), 99))  # no policy has a figure of a hundred places
    if text[-1] in RAISED:
        return Fraction(10 ** min(int(text[2:].translate(_RAISED_DIGITS)), 99))
    if text[-1] in _VULGAR:
        part = Fraction(unicodedata.numeric(text[-1])).limit_denominator(10)
        return part + (Fraction(text[:-1].rstrip(" -")) if text[:-1].strip(" -") else 0)
    if "/" in text or "⁄" in text:
        return _written_fraction(text.replace("⁄", "/"))
    return Fraction(_with_point(text.replace(" ", "").replace("'", "")))


def _written_fraction(text: str) -> Fraction:
    whole, _, part = text.rpartition(" ") if " " in text else text.rpartition("-")
    above, _, below = part.partition("/")
    if int(below) == 0:
        return Fraction(int(above))
    return Fraction(int(above), int(below)) + (int(whole) if whole else 0)


def _with_point(digits: str) -> str:
    """The digits with a point before decimals and no other sign."""
    comma, point = digits.rfind(","), digits.rfind(".")
    if comma >= 0 and point >= 0:  # whichever comes last sets off decimals
        grouping, decimal = (",", ".") if point > comma else (".", ",")
        return digits.replace(grouping, "").replace(decimal, ".")
    if comma >= 0:
        is_grouped = re.fullmatch(r"[1-9]\d{0,2}(?:,\d{2,3})*,\d{3}", digits) is not None
        is_decimal = not is_grouped and digits.count(",") == 1
        return digits.replace(",", "." if is_decimal else "")
    return digits.replace(".", "") if digits.count(".") > 1 else digits


def _value_of_words(text: str) -> int:
    """ "twenty-five" -> 25; "one hundred and twenty" -> 120; "five lakh" -> 500000."""
    total = current = 0
    for word in re.findall(r"[a-z]+", text):
        if word in _SMALL:
            current += _SMALL[word]
        elif (scale := _SCALES.get(word) or _SCALES.get(word.rstrip("s"))) == 100:
            current = max(current, 1) * scale
        elif scale:
            total += max(current, 1) * scale
            current = 0
    return total + current
