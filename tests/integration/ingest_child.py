"""An ingest as a process of its own, to be killed: ``python -m tests.integration.ingest_child``.

Real files, catalogue, index and (with "real") reader; the embedder is the hashing one, for speed.
Each step of progress is a line, so that the parent can choose the moment.
"""

import sys
from datetime import date
from pathlib import Path

from domain.errors import AttestError
from domain.settings import Settings
from ingest.pipeline import run_ingest
from ingest.store.catalogue import SqliteCatalogue
from ingest.workers.isolation import DocumentReader
from retrieval.edge_index import EdgeIndex
from retrieval.sparse import Bm25Encoder
from tests.fakes.embedder import HashingEmbedder
from tests.fakes.reader import TextReader

DIMENSIONS = 32


def say(*words: object) -> None:
    """One line, at once."""
    sys.stdout.write(" ".join(str(word) for word in words) + "\n")
    sys.stdout.flush()


class PrintedProgress:
    """One line for each step, at once."""

    def start(self, step: str, total: int) -> None:
        """A step begins."""
        say("start", step, total)

    def advance(self, step: str, amount: int = 1) -> None:
        """So many more are done."""
        say("advance", step, amount)


def main(folder: Path, data: Path, reader: str) -> int:
    """The run's exit code."""
    settings = Settings(data_dir=data)
    index = EdgeIndex(data / "index", dimensions=DIMENSIONS)
    catalogue = SqliteCatalogue(data)
    try:
        report = run_ingest(
            [folder],
            labels_file=None,
            allow=frozenset(),
            settings=settings,
            catalogue=catalogue,
            index=index,
            embedder=HashingEmbedder(DIMENSIONS),
            sparse=Bm25Encoder(settings.encoding),
            progress=PrintedProgress(),
            today=date(2026, 6, 1),
            open_reader=DocumentReader if reader == "real" else TextReader(),
        )
    finally:
        index.close()
        catalogue.close()
    for line in report.documents:
        say(line.outcome, line.document_id, line.reason)
    return report.exit_code


if __name__ == "__main__":
    try:
        sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
    except AttestError as error:
        say(type(error).__name__, error)
        sys.exit(1)
