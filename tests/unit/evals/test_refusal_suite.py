import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain.settings import AnsweringSettings
from evals.errors import EvalInputError
from evals.refusal.clapnq_data import load_passage_questions
from evals.refusal.measures import refusal_measures
from evals.refusal.rows import CLAPNQ, FAR, NEAR, with_nearness
from evals.result import CaseRow, SuiteResult
from evals.suites.refusal import CLAPNQ_FILES, RefusalSuite
from tests.fakes.evaluating import QUESTIONS, fake_stores, options_for, question, write_obliqa
from tests.fakes.ingesting import SilentProgress

SUITE = RefusalSuite(fake_stores)


@pytest.fixture(autouse=True)
def few_resamples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evals.bootstrap.RESAMPLES", 10)  # no interval is looked at here


def run(folder: Path, data: tuple[Path, Path], **changes: Any) -> SuiteResult:
    return SUITE.run(options_for(folder, *data, **changes), SilentProgress())


def write_clapnq(folder: Path) -> None:
    folder.mkdir(parents=True)
    passage = {"title": "Penguins", "text": "A penguin may eat two kilograms of fish a day."}
    asked = (
        ("a", "How much fish may a penguin eat a day?", "Two kilograms."),
        ("b", "Who painted the penguin?\u200b", ""),
    )
    for name, (key, text, answer) in zip(CLAPNQ_FILES, asked, strict=True):
        line = {"id": key, "input": text, "passages": [passage], "output": [{"answer": answer}]}
        (folder / name).write_text(json.dumps(line) + "\n")


def row(name: str, *, answerable: bool, probability: float, nearest: float = 0.0) -> CaseRow:
    return CaseRow(
        case_id=name,
        question=name,
        asked_as="reader",
        slices=("answerable" if answerable else "left out",),
        answerable=answerable,
        is_right=True,
        signals={"probability": probability, "nearest": nearest, "draft_is_right": answerable},
    )


@pytest.fixture(autouse=True)
def no_other_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVALS_DATA", str(tmp_path / "shared"))


def test_a_question_whose_gold_is_left_out_must_be_refused(tmp_path: Path) -> None:
    both = question("both", "Must records and gifts be kept?", (1, "1.1.1.(1)"), (2, "2.1"))
    data = write_obliqa(tmp_path, questions=(*QUESTIONS, both))
    result = run(tmp_path, data, leave_out=frozenset({"1"}))
    kinds = {row.case_id: (row.answerable, row.slices[0]) for row in result.rows}
    assert kinds == {
        "gift": (False, "left out"),
        "records": (True, "answerable"),
        "drones": (True, "answerable"),
        "both": (False, "left out in part"),
    }
    assert all(row.is_right == row.verdict.startswith("refused") for row in result.rows[:1])
    assert result.leaks == 0
    assert result.inexact_citations == 0


def test_gold_in_a_document_that_was_never_there_makes_a_question_unanswerable(
    tmp_path: Path,
) -> None:
    elsewhere = question("whales", "Who counts whales?", (99, "1.1"))
    result = run(tmp_path, write_obliqa(tmp_path, questions=(QUESTIONS[0], elsewhere)))
    assert [row.answerable for row in result.rows] == [True, False]


def test_an_answer_is_right_where_it_cites_gold(tmp_path: Path) -> None:
    options = options_for(tmp_path, *write_obliqa(tmp_path), leave_out=frozenset({"3"}))
    everything = AnsweringSettings(wrong_answer_cost=0.0)
    settings = options.settings.model_copy(update={"answering": everything})
    result = SUITE.run(replace(options, settings=settings), SilentProgress())
    gift, records, drones = result.rows
    assert gift.is_right
    assert records.is_right
    assert gift.scores["right_clause_cited"] == 1.0
    assert drones.scores == {"unanswerable_answered": 1.0}
    assert not drones.is_right


def test_the_same_documents_are_left_out_unless_others_are_named(tmp_path: Path) -> None:
    rulebooks = {5: [("1", "Gifts are refused.")], 6: [("1", "Records are kept.")]}
    asked = (question("g", "Gifts?", (5, "1")), question("r", "Records?", (6, "1")))
    data = write_obliqa(tmp_path, rulebooks, asked)
    assert [row.answerable for row in run(tmp_path, data).rows] == [False, True]
    other = run(tmp_path, data, leave_out=frozenset({"6"}))
    assert [row.answerable for row in other.rows] == [True, False]


def test_each_passage_question_is_asked_of_its_own_passage(tmp_path: Path) -> None:
    write_clapnq(tmp_path / "shared" / "refusal")
    result = run(tmp_path, write_obliqa(tmp_path))
    rows = [row for row in result.rows if CLAPNQ in row.slices]
    assert [row.answerable for row in rows] == [True, False]
    assert result.crashes == 0  # one question ends in an invisible character
    assert not any(row.leaks for row in rows)
    names = {measure.name for measure in result.measures}
    assert {"clapnq_refusal_auroc", "clapnq_unanswerable_answered"} <= names


def test_passage_questions_of_another_shape_are_told_by_name(tmp_path: Path) -> None:
    path = tmp_path / "clapnq.jsonl"
    path.write_text('{"id": "1"}\n')
    with pytest.raises(EvalInputError, match=r"clapnq\.jsonl"):
        load_passage_questions([path])


def test_relevant_but_not_answering_is_as_near_as_every_second_answerable_one() -> None:
    rows = with_nearness(
        [
            row("a", answerable=True, probability=0.9, nearest=0.4),
            row("b", answerable=True, probability=0.8, nearest=0.6),
            row("c", answerable=True, probability=0.7, nearest=0.8),
            row("near", answerable=False, probability=0.75, nearest=0.6),
            row("far", answerable=False, probability=0.1, nearest=0.59),
        ]
    )
    assert [NEAR in each.slices for each in rows] == [False, False, False, True, False]
    assert FAR in rows[-1].slices


def test_measures_of_the_near_ones_leave_the_far_ones_out() -> None:
    rows = with_nearness(
        [
            row("a", answerable=True, probability=0.9, nearest=0.5),
            row("b", answerable=True, probability=0.6, nearest=0.5),
            row("near", answerable=False, probability=0.7, nearest=0.9),
            row("far", answerable=False, probability=0.1, nearest=0.1),
        ]
    )
    found = {measure.name: measure.value for measure in refusal_measures(rows)}
    assert found["refusal_auroc"] == 3 / 4  # of four pairs one is the wrong way round
    assert found["refusal_auroc_near"] == 1 / 2
    assert found["unanswerable_answered_at_80"] == 1 / 2  # both wanted ones answered from 0.6 on
    assert found["unanswerable_near_answered_at_80"] == 1.0


def test_missing_data_is_a_skip(tmp_path: Path) -> None:
    result = SUITE.run(options_for(tmp_path, None, None), SilentProgress())
    assert result.skipped
