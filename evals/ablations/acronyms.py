"""Acronyms that documents define themselves: "Suspicious Activity Report (SAR)"."""

import re
from collections.abc import Iterable, Mapping

_DEFINED = re.compile(
    r"((?:[A-Z][\w’'-]*(?:\s+(?:of|and|the|for|to|in|on)\b)*\s+){1,7}[A-Z][\w’'-]*)"
    r"\s*\([“\"']?([A-Z]{2,7})s?[”\"']?\)"
)
_CAPITALS = re.compile(r"\b[A-Z]{2,7}\b")


def acronyms_in(texts: Iterable[str]) -> dict[str, str]:
    """Long form by acronym, the first definition of each; {} where none is defined.

    >>> acronyms_in(["File a Suspicious Activity Report (SAR) at once."])
    {'SAR': 'Suspicious Activity Report'}
    """
    found: dict[str, str] = {}
    for text in texts:
        for long_form, acronym in _DEFINED.findall(text):
            if words := _spelt_by(long_form.split(), acronym):
                found.setdefault(acronym, words)
    return found


def expanded(question: str, acronyms: Mapping[str, str]) -> str:
    """The question with the long form of its acronyms, and the acronym of its long forms, behind.

    >>> expanded("When is a SAR due?", {"SAR": "Suspicious Activity Report"})
    'When is a SAR due? Suspicious Activity Report'
    """
    more = [acronyms[name] for name in _CAPITALS.findall(question) if name in acronyms]
    folded = question.casefold()
    more += [name for name, words in acronyms.items() if words.casefold() in folded]
    return " ".join([question, *dict.fromkeys(more)])


def _spelt_by(words: list[str], acronym: str) -> str:
    """The last words whose capitals spell the acronym; "" where none do."""
    for start in range(len(words) - 1, -1, -1):
        capitals = "".join(word[0] for word in words[start:] if word[0].isupper())
        if capitals == acronym and words[start][0].isupper():
            return " ".join(words[start:])
    return ""
