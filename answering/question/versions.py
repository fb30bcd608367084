"""A version of a policy that a question names: "under version 1.0", "the previous version"."""

import re
from dataclasses import dataclass

from domain.terms import STOP_WORDS

_NUMBER = r"(?P<number>\d{1,4}(?:\.\d{1,4}){0,3}[a-z]?)"
_NUMBERED = re.compile(
    rf"(?P<before>[\w'’]+)?(?P<gap>[\s(,]*)\b(?:version|edition|revision|v\.?)\s?"
    rf"(?:no\.?\s?|number\s)?{_NUMBER}(?![\w.]*\d)",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\b(?:previous|earlier|prior|former|old|older|superseded|last but one)\s+"
    r"(?:version|edition|revision|policy|rules?|wording|text|limit)\b",
    re.IGNORECASE,
)
_PAST = re.compile(r"\b(?:was|were|did|had|could|said)\b", re.IGNORECASE)
_OF_TEXTS = frozenset(("policy", "policies", "standard", "procedure", "manual", "code", "rules"))


@dataclass(frozen=True, slots=True)
class VersionNamed:
    """``number`` as written, without "v"; empty for "the previous version"."""

    words: str
    number: str


def version_in(text: str, *, title_words: frozenset[str] = frozenset()) -> VersionNamed | None:
    """The first version that the text names; None for none.

    "TLS version 1.2" is a thing's own: a noun stands in front that is neither a policy nor a word
    of a readable title (``title_words``, lower case). "The previous version" counts in the past
    tense alone: "How long is the previous version kept?" asks for today's rule.
    """
    for found in _NUMBERED.finditer(text):
        before = (found["before"] or "").lower()
        if "(" in found["gap"] or not before or _may_stand_before(before, title_words):
            words = found.group()[len(found["before"] or "") :].strip(" (,")
            return VersionNamed(words, found["number"])
    earlier = _EARLIER.search(text)
    if earlier and _PAST.search(text):
        return VersionNamed(earlier.group(), "")
    return None


def _may_stand_before(word: str, title_words: frozenset[str]) -> bool:
    return word in STOP_WORDS or word in _OF_TEXTS or word in title_words or word in _VERBS


_VERBS = frozenset(("applied", "say", "said", "allowed", "permitted", "require", "required"))


def same_version(one: str, other: str) -> bool:
    """Whether two version numbers are one: "1", "1.0" and "v1.0" are."""
    return _plain(one) == _plain(other)


def _plain(version: str) -> str:
    bare = version.strip().lower().removeprefix("version").strip().removeprefix("v").strip(" .")
    return re.sub(r"(?:\.0)+$", "", bare)
