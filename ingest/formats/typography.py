"""Runs of text to a sentence: a raised digit never joins a figure.

A note's mark leaves the sentence and is remembered; a power stays one ("10^6", "200 m^2"); the
endings of ordinals and a formula's small letters stay where they are. Struck and hidden runs never
get here.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

Position = Literal["line", "raised", "lowered"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one position. ``note``: the ID of the note that it is the mark of."""

    text: str
    position: Position = "line"
    note: str = ""
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """The text; the marks taken out of it; the notes that they name; a mark it begins with."""

    text: str
    marks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    label: str = ""  # of a paragraph that is itself a note: "3" in "³ Euro area only."


# Superscript digits and signs as characters of their own.
_RAISED_CHARACTERS = re.compile("([⁰¹²³⁴-⁹⁺⁻]+)")
_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_NUMBER_MARK = re.compile(r"[\[(]?\d{1,3}[\])]?(?:\s?[,;–-]\s?[\[(]?\d{1,3}[\])]?)*")
_SIGN_MARK = re.compile(r"[*†‡§¶#]+|[\[(]?[a-z*†‡§¶#]{1,2}[\])]")
_SIGNED = re.compile(r"[+\-−]\d{1,3}")
_LONGEST_RAISED = 6  # characters; longer raised text is text that is set small
# A base that has powers: 10 or 2 alone, a unit behind a figure, a letter alone, a closed bracket
# with a calculation in it.
_POWER_BASE = re.compile(
    r"(?:(?:^|(?<![\w.,]))(?:10|2)"
    r"|\d\s?(?:[kcdmµ]?m|ft|in|yd|s)"
    r"|(?:^|(?<![\w.]))(?!a)[a-z]"
    r"|\([^()]*[\d+*/×=][^()]*\))$"
)
_DIGIT = re.compile(r"\d")


def sentence_of(runs: Iterable[Run]) -> Sentence:
    """The runs as one text, white space as it comes; "" for none."""
    text, label = "", ""
    marks: list[str] = []
    notes: list[str] = []
    for run in _joined(_split(runs)):
        raised = run.text.strip()
        if run.note:
            marks.append(raised)
            notes.append(run.note)
        elif run.position == "line" or not raised:
            text += run.text
        elif not text.strip() and run.position == "raised" and _is_mark(raised):
            label = raised.strip("[]().")
            marks.append(raised)
        elif run.position == "lowered":
            between = "_" if _DIGIT.match(raised) and _ends_in_digit(text) else ""
            text += between + run.text
        elif _SIGNED.fullmatch(raised) or (raised.isdigit() and _POWER_BASE.search(text)):
            text += f"^{raised}{_space_after(run.text)}"
        elif _is_mark(raised) or (len(raised) == 1 and _ends_in_digit(text)):
            marks.append(raised)
            text += _space_after(run.text)
        elif _DIGIT.match(raised) and len(raised) <= _LONGEST_RAISED:
            text += f"^{run.text}"
        else:
            text += run.text
    return Sentence(text, tuple(mark for mark in marks if mark), tuple(notes), label)


def is_bold(runs: Iterable[Run]) -> bool:
    """Whether every letter is bold; False without any."""
    lettered = [run for run in runs if any(c.isalpha() for c in run.text)]
    return bool(lettered) and all(run.bold for run in lettered)


def _is_mark(raised: str) -> bool:
    return bool(_NUMBER_MARK.fullmatch(raised) or _SIGN_MARK.fullmatch(raised))


def _ends_in_digit(text: str) -> bool:
    return text[-1:].isdigit()


def _space_after(text: str) -> str:
    return " " if text[-1:].isspace() else ""


def _split(runs: Iterable[Run]) -> Iterator[Run]:
    """Superscript characters inside a run become raised runs of plain digits."""
    for run in runs:
        if run.position != "line" or run.note:
            yield run
            continue
        for index, part in enumerate(_RAISED_CHARACTERS.split(run.text)):
            if index % 2:
                yield replace(run, text=part.translate(_PLAIN), position="raised")
            elif part:
                yield replace(run, text=part)


def _joined(runs: Iterable[Run]) -> list[Run]:
    """Neighbours in one position as one run: programs cut "12" into "1" and "2"."""
    made: list[Run] = []
    for run in runs:
        if made and (made[-1].position, made[-1].note) == (run.position, run.note):
            made[-1] = replace(made[-1], text=made[-1].text + run.text)
        else:
            made.append(run)
    return made
