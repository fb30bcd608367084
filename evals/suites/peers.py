"""Peers: the same questions of the same passages, through Attest and through others as they come.

The others know nothing of labels: they are given only what the asker may read. Attest holds the
forbidden twins as well. All of them embed with the same model; each is asked for ten passages.
"""

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec

import numpy as np

from api.wiring import open_stores
from domain.ports import Progress
from domain.settings import answer_fingerprint, index_fingerprint
from evals.asking import Asked, ask_each, ranked
from evals.bootstrap import measure_of_rows
from evals.corpus_store import OpenStores, opened_corpus
from evals.measures import ranking_scores
from evals.obliqa.corpus import place_of_chunk
from evals.obliqa.inputs import ObliqaInputs, obliqa_inputs
from evals.obliqa.questions import Question, is_answerable
from evals.peers.peer import RESULTS, Peer, PeerPassage
from evals.peers.rank_bm25_peer import RankBm25Peer
from evals.peers_table import markdown_table
from evals.result import CaseRow, Measure, SuiteOptions, SuiteResult
from evals.suites.obliqa import place_name
from evals.summary import measures_of

ATTEST = "Attest"
NEEDED = ("haystack", "llama_index.vector_stores.qdrant")
INSTALL = "pip install --constraint constraints.txt 'attest[peers]'"
MakePeers = Callable[[SuiteOptions], list[Peer]]


@dataclass(frozen=True, slots=True)
class Found:
    """What one system gave for one question, best first, and how long that took."""

    names: tuple[str, ...]
    seconds: float


Answers = Mapping[str, Mapping[str, Found]]  # by system, by question


def installed_peers(options: SuiteOptions) -> list[Peer]:
    """Every peer, over one embedder whose vectors lie in the data folder."""
    # The extra ``peers`` alone brings what these import.
    from evals.peers.haystack_peer import HaystackPeer  # noqa: PLC0415  # see above
    from evals.peers.llama_index_peer import LlamaIndexPeer  # noqa: PLC0415  # see above
    from evals.peers.shared_embedder import SharedEmbedder  # noqa: PLC0415  # see above

    settings = options.settings
    embedder = SharedEmbedder(settings.encoding.embedder, settings.data_dir / "peers")
    return [RankBm25Peer(), HaystackPeer(embedder), LlamaIndexPeer(embedder)]


class PeersSuite:
    """The suite, over ObliQA's documents and questions or others of that shape."""

    name = "peers"
    description = "LlamaIndex, Haystack and rank-bm25 beside Attest, on ObliQA (extra: peers)"

    def __init__(
        self, stores_for: OpenStores = open_stores, make_peers: MakePeers = installed_peers
    ) -> None:
        """Both are others than the product's in tests."""
        self._stores_for = stores_for
        self._make_peers = make_peers

    def run(self, options: SuiteOptions, progress: Progress) -> SuiteResult:
        """Quality and latency of each; skipped without the extra or the data.

        Raises:
            EvalInputError: documents or questions cannot be used.
        """
        if self._make_peers is installed_peers and not all(map(_is_installed, NEEDED)):
            return SuiteResult(suite=self.name, skipped=f"Install what it compares with: {INSTALL}")
        inputs = obliqa_inputs(options)
        if isinstance(inputs, str):
            return SuiteResult(suite=self.name, skipped=inputs)
        readable = inputs.document_ids - options.leave_out
        questions = [each for each in inputs.questions if is_answerable(each, readable)]
        answers: dict[str, Mapping[str, Found]] = {}
        described: dict[str, str] = {}
        passages = passages_of(inputs, readable)
        for peer in self._make_peers(options):
            progress.start(f"indexing by {peer.name}", 1)
            peer.add(passages)
            progress.advance(f"indexing by {peer.name}")
            answers[peer.name] = _asked(peer, questions, progress)
            described[peer.name] = peer.described
        with opened_corpus(
            inputs.documents, name="obliqa", settings=options.settings, progress=progress,
            stores_for=self._stores_for,
        ) as corpus:  # fmt: skip
            texts = {question.question_id: question.text for question in questions}
            asked = ask_each(corpus, texts, leave_out=options.leave_out, progress=progress)
        answers[ATTEST] = {name: _found(each) for name, each in asked.items()}
        rows = rows_of(questions, answers, asked)
        measures = (*measures_of(rows), *latencies(rows, list(answers)))
        sys.stderr.write(markdown_table(measures, list(answers), described))
        return SuiteResult(
            suite=self.name,
            measures=measures,
            rows=rows,
            corpus=inputs.described(sha256_of_documents=corpus.sha256, chunks=corpus.chunks),
            index_fingerprint=index_fingerprint(corpus.settings),
            answer_fingerprint=answer_fingerprint(corpus.settings),
        )


