"""Which responses are reviewed, by the plan in the settings. Pure functions of a record."""

import hashlib
import re
from enum import StrEnum

from domain.answers import Refusal, RefusalCode
from domain.records import Entry
from domain.settings import ReviewSettings, Topic


class Why(StrEnum):
    """Why an item is in the queue."""

    SAMPLED = "sampled"
    REFUSAL_OF_TOPIC = "refusal_of_topic"
    HIGH_IMPACT = "high_impact"
    DISPUTED = "disputed"
    TEXT_CHANGED = "text_changed"


def reasons_for(entry: Entry, settings: ReviewSettings) -> tuple[Why, ...]:
    """Why a response is to be reviewed; () where it is not.

    Replays are left out, and what was refused because something was away for a moment.
    """
    response = entry.response
    if entry.replay_of is not None:
        return ()
    is_refusal = isinstance(response, Refusal)
    if isinstance(response, Refusal) and response.code is RefusalCode.TEMPORARILY_UNAVAILABLE:
        return ()
    found = []
    if not is_refusal and is_drawn("sample", entry.answer_id, settings.sample_one_in):
        found.append(Why.SAMPLED)
    if is_refusal and _is_of_any(entry, settings.refusal_topics):
        found.append(Why.REFUSAL_OF_TOPIC)
    if _is_of_any(entry, settings.high_impact_topics):
        found.append(Why.HIGH_IMPACT)
    return tuple(found)


def is_drawn(lottery: str, answer_id: str, one_in: int | None) -> bool:
    """One in so many, the same on every replica and at every try; None draws none.

    Answer IDs are random, so their hashes are a fair draw that nobody can steer by a question.
    """
    if one_in is None:
        return False
    drawn = hashlib.sha256(f"attest-review-{lottery}\n{answer_id}".encode()).digest()
    return int.from_bytes(drawn[:8]) % one_in == 0


def _is_of_any(entry: Entry, topics: tuple[Topic, ...]) -> bool:
    return any(_is_of(entry, topic) for topic in topics)


def _is_of(entry: Entry, topic: Topic) -> bool:
    question = entry.response.question.casefold()
    spoken = any(
        re.search(rf"(?<!\w){re.escape(word.casefold())}(?!\w)", question) for word in topic.words
    )
    return spoken or not topic.document_ids.isdisjoint(documents_of(entry))


def documents_of(entry: Entry) -> frozenset[str]:
    """The documents that a response cites, or that were looked at for it."""
    cited = {c.document_id for s in entry.response.sentences for c in s.citations}
    return frozenset(cited | {e.document_id for e in entry.working.evidence})
