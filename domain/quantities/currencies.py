"""Which currencies a sign, a code or a noun may stand for: from the Unicode CLDR, by Babel."""

import re
from collections import defaultdict
from functools import cache

from babel import Locale, localedata
from babel.numbers import get_currency_name, get_territory_currencies


@cache
def _in_use() -> frozenset[str]:
    """ISO 4217 codes of currencies that some country uses today."""
    territories = (str(territory) for territory in Locale("en").territories)
    return frozenset(
        code
        for territory in territories
        if len(territory) == 2
        for code in get_territory_currencies(territory)
    )


@cache
def _signs() -> dict[str, frozenset[str]]:
    """Sign, or two or more letters, -> codes, over English as it is written in every country."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name in localedata.locale_identifiers():
        if name != "en" and not name.startswith("en_"):
            continue
        for code, sign in Locale.parse(name).currency_symbols.items():
            if code in _in_use() and (len(sign) > 1 or not sign.isascii() or sign == "$"):
                found[sign.rstrip(".")].add(code)
    for code in _in_use():
        found[code] = {code}  # a code is never another currency's sign
    return {sign: frozenset(codes) for sign, codes in found.items()}


@cache
def _nouns() -> dict[str, frozenset[str]]:
    """Last word of a currency's name, one and many -> codes: "dollar", "dollars", "euros"."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for code in _in_use():
        for count in (1, 2):
            word = get_currency_name(code, count, locale="en").split()[-1].casefold()
            if word.isalpha() and word != code.casefold():
                found[word].add(code)
    return {word: frozenset(codes) for word, codes in found.items()}


@cache
def _signs_at_large() -> dict[str, str]:
    """Sign -> the currency that it means in English at large ("$": USD), codes left out."""
    signs = Locale("en").currency_symbols
    return {sign: code for code, sign in signs.items() if sign != code and code in _in_use()}


def _codes_of(sign: str) -> frozenset[str]:
    if codes := _signs().get(sign):
        if len(codes) > 1 and sign in _signs_at_large():  # "£" is written for every pound
            noun = get_currency_name(_signs_at_large()[sign], 1, locale="en").split()[-1]
            codes |= _nouns().get(noun.casefold(), frozenset())
        return codes
    if sign.upper() in _signs_at_large().values():  # "eur"; "all" and "top" stay words
        return frozenset((sign.upper(),))
    if sign.endswith("$"):  # "S$": a dollar whose code begins with the letters before the sign
        letters = sign.rstrip("$")
        return frozenset(code for code in _nouns()["dollar"] if code.startswith(letters))
    return _nouns().get(sign.casefold(), frozenset())


@cache
def meant_by(sign: str) -> tuple[str, frozenset[str]]:
    """What a sign, code or noun means, and each currency that it may stand for.

    The first is an ISO 4217 code, or the sign itself where it is not settled ("rupees", "kr").
    The set is empty for what is no currency.
    """
    bare = sign.rstrip(".")
    codes = _codes_of(bare)
    if len(codes) == 1:
        return next(iter(codes)), codes
    return _signs_at_large().get(bare, bare.casefold()), codes


@cache
def patterns() -> tuple[str, str]:
    """Regular expressions of what stands before an amount, and of what stands behind it."""
    signs = [sign for sign in _signs() if sign.isalpha() and sign.isascii()]
    known = sorted((*signs, *(code.lower() for code in _signs_at_large().values())), key=len)
    letters = "|".join(map(re.escape, reversed(known)))
    others = sorted(
        (sign for sign in _signs() if not (sign.isalpha() and sign.isascii())),
        key=len,
        reverse=True,
    )
    sign = "|".join(map(re.escape, others))
    either = rf"(?<![A-Za-z])(?:[A-Z]{{1,3}}\$|{sign}|(?:{letters})(?![A-Za-z])\.?)"
    noun = "|".join(sorted(_nouns(), key=len, reverse=True))
    return either, rf"(?:{either}(?![A-Za-z])|(?i:{noun})\b)"
