"""What every ``ChunkIndex`` guarantees."""

from datetime import date

import numpy as np
import pytest

from domain.errors import IndexMismatch
from domain.ports import ChunkIndex, Hit, SearchFilter, SparseVector
from domain.types import Chunk, Labels, Scope, Status
from tests.contract.conftest import IndexMaker
from tests.fakes.library import EMBEDDER, ENCODER, STAFF, TODAY, encode, make_chunk

ALL = SearchFilter()


def dense(index: ChunkIndex, question: str, scope: Scope = STAFF, limit: int = 10) -> list[Hit]:
    vector = EMBEDDER.embed_question(question)
    return index.search_dense(vector, scope=scope, narrow=ALL, limit=limit)


def sparse(index: ChunkIndex, question: str, scope: Scope = STAFF, limit: int = 10) -> list[Hit]:
    vector = ENCODER.encode_question(question)
    return index.search_sparse(vector, scope=scope, narrow=ALL, limit=limit)


def ids(hits: list[Hit]) -> list[str]:
    return [hit.chunk.chunk_id for hit in hits]


def test_an_empty_index_finds_and_counts_nothing(index: ChunkIndex) -> None:
    assert dense(index, "gifts") == []
    assert sparse(index, "gifts") == []
    assert index.count(scope=STAFF) == 0
    assert index.versions() == frozenset()


def test_a_chunk_comes_back_equal_in_every_field(index: ChunkIndex) -> None:
    chunk = make_chunk(
        "c1",
        "Gifts above £100 need approval – “always”.",
        deny=("user:bob",),
        section_labels=Labels(allow=frozenset({"user:ann"}), deny=frozenset({"group:x"})),
        effective_from=date(2020, 1, 1),
        effective_to=date(2030, 1, 1),
    )
    index.upsert(encode(chunk))
    assert dense(index, "gifts")[0].chunk == chunk
    assert sparse(index, "gifts")[0].chunk == chunk


def test_the_better_match_comes_first_in_both_rankings(index: ChunkIndex) -> None:
    index.upsert(encode(make_chunk("c1", "loans to staff"), make_chunk("c2", "gifts from clients")))
    assert ids(dense(index, "gifts from clients")) == ["c2", "c1"]
    assert ids(sparse(index, "gifts from clients")) == ["c2"]


def test_an_upsert_of_the_same_chunk_replaces_it(index: ChunkIndex) -> None:
    index.upsert(encode(make_chunk("c1", "old words")))
    index.upsert(encode(make_chunk("c1", "new words")))
    assert [hit.chunk.text for hit in dense(index, "words")] == ["new words"]
    assert sparse(index, "old") == []


def test_an_upsert_of_nothing_does_nothing(index: ChunkIndex) -> None:
    index.upsert([])
    assert index.count(scope=STAFF) == 0


def test_a_deleted_version_is_gone_and_the_others_stay(index: ChunkIndex) -> None:
    index.upsert(
        encode(
            make_chunk("c1", "gifts", version="1"),
            make_chunk("c2", "gifts", version="2"),
            make_chunk("c3", "gifts", document_id="POL-2"),
        )
    )
    index.delete_version("POL-1", "1")
    index.delete_version("POL-9", "1")
    assert ids(dense(index, "gifts")) == ["c2", "c3"]
    assert index.versions() == {("POL-1", "2"), ("POL-2", "1")}


def test_ids_with_odd_characters_are_kept_apart(index: ChunkIndex) -> None:
    index.upsert(
        encode(
            make_chunk("c1", "gifts", document_id='a","b', version="c"),
            make_chunk("c2", "gifts", document_id="a", version='b","c'),
        )
    )
    index.delete_version('a","b', "c")
    assert index.versions() == {("a", 'b","c')}


