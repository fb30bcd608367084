"""Builds every adapter from settings; the only place that does."""

from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

from answering.drafting.quotes import QuotesGenerator
from answering.evidence.first_look import FirstLook
from answering.evidence.reading import EvidenceReader, load_calibration
from answering.evidence.sufficiency import CalibratedJudge
from answering.question.glossary import load_glossary
from answering.question.steering import SteeringModel
from answering.question.understanding import Understanding
from api.data_folder import own_data_folder
from api.engine import Attest, Parts
from api.identity.demo import DemoIssuer, require_demo_allowed
from api.identity.names_seen import NamesSeen, NotingAuthenticator
from api.identity.tokens import Authenticator, verifier_from_settings
from api.identity.widget_store import WidgetStore
from api.identity.widget_tokens import WidgetTokens
from api.index_watch import WatchedRetriever
from api.model_wiring import drafting_from
from api.reading_wiring import reader_from, verifier_from
from api.reviewing import Reviewing
from domain.answering_ports import Reranker
from domain.errors import IndexMismatch, IndexUnavailable, SettingsError
from domain.ports import ChunkIndex, Embedder, SparseEncoder
from domain.record_ports import Ledger
from domain.settings import RetrievalSettings, Settings, index_fingerprint, today_in
from ingest.store.catalogue import SqliteCatalogue
from ingest.store.holdings import SqliteHoldings
from ingest.store.recovery import recover
from ingest.store.wholeness import require_whole
from ledger.opening import open_ledger
from retrieval.edge_index import EdgeIndex
from retrieval.embedder import SentenceTransformerEmbedder
from retrieval.pipeline import HybridRetriever
from retrieval.rerank_late_interaction import LateInteractionReranker
from retrieval.span_matching import TokenSpanMatcher
from retrieval.sparse import Bm25Encoder
from retrieval.token_cache import TokenCache, TokenEmbedder
from retrieval.token_store import TokenStore
from reviews.storage import open_database


class PassageEmbedder(Embedder, TokenEmbedder, Protocol):
    """Both readings of a text: what the index and what the reranker needs."""


@dataclass(frozen=True)
class Stores:
    """What both ingest and asking stand on."""

    catalogue: SqliteCatalogue
    index: ChunkIndex
    embedder: PassageEmbedder
    sparse_encoder: SparseEncoder
    tokens: TokenStore

    def close(self) -> None:
        """Releases index, catalogue and token vectors; a second call does nothing."""
        self.index.close()
        self.catalogue.close()
        self.tokens.close()


def open_stores(settings: Settings) -> Stores:
    """Opens index and catalogue, and makes them where there are none.

    Raises:
        IndexUnavailable: another process owns the index, or its server is away.
    """
    own_data_folder(settings.data_dir)
    tokens = TokenStore(settings.data_dir / "tokens" / index_fingerprint(settings))
    embedder = SentenceTransformerEmbedder(settings.encoding.embedder, token_store=tokens)
    index = _open_index(settings, dimensions=embedder.dimensions)
    return Stores(
        catalogue=SqliteCatalogue(settings.data_dir),
        index=index,
        embedder=embedder,
        sparse_encoder=Bm25Encoder(settings.encoding),
        tokens=tokens,
    )


def open_attest(
    settings: Settings,
    *,
    adapt: Callable[[Parts], Parts] = lambda parts: parts,
    ledger: Ledger | None = None,
) -> Attest:
    """Attest over what was ingested into ``settings.data_dir``.

    ``adapt`` may put something around the parts; the evals listen in on them that way. ``ledger``
    None: the one of the settings; questions that nobody asked may go to one in memory.

    Raises:
        IndexUnavailable: nothing was ingested yet, or the index cannot be opened.
        IndexMismatch: what was ingested was indexed with other settings.
        LedgerError: answers could not be put on record, so there will be none.
    """
    _require_index(settings)
    own_data_folder(settings.data_dir)
    with ExitStack() as opened:  # what was opened is closed again where the next part fails
        kept = opened.enter_context(closing(ledger or open_ledger(settings)))
        stores = opened.enter_context(closing(open_stores(settings)))
        if settings.index.engine == "edge":  # a server's index may be in the midst of an ingest
            recover(stores.catalogue, stores.index)

        check = partial(require_whole, stores.catalogue, stores.index)
        check()
        holdings = opened.enter_context(closing(SqliteHoldings(settings.data_dir)))
        parts = parts_over(settings, stores)
        watched = WatchedRetriever(parts.retriever, check)
        parts = replace(adapt(replace(parts, retriever=watched)), holdings=holdings)
        parts = replace(parts, require_whole=watched.require_whole)
        return Attest(
            settings,
            parts,
            ledger=kept,
            on_close=opened.pop_all().close,
            today=partial(today_in, settings),
        )


