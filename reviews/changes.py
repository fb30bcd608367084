"""Whether a new version still has the words that a past answer cited. Pure functions of values."""

import hashlib

from domain.answers import Answer, Refusal


def lost_words(response: Answer | Refusal, document_id: str, version: str, text: str) -> bool:
    """Whether a quote of that version is in ``text``, the new version's, no longer.

    Line breaks and spaces are set aside: a new layout is no new rule.
    """
    now = _in_one_line(text)
    return any(
        _in_one_line(citation.quote) not in now
        for sentence in response.sentences
        for citation in sentence.citations
        if (citation.document_id, citation.version) == (document_id, version)
    )


def origin_of_change(question: str, document_id: str, version: str) -> str:
    """Equal for equal questions, so that a question asked by many is reviewed once a version."""
    told = "\n".join((document_id, version, _in_one_line(question).casefold()))
    return f"text:{hashlib.sha256(told.encode()).hexdigest()}"


def _in_one_line(text: str) -> str:
    return " ".join(text.split())
