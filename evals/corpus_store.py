"""A text corpus in catalogue, index and token store: built once, through the product's own intake.

Each corpus has a data folder of its own, named by its hash and the index fingerprint, so that a
second run starts at once and another setting can never find the wrong vectors.
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from api.engine import Attest, Parts
from api.wiring import Stores, open_stores, parts_over
from domain.ports import Progress
from domain.settings import IndexSettings, Settings, index_fingerprint
from domain.types import Document
from evals.text_corpus import TextDocument, sha256_of
from ingest.plan.changes import content_key
from ingest.plan.discovery import PlannedVersion
from ingest.store.intake import Intake
from ingest.store.recovery import recover
from ingest.text.assembled import AssembledDocument, WordSpool

VERSION = "1"
PARSER = "attest evals: text as given"
HASH_DIGITS = 12  # enough to tell the corpora of one machine apart

OpenStores = Callable[[Settings], Stores]


@dataclass(frozen=True)
class OpenCorpus:
    """What a suite asks. ``settings`` are the product's, over the corpus's own data folder."""

    attest: Attest
    parts: Parts
    settings: Settings
    sha256: str
    documents: int
    chunks: int


@contextmanager
def opened_corpus(
    documents: Sequence[TextDocument],
    *,
    name: str,
    settings: Settings,
    progress: Progress,
    stores_for: OpenStores = open_stores,
    adapt: Callable[[Parts], Parts] = lambda parts: parts,
) -> Iterator[OpenCorpus]:
    """The corpus, open for asking and closed afterwards; built first where it is not there yet.

    Args:
        documents: all of them, twins included.
        name: of the suite's corpus, for whoever looks into the folder.
        settings: as given to the suite; the index is always the embedded one, because a suite
            has no business in a bank's server.
        progress: told of the chunks that are embedded.
        stores_for: other than the product's in tests.
        adapt: puts something around the parts, to listen in on them.

    Raises:
        IndexUnavailable: another process asks the same corpus right now.
        StorageFull: there is no space for it.
    """
    digest = sha256_of(documents)
    folder = f"{name}-{digest[:HASH_DIGITS]}-{index_fingerprint(settings)}"
    own = settings.model_copy(
        update={"data_dir": settings.data_dir / folder, "index": IndexSettings()}
    )
    stores = stores_for(own)
    try:
        _build(documents, stores, own, progress)
        parts = adapt(parts_over(own, stores))
        chunks = sum(row.chunk_count for row in stores.catalogue.stored_versions())
        with Attest(own, parts) as attest:
            yield OpenCorpus(attest, parts, own, digest, len(documents), chunks)
    finally:
        stores.close()


def _build(
    documents: Sequence[TextDocument], stores: Stores, settings: Settings, progress: Progress
) -> None:
    """Stores what is not stored; a build that was killed goes on where it was."""
    recover(stores.catalogue, stores.index)
    stored = {row.document_id for row in stores.catalogue.stored_versions()}
    missing = [document for document in documents if document.document_id not in stored]
    if not missing:
        return
    intake = Intake(
        settings,
        stores.catalogue,
        stores.index,
        stores.embedder,
        stores.sparse_encoder,
        progress,
    )
    with tempfile.TemporaryDirectory(prefix="attest-evals-") as spool:
        for document in missing:
            _store(document, intake, Path(spool))


def _store(document: TextDocument, intake: Intake, spool: Path) -> None:
    data = document.text.encode()
    source = spool / f"{sha256(document.document_id.encode()).hexdigest()}.txt"
    source.write_bytes(data)
    planned = PlannedVersion(
        document=Document(
            document_id=document.document_id, title=document.title, labels=document.labels
        ),
        version=VERSION,
        path=source,
        source_sha256=sha256(data).hexdigest(),
    )
    assembled = AssembledDocument(
        title=document.title,
        text=document.text,
        pages=(),
        sections=document.sections,
        uncitable=document.uncitable,
        findings=(),
        parser=PARSER,
        spool=WordSpool(spool),
    )
    fingerprint = index_fingerprint(intake.settings)
    key = content_key(planned.source_sha256, document.title, fingerprint)
    intake.store([intake.prepare(planned, assembled, copy=source, content_key=key)])
    source.unlink(missing_ok=True)
