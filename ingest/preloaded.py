"""Imported by the fork server alone: everything a worker needs, so that workers share it."""

import ingest.isolation  # noqa: F401 - for its imports: what workers are asked to run
from ingest.pdf_elements import load

load()
