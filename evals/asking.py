"""Asks a corpus one question at a time and keeps what came back, how long it took, what leaked."""

import time
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import numpy as np

from domain.errors import AttestError
from domain.ports import Embedder, Progress
from domain.settings import Settings
from domain.types import Chunk, Passage, Principal
from evals.corpus_store import OpenCorpus
from evals.plain_measures import exact_measure
from evals.result import Measure
from evals.text_corpus import asker, leaked

AS_OF = date(2026, 1, 1)  # any day: no text of these corpora has dates
# A curve that ends at what the judge reads would hide what lies right behind it. The order of
# the passages before that end is the same.
DEEPEST_RANK = 50

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question's passages, best first. ``error`` names what was raised; then there are none."""

    passages: tuple[Passage, ...]
    seconds: float
    embedding_seconds: float  # of the question alone, in the same run
    leaks: tuple[str, ...] = ()
    error: str = ""


def search_settings(settings: Settings) -> Settings:
    """The product's settings, with as many passages given back as a recall curve needs."""
    passages = max(settings.retrieval.passages, DEEPEST_RANK)
    retrieval = settings.retrieval.model_copy(update={"passages": passages})
    return settings.model_copy(update={"retrieval": retrieval})


def ask_each(
    corpus: OpenCorpus,
    questions: Mapping[str, str],
    *,
    leave_out: frozenset[str],
    progress: Progress,
) -> dict[str, Asked]:
    """What the product finds for each question, by its name, one after another.

    Args:
        corpus: open; its model is loaded first, so that no question waits for it.
        questions: their texts by name.
        leave_out: documents that the asker may not read; one that comes back is a leak.
        progress: told of each question.
    """
    principal = asker(leave_out)
    corpus.attest.warm_up()
    progress.start("questions", len(questions))
    asked: dict[str, Asked] = {}
    for name, text in questions.items():
        asked[name] = ask(corpus, text, principal, leave_out=leave_out)
        progress.advance("questions")
    return asked


def ask(
    corpus: OpenCorpus,
    question: str,
    principal: Principal,
    *,
    leave_out: frozenset[str] = frozenset(),
) -> Asked:
    """What the product finds. An ``AttestError`` is a result, too: the suite goes on."""
    embedding = _embedding_seconds(corpus.parts.embedder, question)
    started = time.perf_counter()
    try:
        passages = corpus.attest.search(question, principal=principal, as_of=AS_OF)
    except AttestError as error:
        seconds = time.perf_counter() - started
        return Asked((), seconds, embedding, error=type(error).__name__)
    seconds = time.perf_counter() - started
    found = (passage.chunk.document_id for passage in passages)
    return Asked(tuple(passages), seconds, embedding, leaked(found, leave_out=leave_out))


def ranked(passages: Iterable[Passage], key_of: Callable[[Chunk], Key]) -> tuple[Key, ...]:
    """What the chunks stand for, best first, each once: at the rank of its best chunk."""
    return tuple(dict.fromkeys(key_of(passage.chunk) for passage in passages))


def counted(asked: Collection[Asked], *, left_out: int) -> tuple[Measure, ...]:
    """What is no mean over rows: leaks, latency against embedding, and who was not asked.

    "seconds_p50_to_embedding" is the median of a search as a multiple of the median of embedding
    its question in the same run. Both slow down alike on a loaded machine, so it compares between
    machines.
    """
    count = len(asked)
    leaks = sum(len(each.leaks) for each in asked)
    embedding = _median([each.embedding_seconds for each in asked])
    ratio = _median([each.seconds for each in asked]) / embedding if embedding else 0.0
    return (
        exact_measure("leaks", leaks, count, better="lower"),
        exact_measure("seconds_p50_to_embedding", ratio, count),
        exact_measure("embedding_seconds_p50", embedding, count),
        exact_measure("questions_left_out", left_out, left_out + count),
    )


def _median(values: Sequence[float]) -> float:
    return float(np.median(values)) if values else 0.0


def _embedding_seconds(embedder: Embedder, question: str) -> float:
    started = time.perf_counter()
    embedder.embed_question(question)
    return time.perf_counter() - started
