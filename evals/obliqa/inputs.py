"""What the suites over ObliQA run on: documents and questions, by option or by default."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from evals.data_folder import data_folder, missing
from evals.held_out import is_for_measuring, is_obliqa_held_out
from evals.obliqa.corpus import documents_of, places_of
from evals.obliqa.documents import load_rulebooks
from evals.obliqa.questions import Place, Question, load_questions
from evals.result import Corpus, SuiteOptions
from evals.sampling import limited
from evals.text_corpus import TextDocument, with_twins

FOLDER = "obliqa"


@dataclass(frozen=True)
class ObliqaInputs:
    """Documents with their twins, and the questions to ask of them."""

    documents: tuple[TextDocument, ...]
    places: frozenset[Place]
    questions: tuple[Question, ...]
    questions_sha256: str

    @property
    def document_ids(self) -> frozenset[str]:
        """Without the twins."""
        return frozenset(each.document_id for each in self.documents if not each.is_twin)

    def described(self, *, sha256_of_documents: str, chunks: int) -> Corpus:
        """For the report."""
        both = f"{sha256_of_documents}{self.questions_sha256}"
        gold = {place for question in self.questions for place in question.places}
        missing_gold = len(gold - self.places)
        return Corpus(
            description=f"{len(self.document_ids)} rulebooks of the ADGM as in ObliQA, "
            f"{len(self.places)} passages with text, and "
            f"{len(self.documents) - len(self.document_ids)} forbidden twins",
            sha256=sha256(both.encode()).hexdigest(),
            documents=len(self.documents),
            passages=chunks,
            questions=f"{len(self.questions)} questions; {missing_gold} of their gold passages "
            "are not in the documents",
            asked_by="a reader who may read every document but the twins and what is left out",
        )


def obliqa_inputs(options: SuiteOptions) -> ObliqaInputs | str:
    """The inputs, or why there are none: the suite is then skipped.

    Raises:
        EvalInputError: what was named, or what lies in the data folder, cannot be used.
    """
    documents = options.documents or data_folder() / FOLDER / "documents.zip"
    questions = options.questions or data_folder() / FOLDER / "dev.json"
    for given, path in ((options.documents, documents), (options.questions, questions)):
        if given is None and not path.exists():
            return missing(f"{FOLDER}/{path.name}")
    rulebooks = load_rulebooks(documents)
    every = load_questions(questions)
    if options.questions is None:  # the reader was trained on the others
        every = tuple(each for each in every if _is_held_out(each))
    asked = limited(every, lambda each: each.question_id, options.limit)
    return ObliqaInputs(
        documents=with_twins(documents_of(rulebooks)),
        places=places_of(rulebooks),
        questions=asked,
        questions_sha256=_sha256(questions),
    )


def _is_held_out(question: Question) -> bool:
    """Whether all its gold lies in rulebooks that neither trained the reader nor calibrated it."""
    return all(
        document.isdigit()
        and is_obliqa_held_out(int(document))
        and is_for_measuring(f"obliqa-{document}")
        for document, _ in question.places
    )


def _sha256(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
