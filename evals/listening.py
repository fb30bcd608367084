"""What the product's parts saw of a question, without asking twice or changing what they say."""

from collections.abc import Sequence
from dataclasses import replace

from answering.evidence.reading import Evidence, ReadsEvidence
from answering.evidence.sufficiency import Judge, Sufficiency
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
        self.evidence: Evidence | None = None
        self.probability = 0.0
        self._parts: Parts | None = None

    def around(self, parts: Parts) -> Parts:
        """The same parts, listened to."""
        self._parts = parts
        return replace(
            parts,
            retriever=_Retriever(parts.retriever, self),
            reading=_Reading(parts.reading, self),
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
        self.passages, self.evidence, self.probability = [], None, 0.0

    def draft(self) -> tuple[Claim, ...]:
        """What the generator would draft from the heard passages, refused or not."""
        if self.evidence is None:
            return ()
        return self.parts.generator.draft(self.evidence).claims

    def hear(self, passages: list[Passage]) -> None:
        """What was found."""
        self.passages = passages


class _Retriever:
    def __init__(self, retriever: Retriever, listener: Listener) -> None:
        self._retriever, self._listener = retriever, listener

    def retrieve(
        self, question: str, *, scope: Scope, narrow: SearchFilter | None = None
    ) -> list[Passage]:
        passages = self._retriever.retrieve(question, scope=scope, narrow=narrow)
        self._listener.hear(passages)
        return passages


class _Reading:
    def __init__(self, reading: ReadsEvidence, listener: Listener) -> None:
        self._reading, self._listener = reading, listener

    def read(self, question: str, passages: Sequence[Passage]) -> Evidence:
        self._listener.evidence = self._reading.read(question, passages)
        return self._listener.evidence


class _Judge:
    def __init__(self, judge: Judge, listener: Listener) -> None:
        self._judge, self._listener = judge, listener

    def assess(self, evidence: Evidence) -> Sufficiency:
        said = self._judge.assess(evidence)
        self._listener.probability = said.probability
        return said
