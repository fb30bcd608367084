"""Every ``ChunkIndex`` there is, as one parametrised fixture."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from qdrant_client import QdrantClient

from domain.ports import ChunkIndex
from retrieval.edge_index import EdgeIndex
from retrieval.server_index import ServerIndex
from tests.fakes.index import InMemoryIndex

DIMENSIONS = 32
IndexMaker = Callable[[], ChunkIndex]


def make_edge(folder: Path) -> ChunkIndex:
    """A fresh embedded index."""
    return EdgeIndex(folder / uuid4().hex, dimensions=DIMENSIONS)


def make_local(_: Path) -> ChunkIndex:
    """The server adapter over the client's own local mode."""
    return ServerIndex(QdrantClient(":memory:"), fingerprint="test", dimensions=DIMENSIONS)


def make_server(_: Path) -> ChunkIndex:
    """The server adapter over a real server."""
    url = os.environ.get("ATTEST_TEST_QDRANT_URL")
    if url is None:
        pytest.skip("ATTEST_TEST_QDRANT_URL is not set")
    client = QdrantClient(url=url)
    return ServerIndex(client, fingerprint=f"test-{uuid4().hex}", dimensions=DIMENSIONS)


def make_in_memory(_: Path) -> ChunkIndex:
    """The oracle."""
    return InMemoryIndex()


MAKERS = {
    "edge": make_edge,
    "server-local-mode": make_local,
    "server": make_server,
    "in-memory": make_in_memory,
}


NEEDS_FILES_OR_NETWORK = ("edge", "server")


@pytest.fixture(
    params=[
        pytest.param(name, marks=pytest.mark.integration)
        if name in NEEDS_FILES_OR_NETWORK
        else name
        for name in MAKERS
    ]
)
def make_index(request: pytest.FixtureRequest, index_folder: Path) -> Iterator[IndexMaker]:
    """Makes fresh, empty indexes of one engine; closes them after."""
    made: list[ChunkIndex] = []

    def make() -> ChunkIndex:
        made.append(MAKERS[request.param](index_folder))
        return made[-1]

    yield make
    for index in made:
        index.close()


@pytest.fixture
def index(make_index: IndexMaker) -> ChunkIndex:
    """One fresh index."""
    return make_index()
