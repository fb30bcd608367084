"""Imported by the fork server alone: everything a worker needs, so that workers share it."""

import sys

# spaCy's base imports torch wherever it finds one: a third of the start-up time and 300 MB, for
# nothing that a reader does. None makes that import fail, as on a machine without torch.
sys.modules["torch"] = None  # type: ignore[assignment]  # the documented way to block an import

import ingest.workers.isolation  # noqa: E402, F401 - for its imports: what workers are asked to run
from ingest.pdf.elements import load  # noqa: E402 - as above

load()
