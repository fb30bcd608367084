"""Log lines as JSON, one a line on standard error, each with the ID of the request it belongs to.

No line holds text of a question or a document. Our own messages are written so; of other
libraries' only where it happened is kept, and of an exception only its type, because either may
quote what it failed on.
"""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TextIO

import structlog
from starlette.types import Scope
from structlog.types import EventDict, WrappedLogger

REQUEST_LOGGER = "attest.requests"
# Whose messages are written in full. uvicorn's speak of connections; it never sees a question.
SPOKEN_FOR = frozenset(
    {"attest", "domain", "storage", "ingest", "retrieval", "answering", "ledger", "reviews", "api"}
    | {"evals", "uvicorn"}
)
WITHHELD = "message withheld: it may quote what it is about"
REQUEST_FIELDS = ("method", "route", "status", "milliseconds")
_TRACEPARENT: ContextVar[str] = ContextVar("traceparent", default="")


@contextmanager
def of_request(request_id: str, *, traceparent: str = "") -> Iterator[None]:
    """Lines that are logged inside carry the ID, in threads that are started there, too.

    ``traceparent`` is the caller's header, as it came; it is in no line.
    """
    before = _TRACEPARENT.set(traceparent)
    try:
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            yield
    finally:
        _TRACEPARENT.reset(before)


def current_request_id() -> str:
    """Empty outside of a request."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


def current_traceparent() -> str:
    """Whatever the caller sent; empty outside of a request."""
    return _TRACEPARENT.get()


def route_of(scope: Scope) -> str:
    """The route's template: a path itself names documents, and holds whatever a caller wrote."""
    return str(getattr(scope.get("route"), "path", "")) or "none"


@contextmanager
def logging_as_json(level: str, *, stream: TextIO | None = None) -> Iterator[None]:
    """Lines from ``level`` on, other libraries' from WARNING on at least; undone at the end.

    ``stream`` None: standard error.
    """
    root = logging.getLogger()
    handlers, before = root.handlers, root.level
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(json_formatter())
    handler.addFilter(_is_worth_a_line)
    root.handlers = [handler]
    root.setLevel(level)
    try:
        yield
    finally:
        root.handlers = handlers
        root.setLevel(before)


def json_formatter() -> logging.Formatter:
    """A line of JSON: event, level, logger, timestamp (UTC), request_id, and the fields of it."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(allow=REQUEST_FIELDS),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_text,
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(),
        ],
    )


def _is_worth_a_line(record: logging.LogRecord) -> bool:
    return _is_spoken_for(record) or record.levelno >= logging.WARNING


def _is_spoken_for(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] in SPOKEN_FOR


def _without_text(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """The line, less what may quote a question or a document."""
    failure = line.pop("exc_info", None)
    line.pop("stack_info", None)
    if failure and failure[0] is not None:
        line["error"] = failure[0].__name__
    record: logging.LogRecord = line["_record"]
    if not _is_spoken_for(record):
        line["event"] = WITHHELD
        line["place"] = f"{record.filename}:{record.lineno}"
    return line
