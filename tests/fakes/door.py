"""The whole HTTP door over a few invented policies: every part real but model and stores."""

import asyncio
import os
from datetime import date
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from PIL import Image, ImageDraw

from answering.drafting.model.generator import ModelDrafting
from answering.drafting.quotes import QuotesGenerator
from answering.evidence.reading import Evidence
from answering.evidence.sufficiency import Sufficiency
from answering.question.understanding import Understanding
from api.app import create_app
from api.door import Door
from api.engine import Attest, Parts
from api.identity.demo import DemoIssuer, DemoRole
from api.limits import RateLimiter
from api.metrics import Metrics
from api.page_images import PageRenderer
from api.reviewing import Reviewing
from domain.errors import UnreadableDocument
from domain.observing import UNOBSERVED, Observer
from domain.ports import EncodedChunk
from domain.settings import EncodingSettings, Settings
from domain.types import Document, DocumentVersion, Labels, Status
from retrieval.pipeline import HybridRetriever
from retrieval.span_matching import TokenSpanMatcher
from retrieval.sparse import Bm25Encoder
from retrieval.token_cache import TokenCache
from reviews.storage import open_database
from tests.fakes.answer_reader import words_evidence_reader
from tests.fakes.catalogue import InMemoryCatalogue
from tests.fakes.chunks import PAGE_HEIGHT, PAGE_WIDTH, chunks_of, document, version_of, words_on
from tests.fakes.embedder import HashingEmbedder
from tests.fakes.index import InMemoryIndex
from tests.fakes.verifier import WordsVerifier

TODAY = date(2026, 6, 1)
Corpus = tuple[list[Document], list[DocumentVersion]]
BOARD = Labels(allow=frozenset({"group:board-secretary"}))
COMPLIANCE = Labels(allow=frozenset({"group:compliance"}))
SECRET = "Project Heron"

GIFTS = [("1 Gifts", ["1.1 An Employee may accept a gift worth up to £50 from a customer."])]
GIFTS_BEFORE = [("1 Gifts", ["1.1 An Employee may accept a gift worth up to £25 from a customer."])]
MERGERS = [("1 Mergers", [f"1.1 {SECRET} is the gift that the board keeps to itself."])]
LAUNDERING = [
    ("1 Duties", ["1.1 Each suspicion must be reported to the MLRO within one day."]),
    ("2 Thresholds", [f"2.1 Alerts under {SECRET} are raised above £9,500."]),
]


class StoredCatalogue(InMemoryCatalogue):
    """The catalogue in memory, with source files on disk."""

    def __init__(
        self, documents: list[Document], versions: list[DocumentVersion], folder: Path
    ) -> None:
        super().__init__(documents, versions)
        self._folder = folder

    def source_path(self, document_id: str, version: str) -> Path | None:
        found = self.version(document_id, version)
        return self._folder / f"{document_id}-{version}.pdf" if found else None


class EverythingSuffices:
    """A judge that lets any evidence through."""

    def assess(self, evidence: Evidence) -> Sufficiency:
        return Sufficiency(1.0, bool(evidence.passages))


class InkOnPaper:
    """A renderer without a PDF: black where the page's words stand, and a stamp below them."""

    def __init__(self, versions: list[DocumentVersion]) -> None:
        self._versions = {f"{v.document_id}-{v.version}.pdf": v for v in versions}

    def render(self, source: Path, page: int) -> Image.Image:
        version = self._versions.get(source.name)
        if version is None:
            raise UnreadableDocument("The page cannot be drawn.")
        return ink(version, page)

    def close(self) -> None:
        """Nothing to end."""


STAMP = (400, 700, 480, 740)  # something on the page that is no word


def ink(version: DocumentVersion, page: int) -> Image.Image:
    """One pixel a point."""
    image = Image.new("RGB", (int(PAGE_WIDTH), int(PAGE_HEIGHT)), (255, 255, 255))
    draw = ImageDraw.Draw(image)
    for word in words_on(version, page):
        box = word.box
        draw.rectangle((box.x0, box.y0, box.x1, box.y1), fill=(0, 0, 90))
    draw.rectangle(STAMP, fill=(200, 0, 0))
    return image