def test_relabelling_changes_who_may_read_and_no_vector(index: ChunkIndex) -> None:
    chunk = make_chunk("c1", "gifts")
    index.upsert(encode(chunk))
    before = dense(index, "gifts")[0].score
    closed = chunk.model_copy(update={"labels": Labels(allow=frozenset({"group:board"}))})
    index.relabel("POL-1", "1", [closed])
    assert dense(index, "gifts") == []
    index.relabel("POL-1", "1", [chunk])
    assert dense(index, "gifts")[0].score == before


def test_relabelling_rewrites_title_status_and_dates(index: ChunkIndex) -> None:
    chunk = make_chunk("c1", "gifts")
    index.upsert(encode(chunk))
    ended = chunk.model_copy(
        update={"title": "Old", "status": Status.SUPERSEDED, "effective_to": TODAY}
    )
    index.relabel("POL-1", "1", [ended])
    assert dense(index, "gifts")[0].chunk == ended
    tomorrow = Scope(names=STAFF.names, as_of=date(2026, 6, 2))
    assert dense(index, "gifts", tomorrow) == []


def test_nobody_reads_what_has_no_labels(index: ChunkIndex) -> None:
    index.upsert(encode(make_chunk("c1", "gifts", allow=())))
    assert index.count(scope=STAFF) == 0


def test_a_scope_without_names_reads_nothing(index: ChunkIndex) -> None:
    index.upsert(encode(make_chunk("c1", "gifts")))
    nobody = Scope(names=frozenset(), as_of=TODAY)
    assert dense(index, "gifts", nobody) == []
    assert sparse(index, "gifts", nobody) == []
    assert index.count(scope=nobody) == 0


def test_a_section_narrows_its_document(index: ChunkIndex) -> None:
    board = Labels(allow=frozenset({"group:board"}))
    index.upsert(encode(make_chunk("c1", "gifts", section_labels=board)))
    assert dense(index, "gifts") == []


def test_a23_a_callers_filter_narrows_and_never_replaces_the_scope(index: ChunkIndex) -> None:
    index.upsert(
        encode(
            make_chunk("c1", "gifts", document_id="OPEN"),
            make_chunk("c2", "gifts", document_id="BOARD", allow=("group:board",)),
        )
    )
    both = SearchFilter(document_ids=frozenset({"OPEN", "BOARD"}))
    vector, terms = EMBEDDER.embed_question("gifts"), ENCODER.encode_question("gifts")
    for narrow, expected in [
        (both, ["c1"]),
        (SearchFilter(document_ids=frozenset({"BOARD"})), []),
        (SearchFilter(document_ids=frozenset()), []),
    ]:
        found = index.search_dense(vector, scope=STAFF, narrow=narrow, limit=5)
        assert ids(found) == expected
        found = index.search_sparse(terms, scope=STAFF, narrow=narrow, limit=5)
        assert ids(found) == expected


def test_a_callers_filter_moves_no_sparse_score(index: ChunkIndex) -> None:
    index.upsert(
        encode(
            make_chunk("c1", "gifts from clients", document_id="A"),
            make_chunk("c2", "gifts from vendors", document_id="B"),
        )
    )
    terms = ENCODER.encode_question("gifts from clients")
    wide = index.search_sparse(terms, scope=STAFF, narrow=ALL, limit=5)[0]
    only_a = SearchFilter(document_ids=frozenset({"A"}))
    assert index.search_sparse(terms, scope=STAFF, narrow=only_a, limit=5) == [wide]


def test_a27_a_hidden_document_moves_no_score(index: ChunkIndex) -> None:
    index.upsert(encode(make_chunk("c1", "gifts from clients"), make_chunk("c2", "loans")))
    before = sparse(index, "gifts")
    hidden = [make_chunk(f"h{n}", "gifts gifts", allow=("group:board",)) for n in range(9)]
    index.upsert(encode(*hidden))
    assert sparse(index, "gifts") == before
    index.delete_version("POL-1", "none")
    assert before[0].score == pytest.approx(0.6931 * 1.675, abs=0.02)  # ln 2 x its weight


