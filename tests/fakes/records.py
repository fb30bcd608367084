"""Entries for the ledger, without the answer path."""

from datetime import date
from uuid import uuid4

from domain.answers import Provenance, Refusal, RefusalCode
from domain.records import Act, Asker, Entry, Fingerprints, Idempotency, Working

TODAY = date(2026, 6, 1)
FINGERPRINTS = Fingerprints(
    index="i", documents="d", prompt="", model="quotes", settings="s", entitlement="e",
    software="0",
)  # fmt: skip


def refusal(answer_id: str, question: str) -> Refusal:
    return Refusal(
        answer_id=answer_id,
        question=question,
        as_of=TODAY,
        code=RefusalCode.NO_EVIDENCE,
        message="Nothing was found.",
        provenance=Provenance(
            index_fingerprint="i", answer_fingerprint="s", generator="quotes", reranker="none"
        ),
    )


def entry(
    question: str = "May a gift be kept?",
    *,
    answer_id: str | None = None,
    key: str | None = None,
    request: str = "r",
    subject: str = "ada",
) -> Entry:
    """An entry of a refusal; ``key`` is an idempotency key as the ledger sees it."""
    answer_id = answer_id or uuid4().hex
    return Entry(
        answer_id=answer_id,
        kind="refusal",
        request_id="",
        asker=Asker(subject=subject, groups=frozenset({"everyone"})),
        asked_on=TODAY,
        document_ids=None,
        fingerprints=FINGERPRINTS,
        working=Working(reason="no_passages"),
        response=refusal(answer_id, question),
        idempotency=Idempotency(key=key, request=request) if key else None,
    )


def act(
    about: str = "an answer",
    *,
    act_id: str | None = None,
    name: str = "review.verdict",
    key: str | None = None,
) -> Act:
    """An act of Ada's; ``key`` as in ``entry``."""
    return Act(
        act_id=act_id or uuid4().hex,
        act=name,
        about=about,
        request_id="",
        actor=Asker(subject="ada", groups=frozenset({"reviewer"})),
        done_on=TODAY,
        content={"verdict": "supports", "places": [0, 1], "reason": "“£50” é\u2028\x00"},
        idempotency=Idempotency(key=key, request="r") if key else None,
    )
