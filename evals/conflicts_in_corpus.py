"""The clauses of an index that an answer would refuse as conflicting, pair by pair.

`python -m evals.conflicts_in_corpus DATA_DIR` asks the gate of ``answering/conflicts/settling.py``
about any two statements of two policies in force today. A policy's owner judges what it lists.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations
from pathlib import Path

from rich.console import Console

from answering.conflicts.settling import settle
from answering.evidence.statements import Statement, statements_of
from api.wiring import open_stores
from domain.answers import Citation, Sentence
from domain.ports import Catalogue, ChunkIndex, Embedder, SearchFilter
from domain.settings import Settings
from domain.terms import terms_of
from domain.types import Document, Scope

# Terms that two statements share at least, of the shorter one's: below it no sentence of theirs is
# of one matter, and asking the gate about a million pairs would take an hour.
_LEAST_SHARED = 0.5
_LEAST_SHARED_TERMS = 3


def all_statements(
    catalogue: Catalogue, index: ChunkIndex, embedder: Embedder, today: date
) -> list[Statement]:
    """The statements of every version in force on the day, whoever may read them."""
    vector = embedder.embed_question("everything")
    found: list[Statement] = []
    for document in catalogue.documents():
        scope = _readers_of(document, catalogue, today)
        narrow = SearchFilter(document_ids=frozenset({document.document_id}))
        limit = max(1, index.count(scope=scope))
        for hit in index.search_dense(vector, scope=scope, narrow=narrow, limit=limit):
            found += statements_of(hit.chunk)
    return found


def conflicting_pairs(
    statements: Sequence[Statement], catalogue: Catalogue
) -> Iterator[tuple[Statement, Statement]]:
    """The pairs that the gate takes for a conflict; what precedence settles is none."""
    matters = [frozenset(terms_of(statement.text)) for statement in statements]
    for (one, mine), (other, theirs) in combinations(zip(statements, matters, strict=True), 2):
        shared = len(mine & theirs)
        if one.chunk.document_id == other.chunk.document_id or shared < max(
            _LEAST_SHARED_TERMS, _LEAST_SHARED * min(len(mine), len(theirs))
        ):
            continue
        if settle((_sentence(one), _sentence(other)), catalogue).in_conflict:
            yield one, other


def main() -> int:
    """Prints each pair, and how many there are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dir", type=Path, help="as given to attest ingest")
    chosen = parser.parse_args()
    console = Console(highlight=False, markup=False, soft_wrap=True)
    stores = open_stores(Settings(data_dir=chosen.data_dir))
    try:
        catalogue = stores.catalogue
        statements = all_statements(catalogue, stores.index, stores.embedder, date.today())
        pairs = list(conflicting_pairs(statements, catalogue))
    finally:
        stores.close()
    for pair in pairs:
        for statement in pair:
            console.print(f"{statement.chunk.document_id}: {statement.text}")
        console.print()
    console.print(f"{len(statements):,} statements, {len(pairs)} pairs in conflict")
    return 0


def _readers_of(document: Document, catalogue: Catalogue, today: date) -> Scope:
    """One who may read all of a document: what this prints is for the operator alone."""
    labels = [document.labels] + [
        section.labels
        for version in catalogue.versions(document.document_id)
        for section in version.sections
        if section.labels
    ]
    allowed = frozenset[str]().union(*(each.allow for each in labels))
    return Scope(names=allowed.difference(*(each.deny for each in labels)), as_of=today)


def _sentence(statement: Statement) -> Sentence:
    """The statement as it would be released, quoted whole."""
    chunk, span = statement.chunk, statement.span
    citation = Citation(
        document_id=chunk.document_id, version=chunk.version, title=chunk.title,
        section=chunk.section, section_path=chunk.section_path, page=chunk.first_page,
        start=span.start, end=span.end, quote=statement.text, boxes=(), quote_sha256="",
        source_sha256="",
    )  # fmt: skip
    return Sentence(text=statement.text, citations=(citation,))


if __name__ == "__main__":
    sys.exit(main())
