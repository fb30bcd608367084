"""Where the test data of the suites lies: beside the checkout, never in it."""

import os
from pathlib import Path

# Not ATTEST_…: those are settings of the product, and one it does not know is an error.
VARIABLE = "EVALS_DATA"
_BESIDE_THE_CHECKOUT = Path(__file__).resolve().parents[2] / "shared" / "data"


def data_folder() -> Path:
    """The folder that the variable names, else ``../shared/data`` seen from the checkout."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else _BESIDE_THE_CHECKOUT


def missing(name: str) -> str:
    """What a skipped suite says: what it looked for, and how to give it."""
    return (
        f"There is no {name} in the data folder. Set {VARIABLE} to the folder that holds it, or "
        "pass --documents and --questions."
    )