def passages_of(inputs: ObliqaInputs, readable: frozenset[str]) -> list[PeerPassage]:
    """Every passage with text of the readable documents, in order."""
    return [
        PeerPassage(
            place_name((document.document_id, section.number)),
            document.text[section.start : section.end].strip(),
        )
        for document in inputs.documents
        if document.document_id in readable
        for section in document.sections
    ]


def rows_of(
    questions: Sequence[Question], answers: Answers, asked: Mapping[str, Asked]
) -> tuple[CaseRow, ...]:
    """One row a question, with every system's scores under its name."""
    gold = {each.question_id: set(map(place_name, each.places)) for each in questions}
    scores = {
        system: ranking_scores(
            {name: found.names for name, found in by_question.items()},
            gold,
            recall_at=(RESULTS,),
            ndcg_at=(),
        )
        for system, by_question in answers.items()
    }
    return tuple(_row(each, answers, scores, asked[each.question_id]) for each in questions)


def latencies(rows: Sequence[CaseRow], systems: Sequence[str]) -> tuple[Measure, ...]:
    """Median seconds a question of each system, embedding the question included."""
    if not rows:
        return ()
    found = (
        measure_of_rows(
            f"{system} seconds_p50", rows, partial(_median, system=system), better="neither"
        )
        for system in systems
    )
    return tuple(measure for measure in found if measure)


def _median(rows: Sequence[CaseRow], system: str) -> float:
    return float(np.median([row.signals[f"{system} seconds"] for row in rows]))


def _row(
    question: Question,
    answers: Answers,
    scores: Mapping[str, Mapping[str, Mapping[str, float]]],
    asked: Asked,
) -> CaseRow:
    name = question.question_id
    own = {
        f"{system} {measure}": value
        for system, by_question in scores.items()
        for measure, value in by_question[name].items()
    }
    return CaseRow(
        case_id=name,
        question=question.text,
        asked_as="reader",
        slices=(),
        answerable=True,
        is_right=own[f"{ATTEST} recall_at_{RESULTS}"] == 1.0,
        verdict=asked.error,
        scores=own,
        signals={f"{system} seconds": found[name].seconds for system, found in answers.items()},
        expected=tuple(sorted(map(place_name, question.places))),
        found=answers[ATTEST][name].names,
        seconds=asked.seconds,
        leaks=asked.leaks,
        has_crashed=bool(asked.error),
    )


def _asked(peer: Peer, questions: Sequence[Question], progress: Progress) -> dict[str, Found]:
    progress.start(f"questions to {peer.name}", len(questions))
    found = {}
    for question in questions:
        started = time.perf_counter()
        names = peer.search(question.text)
        found[question.question_id] = Found(tuple(names), time.perf_counter() - started)
        progress.advance(f"questions to {peer.name}")
    return found


def _found(asked: Asked) -> Found:
    names = map(place_name, ranked(asked.passages, place_of_chunk))
    return Found(tuple(names)[:RESULTS], asked.seconds)


def _is_installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # a package above it is not there
        return False
