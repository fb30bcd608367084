"""What an approval is bound to: exact text, exact recipients, exact versions of the evidence."""

import hashlib
import json

from domain.types import Value


class Content(Value):
    """What will leave the bank. Order counts, and so does every character."""

    text: str
    recipients: tuple[str, ...] = ()
    evidence: tuple[tuple[str, str, str], ...] = ()  # document, version, SHA-256 of the quote
    attachments: tuple[str, ...] = ()  # SHA-256 of each

    @property
    def sha256(self) -> str:
        """64 hex digits; differs where anything does."""
        told = json.dumps(self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(f"attest-approval-content-1\n{told}".encode()).hexdigest()
