"""The numbers and bullets that Word draws before paragraphs, counted as Word counts them."""

from dataclasses import dataclass, replace

from lxml import etree

from ingest.formats.docx.package import q
from ingest.formats.docx.styles import Styles
from ingest.formats.docx.values import is_on, number
from ingest.formats.numerals import spelled

_LEVELS = 9
_PRIVATE_USE = range(0xE000, 0xF900)


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    start: int
    restarts_after: int  # level whose step forward begins this one anew; -1: none does
    is_legal: bool  # all numbers in digits


class Numbering:
    """Lists of one document; asked once for each numbered paragraph, in order."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        """``root``: of the numbering part; None where the file has none."""
        self._styles = styles
        self._abstract: dict[str, etree._Element] = {}
        self._numbers: dict[str, etree._Element] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[str] = set()
        for element in () if root is None else root:
            if element.tag == q("w:abstractNum"):
                self._abstract[element.get(q("w:abstractNumId"), "")] = element
            elif element.tag == q("w:num"):
                self._numbers[element.get(q("w:numId"), "")] = element

    def marker(self, direct: etree._Element | None, style_id: str) -> str:
        """The paragraph's number as drawn ("2.1", "(a)", "•"); "" where it has none."""
        found = self._place(direct, style_id)
        if found is None:
            return ""
        list_id, level = found
        abstract_id = self._abstract_of(list_id)
        levels = self._levels(list_id, abstract_id)
        if level not in levels:
            return ""
        counts = self._counts.setdefault(abstract_id, [None] * _LEVELS)
        if list_id not in self._begun:
            self._begun.add(list_id)
            for restarted in self._restarts(list_id):
                counts[restarted] = None
        self._step(counts, levels, level)
        return _drawn(levels, counts, level)

    def _place(self, direct: etree._Element | None, style_id: str) -> tuple[str, int] | None:
        own = direct.find(q("w:numPr")) if direct is not None else None
        inherited = self._styles.style_level(style_id)
        list_id = _value(own, "w:numId") or _value(inherited, "w:numId")
        if not list_id or list_id == "0" or list_id not in self._numbers:
            return None
        level = _value(own, "w:ilvl") or _value(inherited, "w:ilvl")
        if own is None or not level:
            linked = self._linked_level(list_id, style_id)
            level = str(linked) if linked is not None else level or "0"
        return list_id, min(int(level), _LEVELS - 1) if level.isdigit() else 0

    def _linked_level(self, list_id: str, style_id: str) -> int | None:
        """The level of the list that names the style, or a base of it, as its own."""
        names = [style.get(q("w:styleId")) for style in self._styles.chain(style_id)]
        abstract = self._abstract.get(self._abstract_of(list_id))
        for level in () if abstract is None else abstract.iter(q("w:lvl")):
            if _value(level, "w:pStyle") in names:
                return int(level.get(q("w:ilvl"), "0"))
        return None

    def _abstract_of(self, list_id: str, depth: int = 0) -> str:
        """The definition behind a list, through the list styles that it may refer to."""
        abstract_id = _value(self._numbers.get(list_id), "w:abstractNumId")
        abstract = self._abstract.get(abstract_id)
        link = _value(abstract, "w:numStyleLink")
        if not link or depth > _LEVELS:
            return abstract_id
        for style in self._styles.chain(link):
            linked = style.find(f"{q('w:pPr')}/{q('w:numPr')}/{q('w:numId')}")
            if linked is not None and linked.get(q("w:val")) != list_id:
                return self._abstract_of(linked.get(q("w:val"), ""), depth + 1)
        for other_id, other in self._abstract.items():
            if _value(other, "w:styleLink") == link:
                return other_id
        return abstract_id

    def _levels(self, list_id: str, abstract_id: str) -> dict[int, _Level]:
        found: dict[int, _Level] = {}
        abstract = self._abstract.get(abstract_id)
        for element in () if abstract is None else abstract.findall(q("w:lvl")):
            found[int(element.get(q("w:ilvl"), "0"))] = _level(element)
        for override in self._numbers[list_id].findall(q("w:lvlOverride")):
            index = int(override.get(q("w:ilvl"), "0"))
            if (element := override.find(q("w:lvl"))) is not None:
                found[index] = _level(element)
            start = number(override.find(q("w:startOverride")))
            if start is not None and index in found:
                found[index] = replace(found[index], start=int(start))
        return found

    def _restarts(self, list_id: str) -> list[int]:
        """Levels that this list begins anew where it shares its definition with another."""
        return [
            int(override.get(q("w:ilvl"), "0"))
            for override in self._numbers[list_id].findall(q("w:lvlOverride"))
            if override.find(q("w:startOverride")) is not None
        ]

    @staticmethod
    def _step(counts: list[int | None], levels: dict[int, _Level], level: int) -> None:
        before = counts[level]
        counts[level] = levels[level].start if before is None else before + 1
        for above in range(level):
            if counts[above] is None and above in levels:
                counts[above] = levels[above].start
        for below in range(level + 1, _LEVELS):
            if below in levels and levels[below].restarts_after >= level:
                counts[below] = None


def _level(element: etree._Element) -> _Level:
    index = int(element.get(q("w:ilvl"), "0"))
    restart = number(element.find(q("w:lvlRestart")))
    start = number(element.find(q("w:start")))
    return _Level(
        form=_value(element, "w:numFmt") or "decimal",
        text=_value(element, "w:lvlText"),
        start=int(start) if start is not None else 1,
        restarts_after=index - 1 if restart is None else int(restart) - 1,
        is_legal=is_on(element.find(q("w:isLgl"))),
    )


def _drawn(levels: dict[int, _Level], counts: list[int | None], level: int) -> str:
    drawn = levels[level]
    if drawn.form == "bullet":
        text = drawn.text.strip()
        return "•" if not text or ord(text[0]) in _PRIVATE_USE else text
    if drawn.form == "none":
        return drawn.text if "%" not in drawn.text else ""
    text = drawn.text
    for index in range(_LEVELS):
        place = f"%{index + 1}"
        if place in text:
            form = levels[index].form if index in levels else "decimal"
            form = "decimal" if drawn.is_legal else form
            text = text.replace(place, spelled(counts[index] or 1, form))
    return text.strip()


def _value(element: etree._Element | None, child: str) -> str:
    """The w:val of a child; "" where either is missing."""
    found = element.find(q(child)) if element is not None else None
    return str(found.get(q("w:val"), "")) if found is not None else ""
