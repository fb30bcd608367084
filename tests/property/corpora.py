"""Random corpora with random labels, put whole onto an engine, for the properties of promise P2."""

from dataclasses import dataclass
from datetime import date

from hypothesis import strategies as st

from answering.drafting.quotes import QuotesGenerator
from answering.evidence.sufficiency import CalibratedJudge
from answering.question.understanding import Understanding
from api.engine import Attest, Parts
from domain.entitlement import permits, scope_of
from domain.ports import ChunkIndex, EncodedChunk
from domain.settings import EncodingSettings, Settings
from domain.types import Document, DocumentVersion, Labels, Principal, Status
from ingest.store.chunking import chunk_version
from retrieval.pipeline import HybridRetriever
from retrieval.span_matching import TokenSpanMatcher
from retrieval.sparse import Bm25Encoder
from tests.fakes.answer_reader import CALIBRATION, WordsReader, words_evidence_reader
from tests.fakes.catalogue import InMemoryCatalogue
from tests.fakes.chunks import version_of
from tests.fakes.embedder import HashingEmbedder

TODAY = date(2026, 6, 1)
GROUPS = ("everyone", "compliance", "hr")
SUBJECTS = ("gift", "loan", "complaint", "cheque", "wire transfer")
QUESTIONS = (
    "What is the limit for a gift?",
    "Within how many days must a complaint be recorded?",
    "Who approves a loan above the limit?",
    "May a cheque be accepted from a customer?",
    "How is the weather on the moon?",
    # What is looked up by number, by version, by day, by part and by acronym, too.
    "What does clause 1.2 say?",
    "Does section 2.1 of the policy allow a cheque?",
    "What does Article 7 say?",
    "What was the limit for a gift under version 1.0?",
    "What was the limit for a loan on 1 March 2026?",
    "What is the limit for a gift and within how many days must a complaint be recorded?",
    "Who approves a LWL?",
)


@dataclass(frozen=True)
class Policy:
    """A document with one version, as drawn."""

    document: Document
    version: DocumentVersion


@st.composite
def clauses(draw: st.DrawFn, section: int, number: int) -> str:
    """A rule with a subject, an amount and a period."""
    subject = draw(st.sampled_from(SUBJECTS))
    amount = draw(st.integers(1, 40)) * 25
    days = draw(st.integers(1, 60))
    rule = draw(
        st.sampled_from(
            (
                "The limit for a {s} is £{a}.",
                "A {s} above £{a} must be approved by the Head of Compliance.",
                "Each {s} must be recorded within {d} days.",
                "An Employee may accept a {s} from a customer unless it is worth more than £{a}.",
                "Clause 1.1 does not apply to a {s} below £{a}.",
                "A loan without limit (LWL) needs a {s} of £{a}.",
            )
        )
    )
    return f"{section}.{number} " + rule.format(s=subject, a=amount, d=days)


def labels() -> st.SearchStrategy[Labels]:
    """Any allow and deny over the groups; an empty allow lets nobody in."""
    names = st.frozensets(st.sampled_from([f"group:{group}" for group in GROUPS]), max_size=2)
    return st.builds(Labels, allow=names, deny=st.one_of(st.just(frozenset()), names))


@st.composite
def policies(draw: st.DrawFn, name: str) -> Policy:
    """A policy of up to three sections, one of them narrowed now and then."""
    sections = [
        (f"{s} Rules", [draw(clauses(s, n)) for n in range(1, draw(st.integers(2, 4)))])
        for s in range(1, draw(st.integers(2, 4)))
    ]
    narrowed = {"1": draw(labels())} if draw(st.booleans()) else None
    version = version_of(
        sections,
        document_id=name,
        section_labels=narrowed,
        status=draw(st.sampled_from((Status.APPROVED, Status.APPROVED, Status.DRAFT))),
        effective_from=draw(st.sampled_from((None, date(2026, 1, 1), date(2027, 1, 1)))),
    )
    owner = draw(st.sampled_from(("", f"Owner of {name}")))
    document = Document(document_id=name, title=version.title, owner=owner, labels=draw(labels()))
    return Policy(document, version)


def corpora(prefix: str, maximum: int) -> st.SearchStrategy[list[Policy]]:
    """Up to ``maximum`` policies under names that begin so."""
    return st.integers(0, maximum).flatmap(
        lambda count: st.tuples(*(policies(f"{prefix}-{n}") for n in range(count))).map(list)
    )


def principals() -> st.SearchStrategy[Principal]:
    """A caller in any of the groups."""
    groups = st.frozensets(st.sampled_from(GROUPS), max_size=2)
    return st.builds(Principal, subject=st.just("ann"), groups=groups)


def is_readable(policy: Policy, principal: Principal) -> bool:
    """Whether the document's labels let the caller in; dates and sections set aside."""
    return permits(policy.document.labels, scope_of(principal, as_of=TODAY))


def attest_over(index: ChunkIndex, corpus: list[Policy]) -> Attest:
    """The whole answer path over a corpus: every part real but the embedder and the catalogue."""
    settings = Settings()
    embedder, encoder = HashingEmbedder(), Bm25Encoder(EncodingSettings())
    for policy in corpus:
        chunks = chunk_version(policy.document, policy.version, settings.chunking)
        texts = [chunk.text_in_context for chunk in chunks]
        vectors = embedder.embed_passages(texts)
        index.upsert(
            [
                EncodedChunk(chunk, vector, encoder.encode_passage(text))
                for chunk, vector, text in zip(chunks, vectors, texts, strict=True)
            ]
        )
    catalogue = InMemoryCatalogue([p.document for p in corpus], [p.version for p in corpus])
    retriever = HybridRetriever(
        index=index,
        embedder=embedder,
        sparse_encoder=encoder,
        reranker=None,
        settings=settings.retrieval,
        reader=WordsReader(),
    )
    parts = Parts(
        catalogue=catalogue,
        index=index,
        embedder=embedder,
        retriever=retriever,
        understanding=Understanding(sections=retriever),
        reading=words_evidence_reader(TokenSpanMatcher(embedder)),
        generator=QuotesGenerator(maximum_sentences=settings.answering.maximum_sentences),
        judge=CalibratedJudge(CALIBRATION, wrong_answer_cost=1.0),
    )
    return Attest(settings, parts, today=lambda: TODAY, make_answer_id=lambda: "set-aside")
