"""Imported by the fork server alone: what every worker needs, so that they share it."""

import ingest.scanned_page  # noqa: F401 - imported for its effect
from ingest.pdf_elements import load

load()
