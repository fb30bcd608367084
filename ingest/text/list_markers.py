"""What an item of a list begins with, and whether it goes on from the item before it."""

import re
from dataclasses import dataclass

from ingest.text.characters import is_bullet
from ingest.text.headings.numbering import numbering_of

_ENUMERATOR = re.compile(
    r"(?P<open>\()?(?P<name>[A-Za-z]{1,2}|[ivxl]{1,6}|[IVXL]{1,6}|\d{1,3})(?P<close>[.)])(?=\s|$)"
)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_MOST_SKIPPED = 2  # an item may be deleted: "(c) [deleted]" is often left out


@dataclass(frozen=True, slots=True)
class Marker:
    """``ways``: (style, place in the sequence); "(i)" is the ninth letter or the first numeral."""

    ways: tuple[tuple[str, int], ...]

    def first_way(self) -> tuple[str, int]:
        """How to read it where it begins a list: as its first item, if it can be one."""
        return min(self.ways, key=lambda way: way[1])

    def going_on(self, style: str, last: int) -> int | None:
        """Its place in a list of that style whose last item has the place given; None: in none."""
        for own, place in self.ways:
            if own == style and (style == "bullet" or 0 < place - last <= _MOST_SKIPPED):
                return place
        return None


def marker_of(text: str) -> Marker | None:
    """The marker that a paragraph begins with; None for none.

    A dotted number's style holds what stands before its last step: "4.2.1" goes on in "4.2.2".
    """
    if text.startswith("•") or is_bullet(text.split(" ", 1)[0]):
        return Marker((("bullet", 0),))
    if found := _ENUMERATOR.match(text):
        frame = f"{found['open'] or ''}{found['close']}"
        return Marker(
            tuple((f"{style}{frame}", place) for style, place in _readings(found["name"]))
        )
    numbering = numbering_of(text)
    if numbering is not None and numbering.style == "decimal":
        *outer, last = re.split(r"\.", numbering.number)
        if last.isdigit():
            return Marker(((f"decimal {'.'.join(outer)}", int(last)),))
    return None


def _readings(name: str) -> list[tuple[str, int]]:
    if name.isdigit():
        return [("number", int(name))]
    case = "lower" if name.islower() else "upper"
    low = name.lower()
    found = []
    if len(low) == 1:
        found.append((f"{case} letter", ord(low) - ord("a") + 1))
    elif low[0] == low[1] and len(low) == 2 and low not in ("ii", "xx"):
        found.append((f"{case} letter", 26 + ord(low[0]) - ord("a") + 1))
    if set(low) <= set(_ROMAN):
        found.append((f"{case} roman", _roman(low)))
    return found


def _roman(name: str) -> int:
    values = [_ROMAN[letter] for letter in name]
    return sum(
        -value if any(later > value for later in values[index + 1 :]) else value
        for index, value in enumerate(values)
    )
