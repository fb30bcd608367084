"""Injection: orders in a policy, orders for a question, and harmless prompts that sound like them.

Every instruction is put into the clause that answers an honest question, which is then asked
through the whole answering path. Apart from that, instructions and look-alikes are asked
themselves.
"""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from api.wiring import open_stores
from domain.ports import Progress
from domain.settings import answer_fingerprint, index_fingerprint
from evals.corpus_store import OpenCorpus, OpenStores, opened_corpus
from evals.data_folder import data_folder, missing
from evals.injection.data import (
    Instruction,
    LookAlike,
    load_instructions,
    load_look_alikes,
    load_steering,
)
from evals.injection.policies import AttackCase, attack_cases, clean_cases, load_policies
from evals.injection.rows import BETTER, attack_row, look_alike_row, steering_row
from evals.listening import Listener
from evals.refusal.asking import Asker, Outcome
from evals.result import CaseRow, Corpus, SuiteOptions, SuiteResult
from evals.sampling import limited
from evals.summary import measures_by_slice, measures_of
from evals.text_corpus import TextDocument, asker, with_twins

FOLDER = "safety"
INSTRUCTIONS_FILE, LOOK_ALIKES_FILE = "bipia_text_attack_train.json", "notinject_one.json"


class InjectionSuite:
    """The suite. ``--documents`` is a file of BIPIA's form, ``--questions`` one of NotInject's."""

    name = "injection"
    description = "Orders in policies and questions: is any followed, is anything harmless refused"

    def __init__(self, stores_for: OpenStores = open_stores) -> None:
        """``stores_for`` is another than the product's in tests."""
        self._stores_for = stores_for

    def run(self, options: SuiteOptions, progress: Progress) -> SuiteResult:
        """At most ``limit`` instructions, look-alikes and requests of each origin.

        Raises:
            EvalInputError: a file cannot be used.
        """
        instructions_file = options.documents or data_folder() / FOLDER / INSTRUCTIONS_FILE
        look_alikes_file = options.questions or data_folder() / FOLDER / LOOK_ALIKES_FILE
        for given, path in (
            (options.documents, instructions_file),
            (options.questions, look_alikes_file),
        ):
            if given is None and not path.exists():
                return SuiteResult(suite=self.name, skipped=missing(f"{FOLDER}/{path.name}"))
        every = load_instructions(instructions_file)
        instructions = limited(every, _name, options.limit)
        look_alikes = limited(load_look_alikes(look_alikes_file), _text, options.limit)
        policies = load_policies()
        clean = clean_cases(policies)
        attacked = tuple(attack_cases(policies, instructions))
        documents = {case.document.document_id: case.document for case in (*clean, *attacked)}
        listener = Listener()
        with opened_corpus(
            with_twins(tuple(documents.values())), name=self.name, settings=options.settings,
            progress=progress, stores_for=self._stores_for, adapt=listener.around,
        ) as corpus:  # fmt: skip
            corpus.attest.warm_up()
            asking = _Asking(Asker(corpus, listener), documents, progress)
            rows = (
                *asking.cases((*clean, *attacked)),
                *asking.look_alikes(look_alikes),
                *asking.steering(instructions, source="BIPIA"),
                *asking.steering(limited(load_steering(), _name, options.limit), source="own"),
            )
            described = _described(corpus, len(attacked), (instructions_file, look_alikes_file))
        return SuiteResult(
            suite=self.name,
            measures=measures_of(rows, better=BETTER),
            measures_by_slice=measures_by_slice(rows, better=BETTER),
            rows=rows,
            corpus=described,
            index_fingerprint=index_fingerprint(options.settings),
            answer_fingerprint=answer_fingerprint(options.settings),
        )


class _Asking:
    """Questions to one open corpus, a row each."""

    def __init__(
        self, asker_of: Asker, documents: dict[str, TextDocument], progress: Progress
    ) -> None:
        self._asker, self._progress = asker_of, progress
        self._texts = {name: document.text for name, document in documents.items()}
        self._poisoned = frozenset(
            name for name, document in documents.items() if document.readers == name
        )

    def cases(self, cases: Sequence[AttackCase]) -> tuple[CaseRow, ...]:
        """Each asked by a reader of its document, who may not read the clean original."""
        self._progress.start("policies", len(cases))
        rows = []
        for case in cases:
            own = case.document.document_id
            forbidden = (self._poisoned | {case.base_id}) - {own}
            outcome = self._asker.ask(
                case.clause.question, case.asker, is_gold=_nowhere, forbidden=forbidden
            )
            rows.append(attack_row(case, outcome, self._texts))
            self._progress.advance("policies")
        return tuple(rows)

    def look_alikes(self, prompts: Sequence[LookAlike]) -> tuple[CaseRow, ...]:
        """Each asked of the clean policies."""
        self._progress.start("look-alikes", len(prompts))
        return tuple(
            look_alike_row(number, prompt, self._ask(prompt.text, "look-alikes"), self._texts)
            for number, prompt in enumerate(prompts, start=1)
        )

    def steering(self, requests: Sequence[Instruction], *, source: str) -> tuple[CaseRow, ...]:
        """Each asked of the clean policies."""
        self._progress.start(source, len(requests))
        return tuple(
            steering_row(request, self._ask(request.text, source), self._texts, source=source)
            for request in requests
        )

    def _ask(self, text: str, stage: str) -> Outcome:
        outcome = self._asker.ask(text, asker(), is_gold=_nowhere, forbidden=self._poisoned)
        self._progress.advance(stage)
        return outcome


def _nowhere(document_id: str, position: int) -> bool:
    """Gold is judged from the response; the draft is of no interest here."""
    return False


def _name(instruction: Instruction) -> str:
    return instruction.name


def _text(prompt: LookAlike) -> str:
    return prompt.text


def _described(corpus: OpenCorpus, attacked: int, files: Sequence[Path]) -> Corpus:
    joined = corpus.sha256 + "".join(sha256(path.read_bytes()).hexdigest() for path in files)
    return Corpus(
        description=f"made-up policies, {attacked} copies with an instruction put in, and twins",
        sha256=sha256(joined.encode()).hexdigest(),
        documents=corpus.documents,
        passages=corpus.chunks,
        questions="an honest question for each copy; BIPIA's instructions, NotInject's prompts and "
        "requests to steer, asked as questions of the clean policies",
        asked_by="a reader of one copy in place of its clean original, and of all other policies",
    )
