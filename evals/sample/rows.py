"""One case of the sample corpus as a row: what was judged, what the parts saw, what it scores."""

from collections.abc import Mapping, Sequence

from domain.answers import Citation
from domain.types import Passage
from evals.case_file import Case, Gold
from evals.case_judgement import Judgement, Verdict, is_gold, is_gold_place
from evals.result import Better, CaseRow

# Passages that a reader might look through, and all that the generator is given by default.
RECALL_AT = (1, 5, 10, 24)
PASSAGES_SHOWN, CHARACTERS_SHOWN = 3, 240
WORDINGS = ("_plain_wording", "_other_words")
BETTER: Mapping[str, Better] = {"answered_with_wrong_clause": "lower"}


def row_of(
    judgement: Judgement,
    passages: Sequence[Passage],
    *,
    probability: float,
    is_draft_right: bool,
    inexact: Sequence[str],
) -> CaseRow:
    """The row.

    Args:
        judgement: of the response.
        passages: what was found for the case, best first.
        probability: the judge's; 0 where the question did not reach it.
        is_draft_right: whether the draft from these passages cites gold, released or not.
        inexact: citations that are not exact, in words.
    """
    case = judgement.case
    rank = gold_rank(case, passages)
    return CaseRow(
        case_id=case.id,
        question=case.question,
        asked_as=f"{case.role}, as of {case.as_of}",
        slices=(case.kind.value, "plain wording" if case.is_plain else "other words"),
        answerable=case.expect == "answer",
        is_right=judgement.is_right and not inexact,
        verdict=judgement.verdict.value,
        scores=_scores(judgement, rank),
        signals={
            "probability": probability,
            "draft_is_right": float(is_draft_right),
            "gold_rank": float(rank or 0),
        },
        expected=tuple(_gold_in_words(gold) for gold in case.gold) or ("a refusal",),
        found=_found(judgement, passages),
        seconds=judgement.seconds,
        leaks=judgement.leaks,
        inexact=tuple(inexact),
        has_crashed=judgement.verdict is Verdict.CRASHED,
    )


def gold_rank(case: Case, passages: Sequence[Passage]) -> int | None:
    """Rank, from 1, of the first passage that holds a gold place; None where none does."""
    for rank, passage in enumerate(passages, start=1):
        chunk = passage.chunk
        version = (chunk.document_id, chunk.version)
        if any(is_gold_place(version, chunk.section, chunk.text, gold) for gold in case.gold):
            return rank
    return None


def _scores(judgement: Judgement, rank: int | None) -> dict[str, float]:
    """Shares by name; which of them a case has depends on what is expected of it."""
    wording = WORDINGS[not judgement.case.is_plain]
    right = float(judgement.is_right)
    if judgement.case.expect == "refuse":
        return {"refusals_right": right, f"refusals_right{wording}": right}
    scores = {
        "right_clause_cited": right,
        f"right_clause_cited{wording}": right,
        "right_clause_first": float(judgement.first_is_right),
        "answered_with_wrong_clause": float(judgement.verdict is Verdict.WRONG_CLAUSE),
    }
    if judgement.citations:
        gold = judgement.case.gold
        rights = [any(is_gold(c, place) for place in gold) for c in judgement.citations]
        scores["citation_precision"] = sum(rights) / len(rights)
    return scores | {f"passage_recall_at_{k}": float(bool(rank and rank <= k)) for k in RECALL_AT}


def _found(judgement: Judgement, passages: Sequence[Passage]) -> tuple[str, ...]:
    """What was cited; of a refusal its code and the best passages."""
    if judgement.verdict is Verdict.CRASHED:
        return (judgement.detail,)
    if judgement.citations:
        return tuple(_citation_in_words(citation) for citation in judgement.citations)
    best = (
        f"passage {p.rank}: {p.chunk.document_id} v{p.chunk.version} {p.chunk.section}: "
        f"{p.chunk.text[:CHARACTERS_SHOWN]}"
        for p in passages[:PASSAGES_SHOWN]
    )
    return (f"refused: {judgement.detail}", *best)


def _citation_in_words(citation: Citation) -> str:
    place = f"{citation.document_id} v{citation.version} {citation.section}, page {citation.page}"
    return f"{place}: “{citation.quote[:CHARACTERS_SHOWN]}”"


def _gold_in_words(gold: Gold) -> str:
    return f"{gold.document_id} v{gold.version} {gold.clause}: “{gold.quote_contains}”"
