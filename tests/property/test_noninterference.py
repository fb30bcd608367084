"""Promise P2 over the whole path: what a caller may not read cannot touch the caller's answer."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from qdrant_client import QdrantClient

from domain.answers import Refusal
from domain.entitlement import scope_of
from domain.ports import ChunkIndex
from domain.types import Principal
from retrieval.edge_index import EdgeIndex
from retrieval.server_index import ServerIndex
from tests.fakes.embedder import HashingEmbedder
from tests.property.corpora import (
    QUESTIONS,
    TODAY,
    Policy,
    attest_over,
    corpora,
    is_readable,
    principals,
)

DIMENSIONS = HashingEmbedder().dimensions
MakeIndex = Callable[[Path], ChunkIndex]


def edge(folder: Path) -> ChunkIndex:
    return EdgeIndex(folder / "index", dimensions=DIMENSIONS)


def server(folder: Path) -> ChunkIndex:
    return ServerIndex(QdrantClient(":memory:"), fingerprint="test", dimensions=DIMENSIONS)


def everything_said(
    make_index: MakeIndex, folder: Path, corpus: list[Policy], caller: Principal, question: str
) -> bytes:
    """The bytes of the answer and of the search, as the door would send them."""
    with (
        TemporaryDirectory(dir=folder) as place,
        attest_over(make_index(Path(place)), corpus) as attest,
    ):
        answer = attest.answer(question, principal=caller)
        passages = attest.search(question, principal=caller)
        scope = scope_of(caller, as_of=TODAY)
        listed = attest.library.documents(scope)
        record = attest.recorded.open(answer.answer_id, caller, scope)
        replayed = attest.replay(record, principal=caller)
    event(answer.kind)
    if isinstance(answer, Refusal):
        event(f"{answer.code.value}, {'with' if answer.nearest else 'without'} nearest")
    said = [answer.model_dump_json(), *(passage.model_dump_json() for passage in passages)]
    # What made it, as the record says: a hidden document may not move that either.
    documents = record.entry.fingerprints.documents
    said += [record.entry.response.model_dump_json(), documents, replayed.model_dump_json()]
    titles = [readable.document.model_dump_json() for readable in listed]
    return "\n".join(said + titles).encode()


@pytest.mark.parametrize("make_index", [edge, server])
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    corpus=corpora("POL", 5),
    others=corpora("HID", 3),
    caller=principals(),
    question=st.sampled_from(QUESTIONS),
)
def test_a27_a_response_is_the_same_bytes_whatever_the_caller_may_not_read(
    make_index: MakeIndex,
    index_folder: Path,
    corpus: list[Policy],
    others: list[Policy],
    caller: Principal,
    question: str,
) -> None:
    visible = [policy for policy in corpus if is_readable(policy, caller)]
    hidden = [policy for policy in corpus if not is_readable(policy, caller)]
    exchanged = [policy for policy in others if not is_readable(policy, caller)]
    alone = everything_said(make_index, index_folder, visible, caller, question)
    assert everything_said(make_index, index_folder, hidden + visible, caller, question) == alone
    assert everything_said(make_index, index_folder, visible + exchanged, caller, question) == alone
