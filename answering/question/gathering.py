"""Passages for a question: each part is searched for, with what its words are called elsewhere.

Definitions are taken from passages of the caller's own scope, and are used to search with alone.
"""

from collections.abc import Sequence

from answering.question.definitions import definitions_in, terms_defined
from answering.question.question import Question
from domain.answering_ports import Retriever
from domain.entitlement import require_readable
from domain.ports import SearchFilter
from domain.types import Passage, Scope


def gather(
    question: Question, *, scope: Scope, narrow: SearchFilter | None, retriever: Retriever
) -> list[Passage]:
    """The evidence, best first, each passage through gate two; [] where there is none.

    Where these define a word of the question, it is searched again by what that is called: the
    first search finds the definition, as the word itself is rare.

    A question of several parts gets the best of each part in turn, as many as one question gets.
    """

    def search(text: str) -> list[Passage]:
        passages = retriever.retrieve(text, scope=scope, narrow=narrow)
        for passage in passages:
            require_readable(passage.chunk, scope)
        return passages

    passages = search(_with(question.text, question.expansion))
    definitions = definitions_in(passage.chunk.text for passage in passages)
    terms = terms_defined(question.text, definitions)
    if terms:
        passages = search(_with(question.text, (*question.expansion, *terms)))
    if len(question.parts) == 1:
        return passages
    return _in_turn([passages, *(search(_with(part, terms)) for part in question.parts)])


def _with(text: str, terms: Sequence[str]) -> str:
    """The text and, behind it, further terms to search for."""
    return f"{text} ({'; '.join(terms)})" if terms else text


def _in_turn(rankings: Sequence[Sequence[Passage]]) -> list[Passage]:
    """The first of each ranking, then the second of each, each chunk once, ranked anew."""
    most = max((len(ranking) for ranking in rankings), default=0)
    chosen: dict[str, Passage] = {}
    for place in range(most):
        for ranking in rankings:
            if place < len(ranking):
                chosen.setdefault(ranking[place].chunk.chunk_id, ranking[place])
    kept = list(chosen.values())[:most]
    return [p.model_copy(update={"rank": rank}) for rank, p in enumerate(kept, start=1)]
