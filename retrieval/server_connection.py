"""A connection to a Qdrant server, and its failures in our words."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from pydantic import SecretStr
from qdrant_client import QdrantClient
from qdrant_client.http.exceptions import ApiException, UnexpectedResponse

from domain.errors import IndexMismatch, IndexUnavailable

FIRST_SERVER_WITH_SCOPED_IDF = (1, 19)


def connect(url: str, *, api_key: SecretStr | None, timeout_seconds: float) -> QdrantClient:
    """A client that has seen the server.

    Raises:
        IndexUnavailable: it cannot be reached, or refuses the key.
        IndexMismatch: it is too old to count IDF over a scope.
    """
    client = QdrantClient(
        url=url,
        api_key=None if api_key is None else api_key.get_secret_value(),
        timeout=max(1, round(timeout_seconds)),
        check_compatibility=False,  # it would warn on stdout; the version is checked below
    )
    with reaching():
        version = client.info().version
    if tuple(int(part) for part in version.split(".")[:2]) < FIRST_SERVER_WITH_SCOPED_IDF:
        raise IndexMismatch(
            f"The Qdrant server is version {version}; scoped IDF needs 1.19 or later.",
            advice="Upgrade the server: in older versions hidden documents change scores.",
        )
    return client


@contextmanager
def reaching() -> Iterator[None]:
    """Turns the client's transport errors into ours, without their text, which may hold the URL."""
    try:
        yield
    except UnexpectedResponse as error:
        raise IndexUnavailable(
            f"The Qdrant server answered with status {error.status_code}.",
            advice="Check index.api_key and the server's log.",
        ) from error
    except (ApiException, httpx.HTTPError, OSError) as error:
        raise IndexUnavailable(
            "The Qdrant server cannot be reached.",
            advice="Check index.url, and that the server is running; then try again.",
        ) from error
