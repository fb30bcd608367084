"""Asks generators in turn until one drafts what verification lets out.

draft -> verify -> the next generator, where the draft failed or nothing in it could be verified.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from answering.drafting.generator import Generator
from answering.evidence.reading import Evidence
from answering.proof.verification import VerificationResult, Withheld
from domain.answers import Claim, Sentence
from domain.drafts import Draft
from domain.observing import Observer, Step

logger = logging.getLogger(__name__)

NOTHING_VERIFIED = "nothing verified"
Verify = Callable[[Sequence[Claim]], VerificationResult]


@dataclass(frozen=True, slots=True)
class Drafted:
    """The last draft that was made, what of it may be released, and what of all was withheld."""

    draft: Draft
    sentences: tuple[Sentence, ...]
    withheld: tuple[Withheld, ...]


def draft_in_turn(
    evidence: Evidence,
    *,
    generators: Sequence[Generator],
    verify: Verify,
    observer: Observer,
) -> Drafted:
    """The first draft that holds, else the last one. ``generators``: at least one, best first.

    A generator that says that nothing answers is believed: no other is asked.

    Raises:
        Abandoned: ``observer`` says that nobody waits for it any more.
        EntitlementBreach: see ``answering.proof.verification.verify``.
    """
    *others, last = generators
    withheld: tuple[Withheld, ...] = ()
    failed: Draft | None = None
    for generator in others:
        made = _drafted(generator, evidence, failed, verify, observer)
        withheld += made.withheld
        if made.sentences or not (made.draft.failed or made.draft.claims):
            return Drafted(made.draft, made.sentences, withheld)
        reason = made.draft.failed or NOTHING_VERIFIED
        failed = made.draft.model_copy(update={"failed": reason})
        logger.warning("The generator %s failed (%s); trying the next one.", generator.name, reason)
    made = _drafted(last, evidence, failed, verify, observer)
    return Drafted(made.draft, made.sentences, withheld + made.withheld)


def _drafted(
    generator: Generator,
    evidence: Evidence,
    failed: Draft | None,
    verify: Verify,
    observer: Observer,
) -> Drafted:
    """One generator's draft, in the place of one that failed, and what verification says of it."""
    with observer.step(Step.DRAFTING):
        draft = generator.draft(evidence)
    if failed is not None:
        draft = draft.instead_of(failed)
    if not draft.claims:
        return Drafted(draft, (), ())
    with observer.step(Step.VERIFYING):
        result = verify(draft.claims)
    return Drafted(draft, result.sentences, result.withheld)
