"""One file to an assembled document, and several files ahead of the one being embedded."""

import tempfile
import threading
import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from domain.errors import IngestError, UnreadableDocument
from domain.ports import Progress
from ingest.plan.discovery import PlannedVersion
from ingest.store.source_copies import changed_meanwhile, copy_hashed
from ingest.store.storage import full_disk_named
from ingest.text.assembled import AssembledDocument
from ingest.text.assembly import assemble
from ingest.text.parsed import ParsedPage, SourceFacts

# Two, as the machine this is made for has two cores: one file's single window leaves one idle.
FILES_AHEAD = 2


class FileReader(Protocol):
    """What turns a file into pages; called from several threads."""

    def facts(self, path: Path) -> SourceFacts:
        """What is known before the pages are read.

        Raises:
            IngestError: the file cannot be read.
        """
        ...

    def pages(self, path: Path, facts: SourceFacts) -> Iterable[ParsedPage]:
        """The pages, in order.

        Raises:
            IngestError: nothing of the file could be read.
        """
        ...


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file as read, or why it could not be. ``pages_by_ocr`` counts pages read from an image.

    ``copy`` is what was read: a copy of the file, in the spool folder of ``assembled``.
    """

    planned: PlannedVersion
    assembled: AssembledDocument | None
    error: IngestError | None
    copy: Path | None = None
    pages_by_ocr: int = 0
    seconds: float = 0.0


class _Stopped(Exception):
    """The run has ended before this file was read; nobody asks for it any more."""


def read_ahead(
    planned: Iterable[PlannedVersion],
    reader: FileReader,
    *,
    spool_dir: Path,
    progress: Progress,
) -> Generator[ReadFile, None, None]:
    """Reads each file, in order, up to ``FILES_AHEAD`` before it is asked for.

    An ``IngestError`` is part of the result, so that one bad file stops nothing; any other error
    is a fault of ours and is raised. Closing the iterator stops what is being read.

    Raises:
        StorageFull: there is no space for the pages on their way.
    """
    stopped = threading.Event()
    with ThreadPoolExecutor(max_workers=FILES_AHEAD, thread_name_prefix="read") as threads:
        waiting: deque[Future[ReadFile]] = deque()
        try:
            for version in planned:
                waiting.append(threads.submit(_read, version, reader, spool_dir, progress, stopped))
                if len(waiting) > FILES_AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            stopped.set()
            for future in waiting:
                future.cancel()


def _read(
    planned: PlannedVersion,
    reader: FileReader,
    spool_dir: Path,
    progress: Progress,
    stopped: threading.Event,
) -> ReadFile:
    by_ocr = 0
    started = time.monotonic()

    def watched(pages: Iterable[ParsedPage]) -> Iterator[ParsedPage]:
        nonlocal by_ocr
        for page in pages:
            if stopped.is_set():
                raise _Stopped
            by_ocr += page.ocr_confidence is not None
            progress.advance("pages")
            yield page

    try:
        with full_disk_named(spool_dir):
            folder = Path(tempfile.mkdtemp(dir=spool_dir))
            copy = _copied(planned, folder)
            facts = reader.facts(copy)
            progress.start("pages", facts.page_count)
            pages = watched(reader.pages(copy, facts))
            assembled = assemble(pages, facts, planned.path.name, folder)
    except IngestError as error:
        return ReadFile(planned, None, error)
    except OSError as error:
        reason = f"{planned.path.name} cannot be read: {error.strerror}."
        return ReadFile(planned, None, UnreadableDocument(reason, advice="Check its disk."))
    return ReadFile(planned, assembled, None, copy, by_ocr, time.monotonic() - started)


def _copied(planned: PlannedVersion, folder: Path) -> Path:
    """A copy under the file's own name, of the content that was planned.

    What is stored is what was read: a file may change at any moment, its copy does not.
    """
    inside = folder / "source"
    inside.mkdir()
    copy = inside / planned.path.name
    if copy_hashed(planned.read_from, copy) != planned.source_sha256:
        raise changed_meanwhile(planned.path)
    return copy
