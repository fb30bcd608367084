"""Equations as text on one line: fractions with a stroke, powers with "^", roots with "√"."""

from collections.abc import Callable, Iterator

from lxml import etree

from ingest.formats.docx.package import q

_OPERATORS = frozenset("+-−*/^×÷=<>≤≥ ")


def equation_text(element: etree._Element) -> str:
    """The text of an m:oMath or of any part of one; "" for an empty one."""
    return "".join(_texts(element))


def _texts(element: etree._Element) -> Iterator[str]:
    for child in element:
        name = etree.QName(child).localname
        if name in _SPELLED:
            yield _SPELLED[name](child)
        elif name == "t":
            yield child.text or ""
        elif name == "br" or name == "oMath":
            yield f" {equation_text(child)} "
        elif not name.endswith("Pr") and name not in ("del", "moveFrom"):
            yield from _texts(child)


def _child(element: etree._Element, name: str) -> str:
    found = element.find(q(f"m:{name}"))
    return equation_text(found) if found is not None else ""


def _group(text: str) -> str:
    """In brackets where it is a calculation of its own."""
    text = text.strip()
    whole = text.startswith("(") and text.endswith(")")
    return f"({text})" if not whole and any(c in _OPERATORS for c in text) else text


def _fraction(element: etree._Element) -> str:
    return f"{_group(_child(element, 'num'))}/{_group(_child(element, 'den'))}"


def _power(element: etree._Element) -> str:
    return f"{_group(_child(element, 'e'))}^{_group(_child(element, 'sup'))}"


def _index(element: etree._Element) -> str:
    return f"{_child(element, 'e')}_{_group(_child(element, 'sub'))}"


def _index_and_power(element: etree._Element) -> str:
    return f"{_index(element)}^{_group(_child(element, 'sup'))}"


def _before(element: etree._Element) -> str:
    sub, sup = _group(_child(element, "sub")), _group(_child(element, "sup"))
    return f"_{sub}^{sup} {_child(element, 'e')}"


def _root(element: etree._Element) -> str:
    degree, body = _child(element, "deg").strip(), _child(element, "e").strip()
    return f"{degree}√({body})" if degree else f"√({body})"


def _large_operator(element: etree._Element) -> str:
    sign = _property(element, "naryPr", "chr", "∫")
    sub, sup = _group(_child(element, "sub")), _group(_child(element, "sup"))
    limits = (f"_{sub}" if sub else "") + (f"^{sup}" if sup else "")
    return f"{sign}{limits} {_child(element, 'e')}"


def _brackets(element: etree._Element) -> str:
    opens = _property(element, "dPr", "begChr", "(")
    closes = _property(element, "dPr", "endChr", ")")
    between = _property(element, "dPr", "sepChr", "|")
    inner = between.join(equation_text(e) for e in element.findall(q("m:e")))
    return f"{opens}{inner}{closes}"


def _function(element: etree._Element) -> str:
    return f"{_child(element, 'fName')} {_child(element, 'e')}"


def _limit(element: etree._Element) -> str:
    return f"{_child(element, 'e')}_{_group(_child(element, 'lim'))}"


def _rows(element: etree._Element) -> str:
    return "; ".join(equation_text(row) for row in element if row.tag in (q("m:mr"), q("m:e")))


def _cells(element: etree._Element) -> str:
    return ", ".join(equation_text(cell) for cell in element.findall(q("m:e")))


def _phantom(element: etree._Element) -> str:
    """Room without ink, unless it says that it shows."""
    shown = _property(element, "phantPr", "show", "1")
    return "" if shown in ("0", "off", "false") else _child(element, "e")


def _property(element: etree._Element, properties: str, name: str, usual: str) -> str:
    found = element.find(f"{q(f'm:{properties}')}/{q(f'm:{name}')}")
    return usual if found is None else str(found.get(q("m:val"), ""))


_SPELLED: dict[str, Callable[[etree._Element], str]] = {
    "f": _fraction,
    "sSup": _power,
    "sSub": _index,
    "sSubSup": _index_and_power,
    "sPre": _before,
    "rad": _root,
    "nary": _large_operator,
    "d": _brackets,
    "func": _function,
    "limLow": _limit,
    "limUpp": _limit,
    "m": _rows,
    "mr": _cells,
    "eqArr": _rows,
    "phant": _phantom,
}
