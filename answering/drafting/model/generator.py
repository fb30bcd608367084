"""The generator "model": a language model chooses among numbered statements.

statements -> prompt -> completion -> numbers -> claims. One repair at most. The model writes no
quote: claims are composed of the statements that its numbers choose. Its short answer stays a
proposal until it is proved.
"""

from collections.abc import Sequence

from answering.drafting.composing import claims_of
from answering.drafting.model.messages import Malformed, Message, Refused, Unavailable
from answering.drafting.model.numbering import Choice, choice_of, statements_shown
from answering.drafting.model.output import read_output, schema_for
from answering.drafting.model.prompt import Prompt, render, render_repair
from answering.drafting.model.supply.account import Account
from answering.drafting.model.supply.supplier import ModelSupplier
from answering.evidence.reading import Evidence, ReadStatement
from domain.answers import Claim
from domain.drafts import Draft
from domain.records import Supply

NAME = "model"
# What is shown to the model of its own unusable output; the rest would cost more than it helps.
REPAIRED_OUTPUT_CHARACTERS = 2_000


class ModelDrafting:
    """What every request shares: the supplier, the prompt, and how many statements to choose."""

    name = NAME

    def __init__(
        self, supplier: ModelSupplier, *, prompt: Prompt, maximum_statements: int = 4
    ) -> None:
        """Asks nothing yet."""
        self.supplier = supplier
        self.prompt = prompt
        self.maximum_statements = maximum_statements

    def for_caller(self, subject: str) -> "ModelGenerator":
        """A generator on the budget of the principal who asks."""
        return ModelGenerator(self, subject)

    def close(self) -> None:
        """Releases connections; a second call does nothing."""
        self.supplier.close()


class ModelGenerator:
    """``Generator`` over a model, on one principal's budget; it keeps nothing between drafts."""

    name = NAME

    def __init__(self, drafting: ModelDrafting, subject: str) -> None:
        """Asks nothing yet."""
        self._drafting = drafting
        self._subject = subject

    def draft(self, evidence: Evidence) -> Draft:
        """The model's choice; ``failed`` says why where nothing usable came of it.

        The model is not asked where the evidence has no statements.
        """
        supplier = self._drafting.supplier
        statements = statements_shown(evidence, most=supplier.settings.statements)
        if not statements:
            return Draft(drafted_by=self.name)
        account = supplier.open_account(self._subject)
        failed = ""
        choice, short_answer = Choice(), ""
        try:
            choice, short_answer = self._chosen(evidence.question, statements, account)
        except (Unavailable, Refused, Malformed) as failure:
            failed = failure.reason
        return Draft(
            drafted_by=self.name,
            claims=_claims(choice),
            short_answer=short_answer,
            failed=failed,
            prompt=self._drafting.prompt.stamp,
            model=supplier.name,
            supply=self._supply(account, choice),
        )

    def _chosen(
        self, question: str, statements: Sequence[ReadStatement], account: Account
    ) -> tuple[Choice, str]:
        """Choice and short answer of a first output, or of one repair.

        Raises:
            Unavailable, Refused, Malformed: there is no usable output.
        """
        prompt, most = self._drafting.prompt, self._drafting.maximum_statements
        shown = [each.statement for each in statements]
        messages = render(prompt, question, shown, maximum_statements=most)
        try:
            return self._read(messages, statements, account)
        except Malformed as malformed:
            account.repaired = True
            said = Message("assistant", malformed.output[:REPAIRED_OUTPUT_CHARACTERS])
            again = (said,) if said.text else ()
            repair = (*messages, *again, render_repair(prompt, malformed.problem))
            return self._read(repair, statements, account)

    def _read(
        self, messages: Sequence[Message], statements: Sequence[ReadStatement], account: Account
    ) -> tuple[Choice, str]:
        schema = schema_for(len(statements))
        completion = self._drafting.supplier.complete(messages, schema=schema, account=account)
        if completion.is_cut_short:
            problem = "it was too long and was cut short"
            raise Malformed("output cut short", problem=problem, output=completion.text)
        selection = read_output(
            completion.text, maximum_statements=self._drafting.maximum_statements
        )
        choice = choice_of(selection.statements, statements)
        if selection.statements and not choice.statements:
            problem = f"there are no statements of these numbers, only of 1 to {len(statements)}"
            raise Malformed("unknown statements", problem=problem, output=completion.text)
        return choice, selection.short_answer or ""

    def _supply(self, account: Account, choice: Choice) -> Supply:
        prices = self._drafting.supplier.budget.prices
        return Supply(
            tries=account.tries,
            repaired=account.repaired,
            input_tokens=account.input_tokens,
            output_tokens=account.output_tokens,
            cost=prices.cost(account.input_tokens, account.output_tokens),
            dropped=tuple(reason.value for reason in choice.dropped),
        )


def _claims(choice: Choice) -> tuple[Claim, ...]:
    """The chosen statements, with the words that answer marked by the reader."""
    answers = [each.answer for each in choice.statements if each.answer is not None]
    return claims_of([each.statement for each in choice.statements], answers)
