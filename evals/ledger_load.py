"""Attest over one sentence of policy, to put the ledger under load by itself.

Retrieval, judge and draft are stand-ins that cost nothing; verification, record and release are
the product's own.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from answering.evidence.reading import Evidence
from answering.evidence.sufficiency import Sufficiency
from api.engine import Attest, Parts
from domain.answers import Claim, Quote
from domain.drafts import Draft
from domain.ports import EncodedChunk, Hit, SearchFilter, SparseVector, Vector
from domain.record_ports import Ledger
from domain.settings import Settings
from domain.types import (
    Chunk,
    Document,
    DocumentVersion,
    Labels,
    PageInfo,
    Passage,
    Principal,
    Scope,
    Status,
    Word,
)

TEXT = "An Employee may accept a gift worth up to £50 from a customer."
EVERYONE = Labels(allow=frozenset({"group:everyone"}))
STAFF = Principal(subject="load", groups=frozenset({"everyone"}))
QUESTION = "Up to what value may an Employee accept a gift from a customer?"
_SHA256 = hashlib.sha256(TEXT.encode()).hexdigest()
_CHUNK = Chunk(
    chunk_id="gift", document_id="POL-GFT-003", version="1.0", title="Gifts", section="1",
    section_path=("1 Gifts",), first_page=1, last_page=1, start=0, end=len(TEXT), text=TEXT,
    labels=EVERYONE, status=Status.APPROVED,
)  # fmt: skip


def attest_of_one_sentence(settings: Settings, ledger: Ledger) -> Attest:
    """Answers QUESTION of STAFF, and any other, with TEXT."""
    sentence = OneSentence()
    parts = Parts(
        catalogue=OnePolicy(), index=NoIndex(), embedder=sentence, retriever=sentence,
        reading=sentence, generator=sentence, judge=sentence,
    )  # fmt: skip
    return Attest(settings, parts, ledger=ledger)


class OnePolicy:
    """A catalogue."""

    _document = Document(document_id="POL-GFT-003", title="Gifts", labels=EVERYONE)
    _version = DocumentVersion(
        document_id="POL-GFT-003", version="1.0", title="Gifts", source_name="gifts.txt",
        source_sha256=_SHA256, text=TEXT, text_sha256=_SHA256, parser="none", sections=(),
        pages=(PageInfo(number=1, width=595, height=842, start=0, end=len(TEXT)),),
    )  # fmt: skip

    def documents(self) -> list[Document]:
        """See Catalogue."""
        return [self._document]

    def document(self, document_id: str) -> Document | None:
        """See Catalogue."""
        return self._document

    def versions(self, document_id: str) -> list[DocumentVersion]:
        """See Catalogue."""
        return [self._version]

    def version(self, document_id: str, version: str) -> DocumentVersion | None:
        """See Catalogue."""
        return self._version

    def page_words(self, document_id: str, version: str, page: int) -> tuple[Word, ...]:
        """See Catalogue."""
        return ()

    def source_path(self, document_id: str, version: str) -> Path | None:
        """See Catalogue."""
        return None


class OneSentence:
    """Retriever, judge, generator and embedder of TEXT."""

    name = "one-sentence"
    dimensions = 1

    def retrieve(
        self, question: str, *, scope: Scope, narrow: SearchFilter | None = None
    ) -> list[Passage]:
        """See Retriever."""
        return [Passage(chunk=_CHUNK, rank=1)]

    def read(self, question: str, passages: Sequence[Passage]) -> Evidence:
        """See ReadsEvidence."""
        return Evidence(question, tuple(passages), ())

    def draft(self, evidence: Evidence) -> Draft:
        """See Generator."""
        quote = Quote(chunk_id="gift", document_id="POL-GFT-003", version="1.0", start=0,
                      end=len(TEXT), text=TEXT)  # fmt: skip
        claims = (Claim(sentence=TEXT, quotes=(quote,)),)
        return Draft(drafted_by=self.name, claims=claims)

    def assess(self, evidence: Evidence) -> Sufficiency:
        """See Judge."""
        return Sufficiency(1.0, True)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See Embedder."""
        return np.ones((len(texts), 1), np.float32)

    def embed_question(self, text: str) -> Vector:
        """See Embedder."""
        return np.ones(1, np.float32)


class NoIndex:
    """An index that is never asked: the retriever knows its passage."""

    def upsert(self, chunks: Sequence[EncodedChunk]) -> None:
        """See ChunkIndex."""

    def delete_version(self, document_id: str, version: str) -> None:
        """See ChunkIndex."""

    def relabel(self, document_id: str, version: str, chunks: Sequence[Chunk]) -> None:
        """See ChunkIndex."""

    def search_dense(
        self, vector: Vector, *, scope: Scope, narrow: SearchFilter, limit: int
    ) -> list[Hit]:
        """See ChunkIndex."""
        return []

    def search_sparse(
        self, vector: SparseVector, *, scope: Scope, narrow: SearchFilter, limit: int
    ) -> list[Hit]:
        """See ChunkIndex."""
        return []

    def find_sections(
        self, keys: Sequence[str], *, scope: Scope, narrow: SearchFilter, limit: int
    ) -> list[Chunk]:
        """See ChunkIndex."""
        return []

    def versions(self) -> frozenset[tuple[str, str]]:
        """See ChunkIndex."""
        return frozenset()

    def chunk_counts(self) -> dict[tuple[str, str], int]:
        """None."""
        return {}

    def count(self, *, scope: Scope) -> int:
        """See ChunkIndex."""
        return 0

    def close(self) -> None:
        """See ChunkIndex."""
