"""Reads files in worker processes, so that no file can stop, hang or exhaust a run.

A window of pages has a time limit, a processor limit and a memory limit. One that exceeds a limit
or kills its worker is read again page by page without unstructured; a page that fails once more is
given back empty, with a finding. Only a file of which nothing could be read is an error.
"""

import os
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from domain.errors import IngestError, UnreadableDocument
from domain.settings import ParsingSettings
from ingest.formats.other_formats import read_other
from ingest.pdf.ocr import require_tesseract
from ingest.pdf.preflight import preflight
from ingest.pdf.scanned_page import read_scanned_page
from ingest.pdf.tables.carried_heads import CarriedHeads
from ingest.pdf.window import WindowPages, read_page_by_geometry, read_window
from ingest.text.parsed import Finding, ParsedPage, SourceFacts
from ingest.workers.worker_process import guarded, prepare_worker, worker_context

P = ParamSpec("P")
R = TypeVar("R")

_PREFLIGHT_TIMEOUT_SECONDS = 60.0  # 200,000 page references took 13 s
_SECOND_ATTEMPT_TIMEOUT_SECONDS = 30.0  # pdfium alone reads ten pages a second
_TASKS_A_WORKER = 60  # then a fresh one: what the parsers leak goes back
_PDF = ".pdf"  # all else goes to the reader of other formats, which checks what it is
_A4_POINTS = (595.0, 842.0)  # stands in for the size of a page that could not be measured


