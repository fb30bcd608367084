"""Which documents a role may read, worked out from the manifest's text alone.

Deliberately apart from ``domain.entitlement``: a leak that both made would go unseen.
"""

from functools import cache
from pathlib import Path

import yaml

from api.identity.demo import DemoRole


@cache
def documents_readable_by(role: str, manifest: Path) -> frozenset[str]:
    """Document IDs that the role's groups are allowed and not denied; sections not considered."""
    names = {f"group:{group}" for group in DemoRole(role).groups}
    entries = yaml.safe_load(manifest.read_text(encoding="utf-8"))["documents"]
    return frozenset(
        entry["document_id"]
        for entry in entries
        if names.intersection(entry["allow"]) and not names.intersection(entry.get("deny", []))
    )
