"""Fidelity: is the stored text of odd files what a reader sees, no more and no less?

Files that the cases hold themselves, and files made after public complaints in a data folder. Each
is read as ingest reads it; its text, sections and findings are compared with what the case says.
"""

import tempfile
import time
from hashlib import sha256
from pathlib import Path

from domain.errors import AttestError
from domain.ports import Progress
from domain.settings import Settings, answer_fingerprint, index_fingerprint
from evals.data_folder import data_folder, missing
from evals.errors import EvalInputError
from evals.fidelity.asking import question_rows
from evals.fidelity.cases import MADE_CASES, SHARED_CASES, FileCase, load_cases
from evals.fidelity.judging import faults_of, fidelity_of_pages
from evals.fidelity.made_files import write_made
from evals.result import CaseRow, Corpus, SuiteOptions, SuiteResult
from evals.sampling import limited
from evals.summary import measures_by_slice, measures_of
from ingest.text.assembly import assemble
from ingest.workers.isolation import DocumentReader

FOLDER = "bugs"


class FidelitySuite:
    """The suite. ``--documents`` is the folder of odd files, ``--questions`` a file of cases."""

    name = "fidelity"
    description = "Odd files: does their stored text hold what a reader sees, and nothing else"

    def run(self, options: SuiteOptions, progress: Progress) -> SuiteResult:
        """Made files first, then those of the folder, then questions about it.

        Raises:
            EvalInputError: the folder that was named is not there, or the cases cannot be read.
        """
        folder = options.documents or data_folder() / FOLDER
        if not folder.is_dir():
            if options.documents is not None:
                raise EvalInputError(f"{folder} is not a folder.")
            return SuiteResult(suite=self.name, skipped=missing(FOLDER))
        cases = load_cases(options.questions or SHARED_CASES)
        made = load_cases(MADE_CASES).made if options.questions is None else cases.made
        settings = options.settings.model_copy(
            update={"data_dir": options.settings.data_dir / self.name}
        )
        files = limited(cases.files, lambda case: case.id, options.limit)
        questions = limited(cases.questions, lambda case: case.id, options.limit)
        progress.start("cases", len(made) + len(files) + len(questions))
        rows: list[CaseRow] = []
        with tempfile.TemporaryDirectory() as temporary:
            given: list[tuple[FileCase, Path]] = [(c, folder / c.file) for c in files]
            for case in limited(made, lambda case: case.id, options.limit):
                own = Path(temporary) / case.id
                own.mkdir(parents=True)
                given.append((case, write_made(case, own)))
            with DocumentReader(settings.parsing) as reader:
                for file_case, path in given:
                    rows.append(_row(file_case, path, reader, Path(temporary)))
                    progress.advance("cases")
        rows += question_rows(questions, folder, settings, progress)
        return SuiteResult(
            suite=self.name,
            measures=measures_of(rows),
            measures_by_slice=measures_by_slice(rows),
            rows=tuple(rows),
            corpus=_corpus(rows, [path for _, path in given], settings),
            index_fingerprint=index_fingerprint(settings),
            answer_fingerprint=answer_fingerprint(settings),
        )


def _row(case: FileCase, path: Path, reader: DocumentReader, temporary: Path) -> CaseRow:
    started = time.monotonic()
    try:
        facts = reader.facts(path)
        spool = Path(tempfile.mkdtemp(dir=temporary))
        document = assemble(reader.pages(path, facts), facts, path.name, spool)
        faults, fidelity = faults_of(case, document), fidelity_of_pages(document)
    except (AttestError, OSError) as error:
        faults, fidelity = (str(error),), 0.0
    return CaseRow(
        case_id=case.id,
        question=case.file,
        asked_as="nobody",
        slices=(path.suffix.lstrip(".").casefold(), case.id.split("/")[0]),
        answerable=True,
        is_right=not faults,
        verdict="; ".join(faults) or "right",
        scores={"cases_right": float(not faults), "lowest_fidelity": fidelity},
        seconds=round(time.monotonic() - started, 3),
    )


def _corpus(rows: list[CaseRow], paths: list[Path], settings: Settings) -> Corpus:
    digest = sha256()
    for path in paths:
        digest.update(path.name.encode())
        if path.is_file():
            digest.update(sha256(path.read_bytes()).digest())
    return Corpus(
        description="Small files, each of a kind that was once stored otherwise than it is shown",
        sha256=digest.hexdigest(),
        documents=len(paths),
        questions=f"{len(rows)} files and questions, with what is right of each",
        asked_by="nobody, or a reader of every document",
    )
