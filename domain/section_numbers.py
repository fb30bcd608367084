"""The numbers of articles, clauses and sections, in one form: "Article 12" is "ARTICLE 12".

Ingest reads a number off a heading and stores it with the section; a question names one in words.
Both become keys here, so that they are compared in one form.
"""

import re
from dataclasses import dataclass

# What a number may be called. Each of the second kind belongs to its number: Article 4 is not
# clause 4. The first kind is said of any numbered text.
_GENERIC = "clause|sub-?clause|section|sub-?section|sec|paragraph|para|point|item"
_NAMED = (
    "article|art|rule|regulation|principle|recommendation|annexure|annex|appendix|schedule|chapter"
    "|part|title|division|module|book"
)
_SAME_WORD = {"art": "article", "annexure": "annex"}
_DIGITS = r"[A-Z]?\.?\d{1,3}[A-Za-z]?(?:[.\-]\d{1,3}[A-Z]?)*(?![\d/])(?![.,]\d)"
_LETTERS = r"[IVXLC]{1,7}\b|[A-Z]\d{0,2}\b"
_ITEMS = r"(?:\s?\([0-9A-Za-z]{1,5}\))*"
_CALLED = re.compile(
    rf"(?:\b(?P<word>{_GENERIC}|{_NAMED})(?P<several>s?)\b\.?|(?P<sign>§§?))\s*(?P<id>{_DIGITS}|(?-i:{_LETTERS}))"
    rf"(?P<items>{_ITEMS})",
    re.IGNORECASE,
)
_ANOTHER = re.compile(rf"\s*(?:,|,?\s*\b(?:and|or)\b|&)\s*(?P<id>{_DIGITS})(?P<items>{_ITEMS})")
# "4.2.1" by itself: no amount has three parts. With a handbook's name in front: "PRIN 2.1.1R".
_BARE = re.compile(
    r"(?<![\d.,£$€])\b(?P<id>(?:[A-Z]{3,8}\s)?\d{1,3}[A-Z]?(?:\.\d{1,3}[A-Z]?){2,5})\b(?![.,]?\d)"
)
_STORED = re.compile(
    rf"(?:(?P<word>{_GENERIC}|{_NAMED})\s+(?P<named>{_DIGITS}|(?-i:{_LETTERS}))"
    rf"|\(?(?P<number>(?:[A-Z]{{3,8}}\s)?{_DIGITS})\)?\s?[REGUKDPC]{{0,2}})(?=[\s.:)–—-]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reference:
    """An article, clause or section that a text names.

    ``keys`` are what it may be stored under, the best first; ``items`` lead further in: "(3)(b)" of
    "Article 12(3)(b)" is ("3", "b").
    """

    words: str  # as the text has it
    keys: tuple[str, ...]
    items: tuple[str, ...]
    start: int
    end: int


def references_in(text: str) -> tuple[Reference, ...]:
    """Every article, clause or section that the text names, in order; () for none."""
    found: list[Reference] = []
    for called in _CALLED.finditer(text):
        word = (called["word"] or "section").lower().replace("-", "")
        several, dotted = bool(called["several"]), "." in called["id"]
        another = _ANOTHER.match(text, called.end()) if several or dotted else None
        if several and another is None and not dotted:
            continue  # "under these rules 5 days are allowed"
        found.append(
            _reference(word, called["id"], called["items"], called.group(), called.start())
        )
        while another:
            words = f"{called['word'] or '§'} {another['id']}{another['items']}"
            made = _reference(word, another["id"], another["items"], words, another.start("id"))
            found.append(made)
            another = _ANOTHER.match(text, another.end())
    taken = [(reference.start, reference.end) for reference in found]
    for bare in _BARE.finditer(text):
        if not any(start <= bare.start() < end for start, end in taken):
            found.append(_reference("section", bare["id"], "", bare["id"], bare.start()))
    return tuple(sorted(found, key=lambda reference: reference.start))


def _reference(word: str, number: str, items: str, words: str, start: int) -> Reference:
    plain = _plain(number)
    named = f"{_SAME_WORD.get(word, word)} {plain}"
    generic = re.fullmatch(_GENERIC, word) is not None
    return Reference(
        words=" ".join(words.split()),
        keys=(plain, named) if generic else (named,),
        items=tuple(_plain(item) for item in re.findall(r"\(([0-9A-Za-z]{1,5})\)", items)),
        start=start,
        end=start + len(words),
    )


def keys_of(heading: str) -> tuple[str, ...]:
    """What a stored number, or a heading that begins with one, may be looked up under; () of none.

    "4.2 Limits" gives "4.2"; "Article 12" gives "article 12"; "Section 3" gives "3" as well.
    """
    stored = _STORED.match(heading)
    if stored is None:
        return ()
    if stored["number"] is not None:
        return (_plain(stored["number"]),)
    word, plain = stored["word"].lower().replace("-", ""), _plain(stored["named"])
    named = f"{_SAME_WORD.get(word, word)} {plain}"
    return (plain, named) if re.fullmatch(_GENERIC, word) else (named,)


def keys_of_path(number: str, path: tuple[str, ...]) -> tuple[str, ...]:
    """Every key under which a section is found: its own, then those of the sections around it."""
    keys = [key for heading in (number, *reversed(path)) for key in keys_of(heading)]
    return tuple(dict.fromkeys(keys))


def _plain(number: str) -> str:
    return " ".join(number.casefold().replace("-", ".").split()).strip(".")
