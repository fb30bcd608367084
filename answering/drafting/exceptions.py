"""A clause that takes away from a quoted one by its number is quoted with it (P9).

"2.3 Clause 2.1 does not apply to gifts from a public official." shares few words with a question
about gifts, and without it the answer from 2.1 is wrong for some.
"""

import re
from collections.abc import Sequence

from answering.drafting.composing import claims_of
from answering.evidence.statements import Statement, statements_of
from domain.answering_ports import SectionFinder
from domain.answers import Citation, Claim, Sentence
from domain.ports import SearchFilter
from domain.section_numbers import keys_of, references_in
from domain.types import Chunk, Scope

# How a clause says that it limits another; said of the number that it names.
_LIMITS = re.compile(
    r"\b(?:(?:does|do|shall|will|is|are) not (?:apply|applied|applicable|cover|extend)"
    r"|appl(?:y|ies) only|only appl(?:y|ies)|no longer applies|except|exceptions?|despite"
    r"|notwithstanding"
    r"|in spite of|unless|instead of|in place of|other than|overrides?|prevails?|suspended|waived"
    r"|not subject to|exempt(?:ed|ion)?)\b",
    re.IGNORECASE,
)
_MOST_EXCEPTIONS = 2  # beside the answer itself


def exceptions_to(
    sentences: Sequence[Sentence],
    *,
    finder: SectionFinder,
    scope: Scope,
) -> tuple[tuple[Claim, ...], tuple[Chunk, ...]]:
    """Claims of clauses that limit a quoted one by its number, and the chunks they stand in.

    Looked for in the quoted clause's own chapter. Both empty where there are none.
    """
    quoted = [citation for sentence in sentences for citation in sentence.citations]
    found: dict[tuple[str, int], Statement] = {}
    for citation in quoted:
        for statement in _limiting(citation, finder, scope):
            if not any(_overlaps(statement, other) for other in quoted):
                found.setdefault((statement.chunk.chunk_id, statement.span.start), statement)
    chosen = list(found.values())[:_MOST_EXCEPTIONS]
    return claims_of(chosen), tuple({s.chunk.chunk_id: s.chunk for s in chosen}.values())


def _limiting(citation: Citation, finder: SectionFinder, scope: Scope) -> list[Statement]:
    own = keys_of(citation.section)
    chapter = keys_of(citation.section_path[0]) if citation.section_path else ()
    if not own or not chapter:
        return []
    within = SearchFilter(document_ids=frozenset({citation.document_id}))
    chunks = finder.find_sections([chapter[0]], scope=scope, narrow=within)
    return [
        statement
        for chunk in chunks
        if chunk.version == citation.version
        for statement in statements_of(chunk)
        if _limits(statement.text, own)
    ]


def _limits(text: str, keys: tuple[str, ...]) -> bool:
    named = {key for reference in references_in(text) for key in reference.keys}
    return bool(named & set(keys)) and _LIMITS.search(text) is not None


def _overlaps(statement: Statement, citation: Citation) -> bool:
    chunk = statement.chunk
    same = (chunk.document_id, chunk.version) == (citation.document_id, citation.version)
    return same and statement.span.start < citation.end and citation.start < statement.span.end
