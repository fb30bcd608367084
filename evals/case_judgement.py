"""One response against one case: right clause, wrong, refused, leaked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.answers import Answer, Citation, Claim, Refusal, RefusalCode
from evals.case_file import Case, Gold, Kind


class Verdict(StrEnum):
    """What a response was, measured against its case."""

    RIGHT_CLAUSE = "right clause cited"
    WRONG_CLAUSE = "answered, wrong clause"
    WRONGLY_REFUSED = "refused, though answered by policy"
    RIGHTLY_REFUSED = "refused, rightly"
    WRONGLY_ANSWERED = "answered, though no policy does"
    CONFLICT_SHOWN = "both sides of a conflict quoted"
    CRASHED = "crashed"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A case with its verdict. ``leaks``: IDs shown in the response that the role may not read."""

    case: Case
    verdict: Verdict
    leaks: tuple[str, ...] = ()
    first_is_right: bool = False  # the very first citation is a gold one
    citations: tuple[Citation, ...] = ()
    seconds: float = 0.0
    detail: str = ""

    @property
    def is_right(self) -> bool:
        """Whether the verdict is what the case wants and nothing leaked."""
        right = (Verdict.RIGHT_CLAUSE, Verdict.RIGHTLY_REFUSED, Verdict.CONFLICT_SHOWN)
        return self.verdict in right and not self.leaks


def judge(case: Case, response: Answer | Refusal, *, readable: frozenset[str]) -> Judgement:
    """The judgement of a response.

    Args:
        case: with its gold.
        response: what the product said.
        readable: document IDs that the manifest lets the case's role read, worked out apart from
            the product's own entitlement.
    """
    citations = tuple(c for sentence in response.sentences for c in sentence.citations)
    shown = (*citations, *(response.nearest if isinstance(response, Refusal) else ()))
    leaks = tuple(sorted({c.document_id for c in shown} - readable))
    if isinstance(response, Refusal) and _shows_both_sides(case, response, citations):
        return Judgement(
            case, Verdict.CONFLICT_SHOWN, leaks, True, citations, detail=response.code.value
        )
    if isinstance(response, Refusal):
        refused = Verdict.RIGHTLY_REFUSED if case.expect == "refuse" else Verdict.WRONGLY_REFUSED
        return Judgement(case, refused, leaks, detail=response.code.value)
    said = " / ".join(sentence.text for sentence in response.sentences)
    if case.expect == "refuse":
        verdict = Verdict.WRONGLY_ANSWERED
    elif any(is_gold(citation, gold) for citation in citations for gold in case.gold):
        verdict = Verdict.RIGHT_CLAUSE
    else:
        verdict = Verdict.WRONG_CLAUSE
    if any(words.casefold() in said.casefold() for words in case.must_not_contain):
        verdict = Verdict.WRONG_CLAUSE
    first = any(is_gold(citations[0], gold) for gold in case.gold)
    return Judgement(case, verdict, leaks, first, citations, detail=said)


def draft_is_right(claims: Sequence[Claim], gold: Sequence[Gold]) -> bool:
    """Whether a quote of a draft holds the words of a gold place of the same version."""
    return any(
        (quote.document_id, quote.version) == (place.document_id, place.version)
        and _folded(place.quote_contains) in _folded(quote.text)
        for claim in claims
        for quote in claim.quotes
        for place in gold
    )


def _shows_both_sides(case: Case, response: Refusal, citations: Sequence[Citation]) -> bool:
    """Whether a true conflict was told as one, with a gold place of two documents quoted."""
    sides = {
        citation.document_id
        for citation in citations
        if any(is_gold(citation, gold) for gold in case.gold)
    }
    is_told = response.code is RefusalCode.CONFLICTING_POLICIES
    return case.kind is Kind.CONFLICT and is_told and len(sides) > 1


def is_gold(citation: Citation, gold: Gold) -> bool:
    """Whether a citation lies in the gold place and its quote holds the gold words."""
    version = (citation.document_id, citation.version)
    return is_gold_place(version, citation.section, citation.quote, gold)


def is_gold_place(version: tuple[str, str], section: str, text: str, gold: Gold) -> bool:
    """Whether a text of (document_id, version) and section is a gold one.

    A table row or annex is held to the words alone: its section number depends on where the
    table stands.
    """
    is_clause = re.fullmatch(r"\d+(\.\d+)*", gold.clause) is not None
    in_clause = not is_clause or _within(section, gold.clause)
    same_version = version == (gold.document_id, gold.version)
    return same_version and in_clause and _folded(gold.quote_contains) in _folded(text)


def _within(section: str, clause: str) -> bool:
    """Either holds the other: a list item's clause may be cited as its parent."""
    return section == clause or section.startswith(f"{clause}.") or clause.startswith(f"{section}.")


def _folded(text: str) -> str:
    """Without case, and with any white space as nothing: "£ 100" and "£100" are the same words."""
    return re.sub(r"\s+", "", text).casefold()