class DocumentReader:
    """Worker processes that read PDFs and other formats. Safe to use from several threads."""

    def __init__(self, settings: ParsingSettings, *, workers: int | None = None) -> None:
        """``workers``: as many as there are processors where None. They start when first needed."""
        self._settings = settings
        self._others: dict[Path, list[ParsedPage]] = {}  # read whole by ``facts``: not paged
        self._workers = workers or os.cpu_count() or 1
        self._lock = threading.Lock()
        self._pool = self._new_pool()

    def __enter__(self) -> Self:
        """The reader itself; leaving the block ends its workers."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Ends the workers, at once and whatever they are doing."""
        self._pool.stop()  # type: ignore[no-untyped-call]  # pebble's is not annotated
        self._pool.join()

    def facts(self, path: Path) -> SourceFacts:
        """What is known of the file before its pages are read.

        Raises:
            EncryptedDocument: A password is needed.
            UnreadableDocument: Empty, too large, not what its ending says, broken, without pages
                or with too many.
        """
        if path.suffix.casefold() != _PDF:
            facts, pages = self._read(path, self._settings.window_timeout_seconds, read_other)
            self._others[path] = pages
            return facts
        return self._read(path, _PREFLIGHT_TIMEOUT_SECONDS, preflight)

    def _read(self, path: Path, seconds: float, task: Callable[[Path, ParsingSettings], R]) -> R:
        """The task's result; whatever a broken file does to it is an ``UnreadableDocument``."""
        try:
            return self._schedule(seconds, task, path, self._settings).result()
        except IngestError:
            raise
        except Exception as error:  # parsers raise anything, and their workers die
            raise UnreadableDocument(
                f"{path.name} could not be opened: {_what_happened(error)}.",
                advice="Open it in the program that made it, save it again and ingest that.",
            ) from error

    def pages(self, path: Path, facts: SourceFacts) -> Iterator[ParsedPage]:
        """The pages in order. At most a few windows of them are in memory at a time.

        Raises:
            UnreadableDocument: No page could be read, or scans need tesseract and it is missing.
        """
        if path in self._others:
            yield from self._others.pop(path)
            return
        unreadable = 0
        for page in self._all_pages(path, facts):
            unreadable += any(finding.code == "page_unreadable" for finding in page.findings)
            if unreadable == facts.page_count:
                raise UnreadableDocument(
                    f"None of the {facts.page_count} pages of {path.name} could be read.",
                    advice="Open it in a viewer and print it to PDF, then ingest that.",
                )
            yield page

    def _all_pages(self, path: Path, facts: SourceFacts) -> Iterator[ParsedPage]:
        size = self._settings.pages_per_window
        heads = CarriedHeads()
        waiting: deque[tuple[range, Future[WindowPages]]] = deque()
        for first in range(1, facts.page_count + 1, size):
            numbers = range(first, min(first + size, facts.page_count + 1))
            waiting.append((numbers, self._schedule_window(path, numbers)))
            if len(waiting) > self._workers:
                yield from self._finished(path, heads, *waiting.popleft())
        while waiting:
            yield from self._finished(path, heads, *waiting.popleft())

    def _schedule_window(self, path: Path, numbers: range) -> Future[WindowPages]:
        limit = self._settings.window_timeout_seconds
        return self._schedule(limit, read_window, path, numbers[0], numbers[-1], self._settings)

    def _finished(
        self, path: Path, heads: CarriedHeads, numbers: range, future: Future[WindowPages]
    ) -> Iterator[ParsedPage]:
        """The window's pages in order, with those that it left to the OCR."""
        try:
            window = future.result()
        except Exception as error:  # parsers raise anything; the second attempt reports what stays
            window = self._read_again(path, numbers, error)
        if window.for_ocr:
            require_tesseract()
        limit = self._settings.window_timeout_seconds
        scans = {
            number: self._schedule(
                limit,
                read_scanned_page,
                path,
                number,
                self._settings,
                trust_text=number not in window.distrusted,
            )
            for number in window.for_ocr
        }
        read = {page.number: page for page in window.pages}
        for number in numbers:
            page = read[number] if number in read else _scan_or_empty(number, scans[number])
            yield heads.page(page, window.tables.get(number, ()))

    def _read_again(self, path: Path, numbers: range, first_error: Exception) -> WindowPages:
        """Each page of a failed window alone; one that fails again is empty, with a finding."""
        limit = min(_SECOND_ATTEMPT_TIMEOUT_SECONDS, self._settings.window_timeout_seconds)
        futures = {
            number: self._schedule(limit, read_page_by_geometry, path, number, self._settings)
            for number in numbers
        }
        pages: list[ParsedPage] = []
        for_ocr: list[int] = []
        for number, future in futures.items():
            try:
                result = future.result()
            except Exception as error:  # as above: recorded with the page, for the reviewer
                error.__context__ = first_error
                pages.append(_empty_page(number, error))
            else:
                pages += result.pages
                for_ocr += result.for_ocr
        return WindowPages(tuple(pages), tuple(for_ocr))

    def _schedule(
        self, seconds: float, task: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs
    ) -> Future[R]:
        with self._lock:
            if not self._pool.active:  # a worker was killed while idle: pebble gives up the pool
                self._pool = self._new_pool()
            future: Future[R] = self._pool.schedule(
                guarded, args=(seconds, task, *args), kwargs=kwargs, timeout=seconds
            )
        return future

    def _new_pool(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self._workers,
            max_tasks=_TASKS_A_WORKER,
            initializer=prepare_worker,
            initargs=(self._settings.window_memory_bytes,),
            context=worker_context(),
        )


def _scan_or_empty(number: int, future: Future[ParsedPage]) -> ParsedPage:
    try:
        return future.result()
    except Exception as error:  # recorded with the page, for the reviewer
        return _empty_page(number, error)


def _empty_page(number: int, error: Exception) -> ParsedPage:
    message = f"The page could not be read: {_what_happened(error)}."
    finding = Finding("page_unreadable", message, number)
    return ParsedPage(number, *_A4_POINTS, blocks=(), findings=(finding,))


def _what_happened(error: Exception) -> str:
    """In a reviewer's words; never the content of the file."""
    if isinstance(error, IngestError):
        return error.message.rstrip(".")
    if isinstance(error, TimeoutError):
        return "it took too long"
    if isinstance(error, ProcessExpired):
        return "the reader was stopped by it"
    if isinstance(error, MemoryError):
        return "it needs more memory than a page may"
    return f"the reader failed ({type(error).__name__})"
