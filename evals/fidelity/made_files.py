"""Writes the files that cases hold: texts in an encoding, Word documents from their XML."""

import zipfile
from pathlib import Path

from evals.fidelity.cases import MadeCase

_OFFICE = "http://schemas.openxmlformats.org"
_STRICT = "http://purl.oclc.org/ooxml"
_NAMES = (
    'xmlns:w="{root}/wordprocessingml/{year}main" xmlns:m="{root}/officeDocument/{year}math" '
    'xmlns:a="{root}/drawingml/{year}main" xmlns:r="{root}/officeDocument/{year}relationships" '
    'xmlns:wp="{root}/drawingml/{year}wordprocessingDrawing" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)
_PARTS = ("styles", "numbering", "footnotes", "endnotes")
# What Word always brings along: two headings and a title.
_USUAL_STYLES = (
    "".join(
        f'<w:style w:type="paragraph" w:styleId="{style_id}"><w:name w:val="{name}"/>'
        f'<w:pPr><w:outlineLvl w:val="{level}"/></w:pPr></w:style>'
        for style_id, name, level in (("Heading1", "heading 1", 0), ("Heading2", "heading 2", 1))
    )
    + '<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>'
)


def write_made(case: MadeCase, folder: Path) -> Path:
    """The case's file, written into the folder."""
    path = folder / case.file
    if not case.body:
        path.write_bytes(case.text.encode(case.encoding))
        return path
    root, year = (_STRICT, "") if case.strict else (_OFFICE, "2006/")
    names = _NAMES.format(root=root, year=year)
    parts = {name: getattr(case, name) for name in _PARTS if getattr(case, name)}
    parts["styles"] = _USUAL_STYLES + case.styles
    relation = f"{root}/officeDocument/{year}relationships"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "_rels/.rels", _relations({"officeDocument": "word/document.xml"}, relation)
        )
        archive.writestr(
            "word/_rels/document.xml.rels",
            _relations({name: f"{name}.xml" for name in parts}, relation),
        )
        archive.writestr(
            "word/document.xml",
            f"<w:document {names}><w:body>{case.body}</w:body></w:document>",
        )
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {names}>{content}</w:{name}>")
    return path


def _relations(targets: dict[str, str], kind: str) -> str:
    inner = "".join(
        f'<Relationship Id="r{index}" Type="{kind}/{name}" Target="{target}"/>'
        for index, (name, target) in enumerate(targets.items())
    )
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{package}">{inner}</Relationships>'
