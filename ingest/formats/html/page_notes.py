"""Which links of a page are marks of notes, and which elements are the notes."""

import re
from dataclasses import dataclass, field

from lxml import html

from ingest.formats.html.browser_defaults import INLINE

_MARK = re.compile(r"[\[(]?(?:\d{1,3}|[a-z]|[ivx]{1,5}|[*†‡§]{1,3})[\])]?", re.IGNORECASE)
_BRACKETED = re.compile(r"\[.+\]")
_ROLES = ("doc-noteref", "noteref")
_NAMES = ("footnote", "endnote", "noteref", "fnref")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "body", "html", "main"})


@dataclass
class PageNotes:
    """``marks``: link to the note's ID. ``notes``: the note's element to its ID and mark.

    ``ways_back``: links of the notes that lead back into the text; they are no words of the note.
    """

    marks: dict[html.HtmlElement, str] = field(default_factory=dict)
    notes: dict[html.HtmlElement, tuple[str, str]] = field(default_factory=dict)
    ways_back: set[html.HtmlElement] = field(default_factory=set)


def find_notes(root: html.HtmlElement) -> PageNotes:
    """The notes that a link of the text leads to; empty where there are none."""
    found = PageNotes()
    targets = {e.get(name): e for name in ("name", "id") for e in root.iter() if _has(e, name)}
    for link in root.iter("a"):
        href, text = link.get("href", ""), "".join(link.itertext()).strip()
        if not href.startswith("#") or not _MARK.fullmatch(text):
            continue
        target = targets.get(href[1:])
        note = _block_of(target) if target is not None else None
        if note is None or note.tag in _HEADINGS or link in set(note.iter("a")):
            continue
        if any(link in set(known.iter("a")) for known in found.notes):
            continue  # a way back
        if _is_reference(link, note, root):
            note_id = href[1:]
            found.marks[link] = note_id
            found.notes.setdefault(note, (note_id, text))
    own = {name for link in found.marks for name in _names_of(link)}
    for note in found.notes:
        found.ways_back.update(link for link in note.iter("a") if _leads_back(link, own))
    return found


def _leads_back(link: html.HtmlElement, names: set[str]) -> bool:
    href, text = link.get("href", "#"), "".join(link.itertext()).strip()
    if not href.startswith("#"):
        return False
    return href[1:] in names or bool(_MARK.fullmatch(text)) or not _has_word(link)


def _names_of(link: html.HtmlElement) -> set[str]:
    """IDs by which a way back may name the mark: its own and those of what is around it."""
    around = [link, *(a for a in link.iterancestors() if a.tag in INLINE)]
    return {e.get(name) for e in around for name in ("id", "name") if e.get(name)}


def _has(element: html.HtmlElement, name: str) -> bool:
    return isinstance(element.tag, str) and bool(element.get(name))


def _has_word(link: html.HtmlElement) -> bool:
    return any(character.isalnum() for character in "".join(link.itertext()))


def _block_of(target: html.HtmlElement) -> html.HtmlElement | None:
    while target is not None and target.tag in INLINE:
        target = target.getparent()
    return target


def _is_reference(link: html.HtmlElement, note: html.HtmlElement, root: html.HtmlElement) -> bool:
    """Raised, named as one, or in square brackets with a way back: any other link is a link."""
    if next(link.iter("sup"), None) is not None or any(
        a.tag == "sup" for a in link.iterancestors()
    ):
        return True
    if link.get("role") in _ROLES or link.get("{http://www.idpf.org/2007/ops}type") in _ROLES:
        return True
    if any(name in (link.get("class") or "").casefold() for name in _NAMES):
        return True
    leads_back = any(back.get("href", "")[1:] in _names_of(link) for back in note.iter("a"))
    return bool(_BRACKETED.fullmatch("".join(link.itertext()).strip())) and leads_back
