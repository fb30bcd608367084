"""What a question is understood with: the screen, the glossary, the finder of numbers."""

from dataclasses import dataclass, field
from functools import lru_cache

from answering.question.glossary import Glossary
from answering.question.steering import Screen, SteeringModel
from domain.answering_ports import SectionFinder


@lru_cache(maxsize=1)
def _words_alone() -> SteeringModel:
    return SteeringModel()


@dataclass(frozen=True, slots=True)
class Understanding:
    """Built once. As it stands: no glossary, no numbers looked up, a screen that reads words."""

    steering: Screen = field(default_factory=_words_alone)
    glossary: Glossary = field(default_factory=Glossary)
    sections: SectionFinder | None = None
