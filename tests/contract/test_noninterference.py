"""P2 at the level of retrieval: what the caller may not read changes no byte of the passages."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.ports import ChunkIndex
from domain.settings import RetrievalSettings
from domain.types import Chunk, Labels, Passage, Status
from retrieval.pipeline import HybridRetriever
from retrieval.rerank_late_interaction import LateInteractionReranker
from tests.fakes.index import InMemoryIndex
from tests.fakes.library import EMBEDDER, ENCODER, STAFF, TODAY, encode, make_chunk

# Few words: hidden documents then share terms with visible ones, and scores tie often.
texts = st.lists(
    st.sampled_from(["gifts", "loans", "staff", "clients", "£100", "4.2.1", "approval"]),
    min_size=1,
    max_size=7,
).map(" ".join)
BOARD = frozenset({"group:board"})
STAFF_GROUP = frozenset({"group:staff"})
HIDDEN: list[dict[str, Any]] = [
    {"labels": Labels(allow=BOARD)},
    {"labels": Labels()},
    {"labels": Labels(allow=STAFF_GROUP, deny=frozenset({"user:ann"}))},
    {"section_labels": Labels(allow=BOARD)},
    {"status": Status.DRAFT},
    {"status": Status.WITHDRAWN},
    {"effective_to": TODAY.replace(day=1, month=1)},
    {"effective_from": TODAY.replace(year=TODAY.year + 1)},
]


# Every write waits for the disk, so a few examples; one index for all of them.
few_examples = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@st.composite
def hidden_chunks(draw: st.DrawFn) -> list[Chunk]:
    """Chunks outside the scope, each for a reason of its own."""
    return [
        make_chunk(f"hidden-{number}", text, document_id="H").model_copy(
            update=draw(st.sampled_from(HIDDEN))
        )
        for number, text in enumerate(draw(st.lists(texts, max_size=8)))
    ]


visible_chunks = st.lists(texts, min_size=1, max_size=8).map(
    lambda found: [
        make_chunk(f"visible-{number}", text, document_id="V") for number, text in enumerate(found)
    ]
)


def passages(index: ChunkIndex, question: str) -> list[Passage]:
    """What a caller would be given; small limits, so that cuts happen."""
    retriever = HybridRetriever(
        index=index,
        embedder=EMBEDDER,
        sparse_encoder=ENCODER,
        reranker=LateInteractionReranker(EMBEDDER),
        settings=RetrievalSettings(candidates=3, rerank_candidates=4, passages=3),
    )
    return retriever.retrieve(question, scope=STAFF)


def passages_json(index: ChunkIndex, question: str) -> str:
    """The same as bytes."""
    return "\n".join(passage.model_dump_json() for passage in passages(index, question))


@few_examples
@given(
    visible=visible_chunks,
    hidden=hidden_chunks(),
    others=hidden_chunks(),
    question=texts,
    random=st.randoms(use_true_random=False),
)
def test_a27_hidden_documents_change_no_byte(  # type: ignore[no-untyped-def]  # hypothesis' Random
    index: ChunkIndex,
    visible: list[Chunk],
    hidden: list[Chunk],
    others: list[Chunk],
    question,
    random,
) -> None:
    for document_id, version in index.versions():
        index.delete_version(document_id, version)
    index.upsert(encode(*visible))
    alone = passages_json(index, question)

    index.upsert(encode(*hidden))  # added
    assert passages_json(index, question) == alone
    index.upsert(encode(*others))  # changed, under the same IDs
    assert passages_json(index, question) == alone
    index.delete_version("H", "1")  # removed
    assert passages_json(index, question) == alone
    together = [*visible, *others]  # in between, in another order
    random.shuffle(together)
    index.upsert(encode(*together))
    assert passages_json(index, question) == alone


@few_examples
@given(visible=visible_chunks, hidden=hidden_chunks(), question=texts)
def test_every_engine_gives_what_plain_arithmetic_gives(
    index: ChunkIndex, visible: list[Chunk], hidden: list[Chunk], question: str
) -> None:
    for document_id, version in index.versions():
        index.delete_version(document_id, version)
    index.upsert(encode(*visible, *hidden))
    oracle = InMemoryIndex()
    oracle.upsert(encode(*visible))
    found, expected = passages(index, question), passages(oracle, question)
    assert [p.chunk for p in found] == [p.chunk for p in expected]
    for passage, plain in zip(found, expected, strict=True):
        assert passage.dense_score == plain.dense_score  # exact on the embedder's grid
        assert passage.sparse_score == pytest.approx(plain.sparse_score, abs=1e-4)  # its grid