def test_a_draft_and_what_is_not_in_force_are_not_found(index: ChunkIndex) -> None:
    index.upsert(
        encode(
            make_chunk("draft", "gifts", status=Status.DRAFT),
            make_chunk("open-ended", "gifts", status=Status.WITHDRAWN),
            make_chunk("past", "gifts", effective_to=date(2026, 5, 31)),
            make_chunk("future", "gifts", effective_from=date(2026, 6, 2)),
            make_chunk("last-day", "gifts", status=Status.SUPERSEDED, effective_to=TODAY),
            make_chunk("first-day", "gifts", effective_from=TODAY),
        )
    )
    assert ids(dense(index, "gifts")) == ["first-day", "last-day"]


def test_ties_at_the_cut_are_broken_by_chunk_id_alone(make_index: IndexMaker) -> None:
    tied = [make_chunk(f"c{n}", "gifts") for n in range(20)]
    forwards, backwards = make_index(), make_index()
    forwards.upsert(encode(*tied))
    backwards.upsert(encode(*reversed(tied)))
    expected = sorted(chunk.chunk_id for chunk in tied)[:3]
    for index in (forwards, backwards):
        assert ids(dense(index, "gifts", limit=3)) == expected
        assert ids(sparse(index, "gifts", limit=3)) == expected


def numbered(chunk_id: str, number: str, *path: str, **changes: object) -> Chunk:
    chunk = make_chunk(chunk_id, f"text of {chunk_id}")
    return chunk.model_copy(update={"section": number, "section_path": path, **changes})


def test_sections_are_found_by_their_number_and_by_that_of_the_one_around_them(
    index: ChunkIndex,
) -> None:
    index.upsert(
        encode(
            numbered("a", "2.1", "2 Limits", "2.1", start=5),
            numbered("b", "2.1.1", "2 Limits", "2.1", "2.1.1", start=9),
            numbered("c", "12.1", "12 Other", "12.1", start=1),
            numbered("d", "Article 2", "Article 2 Scope", start=2),
            numbered("e", "2.1", "2.1", labels=Labels(allow=frozenset({"group:board"}))),
            numbered("f", "2.1", "2.1", status=Status.DRAFT),
        )
    )

    def found(*keys: str, narrow: SearchFilter = ALL, limit: int = 9) -> list[str]:
        chunks = index.find_sections(keys, scope=STAFF, narrow=narrow, limit=limit)
        return [chunk.chunk_id for chunk in chunks]

    assert found("2.1") == ["a", "b"]
    assert found("2") == ["a", "b"]
    assert found("article 2", "12.1") == ["c", "d"]
    assert found("2.1", limit=1) == ["a"]
    assert found("2.1", narrow=SearchFilter(document_ids=frozenset())) == []
    assert found("9.9") == found() == []


def test_a_question_without_terms_finds_nothing_sparse(index: ChunkIndex) -> None:
    index.upsert(encode(make_chunk("c1", "gifts")))
    empty = SparseVector((), ())
    assert index.search_sparse(empty, scope=STAFF, narrow=ALL, limit=5) == []


def test_a_chunk_without_terms_is_stored(index: ChunkIndex) -> None:
    index.upsert(encode(make_chunk("c1", "the of and")))
    assert index.count(scope=STAFF) == 1


def test_closing_twice_does_nothing(index: ChunkIndex) -> None:
    index.close()
    index.close()


def test_vectors_of_another_length_are_refused(index: ChunkIndex) -> None:
    if type(index).__name__ == "InMemoryIndex":
        pytest.skip("it stores whatever it is given")
    (encoded,) = encode(make_chunk("c1", "gifts"))
    short = type(encoded)(encoded.chunk, encoded.dense[:5], encoded.sparse)
    with pytest.raises(IndexMismatch):
        index.upsert([short])
    with pytest.raises(IndexMismatch):
        index.search_dense(np.zeros(5, np.float32), scope=STAFF, narrow=ALL, limit=5)
    assert index.count(scope=STAFF) == 0
