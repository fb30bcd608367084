"""The application that ``attest serve`` runs."""

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI

from api.app import create_app
from api.door import Door
from api.limits import RateLimiter
from api.page_images import PdfPageRenderer
from api.wiring import authenticator_for, open_attest
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
    try:
        with open_attest(settings) as engine:
            engine.warm_up()
            limiter = RateLimiter(settings.server.requests_per_minute)
            yield create_app(Door(engine, authenticator, limiter, renderer, demo))
    finally:
        renderer.close()