def policies() -> Corpus:
    """Gifts in three versions, one a draft; a board paper; one with a narrowed section."""
    documents = [
        document("POL-AML-001"),
        document("POL-BRD-009", labels=BOARD),
        document("POL-GFT-003"),
    ]
    versions = [
        version_of(
            GIFTS_BEFORE,
            version="1.0",
            status=Status.SUPERSEDED,
            effective_from=date(2024, 1, 1),
            effective_to=date(2025, 12, 31),
        ),
        version_of(GIFTS, version="2.0", effective_from=date(2026, 1, 1)),
        version_of(GIFTS, version="3.0", status=Status.DRAFT),
        version_of(MERGERS, document_id="POL-BRD-009"),
        version_of(LAUNDERING, document_id="POL-AML-001", section_labels={"2": COMPLIANCE}),
    ]
    return documents, versions


def build_attest(
    folder: Path,
    settings: Settings,
    *,
    observer: Observer = UNOBSERVED,
    corpus: Corpus | None = None,
    drafting: ModelDrafting | None = None,
) -> Attest:
    documents, versions = corpus or policies()
    labels = {d.document_id: d.labels for d in documents}
    index, embedder, encoder = InMemoryIndex(), HashingEmbedder(), Bm25Encoder(EncodingSettings())
    for version in versions:
        source = folder / f"{version.document_id}-{version.version}.pdf"
        source.write_bytes(b"%PDF-fake")
        os.utime(source, (0, 0))  # a download tells the file's time, which two worlds share
        for chunk in chunks_of(version, labels=labels[version.document_id]):
            vector = embedder.embed_passages([chunk.text])[0]
            index.upsert([EncodedChunk(chunk, vector, encoder.encode_passage(chunk.text))])
    retriever = HybridRetriever(
        index=index,
        embedder=embedder,
        sparse_encoder=encoder,
        reranker=None,
        settings=settings.retrieval,
    )
    parts = Parts(
        catalogue=StoredCatalogue(documents, versions, folder),
        index=index,
        embedder=embedder,
        retriever=retriever,
        understanding=Understanding(sections=retriever),
        reading=words_evidence_reader(TokenSpanMatcher(TokenCache(embedder))),
        generator=QuotesGenerator(),
        judge=EverythingSuffices(),
        observer=observer,
        drafting=drafting,
        verifier=WordsVerifier(),
    )
    return Attest(settings, parts, today=lambda: TODAY)


class HttpDoor:
    """The application and a way to call it without a socket."""

    def __init__(
        self,
        folder: Path,
        *,
        settings: Settings | None = None,
        demo_route: bool = True,
        corpus: Corpus | None = None,
        drafting: ModelDrafting | None = None,
    ) -> None:
        self.settings = settings or Settings(data_dir=folder)
        self.issuer = DemoIssuer(folder, self.settings.identity)
        self.metrics = Metrics()
        self.attest = build_attest(
            folder, self.settings, observer=self.metrics, corpus=corpus, drafting=drafting
        )
        renderer: PageRenderer = InkOnPaper((corpus or policies())[1])
        self.door = Door(
            engine=self.attest,
            authenticator=self.issuer.verifier(),
            rate_limiter=RateLimiter(self.settings.server.requests_per_minute),
            renderer=renderer,
            reviewing=Reviewing(
                self.attest, open_database(self.settings.ledger, folder / "reviews")
            ),
            demo=self.issuer if demo_route else None,
            metrics=self.metrics,
        )
        self.app: FastAPI = create_app(self.door)

    def request(
        self, method: str, path: str, *, role: DemoRole | None = None, **content: Any
    ) -> httpx.Response:
        headers = dict(content.pop("headers", {}))
        if role:
            headers["Authorization"] = f"Bearer {self.issuer.mint(role)}"
        return asyncio.run(self._request(method, path, headers, content))

    def get(self, path: str, role: DemoRole | None = None, **content: Any) -> httpx.Response:
        return self.request("GET", path, role=role, **content)

    def post(self, path: str, role: DemoRole | None = None, **content: Any) -> httpx.Response:
        return self.request("POST", path, role=role, **content)

    async def _request(
        self, method: str, path: str, headers: dict[str, str], content: dict[str, Any]
    ) -> httpx.Response:
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://localhost", headers=headers, timeout=None
        ) as client:
            return await client.request(method, path, **content)
