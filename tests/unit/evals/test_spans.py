import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.errors import EvalInputError
from evals.measures import Span
from evals.result import SuiteResult
from evals.spans.data import load_queries, name_of, text_files
from evals.spans.text_alignment import Alignment
from evals.suites.spans import SpansSuite, scores_of
from evals.text_corpus import with_twins
from tests.fakes.evaluating import fake_stores, options_for
from tests.fakes.ingesting import SilentProgress
from tests.fakes.reader import TextReader

ACME = "title: NDA\n# 1 Term\n1.1 It ends  after five years.\n# 2 Return\n2.1 Papers go back.\n"
BETA = "title: NDA\n# 1 Law\n1.1 The law of France governs this contract.\n"
SUITE = SpansSuite(fake_stores, TextReader())


@pytest.fixture(autouse=True)
def few_resamples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evals.bootstrap.RESAMPLES", 10)  # no interval is looked at here


def query(text: str, file: str, source: str, answer: str) -> dict[str, Any]:
    start = source.index(answer)
    span = [start, start + len(answer)]
    return {
        "query": text,
        "snippets": [{"file_path": f"nda/{file}", "span": span, "answer": answer}],
    }


QUERIES = (
    query("Consider Acme; When does it end?", "Acme.txt", ACME, "It ends  after five years."),
    query("Consider Beta; Which law governs it?", "Beta.txt", BETA, "The law of France"),
)


def write(folder: Path, queries: tuple[dict[str, Any], ...] = QUERIES) -> tuple[Path, Path]:
    texts, split = folder / "nda", folder / "nda.json"
    texts.mkdir(parents=True, exist_ok=True)
    (texts / "Acme.txt").write_text(ACME)
    (texts / "Beta.txt").write_text(BETA)
    split.write_text(json.dumps({"tests": list(queries)}))
    return texts, split


def run(folder: Path, data: tuple[Path, Path], **changes: Any) -> SuiteResult:
    return SUITE.run(options_for(folder, *data, **changes), SilentProgress())


def test_scores_are_of_the_union_of_the_first_k_spans() -> None:
    gold = [Span("a", 10, 20), Span("a", 40, 50)]  # 20 characters
    found = [Span("a", 0, 15), Span("a", 10, 15), Span("b", 10, 20), Span("a", 45, 65)]
    scores = scores_of(found, gold)
    assert scores["char_recall_at_1"] == 5 / 20
    assert scores["char_precision_at_1"] == 5 / 15
    assert scores["char_recall_at_2"] == 5 / 20  # the second lies within the first
    assert scores["char_precision_at_2"] == 5 / 15
    assert scores["char_recall_at_4"] == (5 + 5) / 20
    assert scores["char_precision_at_4"] == (5 + 5) / (15 + 10 + 20)
    assert scores["char_recall_at_16"] == scores["char_recall_at_4"]


def test_nothing_found_scores_nothing() -> None:
    assert set(scores_of([], [Span("a", 0, 1)]).values()) == {0.0}


def test_spans_are_counted_in_the_file_and_not_in_the_canonical_text(tmp_path: Path) -> None:
    result = run(tmp_path, write(tmp_path))
    first, second = result.rows
    assert first.scores["char_recall_at_8"] == 1.0  # two spaces in the file, one as read
    assert second.scores["char_recall_at_8"] == 1.0
    assert 0 < second.scores["char_precision_at_1"] < 1  # the chunk is longer than the answer
    assert first.slices == ("When does it end?",)


def test_a20_twins_of_contracts_move_no_figure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = write(tmp_path)
    monkeypatch.setattr("evals.suites.spans.with_twins", partial(with_twins, share=1.0))
    twins = run(tmp_path / "with", data)
    monkeypatch.setattr("evals.suites.spans.with_twins", lambda documents: tuple(documents))
    without = run(tmp_path / "without", data)
    assert (twins.corpus.documents, without.corpus.documents) == (4, 2)
    assert [r.model_copy(update={"seconds": 0.0}) for r in twins.rows] == [
        r.model_copy(update={"seconds": 0.0}) for r in without.rows
    ]
    assert twins.leaks == 0


def test_a_contract_that_is_left_out_is_not_asked_about(tmp_path: Path) -> None:
    result = run(tmp_path, write(tmp_path), leave_out=frozenset({"Acme.txt"}))
    assert [row.expected[0].split()[0] for row in result.rows] == ["Beta.txt"]
    assert not any("Acme" in found for row in result.rows for found in row.found)


def test_missing_contracts_are_a_skip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVALS_DATA", str(tmp_path))
    assert SUITE.run(options_for(tmp_path, None, None), SilentProgress()).skipped


@pytest.mark.parametrize("content", ["[", "{}", '{"tests": []}', '{"tests": [{"query": "?"}]}'])
def test_queries_of_another_shape_are_told_by_name(content: str, tmp_path: Path) -> None:
    path = tmp_path / "nda.json"
    path.write_text(content)
    with pytest.raises(EvalInputError, match=r"nda\.json"):
        load_queries(path)


def test_a_folder_without_texts_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EvalInputError, match=r"no \.txt"):
        text_files(tmp_path)


def test_a_name_is_the_files_in_words() -> None:
    assert name_of(Path("The%20Munt_NDA-2019.txt")) == "The Munt NDA 2019"


WORDS = st.lists(st.text(st.characters(categories=["L", "N", "P"]), min_size=1), min_size=1)


@given(WORDS, st.data())
def test_a_span_is_found_again_where_only_white_space_differs(
    words: list[str], data: st.DataObject
) -> None:
    gaps = data.draw(st.lists(st.sampled_from([" ", "\n", " \t "]), min_size=len(words)))
    original = "".join(word + gap for word, gap in zip(words, gaps, strict=False))
    canonical = " ".join(words)
    first = data.draw(st.integers(0, len(words) - 1))
    start = len(" ".join(words[:first])) + (first > 0)
    span = Alignment(canonical, original).original_span(start, start + len(words[first]))
    assert span is not None
    assert original[span[0] : span[1]] == words[first]


def test_a_word_that_reading_left_out_shifts_nothing() -> None:
    original = "● Each party  shall keep ● it secret."
    canonical = "Each party shall keep it secret."
    alignment = Alignment(canonical, original)
    start, end = canonical.index("party"), canonical.index(" secret")
    span = alignment.original_span(start, end)
    assert span is not None
    assert original[span[0] : span[1]] == "party  shall keep ● it"
    assert alignment.original_span(4, 5) is None  # a space has no place
