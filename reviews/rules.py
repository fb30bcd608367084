"""Who may review what, how many must, and what comes out. Pure functions of values."""

from collections import Counter
from collections.abc import Sequence

from domain.types import Value
from reviews.plan import Why
from reviews.verdicts import Verdict, WholeCode

Place = tuple[str, str, int, int]  # document, version, start, end


class Item(Value):
    """One response in the queue."""

    item_id: str
    answer_id: str
    whys: tuple[Why, ...]
    excluded: frozenset[str]  # who asked, and who disputed it
    places: tuple[Place, ...]  # what a reviewer must be able to read to see the item at all
    opened_at: str
    is_open: bool
    is_seeded: bool  # inside only: a reviewer must not know before the verdict
    outcome: WholeCode | None = None  # None: open, or no two agreed
    holder: str | None = None  # who has it now; None once the lock is over

    @property
    def needs_two(self) -> bool:
        """Whether a second reviewer has to come to a verdict without seeing the first one."""
        return Why.HIGH_IMPACT in self.whys


class Signature(Value):
    """A signed verdict in its seat, from 1."""

    item_id: str
    seat: int
    reviewer: str
    verdict: Verdict
    act_id: str
    signed_at: str


def may_review(item: Item, signed: Sequence[Signature], reviewer: str) -> bool:
    """Never one's own question or dispute, and never the same item twice."""
    has_signed = any(signature.reviewer == reviewer for signature in signed)
    return item.is_open and reviewer not in item.excluded and not has_signed


def is_settled(needs_two: bool, signed: Sequence[Verdict]) -> bool:
    """Whether no further reviewer is needed.

    Two where the item is high-impact; a third where those two disagree. Three is the end, so that
    a question on which people differ for good is shown as such.
    """
    if not needs_two:
        return len(signed) >= 1
    return len(signed) >= 3 or (len(signed) == 2 and do_agree(signed[0], signed[1]))


def do_agree(first: Verdict, second: Verdict) -> bool:
    """Whether two verdicts say the same at every place; reasons may differ."""
    return first.codes == second.codes


def outcome_of(signed: Sequence[Verdict]) -> WholeCode | None:
    """What most said of the whole; None where no more than one said the same of several."""
    if not signed:
        return None
    code, votes = Counter(verdict.whole for verdict in signed).most_common(1)[0]
    return code if votes > len(signed) / 2 else None
