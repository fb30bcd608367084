"""The application inside the command's own process, where no server runs."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import httpx

from api.app import create_app
from api.door import Door
from api.identity.demo import DemoIssuer
from api.identity.names_seen import NamesSeen, NotingAuthenticator
from api.identity.tokens import verifier_from_settings
from api.limits import RateLimiter
from api.page_images import PdfPageRenderer
from api.wiring import open_attest, open_reviewing
from domain.settings import Settings


@contextmanager
def open_in_process(
    settings: Settings, demo: DemoIssuer | None
) -> Iterator[httpx.AsyncBaseTransport]:
    """A transport to the application; ``demo`` None: tokens of the configured issuer alone.

    Raises:
        IndexUnavailable: nothing was ingested, or another process owns the index.
        SettingsError: no issuer is configured.
    """
    checking = demo.verifier() if demo else verifier_from_settings(settings.identity)
    authenticator = NotingAuthenticator(checking, NamesSeen(settings.data_dir))
    renderer = PdfPageRenderer()
    try:
        with open_attest(settings) as engine:
            engine.warm_up()
            limiter = RateLimiter(settings.server.requests_per_minute)
            with closing(open_reviewing(settings, engine)) as reviewing:
                door = Door(engine, authenticator, limiter, renderer, reviewing, demo)
                yield httpx.ASGITransport(create_app(door))
    finally:
        renderer.close()
