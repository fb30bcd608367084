"""How well reviewing works: agreement between two people, and how many seeded errors are caught."""

import json
from collections import Counter
from collections.abc import Sequence
from statistics import NormalDist

import sqlalchemy as sa

from domain.types import Value
from reviews import tables
from reviews.rows import seed_from_row, signatures
from reviews.rules import Signature
from reviews.seeds import is_caught
from reviews.storage import Transactions
from reviews.verdicts import WHOLE

Pair = tuple[str, str]  # the first reviewer's code and the second's


class Agreement(Value):
    """Of two blind verdicts on the same thing."""

    pairs: int
    equal: int
    kappa: float | None  # Cohen's, -1..1. None: fewer than two pairs, or all of one code


class Rate(Value):
    """A count out of another, with its 95 % interval after Wilson, as shares."""

    count: int
    of: int
    low: float | None = None  # None where ``of`` is 0
    high: float | None = None


class Quality(Value):
    """What the head of review sees. No name of a reviewer is in it."""

    open_items: int
    closed_items: int
    open_by_reason: dict[str, int]
    outcomes: dict[str, int]  # "unsettled" where three people differed; seeded errors left out
    whole: Agreement
    citations: Agreement
    thirds: int  # how often a disagreement went to a third
    catch_rate: Rate
    catch_rate_by_kind: dict[str, Rate]


def quality_of(transactions: Transactions) -> Quality:
    """Everything that was signed up to now."""
    with transactions.reading() as connection:
        rows = connection.execute(sa.select(tables.items)).all()
        signed: dict[str, list[Signature]] = {}
        for signature in signatures(connection):
            signed.setdefault(signature.item_id, []).append(signature)
    real = [row for row in rows if row.seed is None]
    doubles = [s for row in real if len(s := signed.get(row.item_id, [])) >= 2]
    caught = _caught(rows, signed)
    closed = [row for row in real if not row.is_open]
    return Quality(
        open_items=sum(1 for row in real if row.is_open),
        closed_items=len(closed),
        open_by_reason=dict(
            sorted(Counter(w for row in real if row.is_open for w in json.loads(row.whys)).items())
        ),
        outcomes=dict(sorted(Counter(row.outcome or "unsettled" for row in closed).items())),
        whole=agreement_of([pair for both in doubles for pair in _pairs(both, [WHOLE])]),
        citations=agreement_of(
            [p for both in doubles for p in _pairs(both, _citation_places(both[0]))]
        ),
        thirds=sum(1 for both in doubles if len(both) >= 3),
        catch_rate=rate_of([was for _, was in caught]),
        catch_rate_by_kind={
            kind: rate_of([was for other, was in caught if other == kind])
            for kind in sorted({kind for kind, _ in caught})
        },
    )


def agreement_of(pairs: Sequence[Pair]) -> Agreement:
    """Cohen's kappa over pairs of codes, by NLTK; no pairs: nothing to say."""
    equal = sum(1 for first, second in pairs if first == second)
    kappa = None
    if len(pairs) >= 2 and len({code for pair in pairs for code in pair}) >= 2:
        # NLTK takes seconds to import; only the head of review's page needs it.
        from nltk.metrics.agreement import AnnotationTask  # noqa: PLC0415  # see above

        said = [
            (coder, number, code)
            for number, pair in enumerate(pairs)
            for coder, code in zip(("first", "second"), pair, strict=True)
        ]
        kappa = round(AnnotationTask(data=said).kappa_pairwise("first", "second"), 3)
    return Agreement(pairs=len(pairs), equal=equal, kappa=kappa)


def rate_of(outcomes: Sequence[bool]) -> Rate:
    """How many are true. Wilson's interval holds for small counts and for shares near 0 and 1."""
    n, count = len(outcomes), sum(outcomes)
    if n == 0:
        return Rate(count=0, of=0)
    z = NormalDist().inv_cdf(0.975)
    share, shrink = count / n, 1 + z * z / n
    middle = (share + z * z / (2 * n)) / shrink
    half = z / shrink * (share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5
    return Rate(
        count=count,
        of=n,
        low=round(max(0.0, middle - half), 3),
        high=round(min(1.0, middle + half), 3),
    )


def _pairs(both: Sequence[Signature], places: Sequence[str]) -> list[Pair]:
    """What the first two said of each place; a third saw a disagreement, and is no fair witness."""
    first, second = both[0].verdict.codes, both[1].verdict.codes
    return [(first[place], second[place]) for place in places]


def _citation_places(signature: Signature) -> list[str]:
    return [place for place in signature.verdict.marks if place != WHOLE]


def _caught(
    rows: Sequence[sa.Row[tuple[object, ...]]], signed: dict[str, list[Signature]]
) -> list[tuple[str, bool]]:
    """The kind of each seeded error that was judged, and whether it was caught."""
    found = []
    for row in rows:
        seed = seed_from_row(row)
        if seed is not None:
            found += [
                (seed.spoiling.value, is_caught(seed.place, signature.verdict))
                for signature in signed.get(row._mapping["item_id"], [])
            ]
    return found
