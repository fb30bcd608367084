"""The parts of a Word file, found by relationship; strict files read as transitional ones."""

import posixpath
import zipfile
from pathlib import Path

from lxml import etree

from domain.errors import UnreadableDocument

# A policy of 1,000 pages unpacks to some 20 MB; a bomb of a few KB to gigabytes.
_MOST_UNPACKED_BYTES = 512 * 1024**2
_OFFICE = "http://schemas.openxmlformats.org"
_RELATION = f"{_OFFICE}/officeDocument/2006/relationships"
_STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": b"wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"officeDocument/2006/relationships"
    ),
    b"http://purl.oclc.org/ooxml/officeDocument/math": b"officeDocument/2006/math",
    b"http://purl.oclc.org/ooxml/drawingml/main": b"drawingml/2006/main",
    b"http://purl.oclc.org/ooxml/drawingml/diagram": b"drawingml/2006/diagram",
    b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": (
        b"drawingml/2006/wordprocessingDrawing"
    ),
}
_PACKAGE_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"

NAMESPACES = {
    "w": f"{_OFFICE}/wordprocessingml/2006/main",
    "r": _RELATION,
    "m": f"{_OFFICE}/officeDocument/2006/math",
    "a": f"{_OFFICE}/drawingml/2006/main",
    "wp": f"{_OFFICE}/drawingml/2006/wordprocessingDrawing",
    "dgm": f"{_OFFICE}/drawingml/2006/diagram",
    "mc": f"{_OFFICE}/markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "dc": "http://purl.org/dc/elements/1.1/",
}


def q(name: str) -> str:
    """ "w:p" as lxml writes it."""
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


class Package:
    """One open file. Parts are parsed when asked for."""

    def __init__(self, path: Path) -> None:
        """Opens the file and finds its main part.

        Raises:
            UnreadableDocument: it is no Word file, it is broken, or it unpacks to an absurd size.
        """
        self._name = path.name
        try:
            self._archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError) as error:
            raise self._broken() from error
        self._names = {info.filename.lstrip("/"): info for info in self._archive.infolist()}
        if sum(info.file_size for info in self._names.values()) > _MOST_UNPACKED_BYTES:
            raise UnreadableDocument(
                f"{path.name} unpacks to more than {_MOST_UNPACKED_BYTES // 1024**2} MiB.",
                advice="Save it again in Word, without embedded media.",
            )
        main = self.related("", "officeDocument")
        if not main or main[0] not in self._names or not self._is_word(main[0]):
            raise self._broken()
        self.main = main[0]

    def part(self, name: str) -> etree._Element | None:
        """The part's root; None where there is no such part.

        Raises:
            UnreadableDocument: the part is broken.
        """
        if name not in self._names:
            return None
        try:
            data = self._archive.read(self._names[name])
            root = _parsed(data)
            if b"purl.oclc.org/ooxml" in data or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
                text = etree.tostring(root)
                for strict, usual in _STRICT.items():
                    text = text.replace(strict, f"{_OFFICE}/".encode() + usual)
                root = _parsed(text)
        except (etree.XMLSyntaxError, zipfile.BadZipFile, OSError, ValueError, EOFError) as error:
            raise self._broken() from error
        return root

    def related(self, part: str, kind: str) -> list[str]:
        """Names of the parts that a part is related to in the way that ``kind`` names."""
        return [
            self.target(part, relation.get("Target", ""))
            for relation in self._relations(part)
            if relation.get("Type", "").endswith(f"/{kind}")
            and relation.get("TargetMode") != "External"
        ]

    def by_id(self, part: str, relation_id: str) -> str:
        """Name of the part behind a relationship's ID; "" for none."""
        for relation in self._relations(part):
            if relation.get("Id") == relation_id and relation.get("TargetMode") != "External":
                return self.target(part, relation.get("Target", ""))
        return ""

    def first(self, kind: str) -> etree._Element | None:
        """The first part that the main part is related to so; None for none."""
        names = self.related(self.main, kind)
        return self.part(names[0]) if names else None

    def title(self) -> str:
        """The title among the file's properties; "" for none."""
        for name in self.related("", "core-properties"):
            root = self.part(name)
            if root is not None:
                return (root.findtext(q("dc:title")) or "").strip()
        return ""

    @staticmethod
    def target(part: str, target: str) -> str:
        """The name that a relationship's target means, seen from its part."""
        if target.startswith("/"):
            return target.lstrip("/")
        return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))

    def _relations(self, part: str) -> list[etree._Element]:
        folder, name = posixpath.split(part)
        root = self.part(posixpath.join(folder, "_rels", f"{name}.rels"))
        return [] if root is None else list(root.iter(_PACKAGE_RELATION))

    def _is_word(self, name: str) -> bool:
        root = self.part(name)
        return root is not None and root.tag == q("w:document")

    def _broken(self) -> UnreadableDocument:
        return UnreadableDocument(
            f"{self._name} is not a Word document, or it is damaged.",
            advice="Open it in Word and save it again as DOCX or PDF.",
        )


def _parsed(data: bytes) -> etree._Element:
    """Without entities, networks and comments."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(data, parser)
