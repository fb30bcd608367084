"""What is wrong of a file's stored text, by its case."""

import hashlib
from collections.abc import Iterator
from datetime import date

from domain.settings import ChunkingSettings
from domain.types import LEAST_FIDELITY, Document, DocumentVersion, Labels, Status
from evals.fidelity.cases import FileCase
from ingest.store.chunking import chunk_version
from ingest.text.assembled import AssembledDocument

_ROW_ENDS = (".", ":", "!", "?", ";")


def faults_of(case: FileCase, document: AssembledDocument) -> tuple[str, ...]:
    """In words; () where all is right."""
    return tuple(_faults(case, document))


def fidelity_of_pages(document: AssembledDocument) -> float:
    """The lowest of its pages that were measured; 1 where none was."""
    return min((p.fidelity for p in document.pages if p.fidelity is not None), default=1.0)


def _faults(case: FileCase, document: AssembledDocument) -> Iterator[str]:
    text = _one_space(document.text)
    for wanted in case.holds:
        choices = (wanted,) if isinstance(wanted, str) else wanted
        if not any(_one_space(choice) in text for choice in choices):
            yield f"lacks “{choices[0]}”"
    for unwanted in case.lacks:
        if _one_space(unwanted) in text:
            yield f"holds “{unwanted}”"
    paths = [section.path for section in document.sections if section.path]
    for path in case.sections:
        if not any(found[-len(path) :] == path for found in paths):
            yield f"no section {' › '.join(path)}"
    if case.section_count is not None and len(paths) != case.section_count:
        yield f"{len(paths)} sections, not {case.section_count}"
    codes = {finding.code for finding in document.findings}
    yield from (f"no finding {code}" for code in case.findings if code not in codes)
    if case.clean and codes:
        yield f"false findings: {', '.join(sorted(codes))}"
    if fidelity_of_pages(document) < LEAST_FIDELITY and "words_lost" not in codes:
        yield "words are lost without a finding"
    if not case.may_lose and "words_lost" in codes:
        yield from (f.message for f in document.findings if f.code == "words_lost")
    if case.rows_whole:
        yield from _cut_rows(document)


def _cut_rows(document: AssembledDocument) -> Iterator[str]:
    lines = document.text.split("\n")
    starts, at = set(), 0
    for line in lines:
        starts.add(at)
        at += len(line) + 1
    for chunk in chunk_version(*_as_stored(document), ChunkingSettings()):
        is_row = ";" in chunk.text.split("\n")[0]
        if is_row and chunk.start not in starts:
            yield f"a chunk begins inside a row: “{chunk.text[:40]}”"
            return


def _as_stored(document: AssembledDocument) -> tuple[Document, DocumentVersion]:
    version = DocumentVersion(
        document_id="case",
        version="1",
        title=document.title,
        status=Status.APPROVED,
        effective_from=date(2026, 1, 1),
        source_name="case",
        source_sha256="",
        text=document.text,
        text_sha256=hashlib.sha256(document.text.encode()).hexdigest(),
        pages=document.pages,
        sections=document.sections,
        uncitable=document.uncitable,
        parser=document.parser,
    )
    labels = Labels(allow=frozenset({"group:everyone"}))
    return Document(document_id="case", title=document.title, labels=labels), version


def _one_space(text: str) -> str:
    return " ".join(text.split())
