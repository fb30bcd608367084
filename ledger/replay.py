"""A recorded response beside the one that the same question gets now."""

from domain.answers import Response
from domain.records import Fingerprints, Record
from domain.types import Value


class Difference(Value):
    """A fingerprint that is another one now."""

    what: str  # a field of Fingerprints
    then: str
    now: str


class Replay(Value):
    """``identical``: the same bytes, their answer IDs set aside.

    Where it is not and nothing ``differs``, the promise is broken (P7): ``is_explained`` is false.
    """

    answer_id: str
    replay_id: str
    identical: bool
    differs: tuple[Difference, ...]
    is_explained: bool
    then: Response
    now: Response


def compare(then: Record, now: Record) -> Replay:
    """The two records of one question, fingerprints first."""
    old, new = then.entry, now.entry
    differs = tuple(
        Difference(what=name, then=was, now=is_now)
        for name in Fingerprints.model_fields
        if (was := getattr(old.fingerprints, name)) != (is_now := getattr(new.fingerprints, name))
    )
    renamed = new.response.model_copy(update={"answer_id": old.answer_id})
    identical = renamed.model_dump_json() == old.response.model_dump_json()
    return Replay(
        answer_id=old.answer_id,
        replay_id=new.answer_id,
        identical=identical,
        differs=differs,
        is_explained=identical or bool(differs),
        then=old.response,
        now=new.response,
    )
