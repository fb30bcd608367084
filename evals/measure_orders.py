"""How much of real text is taken for an order to an AI: `python -m evals.measure_orders DIR …`.

Each DIR is a data folder that something was ingested into: the sample bank, real regulation, what
a suite left in .eval-data. Every document in it is honest, so that all found is a false alarm,
apart from the order that is planted in the sample's POL-SAR-011.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from answering.evidence.sentences import sentences_of
from domain.types import DocumentVersion
from evals.errors import EvalInputError
from evals.text_corpus import TWIN_PREFIX
from ingest.store.catalogue import SqliteCatalogue
from ingest.text.instructions.marking import instruction_spans

CATALOGUE_FILE = "catalogue.sqlite3"


def versions_in(data_dir: Path) -> Iterator[DocumentVersion]:
    """Every version that was ingested there, twins of the suites left out.

    Raises:
        EvalInputError: nothing was ingested there.
    """
    if not (data_dir / CATALOGUE_FILE).is_file():
        raise EvalInputError(
            f"Nothing was ingested into {data_dir}.", advice="Start with: attest ingest PATH"
        )
    with closing(SqliteCatalogue(data_dir)) as catalogue:
        for document in catalogue.documents():
            if not document.document_id.startswith(TWIN_PREFIX):
                yield from catalogue.versions(document.document_id)


def found_in(data_dir: Path) -> tuple[dict[str, int | str], list[str]]:
    """Counts by name, and what was found, each with its document."""
    versions = sentences = 0
    found: list[str] = []
    for version in versions_in(data_dir):
        versions += 1
        sentences += len(sentences_of(version.text))
        name = f"{version.document_id} {version.version}"
        spans = instruction_spans(version.text)
        found += [f"{name}: {version.text[start:end]}" for start, end in spans]
    counts: dict[str, int | str] = {
        "folder": data_dir.name, "versions": versions, "sentences": sentences, "found": len(found)
    }  # fmt: skip
    return counts, found


def main() -> int:
    """Counts on standard output, a folder a line; what was found on standard error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dir", type=Path, nargs="+")
    for data_dir in parser.parse_args().data_dir:
        counts, found = found_in(data_dir)
        sys.stderr.writelines(f"{text}\n" for text in found)
        sys.stdout.write(json.dumps(counts) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
