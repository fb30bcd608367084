"""Figures that are names: clause numbers, ratings, codes, raised digits."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from domain.quantities.numbers import RAISED

_LOWERED = "₀₁₂₃₄₅₆₇₈₉"
_INNER = r"\((?:[A-Za-z]{1,2}|[ivxlIVXL]{1,5}|\d{1,2})\)"
_CLAUSE = rf"(?:\d+[A-Za-z]?(?:\.\d+)*(?:{_INNER})*|[A-Z]{{1,2}}\.?\d+(?:\.\d+)*)(?![\w%]|\.\d)"
_LETTERED = r"(?-i:[IVXL]{1,6}|[A-Z])(?![\w'.])"  # "Annex II", "Part A"
_NAMED = re.compile(
    r"(?:\b(?:clause|section|article|paragraph|rule|regulation|annex|appendix|schedule|chapter"
    r"|part|principle|recital|page|note|footnote)s?|\b(?:art|sec|cl|para|reg|no|nos|ch)s?\.|§§?) ?"
    rf"(?P<list>(?:{_CLAUSE}|{_LETTERED})(?:(?:, | and | or | to |-)(?:{_CLAUSE}|{_LETTERED}))*)",
    re.IGNORECASE,
)
_ONE_CLAUSE = re.compile(rf"{_CLAUSE}|\b{_LETTERED}")
# "4.2.1" or "7(a)" anywhere; "4.2" at the start of a line, in front of its words.
_UNNAMED = re.compile(
    rf"(?<![\w.])(?:\d+[A-Za-z]?(?:\.\d+)*(?:{_INNER})+|\d+(?:\.\d+){{2,}})(?![\w%]|\.\d)"
    r"|(?m:^)\s*(?P<lead>\d+(?:\.\d+)+)\.?(?= [A-Z(\"“'])"
)
# Grades of rating agencies: letters from A to D, with a sign or a figure.
_GRADE = re.compile(r"(?<![\w-])(?:A{2,3}|B{2,3}|C{2,3}|[ABCD](?=[-+]))[-+]?(?![\w-])")
_WITH_FIGURE = re.compile(rf"\S*[\d{RAISED}{_LOWERED}½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]\S*")
_EDGES = ".,;:!?()[]{}\"'“”‘’…|*"


@dataclass(frozen=True, slots=True)
class Name:
    """A figure that is compared letter by letter, at its place; lower case."""

    value: str
    is_reference: bool
    start: int
    end: int


def references_in(text: str) -> Iterator[Name]:
    """Each clause number that can be told from an amount: by its noun, its form or its place."""
    for named in _NAMED.finditer(text):
        for match in _ONE_CLAUSE.finditer(text, named.start("list"), named.end("list")):
            yield Name(match.group().casefold(), True, *match.span())
    for match in _UNNAMED.finditer(text):
        group = "lead" if match["lead"] else 0
        yield Name(match[group].casefold(), True, *match.span(group))


def grades_in(text: str) -> Iterator[Name]:
    """Each grade of a rating without a figure in it: "AAA", "BBB-"."""
    for match in _GRADE.finditer(text):
        yield Name(match.group().casefold(), False, *match.span())


def words_with_figures(text: str) -> Iterator[Name]:
    """Each word between spaces that holds a figure, without the signs around it."""
    for match in _WITH_FIGURE.finditer(text):
        start, end = without_edges(text, *match.span())
        yield Name(text[start:end].casefold(), False, start, end)


def without_edges(text: str, start: int, end: int) -> tuple[int, int]:
    """The place without punctuation at its ends; a bracket that closes inside stays."""
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        if text[end - 1] == ")" and text.count("(", start, end) >= text.count(")", start, end):
            break
        end -= 1
    return start, end
