"""The suite over invented policies: what the parts saw becomes the row's scores and signals."""

from pathlib import Path

import pytest

from api.engine import Attest
from domain.settings import Settings
from evals.case_file import Case, Gold, Kind
from evals.errors import EvalInputError
from evals.listening import Listener
from evals.result import CaseRow, SuiteOptions
from evals.sample.corpus import SampleCorpus
from evals.sample.run import CitationCheck, ask, sample_curves, sample_measures
from evals.suites.sample import SampleSuite
from tests.fakes.door import TODAY, build_attest
from tests.fakes.runs import Quiet

MANIFEST = """
documents:
- {document_id: POL-AML-001, allow: ["group:everyone"]}
- {document_id: POL-BRD-009, allow: ["group:board-secretary"]}
- {document_id: POL-GFT-003, allow: ["group:everyone"]}
"""
GIFT = Gold(document_id="POL-GFT-003", version="2.0", clause="1.1", quote_contains="up to £50")
QUESTION = "What gift may an Employee accept from a customer?"


def case(case_id: str = "gift", *, role: str = "auditor", gold: tuple[Gold, ...] = (GIFT,)) -> Case:
    return Case(
        id=case_id, question=QUESTION, role=role, as_of=TODAY, kind=Kind.PROSE,
        expect="answer" if gold else "refuse", gold=gold, note="plain",
    )  # fmt: skip


def rows_of(folder: Path, *cases: Case, crash: bool = False) -> list[CaseRow]:
    listener = Listener()
    attest = build_attest(folder, Settings())
    attest = Attest(Settings(), listener.around(attest._parts), today=lambda: TODAY)
    if crash:

        def fail(*_: object, **__: object) -> None:
            raise RuntimeError("gone")

        attest.answer = fail  # type: ignore[method-assign, assignment]  # a product that breaks
    (folder / "manifest.yaml").write_text(MANIFEST)
    check = CitationCheck(listener.parts.catalogue, reads_boxes=False)
    found = ask(
        attest, listener, cases, manifest=folder / "manifest.yaml", check=check, progress=Quiet()
    )
    return [row for _, row in found]


def test_a_right_answer_has_its_scores_its_rank_and_its_probability(tmp_path: Path) -> None:
    (row,) = rows_of(tmp_path, case())
    assert row.is_right
    assert row.scores["right_clause_cited"] == row.scores["right_clause_cited_plain_wording"] == 1.0
    assert row.scores["passage_recall_at_24"] == 1.0
    assert row.signals["probability"] == 1.0
    assert row.signals["draft_is_right"] == 1.0
    assert row.signals["gold_rank"] >= 1
    assert row.slices == ("prose", "plain wording")
    assert row.seconds > 0


def test_a20_each_case_is_asked_as_its_role(tmp_path: Path) -> None:
    auditor, nobody = rows_of(tmp_path, case("a"), case("b", role="nobody"))
    assert auditor.is_right
    assert (nobody.is_right, nobody.signals["gold_rank"]) == (False, 0.0)
    assert nobody.asked_as.startswith("nobody")


def test_an_answer_where_a_refusal_was_due_is_wrong(tmp_path: Path) -> None:
    (row,) = rows_of(tmp_path, case(gold=()))
    assert not row.answerable
    assert row.scores == {"refusals_right": 0.0, "refusals_right_plain_wording": 0.0}
    assert row.expected == ("a refusal",)


def test_a26_a_crash_is_a_row_of_zeros(tmp_path: Path) -> None:
    (row,) = rows_of(tmp_path, case(), crash=True)
    assert row.has_crashed
    assert set(row.scores.values()) == {0.0}
    assert row.found == ("RuntimeError: gone",)


def test_a_citation_that_is_not_the_text_at_its_span_makes_the_case_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evals.sample.run.quote_is_exact", lambda *_: False)
    (row,) = rows_of(tmp_path, case())
    assert row.inexact
    assert not row.is_right
    assert "is not the text at its span" in row.inexact[0]


def test_measures_and_curves_come_from_the_rows(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, case("a"), case("b", gold=()))
    measures = {measure.name: measure.value for measure in sample_measures(rows)}
    assert measures["right_clause_cited"] == 1.0
    assert measures["refusals_right"] == 0.0
    assert measures["refusal_auroc"] == 0.5  # this judge says 1 of everything
    assert measures["calibration_error"] == 0.5
    recall, risk, calibration = sample_curves(rows)
    assert recall.points[-1][1] == 1.0
    assert risk.points == ((1.0, 0.5),)
    assert calibration.points == ((1.0, 0.5),)
    assert sample_curves([]) == ()


def test_screened_questions_reach_no_part_and_bring_nothing_of_the_one_before(
    tmp_path: Path,
) -> None:
    unsafe = case("b").model_copy(update={"question": "Что запрещено сотрудникам банка?"})
    _, row = rows_of(tmp_path, case("a"), unsafe)
    assert row.signals == {"probability": 0.0, "draft_is_right": 0.0, "gold_rank": 0.0}


def test_without_the_corpus_it_is_skipped_and_a_named_one_must_be_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = SuiteOptions(settings=Settings(data_dir=tmp_path), documents=tmp_path / "none")
    with pytest.raises(EvalInputError, match=r"holds no manifest\.yaml"):
        SampleSuite().run(options, Quiet())
    nowhere = SampleCorpus(tmp_path / "none")
    monkeypatch.setattr("evals.suites.sample.SampleCorpus", lambda: nowhere)
    result = SampleSuite().run(SuiteOptions(settings=Settings(data_dir=tmp_path)), Quiet())
    assert result.skipped is not None
    assert "--documents" in result.skipped


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[", "it has not that form"),
        ("[]", "holds no cases"),
        ("- {id: a, question: secret words}", "Field required"),
        ("3", "it has not that form"),
    ],
)
def test_questions_that_cannot_be_used_are_said_so_without_their_text(
    tmp_path: Path, text: str, said: str
) -> None:
    file = tmp_path / "cases.yaml"
    file.write_text(text)
    options = SuiteOptions(settings=Settings(data_dir=tmp_path), questions=file)
    with pytest.raises(EvalInputError, match=said) as raised:
        SampleSuite().run(options, Quiet())
    assert "secret words" not in str(raised.value)


def test_a_role_that_there_is_not_is_said_so(tmp_path: Path) -> None:
    file = tmp_path / "cases.yaml"
    file.write_text(
        "- {id: a, question: q, role: king, as_of: 2026-01-01, kind: prose, expect: refuse,"
        " gold: []}"
    )
    options = SuiteOptions(settings=Settings(data_dir=tmp_path), questions=file)
    with pytest.raises(EvalInputError, match="holds no cases that can be read"):
        SampleSuite().run(options, Quiet())


def test_equal_files_have_equal_hashes(tmp_path: Path) -> None:
    (tmp_path / "pdf").mkdir()
    (tmp_path / "manifest.yaml").write_text(MANIFEST)
    (tmp_path / "pdf" / "a.pdf").write_bytes(b"%PDF-a")
    corpus = SampleCorpus(tmp_path)
    before = corpus.sha256()
    assert corpus.sha256() == before
    (tmp_path / "pdf" / "a.pdf").write_bytes(b"%PDF-b")
    assert corpus.sha256() != before
