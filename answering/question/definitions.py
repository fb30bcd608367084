"""Acronyms and terms that passages define: "politically exposed person (PEP)", "'PO' means …".

Only passages that were retrieved for the caller are read, so that nothing else can widen a search.
"""

import re
from collections.abc import Iterable

from domain.terms import STOP_WORDS, terms_of

# "long form (SHORT)", the words right in front of the bracket; and "SHORT (long form)".
_BRACKETED = re.compile(r"\((?:the\s+)?[\"“'‘]?(?P<short>[A-Z][A-Za-z&.\-]{1,9})[\"”'’]?\)")
_TURNED = re.compile(r"\b(?P<short>[A-Z][A-Z&]{1,9})\s+\((?P<long>[A-Za-z][^()]{5,80})\)")
_MEANS = re.compile(
    r"[\"“'‘](?P<term>[^\"”'’\n]{2,60})[\"”'’]\s*(?:\([^)]{1,40}\)\s*)?"
    r"(?:means|refers to|stands for|is short for)\s+(?P<meaning>[^.;:\n]{3,160})"
)
_LONGEST_MEANING = 8  # words: enough to search with; more would drown the question


def definitions_in(texts: Iterable[str]) -> dict[str, str]:
    """Term to meaning, in the order found; the first definition of a term counts."""
    found: dict[str, str] = {}
    for text in texts:
        for short, meaning in _defined(text):
            found.setdefault(short, meaning)
    return found


def terms_defined(question: str, definitions: dict[str, str]) -> tuple[str, ...]:
    """What else the question's words are called, both ways, in order; () where nothing is defined.

    A short form in small letters counts too, unless it is an everyday word ("it", "us").
    """
    lower, own = question.lower(), set(terms_of(question))
    found: dict[str, None] = {}
    for short, meaning in definitions.items():
        spelled = re.escape(short if short.lower() in STOP_WORDS else short.lower())
        text = question if short.lower() in STOP_WORDS else lower
        if re.search(rf"(?<!\w){spelled}s?(?!\w)", text) and not set(terms_of(meaning)) <= own:
            found[meaning] = None
        elif short.isupper() and meaning.lower() in lower and short.lower() not in lower:
            found[short] = None
    return tuple(found)


def _defined(text: str) -> Iterable[tuple[str, str]]:
    for match in _BRACKETED.finditer(text):
        meaning = _long_form(match["short"], text[: match.start()])
        if meaning:
            yield match["short"], meaning
    for match in _TURNED.finditer(text):
        if _letters_fit(match["short"], match["long"].split()):
            yield match["short"], match["long"].strip()
    for match in _MEANS.finditer(text):
        words = re.split(r",|\bthat\b|\bwho\b|\bwhich\b", match["meaning"])[0].split()
        meaning = re.sub(r"^(?:an?|the|any)\s+", "", " ".join(words[:_LONGEST_MEANING]))
        if len(meaning.split()) > 1:  # "any person" tells nothing to search for
            yield match["term"].strip(), meaning


def _long_form(short: str, before: str) -> str:
    """The fewest words right before a bracket whose letters spell the short form; "" for none.

    After Schwartz and Hearst (2003): the first letter begins the first word.
    """
    words = re.findall(r"[\w'’-]+", before[-120:].rsplit(".", 1)[-1].rsplit("\n", 1)[-1])
    letters = [c for c in short.lower() if c.isalnum()]
    for count in range(1, min(len(words), len(letters) + 5) + 1):
        tail = words[-count:]
        if count >= 2 and _letters_fit(short, tail):
            return " ".join(tail)
    return ""


def _letters_fit(short: str, words: list[str]) -> bool:
    """Whether the letters begin words in order, the first one the first word."""
    letters = [c for c in short.lower().rstrip("s") if c.isalnum()] or ["?"]
    begins = [part[0].lower() for word in words for part in word.split("-") if part]
    if not begins or begins[0] != letters[0]:
        return False
    position = 0
    for begin in begins:
        if position < len(letters) and begin == letters[position]:
            position += 1
    return position == len(letters)
