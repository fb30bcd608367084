"""One file to an assembled document, and several files ahead of the one being embedded."""

import tempfile
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from domain.errors import IngestError
from domain.ports import Progress
from ingest.assembled import AssembledDocument
from ingest.assembly import assemble
from ingest.discovery import PlannedVersion
from ingest.isolation import DocumentReader
from ingest.parsed import ParsedPage

# Two, as the machine this is made for has two cores: one file's single window leaves one idle.
FILES_AHEAD = 2


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file as read, or why it could not be. ``pages_by_ocr`` counts pages read from an image."""

    planned: PlannedVersion
    assembled: AssembledDocument | None
    error: IngestError | None
    pages_by_ocr: int = 0
    seconds: float = 0.0


def read_ahead(
    planned: Iterable[PlannedVersion],
    reader: DocumentReader,
    *,
    spool_dir: Path,
    progress: Progress,
) -> Iterator[ReadFile]:
    """Reads each file, in order, up to ``FILES_AHEAD`` before it is asked for.

    An ``IngestError`` is part of the result, so that one bad file stops nothing; any other error
    is a fault of ours and is raised.
    """
    with ThreadPoolExecutor(max_workers=FILES_AHEAD, thread_name_prefix="read") as threads:
        waiting: deque[Future[ReadFile]] = deque()
        for version in planned:
            waiting.append(threads.submit(_read, version, reader, spool_dir, progress))
            if len(waiting) > FILES_AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _read(
    planned: PlannedVersion, reader: DocumentReader, spool_dir: Path, progress: Progress
) -> ReadFile:
    by_ocr = 0
    started = time.monotonic()

    def watched(pages: Iterable[ParsedPage]) -> Iterator[ParsedPage]:
        nonlocal by_ocr
        for page in pages:
            by_ocr += page.ocr_confidence is not None
            progress.advance("pages")
            yield page

    try:
        facts = reader.facts(planned.path)
        progress.start("pages", facts.page_count)
        folder = Path(tempfile.mkdtemp(dir=spool_dir))
        pages = watched(reader.pages(planned.path, facts))
        assembled = assemble(pages, facts, planned.path.name, folder)
    except IngestError as error:
        return ReadFile(planned, None, error)
    return ReadFile(planned, assembled, None, by_ocr, time.monotonic() - started)
