"""Plain texts with sections as a corpus: what every text suite gives to the product.

Every corpus holds forbidden twins: copies of some documents under labels that no asker has. They
are the most tempting wrong results there can be, and must change nothing (P2, A20).
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from domain.types import Labels, Principal, Section, Uncitable
from evals.sampling import place_of

READERS = "evaluation"  # the group that every asker is in
OUTSIDERS = "another-desk"  # the group that may read the twins; nobody asks as one of it
TWIN_PREFIX = "TWIN-"
TWIN_SHARE = 0.05  # of the corpus's characters: 5 % more to embed


@dataclass(frozen=True, slots=True)
class TextDocument:
    """A document before it is ingested. ``sections`` cover ``text`` in order, without gaps."""

    document_id: str
    title: str
    text: str
    sections: tuple[Section, ...]
    uncitable: tuple[Uncitable, ...] = ()
    readers: str = READERS  # the group that may read it
    is_twin: bool = False

    @property
    def labels(self) -> Labels:
        """Readers may read it, but for those from whom it is to be kept; a twin is not for them."""
        if self.is_twin:
            return Labels(allow=frozenset({f"group:{OUTSIDERS}"}))
        return Labels(
            allow=frozenset({f"group:{self.readers}"}),
            deny=frozenset({f"group:{_without(self.document_id)}"}),
        )


def asker(leave_out: Iterable[str] = (), *, readers: str | None = None) -> Principal:
    """Who asks: a reader to whom the documents ``leave_out`` are as good as absent.

    ``readers`` is the group asked as; None means the usual one.

    To leave a document out is to forbid it. By promise P2 that gives the same bytes as a corpus
    without it, which the tests of this package check, and no corpus has to be built anew.
    """
    kept_from = {_without(document_id) for document_id in leave_out}
    return Principal(subject="evaluator", groups=frozenset({readers or READERS} | kept_from))


def with_twins(
    documents: Sequence[TextDocument], *, share: float = TWIN_SHARE
) -> tuple[TextDocument, ...]:
    """The documents and, after them, twins of about ``share`` of their text; one at least.

    Which ones is told by a hash of their IDs: each in turn, unless it would exceed the share.
    """
    budget = share * sum(len(document.text) for document in documents)
    order = sorted(documents, key=lambda document: place_of(document.document_id))
    chosen: list[TextDocument] = []
    for document in order:
        if len(document.text) <= budget:
            budget -= len(document.text)
            chosen.append(document)
    if not chosen:
        chosen = sorted(documents, key=lambda document: len(document.text))[:1]
    return (*documents, *map(twin_of, chosen))


def twin_of(document: TextDocument) -> TextDocument:
    """The same text under another ID, title and label."""
    return TextDocument(
        document_id=f"{TWIN_PREFIX}{document.document_id}",
        title=f"{document.title} (confidential draft)",
        text=document.text,
        sections=document.sections,
        uncitable=document.uncitable,
        is_twin=True,
    )


def leaked(document_ids: Iterable[str], *, leave_out: Collection[str] = ()) -> tuple[str, ...]:
    """Those that the asker may not read: twins, and what was left out.

    Deliberately apart from ``domain.entitlement``: a leak that both made would go unseen.
    """
    forbidden = (
        document_id
        for document_id in document_ids
        if document_id.startswith(TWIN_PREFIX) or document_id in leave_out
    )
    return tuple(dict.fromkeys(forbidden))


def sha256_of(documents: Iterable[TextDocument]) -> str:
    """Equal for equal documents in an equal order: text, titles, sections, labels."""
    digest = hashlib.sha256()
    for document in documents:
        parts = (
            document.document_id,
            document.title,
            document.labels.model_dump_json(),
            *(section.model_dump_json() for section in document.sections),
            *(span.model_dump_json() for span in document.uncitable),
            document.text,
        )
        for part in parts:
            digest.update(f"{len(part)}\0{part}\0".encode())
    return digest.hexdigest()


def _without(document_id: str) -> str:
    return f"without-{document_id}"
