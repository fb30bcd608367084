"""An article, clause or section that a question names, looked up by its number within the scope."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from answering.question.question import Question
from domain.answering_ports import SectionFinder
from domain.ports import SearchFilter
from domain.section_numbers import Reference, keys_of, references_in
from domain.terms import terms_of
from domain.types import Chunk, Passage, Scope

# What a text that a question names may be called: "of the Gifts policy", "in our travel rules".
_KIND_OF_TEXT = (
    "policy|policies|standard|procedure|manual|code|handbook|rulebook|regulation|act|directive|guide"
    "|agreement|contract|terms|rules|document|framework|charter|guidelines|annex|law|order"
)
_TEXT_NAMED = re.compile(
    rf"\b(?:the|our|your|this|that)\s+(?P<name>(?:[\w&'’.-]+\s+){{1,6}}?)(?:{_KIND_OF_TEXT})s?\b",
    re.IGNORECASE,
)
# "Article 17 GDPR", "clause 4 of POL-GFT-001": a name right behind the number.
_NAME_BEHIND = re.compile(
    r"\s*(?:,|of|in|from|under)?\s*(?:the\s+)?(?P<name>[A-Z][\w&./-]*(?:\s+[A-Z][\w&./-]*)*)"
)
# Share of a name's terms that a document's title and headings must hold.
_LEAST_SHARE_OF_NAME = 0.5
# Words with which one asks for a text itself, and for no point in it.
_ASKS_FOR_THE_TEXT = frozenset(
    terms_of(
        """clauses articles sections paragraphs subsections rules regulations principles annex
        appendix schedules chapters parts points items numbers text words wording version read quote
        show cite print provide contain cover content full whole explain summarise summarize
        describe define find look stands written"""
    )
)
# So many documents with a clause of one number are all quoted; of more, which is meant is asked.
_MOST_TEXTS = 3


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What stands under the numbers that a question names."""

    chunks: tuple[Chunk, ...] = ()  # by document, version and place
    not_found: tuple[str, ...] = ()  # references that no document in force has, as named
    asks_for_the_text: bool = False  # "What does clause 3.2 say?"
    is_ambiguous: bool = False  # too many documents have it, and none is named


@dataclass(frozen=True, slots=True)
class _Name:
    """A text as the question calls it: the terms, and the documents that are known by them."""

    terms: frozenset[str]
    documents: frozenset[str]


def look_up(
    question: Question,
    *,
    scope: Scope,
    narrow: SearchFilter | None,
    finder: SectionFinder,
    passages: Sequence[Passage],
) -> LookedUp:
    """The passages under every number that the question names; empty where it names none.

    ``passages``: what the search found, to tell which document goes by a name that is no title.
    """
    if not question.references:
        return LookedUp()
    terms = _name_of_text(question)
    name = _Name(terms, frozenset(p.chunk.document_id for p in passages if _speaks_of(p, terms)))
    found: dict[str, Chunk] = {}
    missing = []
    for reference in question.references:
        chunks = _under(reference, name, scope=scope, narrow=narrow, finder=finder)
        if not chunks:
            missing.append(reference.words)
        found.update({chunk.chunk_id: chunk for chunk in chunks})
    in_place = sorted(found.values(), key=lambda c: (c.document_id, c.version, c.start))
    asks_for_the_text = not _matter(question, terms)
    texts = {chunk.document_id for chunk in in_place}
    return LookedUp(
        chunks=tuple(in_place),
        not_found=tuple(missing),
        asks_for_the_text=asks_for_the_text,
        is_ambiguous=asks_for_the_text and len(texts) > _MOST_TEXTS,
    )


def names_one_of(chunk: Chunk, words: Sequence[str]) -> bool:
    """Whether a passage itself names one of these references, as a text of somebody else's."""
    wanted = {key for named in words for r in references_in(named) for key in r.keys}
    return any(wanted & set(reference.keys) for reference in references_in(chunk.text))


def _under(
    reference: Reference,
    name: _Name,
    *,
    scope: Scope,
    narrow: SearchFilter | None,
    finder: SectionFinder,
) -> list[Chunk]:
    """The chunks under the first of the keys that has any, in the text that is named."""
    for key in reference.keys:
        chunks = finder.find_sections([key], scope=scope, narrow=narrow)
        chunks = [chunk for chunk in chunks if _is_of(chunk, name)]
        if chunks:
            return _items_of(chunks, reference, key)
    return _under_the_number_before(reference, name, scope=scope, narrow=narrow, finder=finder)


def _under_the_number_before(
    reference: Reference,
    name: _Name,
    *,
    scope: Scope,
    narrow: SearchFilter | None,
    finder: SectionFinder,
) -> list[Chunk]:
    """ "4.2.1" as a paragraph of section 4.2 that is no section of its own."""
    number = reference.keys[0]
    parent, _, last = number.rpartition(".")
    if not parent or not last:
        return []
    chunks = finder.find_sections([parent], scope=scope, narrow=narrow)
    begins = re.compile(rf"^\s*{re.escape(number)}(?![.\d])", re.MULTILINE | re.IGNORECASE)
    return [chunk for chunk in chunks if _is_of(chunk, name) and begins.search(chunk.text)]


def _items_of(chunks: list[Chunk], reference: Reference, key: str) -> list[Chunk]:
    """Those that hold the item, "(3)" of "Article 12(3)"; all where none is named."""
    for item in reference.items:
        own = [c for c in chunks if item in keys_of(c.section) and key not in keys_of(c.section)]
        begins = re.compile(rf"^\s*\(?{re.escape(item)}[).]\s", re.MULTILINE | re.IGNORECASE)
        chunks = own or [chunk for chunk in chunks if begins.search(chunk.text)]
    return chunks


def _name_of_text(question: Question) -> frozenset[str]:
    """The terms of the text that the question names, less what any text is called; often empty."""
    names = [match["name"] for match in _TEXT_NAMED.finditer(question.text)]
    for reference in question.references:
        behind = _NAME_BEHIND.match(question.text[reference.end :])
        if behind:
            names.append(behind["name"])
    return frozenset(term for name in names for term in terms_of(name)) - _ASKS_FOR_THE_TEXT


def _is_of(chunk: Chunk, name: _Name) -> bool:
    if not name.terms or chunk.document_id in name.documents:
        return True
    called = set(terms_of(" ".join((chunk.document_id, chunk.title, *chunk.section_path))))
    return len(name.terms & called) >= _LEAST_SHARE_OF_NAME * len(name.terms)


def _speaks_of(passage: Passage, terms: frozenset[str]) -> bool:
    """Whether a passage holds every term of a name, as "the individual conduct rules"."""
    return bool(terms) and terms <= set(terms_of(passage.chunk.text_in_context))


def _matter(question: Question, name: frozenset[str]) -> set[str]:
    """The terms of the question beside the numbers, the text's name and "what does it say"."""
    rest = question.text
    places = [(reference.start, reference.end) for reference in question.references]
    places += [(named.start, named.end) for named, _ in question.dates]
    for start, end in sorted(places, reverse=True):
        rest = rest[:start] + " " + rest[end:]
    return set(terms_of(re.sub(r"\d+(?:\.\d+)*", " ", rest))) - _ASKS_FOR_THE_TEXT - name
