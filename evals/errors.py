"""What goes wrong before a question is asked."""

from domain.errors import AttestError


class EvalInputError(AttestError):
    """The documents, questions or baseline that were named cannot be used."""
