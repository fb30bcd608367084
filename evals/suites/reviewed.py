"""Reviewed: what people said of the answers that were really given.

It asks nothing: it reads signed verdicts out of the ledger of ``--data-dir``. rows.jsonl holds each
as a labelled case, with every citation and what was said of it.
"""

from contextlib import closing

from domain.ports import Progress
from domain.settings import answer_fingerprint
from evals.result import Corpus, SuiteOptions, SuiteResult
from evals.reviewed.rows import rows_from
from evals.sampling import limited
from evals.summary import measures_by_slice, measures_of
from ledger.chain import sha256_of
from ledger.database import FILE_NAME
from ledger.opening import ledger_folder, open_to_look
from ledger.stored import records_from


class ReviewedSuite:
    """The suite. It needs a ledger with verdicts in it."""

    name = "reviewed"
    description = "Answers that were given, as reviewers judged them: export of labelled cases"

    def run(self, options: SuiteOptions, progress: Progress) -> SuiteResult:
        """Every reviewed response; skipped where there is no ledger, or no verdict in it."""
        progress.start("records", 1)
        settings = options.settings
        file = ledger_folder(settings) / FILE_NAME
        if settings.ledger.url is None and not file.is_file():
            return self._skipped(f"there is no ledger in {settings.data_dir}")
        database, _ = open_to_look(settings)
        with closing(database), database.reading() as connection:
            rows = rows_from(row.read() for row in records_from(connection))
        progress.advance("records")
        rows = list(limited(rows, lambda row: row.case_id, options.limit))
        if not rows:
            return self._skipped("no verdict is on record; pass --data-dir, or review something")
        return SuiteResult(
            suite=self.name,
            measures=measures_of(rows),
            measures_by_slice=measures_by_slice(rows),
            rows=tuple(rows),
            corpus=Corpus(
                description="Answers and refusals that reviewers signed a verdict on",
                sha256=sha256_of("\n".join(row.model_dump_json() for row in rows)),
                questions="as staff asked them",
                asked_by="staff",
            ),
            answer_fingerprint=answer_fingerprint(settings),
        )

    def _skipped(self, why: str) -> SuiteResult:
        return SuiteResult(suite=self.name, skipped=why)
