"""Every store's filter says what ``domain.entitlement`` says, on random labels and dates."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.entitlement import chunk_in_scope
from domain.ports import ChunkIndex, SearchFilter
from domain.types import Chunk, Labels, Scope, Status
from tests.fakes.library import EMBEDDER, ENCODER, encode, make_chunk

# Names that are parts of each other: a store that matches words or prefixes would be found out.
# Beside them: one name in two spellings, and names that look alike and are two (a deny is for all).
NAMES = ["user:ann", "user:an", "group:staff", "group:staff-uk", "group:Ｓtaff ", "group:stáff"]
NAMES += ["group:coo", "group:соо", "user:auth0|12 3"]
names = st.frozensets(st.sampled_from(NAMES), max_size=3)
labels = st.builds(Labels, allow=names, deny=names)
days = st.none() | st.dates(date(2026, 1, 1), date(2026, 1, 6))
scopes = st.builds(Scope, names=names, as_of=st.dates(date(2026, 1, 1), date(2026, 1, 6)))


@st.composite
def libraries(draw: st.DrawFn) -> list[Chunk]:
    """Up to eight chunks of one version, each with labels and dates of its own."""
    return [
        make_chunk(f"c{number}", "gifts").model_copy(
            update={
                "labels": draw(labels),
                "section_labels": draw(st.none() | labels),
                "status": draw(st.sampled_from(Status)),
                "effective_from": draw(days),
                "effective_to": draw(days),
            }
        )
        for number in range(draw(st.integers(1, 8)))
    ]


# One index for all examples of an engine: making one takes longer than filling it.
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(library=libraries(), asking=st.lists(scopes, min_size=3, max_size=3))
def test_a_store_shows_exactly_what_entitlement_permits(
    index: ChunkIndex, library: list[Chunk], asking: list[Scope]
) -> None:
    index.delete_version("POL-1", "1")
    index.upsert(encode(*library))
    vector, terms = EMBEDDER.embed_question("gifts"), ENCODER.encode_question("gifts")
    for scope in asking:
        permitted = {chunk.chunk_id for chunk in library if chunk_in_scope(chunk, scope)}
        narrow = SearchFilter()
        dense = index.search_dense(vector, scope=scope, narrow=narrow, limit=99)
        sparse = index.search_sparse(terms, scope=scope, narrow=narrow, limit=99)
        assert {hit.chunk.chunk_id for hit in dense} == permitted
        assert {hit.chunk.chunk_id for hit in sparse} == permitted
        assert index.count(scope=scope) == len(permitted)


@pytest.mark.parametrize("wanted", [1, 3])
def test_a12_hidden_chunks_that_match_better_take_no_place(index: ChunkIndex, wanted: int) -> None:
    staff = Scope(names=frozenset({"group:staff"}), as_of=date(2026, 1, 1))
    index.upsert(
        encode(
            *(make_chunk(f"h{n}", "gifts", allow=("group:board",)) for n in range(30)),
            *(make_chunk(f"v{n}", f"gifts loans {n}") for n in range(3)),
        )
    )
    vector, terms = EMBEDDER.embed_question("gifts"), ENCODER.encode_question("gifts")
    narrow = SearchFilter()
    dense = index.search_dense(vector, scope=staff, narrow=narrow, limit=wanted)
    sparse = index.search_sparse(terms, scope=staff, narrow=narrow, limit=wanted)
    assert len(dense) == len(sparse) == wanted
