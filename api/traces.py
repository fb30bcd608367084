"""Spans for OpenTelemetry: one a step, under one for the whole question.

A span says which step, how long, whether it failed and with which type of error, and the request's
ID. A caller's W3C traceparent makes the question's span a part of that trace. The tracer is ours
alone: other libraries' spans, which may hold addresses, never get to it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from urllib.parse import urlsplit

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from api.log_lines import current_request_id, current_traceparent
from domain.errors import SettingsError
from domain.observing import Step
from domain.records import Entry

# A collector that is away must hold up neither the spans of others nor the server's end.
EXPORT_SECONDS = 5.0


class Traces:
    """An ``Observer`` that draws spans."""

    def __init__(self, processor: SpanProcessor) -> None:
        """``processor`` gets each span as it ends."""
        about = {"service.name": "attest", "service.version": version("attest")}
        # Flushed by close() alone: an exit hook of its own would wait for a collector.
        self._provider = TracerProvider(resource=Resource(about), shutdown_on_exit=False)
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("attest")

    @contextmanager
    def step(self, step: Step) -> Iterator[None]:
        """See Observer."""
        context = None  # under the span around it
        if step is Step.ANSWERING:  # what is no traceparent begins a trace of its own
            carrier = {"traceparent": current_traceparent()}
            context = TraceContextTextMapPropagator().extract(carrier)
        # record_exception would keep the error's text.
        with self._tracer.start_as_current_span(
            f"attest.{step.value}",
            context=context,
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            if step is Step.ANSWERING:
                span.set_attribute("attest.request_id", current_request_id())
            try:
                yield
            except BaseException as error:
                span.set_attribute("error.type", type(error).__name__)
                span.set_status(Status(StatusCode.ERROR))
                raise

    def recorded(self, entry: Entry) -> None:
        """See Observer: what was answered is the ledger's to keep."""

    def close(self) -> None:
        """Sends what is left; a second call does nothing."""
        self._provider.shutdown()


def traces_to(url: str) -> Traces:
    """Spans to the OTLP/HTTP collector at ``url``, in batches and in the background.

    Raises:
        SettingsError: it is not a web address.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError(
            "ATTEST_OPERATION__TRACES_URL is not a web address.",
            advice="Give the collector's: http://127.0.0.1:4318/v1/traces",
        )
    return Traces(BatchSpanProcessor(OTLPSpanExporter(endpoint=url, timeout=EXPORT_SECONDS)))
