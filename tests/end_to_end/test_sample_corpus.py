"""The promises on the sample corpus: exact citations, no leak, the right clause or a refusal."""

from datetime import date

import pytest

from domain.answers import Citation
from domain.types import Principal
from evals.baseline import read_baseline
from evals.case_judgement import Judgement
from evals.citation_check import is_scan, quote_is_exact, share_of_words_covered
from evals.gate import check
from evals.run import Run
from evals.run_cases import figures
from ingest.report import Outcome
from tests.end_to_end.conftest import Sample

pytestmark = pytest.mark.integration

# Two standard errors under the shares in README.md: what costs more than noise fails here.
# The first version's rules, tuned to this bank, had 0.89, 0.59 and 0.88: the trained reader, which
# has seen nothing of it, is worse in the policy's own words and better in all others.
FLOOR_PLAIN_WORDING = 0.65  # measured 0.75 of 73
FLOOR_RIGHT_CLAUSE = 0.57  # measured 0.64 of 222, two thirds of them worded to avoid the policy's
FLOOR_REFUSALS = 0.86  # measured 0.92 of 76

# OCR of a single line can misread a word that OCR of the page had right: measured 1.0 of 13.
LEAST_SHARE_ON_A_SCAN = 0.9


def _citations(judgements: list[Judgement]) -> list[Citation]:
    return list(dict.fromkeys(c for judgement in judgements for c in judgement.citations))


def test_every_document_is_ingested_and_none_is_rejected(sample: Sample) -> None:
    outcomes = {report.document_id: report.outcome for report in sample.report.documents}
    assert set(outcomes.values()) == {Outcome.INGESTED}
    assert sample.report.exit_code == 0
    assert len(sample.report.documents) >= 20
    assert sample.report.pages >= 120


def test_every_quote_is_the_text_at_its_span(sample: Sample, judgements: list[Judgement]) -> None:
    citations = _citations(judgements)
    assert len(citations) > 100
    wrong = [c for c in citations if not quote_is_exact(c, sample.catalogue)]
    assert wrong == []


def test_every_quote_can_be_read_back_out_of_its_boxes(
    sample: Sample, judgements: list[Judgement]
) -> None:
    missed = {}
    for citation in _citations(judgements):
        source = sample.catalogue.source_path(citation.document_id, citation.version)
        assert source is not None
        assert citation.boxes
        covered = share_of_words_covered(citation, source)
        if covered < (LEAST_SHARE_ON_A_SCAN if is_scan(source, citation.boxes) else 1.0):
            missed[citation.document_id, citation.version, citation.quote[:60]] = covered
    assert missed == {}


def test_nothing_that_a_role_may_not_read_is_cited_and_nothing_crashes(
    judgements: list[Judgement],
) -> None:
    measures = figures(judgements)
    assert measures["leaks"] == 0
    assert [j.detail for j in judgements if j.verdict == "crashed"] == []


def test_the_right_clause_is_cited_and_the_rest_refused(judgements: list[Judgement]) -> None:
    measures = figures(judgements)
    assert (measures["right_clause_cited_plain_wording"] or 0) >= FLOOR_PLAIN_WORDING
    assert (measures["right_clause_cited"] or 0) >= FLOOR_RIGHT_CLAUSE
    assert (measures["refusals_right"] or 0) >= FLOOR_REFUSALS


def test_nothing_is_worse_than_the_accepted_baseline(run: Run) -> None:
    baseline = read_baseline("sample")
    assert baseline is not None
    verdict = check(run, baseline)
    assert verdict.failures == ()
    assert {change.name for change in verdict.changes} >= {"right_clause_cited", "refusals_right"}


def test_the_same_question_on_three_dates_gives_three_versions(sample: Sample) -> None:
    caller = Principal(subject="ann", groups=frozenset({"everyone", "compliance"}))
    question = "What is the gift limit for a private-sector client without approval?"
    cited = {}
    for day in (date(2024, 6, 1), date(2026, 6, 1), date(2027, 8, 1)):
        answer = sample.attest.answer(question, principal=caller, as_of=day)
        gifts = [
            citation.version
            for sentence in answer.sentences
            for citation in sentence.citations
            if citation.document_id == "POL-GFT-003"
        ]
        cited[day.year] = set(gifts)
    assert cited == {2024: {"1.0"}, 2026: {"2.0"}, 2027: {"3.0"}}


def test_a_superseded_citation_names_what_replaced_it(sample: Sample) -> None:
    caller = Principal(subject="ann", groups=frozenset({"everyone", "compliance"}))
    question = "What is the gift limit for a private-sector client without approval?"
    answer = sample.attest.answer(question, principal=caller, as_of=date(2024, 6, 1))
    gifts = [
        citation
        for sentence in answer.sentences
        for citation in sentence.citations
        if citation.document_id == "POL-GFT-003"
    ]
    assert gifts
    assert all(citation.superseded_by for citation in gifts)


@pytest.mark.parametrize(
    "words",
    ["HERON-4471", "waived all reports", "audit-export@harbourvale", "cleared for everything"],
    ids=["white on white", "tiny", "off the page", "invisible"],
)
def test_p8_hidden_text_is_reported_and_is_in_no_text(sample: Sample, words: str) -> None:
    version = sample.catalogue.version("POL-SAR-011", "1.0")
    report = next(r for r in sample.report.documents if r.document_id == "POL-SAR-011")
    assert version is not None
    assert any(finding.code == "hidden_text" for finding in report.findings)
    assert words not in " ".join(version.text.split())
