"""The words of a Word file by the simplest way: the text elements in the order of the file.

For the check of fidelity. It knows nothing of lists, tables, fields, looks or notes: only what Word
never shows (deleted text, the older of two alternatives) and where a paragraph ends.
"""

import re
from collections.abc import Iterator

from lxml import etree

from ingest.formats.docx.package import Package, q

_NEVER = frozenset(
    q(name) for name in ("w:del", "w:moveFrom", "w:rPr", "w:pPr", "w:sectPr", "w:tblPr", "w:sdtPr")
)
_SPACES = frozenset(q(name) for name in ("w:tab", "w:ptab", "w:br", "w:cr", "w:sym"))
_PARTS = ("footnotes", "endnotes")


def shown_texts(package: Package) -> Iterator[str]:
    """One text a paragraph; empty ones left out."""
    raised = _raised_styles(package)
    roots = [package.part(package.main), *(package.first(kind) for kind in _PARTS)]
    for root in roots:
        for paragraph in () if root is None else root.iter(q("w:p")):
            if not _is_never_shown(paragraph):
                text = "".join(_texts(paragraph, raised))
                if text.strip():
                    yield text


def _texts(element: etree._Element, raised: frozenset[str]) -> Iterator[str]:
    for child in element:
        tag = child.tag
        if tag == q("w:t"):
            text = child.text or ""
            lifted = _is_raised(child.getparent(), raised) and re.match(r"\s*[\d(\[]", text)
            yield f" {text} " if lifted else text
        elif tag == q("w:noBreakHyphen"):
            yield "-"
        elif tag in _SPACES:
            yield " "
        elif tag == q("m:r"):
            yield f" {''.join(child.itertext(q('m:t'), q('w:t')))} "
        elif tag not in _NEVER and tag not in (q("w:p"), q("mc:AlternateContent")):
            yield from _texts(child, raised)
        elif tag == q("mc:AlternateContent"):  # paragraphs inside it are met by themselves
            for choice in child.findall(q("mc:Choice"))[:1]:
                yield from _texts(choice, raised)


def _is_never_shown(paragraph: etree._Element) -> bool:
    for ancestor in paragraph.iterancestors():
        if ancestor.tag in _NEVER:
            return True
        if ancestor.tag == q("mc:Fallback"):
            choices = ancestor.getparent().findall(q("mc:Choice"))
            if any(text.text for choice in choices for text in choice.iter(q("w:t"))):
                return True
        if ancestor.find(f"{q('w:tcPr')}/{q('w:cellDel')}") is not None:
            return True
        if ancestor.tag == q("w:tr") and ancestor.find(f"{q('w:trPr')}/{q('w:del')}") is not None:
            return True
    return False


def _raised_styles(package: Package) -> frozenset[str]:
    root = package.first("styles")
    return frozenset(
        style.get(q("w:styleId"), "")
        for style in (() if root is None else root.iter(q("w:style")))
        if _is_superscript(style.find(q("w:rPr")))
    )


def _is_raised(run: etree._Element | None, raised: frozenset[str]) -> bool:
    properties = run.find(q("w:rPr")) if run is not None else None
    if properties is None:
        return False
    style = properties.find(q("w:rStyle"))
    named = style is not None and style.get(q("w:val")) in raised
    return named or _is_superscript(properties)


def _is_superscript(properties: etree._Element | None) -> bool:
    if properties is None:
        return False
    align = properties.find(q("w:vertAlign"))
    lifted = properties.find(q("w:position"))
    return (align is not None and align.get(q("w:val")) == "superscript") or (
        lifted is not None and not lifted.get(q("w:val"), "0").startswith(("0", "-"))
    )
