"""What the sufficiency judge is fitted and shown on: questions, what was found, what was right.

Two kinds: the cases of the sample corpus, and ObliQA's questions asked twice, once of all its
rulebooks and once of all but those that answer. The second are relevant and do not answer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from answering.drafting.quotes import QuotesGenerator
from answering.evidence.scoring import EvidenceReader
from answering.evidence.sufficiency import features_of
from api.engine import Attest
from api.identity.demo import DemoRole
from api.wiring import open_attest
from domain.answers import Claim
from domain.ports import Progress
from domain.settings import Settings
from domain.types import Passage, Principal
from evals.asking import AS_OF
from evals.case_file import Case, is_development, load_cases
from evals.corpus_store import opened_corpus
from evals.listening import Listener, evidence_reader
from evals.obliqa.corpus import Places
from evals.obliqa.inputs import obliqa_inputs
from evals.obliqa.questions import Question
from evals.result import SuiteOptions
from evals.text_corpus import asker

SAMPLE, OBLIQA = "sample", "ObliQA"


@dataclass(frozen=True)
class Example:
    """A question asked of a corpus, its features, and whether the draft would be right."""

    source: str
    is_development: bool  # fitted on; the others are held back
    is_answerable: bool
    is_right: bool
    features: dict[str, float]


def sample_examples(settings: Settings) -> list[Example]:
    """All cases that any passage is found for, asked as their roles on their dates."""
    listener = Listener()
    with open_attest(settings, adapt=listener.around) as attest:
        reader = evidence_reader(listener.parts)
        return list(_of_cases(attest, reader))


def _of_cases(attest: Attest, reader: EvidenceReader) -> Iterator[Example]:
    for case in load_cases():
        principal = Principal(subject="fit", groups=frozenset(DemoRole(case.role).groups))
        passages = attest.search(case.question, principal=principal, as_of=case.as_of)
        if passages:
            claims = QuotesGenerator(reader).draft(case.question, passages).claims
            yield Example(
                source=SAMPLE,
                is_development=is_development(case),
                is_answerable=bool(case.gold),
                is_right=holds_gold(case, claims),
                features=features_of(reader.read(case.question, passages)),
            )


def holds_gold(case: Case, claims: Sequence[Claim]) -> bool:
    """Whether a quote of the draft holds the words of a gold place of the same version."""
    return any(
        (quote.document_id, quote.version) == (gold.document_id, gold.version)
        and _folded(gold.quote_contains) in _folded(quote.text)
        for claim in claims
        for quote in claim.quotes
        for gold in case.gold
    )


def _folded(text: str) -> str:
    return "".join(text.split()).casefold()


def obliqa_examples(settings: Settings, *, limit: int, progress: Progress) -> list[Example]:
    """Two for each of ``limit`` questions; [] where ObliQA is not here."""
    inputs = obliqa_inputs(SuiteOptions(settings=settings, limit=limit))
    if isinstance(inputs, str):
        return []
    places, listener = Places(inputs.documents), Listener()
    with opened_corpus(
        inputs.documents, name="obliqa", settings=settings, progress=progress,
        adapt=listener.around,
    ) as corpus:  # fmt: skip
        reader = evidence_reader(listener.parts)
        progress.start("questions", len(inputs.questions))
        found: list[Example] = []
        for question in inputs.questions:
            found.extend(_asked_twice(question, corpus.attest, reader, places))
            progress.advance("questions")
        return found


def _asked_twice(
    question: Question, attest: Attest, reader: EvidenceReader, places: Places
) -> Iterator[Example]:
    for left_out in (frozenset[str](), frozenset(place[0] for place in question.places)):
        principal = asker(left_out)
        passages = attest.search(question.text, principal=principal, as_of=AS_OF)
        if passages:
            yield Example(
                source=OBLIQA,
                is_development=False,
                is_answerable=not left_out,
                is_right=not left_out and _drafted(question, passages, reader, places),
                features=features_of(reader.read(question.text, passages)),
            )


def _drafted(
    question: Question, passages: Sequence[Passage], reader: EvidenceReader, places: Places
) -> bool:
    claims = QuotesGenerator(reader).draft(question.text, passages).claims
    quotes = [quote for claim in claims for quote in claim.quotes]
    return any(places.at(quote.document_id, quote.start) in question.places for quote in quotes)
