"""A ``Reader`` that counts words, and evidence made with it: what answering's tests read with."""

from collections.abc import Sequence

from answering.evidence.first_look import FirstLook, unique_statements
from answering.evidence.reading import Calibration, Evidence, EvidenceReader, ReadStatement
from domain.answering_ports import SpanMatcher
from domain.reading_ports import Reading
from domain.terms import terms_of
from domain.types import Passage

CALIBRATION = Calibration(
    statement={"intercept": -0.5, "reading": 1.0, "first_look": 1.0},
    evidence={"intercept": 0.0, "best": 1.0},
    card={},
)  # fmt: skip


class WordsReader:
    """Log-odds grow with the share of the question's terms that stand in context and text."""

    name = "words"

    def read(self, question: str, texts: Sequence[tuple[str, str]]) -> list[Reading]:
        asked = set(terms_of(question))
        return [_reading(asked, context, text) for context, text in texts]


def _reading(asked: set[str], context: str, text: str) -> Reading:
    own, over = set(terms_of(text)), set(terms_of(context))
    share = (len(asked & own) + 0.5 * len(asked & (over - own))) / len(asked) if asked else 0.0
    return Reading(score=round(8 * share - 4, 4), span=(0, len(text)) if share > 0 else None)


class NothingRead:
    """Evidence without statements, for steps that look at none."""

    def read(self, question: str, passages: Sequence[Passage]) -> Evidence:
        return Evidence(question, tuple(passages), ())


def everything_read(question: str, passages: Sequence[Passage]) -> Evidence:
    """Every statement of the passages, in their order, as if all answered alike; none marked."""
    read = tuple(
        ReadStatement(statement, passage.rank, 0.5, 1.0, None, 1.0)
        for passage, statement in unique_statements(passages)
    )
    return Evidence(question, tuple(passages), read)


def words_evidence_reader(matcher: SpanMatcher) -> EvidenceReader:
    """The real reading of evidence, with words in the place of a trained model."""
    return EvidenceReader(FirstLook(matcher), WordsReader(), calibration=CALIBRATION)
