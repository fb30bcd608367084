"""What the product's parts saw of a question, without asking twice or changing what they say."""

from collections.abc import Sequence
from dataclasses import replace

from answering.evidence.scoring import EvidenceReader
from answering.evidence.sufficiency import FittedJudge, Judge, Sufficiency
from api.engine import Parts
from domain.answering_ports import Retriever
from domain.answers import Claim
from domain.ports import SearchFilter
from domain.types import Passage, Scope


class Listener:
    """Stands around retriever and judge: ``open_attest(settings, adapt=listener.around)``."""

    def __init__(self) -> None:
        """Has heard nothing yet."""
        self.passages: list[Passage] = []
        self.probability = 0.0
        self._asked = ""
        self._parts: Parts | None = None

    def around(self, parts: Parts) -> Parts:
        """The same parts, listened to."""
        self._parts = parts
        return replace(
            parts,
            retriever=_Retriever(parts.retriever, self),
            judge=_Judge(parts.judge, self),
        )

    @property
    def parts(self) -> Parts:
        """The parts as they were built.

        Raises:
            RuntimeError: there are none yet.
        """
        if self._parts is None:
            raise RuntimeError("the listener stands around nothing")
        return self._parts

    def forget(self) -> None:
        """Before the next question: one that is screened out reaches no part at all."""
        self.passages, self.probability, self._asked = [], 0.0, ""

    def draft(self) -> tuple[Claim, ...]:
        """What the generator would draft from the heard passages, refused or not."""
        if not self.passages:
            return ()
        return self.parts.generator.draft(self._asked, self.passages).claims

    def hear(self, asked: str, passages: list[Passage]) -> None:
        """The question as it was searched for, and what was found."""
        self._asked, self.passages = asked, passages


def evidence_reader(parts: Parts) -> EvidenceReader:
    """The reader that judge and quotes share, with the stored token vectors behind it.

    Raises:
        TypeError: the judge is another than the fitted one.
    """
    if not isinstance(parts.judge, FittedJudge):
        raise TypeError("only the fitted judge reads evidence")
    return parts.judge.reader


class _Retriever:
    def __init__(self, retriever: Retriever, listener: Listener) -> None:
        self._retriever, self._listener = retriever, listener

    def retrieve(
        self, question: str, *, scope: Scope, narrow: SearchFilter | None = None
    ) -> list[Passage]:
        passages = self._retriever.retrieve(question, scope=scope, narrow=narrow)
        self._listener.hear(question, passages)
        return passages


class _Judge:
    def __init__(self, judge: Judge, listener: Listener) -> None:
        self._judge, self._listener = judge, listener

    def assess(self, question: str, passages: Sequence[Passage]) -> Sufficiency:
        said = self._judge.assess(question, passages)
        self._listener.probability = said.probability
        return said
