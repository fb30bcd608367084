"""Renders every source to `pdf/` and keeps the record that shows whether a PDF is stale.

python -m corpus_samples.render [--only ID] [--check]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path

from corpus_samples.blocks import Source
from corpus_samples.pages import build_pdf
from corpus_samples.scan import scanned_pdf
from corpus_samples.source import load_source

# Raise it whenever the same source would give another PDF: every committed PDF is then stale.
RENDERER_VERSION = "1"
HERE = Path(__file__).parent
_RECORD = "RENDERED.json"

Record = dict[str, dict[str, str]]


def render(source: Source) -> bytes:
    """Returns the PDF of one source, image-only where its front matter says `scanned`.

    Raises:
        FontMissing: the fonts to embed are not installed.
    """
    data = build_pdf(source)
    return scanned_pdf(data, source.front.title) if source.front.scanned else data


def render_all(sources: Path, pdfs: Path, only: str | None = None) -> list[str]:
    """Writes the PDFs that are stale (with `only`: that document's) and returns their names.

    Raises:
        SourceError: a source is malformed.
        FontMissing: the fonts to embed are not installed.
    """
    pdfs.mkdir(parents=True, exist_ok=True)
    record = _read_record(pdfs)
    written = []
    for path in sorted(sources.glob("*.md")):
        forced = only is not None and path.stem.startswith(f"{only}-v")
        if not forced and (only is not None or _is_fresh(path, pdfs, record)):
            continue
        data = render(load_source(path))
        (pdfs / f"{path.stem}.pdf").write_bytes(data)
        record[path.stem] = {**_wanted(path), "pdf_sha256": hashlib.sha256(data).hexdigest()}
        written.append(path.stem)
    _write_record(pdfs, record)
    return written


def stale(sources: Path, pdfs: Path) -> list[str]:
    """Returns the names whose PDF is missing, altered, of another source, or has no source."""
    record = _read_record(pdfs)
    paths = sorted(sources.glob("*.md"))
    outdated = [path.stem for path in paths if not _is_fresh(path, pdfs, record)]
    known = {path.stem for path in paths}
    orphans = {path.stem for path in pdfs.glob("*.pdf")} | set(record)
    return sorted([*outdated, *(orphans - known)])


def _wanted(path: Path) -> dict[str, str]:
    return {
        "source_sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "renderer_version": RENDERER_VERSION,
    }


def _is_fresh(path: Path, pdfs: Path, record: Record) -> bool:
    pdf = pdfs / f"{path.stem}.pdf"
    if not pdf.is_file():
        return False
    actual = {**_wanted(path), "pdf_sha256": hashlib.sha256(pdf.read_bytes()).hexdigest()}
    return record.get(path.stem) == actual


def _read_record(pdfs: Path) -> Record:
    path = pdfs / _RECORD
    if not path.is_file():
        return {}
    loaded: Record = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def _write_record(pdfs: Path, record: Record) -> None:
    text = json.dumps(record, indent=1, sort_keys=True) + "\n"
    (pdfs / _RECORD).write_text(text, encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Returns the exit status: 1 if `--check` found a stale PDF, else 0."""
    parser = argparse.ArgumentParser(prog="python -m corpus_samples.render")
    parser.add_argument(
        "--only", metavar="ID", help="render this document's versions, stale or not"
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail if a PDF is stale"
    )
    options = parser.parse_args(arguments)
    sources, pdfs = HERE / "sources", HERE / "pdf"
    if options.check:
        names = stale(sources, pdfs)
        for name in names:
            sys.stderr.write(f"stale: {name}\n")
        return 1 if names else 0
    for name in render_all(sources, pdfs, options.only):
        sys.stdout.write(f"rendered {name}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
