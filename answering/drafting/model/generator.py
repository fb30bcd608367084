"""The generator "model": a draft by a language model, or by the quotes generator where that fails.

prompt -> completion -> shape -> quotes found -> claims. One repair at most. Nothing here makes a
claim true: verification comes after, and what it withholds is not released.
"""

import logging
from collections.abc import Mapping, Sequence

from answering.drafting.model.claims import Resolved, claims_of
from answering.drafting.model.messages import Malformed, Message, Refused, Unavailable
from answering.drafting.model.output import read_output, schema_for
from answering.drafting.model.prompt import Prompt, label_of, render, render_repair
from answering.drafting.model.supplier import Account, ModelSupplier
from domain.answering_ports import Drafted, Generator
from domain.answers import Claim
from domain.records import Supply
from domain.types import Chunk, Passage

logger = logging.getLogger(__name__)

# What is shown to the model of its own unusable output; the rest would cost more than it helps.
REPAIRED_OUTPUT_CHARACTERS = 4_000


class ModelDrafting:
    """What every request shares: supplier, prompt, and who drafts where the model fails."""

    def __init__(
        self,
        supplier: ModelSupplier,
        *,
        prompt: Prompt,
        fallback: Generator,
        maximum_sentences: int = 4,
    ) -> None:
        """``fallback`` needs no model."""
        self.supplier = supplier
        self.prompt = prompt
        self.fallback = fallback
        self.maximum_sentences = maximum_sentences

    def for_caller(self, subject: str) -> "ModelGenerator":
        """A generator for one request of the principal whose budget it uses."""
        return ModelGenerator(self, subject)

    def close(self) -> None:
        """Releases connections; a second call does nothing."""
        self.supplier.close()


class ModelGenerator:
    """``SupervisedGenerator`` over a model; for one request."""

    name = "model"

    def __init__(self, drafting: ModelDrafting, subject: str) -> None:
        """Asks nothing yet."""
        self._drafting = drafting
        self._subject = subject
        self._account: Account | None = None
        self._failed: str | None = None

    def draft(self, question: str, passages: Sequence[Passage]) -> tuple[Claim, ...]:
        """The model's claims, () where it says that nothing answers; else the fallback's."""
        if not passages:
            return ()
        account = self._account = self._drafting.supplier.open_account(self._subject)
        chunks = [p.chunk for p in passages[: self._drafting.supplier.settings.passages]]
        try:
            return self._claims(question, chunks, account)
        except (Unavailable, Refused, Malformed) as failure:
            return self._instead(failure.reason, question, passages)

    def draft_instead(self, question: str, passages: Sequence[Passage]) -> tuple[Claim, ...]:
        """The fallback's claims; () where it has drafted already."""
        if self._failed is not None:
            return ()
        return self._instead("nothing verified", question, passages)

    def drafted(self) -> Drafted:
        """See the port."""
        if self._account is None:
            return Drafted(generator=self.name)
        fallback = self._drafting.fallback.name
        failed = f"{fallback} ({self.name} failed: {self._failed})"
        return Drafted(
            generator=self.name if self._failed is None else failed,
            prompt=self._drafting.prompt.stamp,
            model=self._drafting.supplier.name,
            supply=self._supply(self._account),
        )

    def _supply(self, account: Account) -> Supply:
        prices = self._drafting.supplier.budget.prices
        return Supply(
            tries=account.tries,
            repaired=account.repaired,
            input_tokens=account.input_tokens,
            output_tokens=account.output_tokens,
            cost=prices.cost(account.input_tokens, account.output_tokens),
            dropped=tuple(account.dropped),
        )

    def _instead(
        self, reason: str, question: str, passages: Sequence[Passage]
    ) -> tuple[Claim, ...]:
        self._failed = reason
        logger.warning("The model failed (%s); the quotes generator drafts.", reason)
        return self._drafting.fallback.draft(question, passages)

    def _claims(
        self, question: str, chunks: Sequence[Chunk], account: Account
    ) -> tuple[Claim, ...]:
        """Claims of a first output, or of one repair.

        Raises:
            Unavailable, Refused, Malformed: there is no usable output.
        """
        labelled = {label_of(n): chunk for n, chunk in enumerate(chunks, start=1)}
        most = self._drafting.maximum_sentences
        prompt = self._drafting.prompt
        messages = render(prompt, question, chunks, maximum_sentences=most)
        try:
            return self._resolved(messages, labelled, account)
        except Malformed as malformed:
            account.repaired = True
            said = Message("assistant", malformed.output[:REPAIRED_OUTPUT_CHARACTERS])
            again = (said,) if said.text else ()
            repair = (*messages, *again, render_repair(prompt, malformed.problem))
            return self._resolved(repair, labelled, account)

    def _resolved(
        self, messages: Sequence[Message], labelled: Mapping[str, Chunk], account: Account
    ) -> tuple[Claim, ...]:
        schema = schema_for([*labelled])
        completion = self._drafting.supplier.complete(messages, schema=schema, account=account)
        if completion.is_cut_short:
            problem = "it was too long and was cut short"
            raise Malformed("output cut short", problem=problem, output=completion.text)
        most = self._drafting.maximum_sentences
        resolved = claims_of(read_output(completion.text, maximum_sentences=most), labelled)
        account.dropped.extend(reason.value for reason in resolved.dropped)
        if resolved.dropped and not resolved.claims:
            raise _nothing_holds(resolved, completion.text)
        return resolved.claims


def _nothing_holds(resolved: Resolved, output: str) -> Malformed:
    why = ", ".join(sorted(set(resolved.dropped)))
    return Malformed("no quote held", problem=f"no sentence can be used ({why})", output=output)