def parts_over(settings: Settings, stores: Stores) -> Parts:
    """What ``Attest`` is made of, over stores that are open; the evals ask the parts, too."""
    tokens = TokenCache(stores.embedder)
    reranker = _reranker(settings.retrieval, tokens)
    reader, calibration = reader_from(settings.reading), load_calibration()
    answering = settings.answering
    retriever = HybridRetriever(
        index=stores.index,
        embedder=stores.embedder,
        sparse_encoder=stores.sparse_encoder,
        reranker=reranker,
        settings=settings.retrieval,
        reader=reader,
        reading=settings.reading,
    )
    return Parts(
        catalogue=stores.catalogue,
        index=stores.index,
        embedder=stores.embedder,
        retriever=retriever,
        understanding=Understanding(
            steering=SteeringModel(stores.embedder),
            glossary=load_glossary(answering.glossary_path),
            sections=retriever,
        ),
        reading=EvidenceReader(
            FirstLook(TokenSpanMatcher(tokens)),
            reader,
            calibration=calibration,
            statements_read=settings.reading.statements_read,
        ),
        generator=QuotesGenerator(maximum_sentences=answering.maximum_sentences),
        judge=CalibratedJudge(calibration, wrong_answer_cost=answering.wrong_answer_cost),
        reranker_name=f"{reranker.name if reranker else 'none'} + {reader.name}",
        drafting=drafting_from(settings),
        verifier=verifier_from(),
    )


def open_reviewing(settings: Settings, engine: Attest) -> Reviewing:
    """Reviews over an engine: beside the ledger on PostgreSQL, else in the data folder.

    Raises:
        ReviewsUnavailable: the storage cannot be reached.
        LedgerError: a newer version of Attest wrote it.
    """
    database = open_database(settings.ledger, settings.data_dir / "reviews")
    return Reviewing(engine, database)


def authenticator_for(settings: Settings) -> tuple[Authenticator, DemoIssuer | None]:
    """Who checks tokens; and the demo issuer, where the demo is on and allowed.

    Raises:
        SettingsError: no identity is configured, or the demo would leave this machine (A18).
    """
    seen = NamesSeen(settings.data_dir)
    if not settings.identity.demo:
        return NotingAuthenticator(verifier_from_settings(settings.identity), seen), None
    require_demo_allowed(settings)
    own_data_folder(settings.data_dir)  # before the demo's key is made in it
    demo = DemoIssuer(settings.data_dir, settings.identity)
    return NotingAuthenticator(demo.verifier(), seen), demo


def widget_tokens_for(settings: Settings, users: Authenticator) -> WidgetTokens | None:
    """Who makes the widget's tokens; None where no other site may show it.

    Raises:
        IdentityUnavailable: their storage cannot be reached.
    """
    if not settings.widget.hosts:
        return None
    store = WidgetStore(settings.ledger, settings.data_dir / "widget")
    audience = settings.identity.audience
    return WidgetTokens(settings.widget, audience=audience, users=users, store=store)


def index_folder(settings: Settings) -> Path:
    """Where the embedded index of these settings lies; other settings have another folder."""
    return settings.data_dir / "index" / index_fingerprint(settings)


def _open_index(settings: Settings, *, dimensions: int) -> ChunkIndex:
    if settings.index.engine == "edge":
        return EdgeIndex(index_folder(settings), dimensions=dimensions)
    if not settings.index.url:
        raise SettingsError("ATTEST_INDEX__ENGINE is server, but ATTEST_INDEX__URL is not set.")
    # Qdrant's client takes 1.4 s to import, which the embedded index does not need.
    from retrieval.server_connection import connect  # noqa: PLC0415  # see above
    from retrieval.server_index import ServerIndex  # noqa: PLC0415  # see above

    client = connect(
        settings.index.url,
        api_key=settings.index.api_key,
        timeout_seconds=settings.index.timeout_seconds,
    )
    return ServerIndex(client, fingerprint=index_fingerprint(settings), dimensions=dimensions)


def _reranker(settings: RetrievalSettings, tokens: TokenCache) -> Reranker | None:
    if settings.reranker == "none":
        return None
    # LlamaIndex takes 3 s to import and Cohere 1 s: only who chose them waits.
    if settings.reranker == "cross-encoder":
        from retrieval.rerank_cross_encoder import (  # noqa: PLC0415  # see above
            cross_encoder_reranker,
        )

        return cross_encoder_reranker(settings.cross_encoder_path)
    local = LateInteractionReranker(tokens)
    if settings.reranker == "late-interaction":
        return local
    if settings.cohere_api_key is None:
        raise SettingsError(
            "ATTEST_RETRIEVAL__RERANKER is cohere, but ATTEST_RETRIEVAL__COHERE_API_KEY is not set."
        )
    from retrieval.rerank_cohere import CohereReranker  # noqa: PLC0415  # see above

    key = settings.cohere_api_key
    return CohereReranker(model=settings.cohere_model, api_key=key, fallback=local)


def _require_index(settings: Settings) -> None:
    """An index made anew by a question would be empty, and every answer a refusal."""
    folder = index_folder(settings)
    if settings.index.engine == "server" or folder.is_dir():
        return
    if folder.parent.is_dir() and any(folder.parent.iterdir()):
        raise IndexMismatch(
            f"What {settings.data_dir} holds was indexed with other settings, or by an earlier "
            "version of Attest.",
            advice="Run attest ingest again with these settings; the old index stays beside it.",
        )
    raise IndexUnavailable(
        f"Nothing has been ingested into {settings.data_dir} yet.",
        advice="Start with: attest ingest PATH --data-dir DIR",
    )
