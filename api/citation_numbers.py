"""The numbers by which an answer's citations are shown: in a stream, in the terminal, on the page.

A number is not stored in an answer; it is derived, so it cannot differ between views.
"""

from collections.abc import Sequence

from domain.answers import Citation, Sentence

Place = tuple[str, str, int, int]  # document, version, start, end


def place_of(citation: Citation) -> Place:
    """What makes two citations one source."""
    return citation.document_id, citation.version, citation.start, citation.end


def citation_numbers(sentences: Sequence[Sentence]) -> dict[Place, int]:
    """Each cited place with its number, from 1 in order of first use (A22).

    A short answer cites places of the sentences alone, by the same numbers.
    """
    numbers: dict[Place, int] = {}
    for sentence in sentences:
        for citation in sentence.citations:
            numbers.setdefault(place_of(citation), len(numbers) + 1)
    return numbers
