"""What passes from drafting to proof: a draft is a proposal, and nothing in it is trusted."""

from domain.answers import Claim
from domain.records import Supply
from domain.types import Value


class Draft(Value):
    """What one generator proposes for one question; not yet verified.

    No claims and no ``failed``: the generator says that nothing answers.
    """

    drafted_by: str  # "quotes", "model", "quotes (model failed: timeout)"
    claims: tuple[Claim, ...] = ()  # in reading order
    short_answer: str = ""  # the model's own words; empty where it gave none
    failed: str = ""  # why nothing in it can be used, in a few words; another generator drafts
    prompt: str = ""  # ID and hash; empty where no model was asked
    model: str = ""  # its name; empty where no model was asked
    supply: Supply | None = None  # what the model took; None where no model was asked

    def instead_of(self, failed: "Draft") -> "Draft":
        """This draft in the place of one that failed: it says so, and what the failure took."""
        return self.model_copy(
            update={
                "drafted_by": f"{self.drafted_by} ({failed.drafted_by} failed: {failed.failed})",
                "prompt": failed.prompt,
                "model": failed.model,
                "supply": failed.supply,
            }
        )
