"""The application that ``attest serve`` runs."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

from fastapi import FastAPI

from api.app import create_app
from api.door import Door
from api.engine import Parts
from api.limits import RateLimiter
from api.metrics import Metrics
from api.page_images import PdfPageRenderer
from api.pools import Pools
from api.traces import traces_to
from api.wiring import authenticator_for, open_attest, open_reviewing, widget_tokens_for
from domain.observing import Observer, Together
from domain.settings import Settings


@contextmanager
def open_server_app(settings: Settings) -> Iterator[FastAPI]:
    """The application over the index of ``settings``, warm; closed at the end.

    Raises:
        SettingsError: no identity is configured, or the demo would leave this machine.
        IndexUnavailable: nothing was ingested, or another process owns the index.
    """
    authenticator, demo = authenticator_for(settings)
    renderer = PdfPageRenderer()
    metrics = Metrics()
    try:
        with (
            _open_traces(settings) as traces,
            open_attest(settings, adapt=lambda parts: _observed(parts, metrics, traces)) as engine,
        ):
            engine.warm_up()
            limiter = RateLimiter(settings.server.requests_per_minute)
            with closing(open_reviewing(settings, engine)) as reviewing:
                door = Door(
                    engine,
                    authenticator,
                    limiter,
                    renderer,
                    reviewing,
                    demo,
                    pools=Pools.of(settings.server),
                    metrics=metrics,
                    widget=widget_tokens_for(settings, authenticator),
                )
                yield create_app(door)
    finally:
        renderer.close()


def _observed(parts: Parts, metrics: Metrics, traces: tuple[Observer, ...]) -> Parts:
    if parts.drafting is not None:
        supplier = parts.drafting.supplier
        metrics.watch_model(lambda: supplier.circuit)
    return replace(parts, observer=Together(metrics, *traces))


@contextmanager
def _open_traces(settings: Settings) -> Iterator[tuple[Observer, ...]]:
    """One, where the settings say to where it sends; none otherwise."""
    url = settings.operation.traces_url
    if url is None:
        yield ()
        return
    with closing(traces_to(url)) as traces:
        yield (traces,)
