"""Signed verdicts out of the ledger as labelled cases. Pure functions of records.

A case is a recorded question with what reviewers said: of the whole, and of each citation. Seeded
errors are left out: they are no answers of the product's.
"""

from collections.abc import Iterable
from typing import Any

from domain.answers import Citation
from domain.records import ActRecord, AnyRecord, Entry, Record
from evals.result import CaseRow
from reviews.rules import outcome_of
from reviews.signing import VERDICT
from reviews.verdicts import CitationCode, Mark, Verdict, WholeCode


def rows_from(records: Iterable[AnyRecord]) -> list[CaseRow]:
    """A row for each reviewed response on which most reviewers agree, in the order of asking."""
    asked: dict[str, Entry] = {}
    verdicts: dict[str, list[Verdict]] = {}
    whys: dict[str, set[str]] = {}
    for record in records:
        if isinstance(record, Record):
            asked[record.entry.answer_id] = record.entry
        elif _is_real_verdict(record):
            content: dict[str, Any] = record.entry.content
            verdicts.setdefault(record.entry.about, []).append(
                Verdict.model_validate({"marks": content["marks"]})
            )
            whys.setdefault(record.entry.about, set()).update(content["whys"])
    rows = []
    for answer_id, signed in verdicts.items():
        outcome = outcome_of(signed)
        if outcome is not None and answer_id in asked:
            rows.append(_row(asked[answer_id], signed, outcome, sorted(whys[answer_id])))
    return rows


def _is_real_verdict(record: ActRecord) -> bool:
    return record.entry.act == VERDICT and record.entry.content.get("seed") is None


def _row(entry: Entry, signed: list[Verdict], outcome: WholeCode, whys: list[str]) -> CaseRow:
    is_right = outcome is WholeCode.RIGHT
    judged = list(_judged(entry, signed))
    scores = {"whole_right": float(is_right)}
    if judged:
        supported = sum(code == CitationCode.SUPPORTS for _, code in judged)
        scores["citations_supported"] = supported / len(judged)
    is_refusal = entry.response.kind == "refusal"
    # A refusal that is not right should have been an answer.
    answerable = not is_right if is_refusal else outcome is not WholeCode.SHOULD_HAVE_REFUSED
    return CaseRow(
        case_id=entry.answer_id,
        question=entry.response.question,
        asked_as=", ".join(sorted(entry.asker.groups)),
        slices=(entry.response.kind, *whys),
        answerable=answerable,
        is_right=is_right,
        verdict=outcome.value,
        scores=scores,
        expected=tuple(_told(citation, code) for citation, code in judged),
    )


def _judged(entry: Entry, signed: list[Verdict]) -> Iterable[tuple[Citation, str]]:
    """Each citation with what most said of it; ties go to the harder word."""
    harder = [code.value for code in CitationCode][::-1]
    for s, sentence in enumerate(entry.response.sentences):
        for c, citation in enumerate(sentence.citations):
            marks = [verdict.marks.get(f"{s}.{c}", Mark()) for verdict in signed]
            codes = [mark.code for mark in marks if mark.code]
            if codes:
                yield citation, max(harder, key=codes.count)


def _told(citation: Citation, code: str) -> str:
    place = f"{citation.document_id} {citation.version} {citation.start}:{citation.end}"
    return f"{place} {code}: {citation.quote}"
