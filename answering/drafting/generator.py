"""The seam of drafting."""

from typing import Protocol

from answering.evidence.reading import Evidence
from domain.drafts import Draft


class Generator(Protocol):
    """Drafts an answer from evidence. Its output is not trusted: verification comes after."""

    name: str

    def draft(self, evidence: Evidence) -> Draft:
        """A draft without claims where nothing answers, and for evidence without statements."""
        ...
