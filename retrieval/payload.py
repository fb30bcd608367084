"""A chunk as an index stores it, and back: shared by both engines so that they hold the same.

The chunk travels whole, as JSON. Beside it stand the fields that the scope's filter reads: they
are derived from the chunk here and nowhere else, so they cannot say something else than it does.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from domain.entitlement import look_alikes
from domain.section_numbers import keys_of_path
from domain.types import Chunk, Status

# Fixed for ever: another namespace would store every chunk a second time.
POINT_NAMESPACE = UUID("6d0f3c5e-6a52-4f0e-9a57-3f4a1a1f0c11")

DENSE = "dense"
SPARSE = "bm25"

ALLOW = "allow"
DENY = "deny"
SECTION_ALLOW = "section_allow"
SECTION_DENY = "section_deny"
FIRST_DAY = "first_day"
LAST_DAY = "last_day"
DOCUMENT = "document_id"
VERSION = "document_version"
NUMBERS = "section_numbers"  # of the section and of those around it, as they are looked up
KEYWORD_FIELDS = (ALLOW, DENY, SECTION_ALLOW, SECTION_DENY, DOCUMENT, VERSION, NUMBERS)
INTEGER_FIELDS = (FIRST_DAY, LAST_DAY)

ALWAYS_WAS = date.min.toordinal()
STILL_IS = date.max.toordinal()
NEVER = (STILL_IS, ALWAYS_WAS)  # an interval that holds no day


def point_id(chunk_id: str) -> str:
    """The UUID under which a chunk is stored; equal for equal chunk IDs, for ever."""
    return str(uuid5(POINT_NAMESPACE, chunk_id))


def version_key(document_id: str, version: str) -> str:
    """One string for a pair, so that no separator inside an ID can make two pairs look alike."""
    return json.dumps([document_id, version])


def version_of(key: str) -> tuple[str, str]:
    """The pair that ``version_key`` was given."""
    document_id, version = json.loads(key)
    return str(document_id), str(version)


def days_in_force(chunk: Chunk) -> tuple[int, int]:
    """First and last day on which ``domain.entitlement.in_force`` holds, as proleptic ordinals.

    First after last means never: a draft, or one that ended on a day that nobody wrote down.
    """
    ended = chunk.status in (Status.SUPERSEDED, Status.WITHDRAWN)
    if chunk.status is Status.DRAFT or (ended and chunk.effective_to is None):
        return NEVER
    first = ALWAYS_WAS if chunk.effective_from is None else chunk.effective_from.toordinal()
    last = STILL_IS if chunk.effective_to is None else chunk.effective_to.toordinal()
    return first, last


def payload_of(chunk: Chunk) -> dict[str, Any]:
    """What is stored beside a chunk's vectors.

    A section without labels of its own carries its document's, so that one rule, both must
    permit, needs no special case.
    """
    section_labels = chunk.section_labels or chunk.labels
    first_day, last_day = days_in_force(chunk)
    return {
        "chunk": chunk.model_dump_json(),
        ALLOW: sorted(chunk.labels.allow),
        DENY: sorted(look_alikes(chunk.labels.deny)),
        SECTION_ALLOW: sorted(section_labels.allow),
        SECTION_DENY: sorted(look_alikes(section_labels.deny)),
        FIRST_DAY: first_day,
        LAST_DAY: last_day,
        DOCUMENT: chunk.document_id,
        VERSION: version_key(chunk.document_id, chunk.version),
        NUMBERS: list(keys_of_path(chunk.section, chunk.section_path)),
    }


def chunk_of(payload: Mapping[str, Any]) -> Chunk:
    """The chunk that ``payload_of`` was given, equal in every field."""
    return Chunk.model_validate_json(payload["chunk"])
