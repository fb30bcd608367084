"""Text files as the product reads them: its reader, its sections, its chunks; and the way back."""

import tempfile
from collections.abc import Iterable
from pathlib import Path

from domain.ports import Progress
from domain.settings import ParsingSettings
from domain.types import Chunk
from evals.measures import Span
from evals.spans.data import name_of, original_text
from evals.spans.text_alignment import Alignment
from evals.text_corpus import TextDocument
from ingest.reading import FileReader
from ingest.run import OpenReader
from ingest.text.assembly import assemble


def read_documents(
    files: Iterable[Path], parsing: ParsingSettings, progress: Progress, *, open_reader: OpenReader
) -> tuple[TextDocument, ...]:
    """Each file as a document whose title is the file's name, in their order.

    Raises:
        IngestError: the product cannot read one of them.
    """
    paths = list(files)
    progress.start("files", len(paths))
    documents = []
    with open_reader(parsing) as reader:
        for path in paths:
            documents.append(_read(path, reader))
            progress.advance("files")
    return tuple(documents)


def _read(path: Path, reader: FileReader) -> TextDocument:
    facts = reader.facts(path)
    with tempfile.TemporaryDirectory(prefix="attest-evals-") as spool:
        made = assemble(reader.pages(path, facts), facts, path.name, Path(spool))
    return TextDocument(
        document_id=path.name,
        title=name_of(path),
        text=made.text,
        sections=made.sections,
        uncitable=made.uncitable,
    )


class OriginalSpans:
    """Chunks as spans of the files that they were read from."""

    def __init__(self, files: Iterable[Path], documents: Iterable[TextDocument]) -> None:
        """Aligns each document with its file."""
        texts = {path.name: original_text(path) for path in files}
        self._alignments = {
            document.document_id: Alignment(document.text, texts[document.document_id])
            for document in documents
        }

    def of(self, chunk: Chunk) -> Span:
        """Where the chunk stands in its file; an empty span where nothing of it does.

        A chunk of no such file, which is a leak, stands where it says it does.
        """
        alignment = self._alignments.get(chunk.document_id)
        if alignment is None:
            return Span(chunk.document_id, chunk.start, chunk.end)
        start, end = alignment.original_span(chunk.start, chunk.end) or (0, 0)
        return Span(chunk.document_id, start, end)
