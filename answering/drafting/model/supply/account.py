"""What one response takes of a model: filled in as requests are sent, read once at the end."""

from dataclasses import dataclass


@dataclass
class Account:
    """What one response took; filled in as requests are sent."""

    subject: str
    deadline: float  # a time of the supplier's clock
    tries: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    repaired: bool = False
