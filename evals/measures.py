"""The measures, one function each with its source; ranking measures by ir-measures.

All are of one run and without intervals: ``evals/bootstrap.py`` adds those.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import ir_measures
import numpy as np
from ir_measures import AP, R, nDCG
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

CALIBRATION_BINS = 10  # Guo et al. take 15 on 10,000 and more cases; here are hundreds


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start:end`` of a document."""

    document_id: str
    start: int
    end: int


def ranking_scores(
    rankings: Mapping[str, Sequence[str]],
    gold: Mapping[str, Collection[str]],
    *,
    recall_at: Sequence[int] = (1, 5, 10, 20),
    average_precision_at: Sequence[int] = (10,),
    ndcg_at: Sequence[int] = (10,),
) -> dict[str, dict[str, float]]:
    """Per question with gold: "recall_at_10", "map_at_10", "ndcg_at_10", …

    trec_eval's definitions: recall and average precision are over all gold passages of the
    question, however small k is. A question without a ranking scores 0 throughout.

    Args:
        rankings: passage IDs by question ID, best first, none twice.
        gold: relevant passage IDs by question ID; questions without any are left out.
        recall_at: cut-offs, as the next two.
        average_precision_at: the mean over questions of these is MAP@k.
        ndcg_at: gains are 0 and 1.
    """
    names = {R @ k: f"recall_at_{k}" for k in recall_at}
    names |= {AP @ k: f"map_at_{k}" for k in average_precision_at}
    names |= {nDCG @ k: f"ndcg_at_{k}" for k in ndcg_at}
    judged = [
        ir_measures.Qrel(question, passage, 1)
        for question, passages in gold.items()
        for passage in passages
    ]
    # Scores that only say the order: ties would be broken by ID.
    ranked = [
        ir_measures.ScoredDoc(question, passage, -float(rank))
        for question, passages in rankings.items()
        for rank, passage in enumerate(passages)
    ]
    scores: dict[str, dict[str, float]] = {
        question: dict.fromkeys(names.values(), 0.0) for question in gold if gold[question]
    }
    for found in ir_measures.iter_calc(list(names), judged, ranked):
        if found.query_id in scores:
            scores[found.query_id][names[found.measure]] = float(found.value)
    return scores


def citation_recall(cited: Iterable[Span], gold: Iterable[Span]) -> float:
    """Share of the gold characters that were cited; overlaps count once.

    Character-level recall of LegalBench-RAG (Pipitone and Alami 2024, arXiv:2408.10343).

    Raises:
        ValueError: there is no gold.
    """
    wanted = _characters(gold)
    if not wanted:
        raise ValueError("recall of no gold span")
    return len(wanted & _characters(cited)) / len(wanted)


def citation_precision(cited: Iterable[Span], gold: Iterable[Span]) -> float:
    """Share of the cited characters that are gold; 0 where nothing was cited. Source as above."""
    given = _characters(cited)
    return len(given & _characters(gold)) / len(given) if given else 0.0


def _characters(spans: Iterable[Span]) -> set[tuple[str, int]]:
    return {(span.document_id, at) for span in spans for at in range(span.start, span.end)}


def leaks(returned: Iterable[str], readable: Collection[str]) -> tuple[str, ...]:
    """Document IDs that came back to somebody who may not read them, by name, each once."""
    return tuple(sorted({document for document in returned if document not in readable}))


def refusal_auroc(answerable: Sequence[bool], scores: Sequence[float]) -> float | None:
    """Chance that an answerable question has a higher score than an unanswerable one, ties half.

    The area under the ROC curve (Hanley and McNeil 1982); None where one kind is missing.
    """
    if len(set(answerable)) < len((True, False)):
        return None
    return float(roc_auc_score(answerable, scores))


def unanswerable_answered_at(
    answerable: Sequence[bool], scores: Sequence[float], *, coverage: float = 0.8
) -> float | None:
    """Share of unanswerable questions answered where ``coverage`` of the answerable ones are.

    The threshold is the highest that still answers so many answerable ones; what ties with it is
    answered, too. One point of the ROC curve; None where one kind is missing.
    """
    kinds, given = np.asarray(answerable, dtype=bool), np.asarray(scores, dtype=np.float64)
    wanted, unwanted = np.sort(given[kinds])[::-1], given[~kinds]
    if not wanted.size or not unwanted.size:
        return None
    threshold = wanted[max(1, int(np.ceil(coverage * wanted.size))) - 1]
    return float(np.mean(unwanted >= threshold))


def risk_coverage(
    scores: Sequence[float], is_right: Sequence[bool]
) -> tuple[tuple[float, float], ...]:
    """(coverage, risk) by falling threshold: share answered, and share of those that is wrong.

    El-Yaniv and Wiener 2010, Journal of Machine Learning Research 11. Equal scores are answered
    together; () of nothing.
    """
    order = np.argsort(-np.asarray(scores, dtype=np.float64), kind="stable")
    sorted_scores = np.asarray(scores, dtype=np.float64)[order]
    wrong = np.cumsum(~np.asarray(is_right, dtype=bool)[order])
    last_of_ties = np.flatnonzero(np.append(np.diff(sorted_scores) != 0, [True] * bool(len(order))))
    return tuple((float((at + 1) / len(order)), float(wrong[at] / (at + 1))) for at in last_of_ties)


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """Questions whose probability fell into one bin."""

    mean_probability: float
    share_right: float
    count: int


def calibration(
    probabilities: Sequence[float], is_right: Sequence[bool]
) -> tuple[CalibrationBin, ...]:
    """Ten bins of equal width over 0..1, empty ones left out; a reliability diagram's points.

    Guo et al. 2017, arXiv:1706.04599, section 2.
    """
    given = np.asarray(probabilities, dtype=np.float64)
    right = np.asarray(is_right, dtype=np.float64)
    bins = np.minimum((given * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
    return tuple(_bin(given[bins == number], right[bins == number]) for number in np.unique(bins))


def _bin(probabilities: NDArray[np.float64], right: NDArray[np.float64]) -> CalibrationBin:
    return CalibrationBin(float(probabilities.mean()), float(right.mean()), len(right))


def expected_calibration_error(
    probabilities: Sequence[float], is_right: Sequence[bool]
) -> float | None:
    """Mean distance of a bin's probability from its share of right ones, by size; 0 is best.

    Guo et al. 2017, equation 3; None without rows.
    """
    bins = calibration(probabilities, is_right)
    total = sum(each.count for each in bins)
    distance = sum(each.count * abs(each.mean_probability - each.share_right) for each in bins)
    return distance / total if total else None
