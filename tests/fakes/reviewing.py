"""Answers to review, without the answer path, and a clock that a test moves."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from domain.answers import Answer, Citation, Provenance, Sentence
from domain.records import Act, Asker, Entry, Evidence, Working
from domain.types import Box
from reviews.rules import Signature
from reviews.signing import VERDICT
from reviews.verdicts import WHOLE, Mark, Verdict
from tests.fakes.records import FINGERPRINTS, TODAY

PROVENANCE = Provenance(
    index_fingerprint="i", answer_fingerprint="s", generator="quotes", reranker="none"
)


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.at = datetime(2026, 6, 1, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def move(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


def sentence(text: str, *, document_id: str = "POL-GFT-003", start: int = 0) -> Sentence:
    """One sentence whose only citation quotes it."""
    citation = Citation(
        document_id=document_id,
        version="2.0",
        title="Gifts",
        section="1",
        page=1,
        start=start,
        end=start + len(text),
        quote=text,
        boxes=(Box(page=1, x0=0, y0=0, x1=1, y1=1),),
        quote_sha256="0" * 64,
        source_sha256="0" * 64,
    )
    return Sentence(text=text, citations=(citation,))


def answer_entry(
    *texts: str,
    question: str = "May a gift be kept?",
    subject: str = "ada",
    answer_id: str | None = None,
    looked_at: tuple[Evidence, ...] = (),
    as_of: date = TODAY,
    replay_of: str | None = None,
) -> Entry:
    """An entry of an answer with a sentence for each text."""
    answer_id = answer_id or uuid4().hex
    texts = texts or ("A gift worth up to 50 pounds may be kept.",)
    answer = Answer(
        answer_id=answer_id,
        question=question,
        as_of=as_of,
        sentences=tuple(sentence(text, start=100 * n) for n, text in enumerate(texts)),
        provenance=PROVENANCE,
    )
    return Entry(
        answer_id=answer_id,
        kind="answer",
        request_id="",
        asker=Asker(subject=subject, groups=frozenset({"everyone"})),
        asked_on=TODAY,
        document_ids=None,
        fingerprints=FINGERPRINTS,
        working=Working(evidence=looked_at),
        response=answer,
        replay_of=replay_of,
    )


def verdict(*codes: str, whole: str = "right") -> Verdict:
    """A code for each sentence's citation, and one for the whole."""
    marks = {f"{n}.0": Mark(code=code, reason="Read it.") for n, code in enumerate(codes)}
    return Verdict(marks=marks | {WHOLE: Mark(code=whole, reason="Read it.")})


def signature(reviewer: str, given: Verdict, *, item_id: str = "item", seat: int = 1) -> Signature:
    return Signature(
        item_id=item_id, seat=seat, reviewer=reviewer, verdict=given, act_id="a", signed_at="t"
    )


def verdict_act(item_id: str, answer_id: str, reviewer: str, given: Verdict) -> Act:
    return Act(
        act_id=uuid4().hex,
        act=VERDICT,
        about=answer_id,
        request_id="",
        actor=Asker(subject=reviewer, groups=frozenset({"reviewer"})),
        done_on=TODAY,
        content={"item_id": item_id, **given.model_dump(mode="json")},
    )
