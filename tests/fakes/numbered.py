"""Policies of numbered clauses, and the answer path over them; what reads and judges is fake."""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

from answering.drafting.composing import claims_of
from answering.evidence.reading import Evidence, ReadStatement
from answering.evidence.statements import statements_of
from answering.evidence.sufficiency import Sufficiency
from answering.pipeline import answer
from answering.question.glossary import Glossary
from answering.question.understanding import Understanding
from domain.answers import Answer, Provenance, Refusal
from domain.drafts import Draft
from domain.entitlement import scope_of
from domain.ports import EncodedChunk
from domain.settings import AnsweringSettings, ChunkingSettings, EncodingSettings, RetrievalSettings
from domain.terms import terms_of
from domain.types import (
    Document,
    DocumentVersion,
    Labels,
    PageInfo,
    Passage,
    Principal,
    Section,
    Status,
)
from ingest.store.chunking import chunk_version
from retrieval.pipeline import HybridRetriever
from retrieval.sparse import Bm25Encoder
from tests.fakes.catalogue import InMemoryCatalogue
from tests.fakes.chunks import EVERYONE
from tests.fakes.embedder import HashingEmbedder
from tests.fakes.index import InMemoryIndex

TODAY = date(2026, 11, 28)


def numbered_version(
    document_id: str,
    clauses: Sequence[tuple[str, str]],
    *,
    version: str = "1.0",
    title: str = "",
    effective_from: date | None = None,
    effective_to: date | None = None,
) -> DocumentVersion:
    """A version of clauses ("2.1", "An employee may …"), each a section of its chapter "2"."""
    text, sections = "", []
    for number, words in clauses:
        start = len(text)
        text += f"{number} {words}\n\n"
        path = (number.split(".")[0], number) if "." in number else (number,)
        sections.append(
            Section(number=number, path=path, level=len(path), start=start, end=len(text))
        )
    return DocumentVersion(
        document_id=document_id,
        version=version,
        title=title or f"{document_id} policy",
        status=Status.SUPERSEDED if effective_to else Status.APPROVED,
        effective_from=effective_from,
        effective_to=effective_to,
        source_name=f"{document_id}.md",
        source_sha256=hashlib.sha256(document_id.encode()).hexdigest(),
        text=text,
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        pages=(PageInfo(number=1, width=595, height=842, start=0, end=len(text)),),
        sections=tuple(sections),
        parser="fake 1",
    )


class ReadsWords:
    """Scores a statement by the share of the question's terms that it holds."""

    def read(self, question: str, passages: Sequence[Passage]) -> Evidence:
        asked = set(terms_of(question))
        read = [
            ReadStatement(statement, passage.rank, share, share, None, share)
            for passage in passages
            for statement in statements_of(passage.chunk)
            for share in [len(asked & set(terms_of(statement.text))) / max(len(asked), 1)]
        ]
        read.sort(key=lambda each: -each.score)
        return Evidence(question, tuple(passages), tuple(read))


class WantsHalf:
    """A judge that wants half of the question's terms in one statement."""

    def assess(self, evidence: Evidence) -> Sufficiency:
        best = max((each.score for each in evidence.statements), default=0.0)
        return Sufficiency(best, best >= 0.5)


class QuotesTheBest:
    """Quotes the best statement alone."""

    name = "quotes the best"

    def draft(self, evidence: Evidence) -> Draft:
        return Draft(
            drafted_by=self.name, claims=claims_of([s.statement for s in evidence.statements[:1]])
        )


class Bank:
    """Versions with labels of their documents; asked as somebody of the group "everyone"."""

    def __init__(
        self,
        *versions: DocumentVersion,
        labels: dict[str, Labels] | None = None,
        owners: dict[str, str] | None = None,
        glossary: dict[str, list[str]] | None = None,
    ) -> None:
        titles = {version.document_id: version.title for version in versions}
        documents = [
            Document(
                document_id=name,
                title=title,
                owner=(owners or {}).get(name, ""),
                labels=(labels or {}).get(name, EVERYONE),
            )
            for name, title in titles.items()
        ]
        index, embedder, encoder = (
            InMemoryIndex(),
            HashingEmbedder(256),
            Bm25Encoder(EncodingSettings()),
        )
        for version in versions:
            document = next(d for d in documents if d.document_id == version.document_id)
            chunks = chunk_version(document, version, ChunkingSettings())
            vectors = embedder.embed_passages([chunk.text_in_context for chunk in chunks])
            index.upsert(
                [
                    EncodedChunk(chunk, vector, encoder.encode_passage(chunk.text_in_context))
                    for chunk, vector in zip(chunks, vectors, strict=True)
                ]
            )
        self.catalogue = InMemoryCatalogue(documents, list(versions))
        self.retriever = HybridRetriever(
            index=index, embedder=embedder, sparse_encoder=encoder, reranker=None,
            settings=RetrievalSettings(),
        )  # fmt: skip
        self.glossary = Glossary(glossary)

    def ask(self, question: str, *, as_of: date | None = None, **changes: Any) -> Answer | Refusal:
        """The response to somebody in the group "everyone", today unless ``as_of`` is given."""
        staff = Principal(subject="ann", groups=frozenset({"everyone"}))
        arguments: dict[str, Any] = {
            "scope": scope_of(staff, as_of=as_of or TODAY), "narrow": None,
            "retriever": self.retriever, "generator": QuotesTheBest(),
            "judge": WantsHalf(), "reading": ReadsWords(),
            "catalogue": self.catalogue, "answer_id": "1", "today": TODAY,
            "understanding": Understanding(glossary=self.glossary, sections=self.retriever),
            "day_is_given": as_of is not None, "settings": AnsweringSettings(),
            "provenance": Provenance(
                index_fingerprint="i", answer_fingerprint="a", generator="quotes", reranker="none"
            ),
        }  # fmt: skip
        return answer(question, **{**arguments, **changes}).response


def quotes_of(response: Answer | Refusal) -> list[str]:
    """The quotes of a response, in order."""
    return [c.quote for sentence in response.sentences for c in sentence.citations]
