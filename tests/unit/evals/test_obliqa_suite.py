from functools import partial
from pathlib import Path
from typing import Any

import pytest

from evals import text_corpus
from evals.errors import EvalInputError
from evals.obliqa.inputs import obliqa_inputs
from evals.result import CaseRow, SuiteResult
from evals.suites.obliqa import ObliqaSuite
from evals.text_corpus import with_twins
from tests.fakes.evaluating import (
    QUESTIONS,
    RULEBOOKS,
    fake_stores,
    options_for,
    question,
    write_obliqa,
)
from tests.fakes.ingesting import SilentProgress

SUITE = ObliqaSuite(stores_for=fake_stores)


@pytest.fixture(autouse=True)
def few_resamples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evals.bootstrap.RESAMPLES", 10)  # no interval is looked at here


def run(folder: Path, data: tuple[Path, Path], **changes: Any) -> SuiteResult:
    return SUITE.run(options_for(folder, *data, **changes), SilentProgress())


def timeless(rows: tuple[CaseRow, ...]) -> list[CaseRow]:
    return [row.model_copy(update={"seconds": 0.0}) for row in rows]


def measure(result: SuiteResult, name: str) -> float:
    return next(m.value for m in result.measures if m.name == name)


def test_every_question_is_a_row_and_gold_is_found(tmp_path: Path) -> None:
    result = run(tmp_path, write_obliqa(tmp_path))
    assert [row.case_id for row in result.rows] == ["gift", "records", "drones"]
    assert measure(result, "recall_at_10") == 1.0
    assert result.rows[0].expected == ("1 1.1.1.(1)",)
    assert result.leaks == 0
    assert result.curves[0].points[-1][1] == 1.0


def test_a_gold_passage_that_is_missing_is_a_miss_and_is_told(tmp_path: Path) -> None:
    asked = (question("gone", "Must an Employee refuse a gift?", (1, "1.1.1.(1)"), (1, "9.9")),)
    result = run(tmp_path, write_obliqa(tmp_path, questions=asked))
    assert measure(result, "recall_at_10") == 0.5  # one of two
    assert "1 of their gold passages are not in the documents" in result.corpus.questions


def test_a_split_passage_counts_once_at_the_rank_of_its_best_chunk(tmp_path: Path) -> None:
    filler = "Each firm keeps the register of its own branch in good order at all times. " * 15
    rulebooks = {
        1: [("1.1", f"{filler} Penguins must be counted daily. {filler}"), ("1.2", "Penguins.")],
        2: [("2.1", "Seals are never counted.")],
    }
    asked = (question("p", "Must penguins be counted daily?", (1, "1.1")),)
    result = run(tmp_path, write_obliqa(tmp_path, rulebooks, asked))
    assert sorted(result.rows[0].found) == ["1 1.1", "1 1.2", "2 2.1"]


def test_a20_twins_are_never_found_and_move_no_figure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = write_obliqa(tmp_path)
    monkeypatch.setattr("evals.obliqa.inputs.with_twins", partial(with_twins, share=1.0))
    twins = run(tmp_path / "with", data)
    assert twins.corpus.documents == 6
    monkeypatch.setattr("evals.obliqa.inputs.with_twins", lambda documents: tuple(documents))
    without = run(tmp_path / "without", data)
    assert without.corpus.documents == 3
    assert timeless(twins.rows) == timeless(without.rows)
    assert twins.leaks == 0


def test_a_leak_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_corpus, "READERS", text_corpus.OUTSIDERS)  # they may read the twins
    result = run(tmp_path, write_obliqa(tmp_path))
    assert result.leaks > 0
    assert measure(result, "leaks") == result.leaks


def test_what_is_left_out_is_as_good_as_absent(tmp_path: Path) -> None:
    archive, split = write_obliqa(tmp_path / "all")
    left_out = run(tmp_path / "a", (archive, split), leave_out=frozenset({"1"}))
    rest = {name: rows for name, rows in RULEBOOKS.items() if name != 1}
    absent = run(tmp_path / "b", write_obliqa(tmp_path / "rest", rest, QUESTIONS[1:]))
    assert [row.case_id for row in left_out.rows] == ["records", "drones"]
    assert timeless(left_out.rows) == timeless(absent.rows)
    assert measure(left_out, "questions_left_out") == 1


def test_a_question_with_part_of_its_gold_left_out_is_not_asked(tmp_path: Path) -> None:
    asked = (question("both", "Must records and gifts be kept?", (1, "1.1.1.(1)"), (2, "2.1")),)
    data = write_obliqa(tmp_path, questions=(*asked, QUESTIONS[1]))
    result = run(tmp_path, data, leave_out=frozenset({"1"}))
    assert [row.case_id for row in result.rows] == ["records"]


def test_a_limit_takes_the_same_questions_each_time(tmp_path: Path) -> None:
    data = write_obliqa(tmp_path)
    one = run(tmp_path, data, limit=1)
    two = run(tmp_path, data, limit=2)
    assert len(one.rows) == 1
    assert {row.case_id for row in one.rows} < {row.case_id for row in two.rows}


def test_equal_options_give_equal_rows(tmp_path: Path) -> None:
    data = write_obliqa(tmp_path)
    assert timeless(run(tmp_path, data).rows) == timeless(run(tmp_path / "again", data).rows)


def test_missing_data_is_a_skip_that_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVALS_DATA", str(tmp_path))
    result = SUITE.run(options_for(tmp_path, None, None), SilentProgress())
    assert result.skipped
    assert "EVALS_DATA" in result.skipped


def test_documents_that_were_named_and_are_missing_are_an_error(tmp_path: Path) -> None:
    _, split = write_obliqa(tmp_path)
    with pytest.raises(EvalInputError, match=r"gone\.zip"):
        obliqa_inputs(options_for(tmp_path, tmp_path / "gone.zip", split))
