"""A deployment's glossary: acronyms and everyday words, and the policies' own terms for them.

Used to search with, never quoted and never a proof.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from domain.errors import SettingsError
from domain.terms import stem, words_of


class Glossary:
    """Terms to search for beside a question's own words."""

    def __init__(self, entries: Mapping[str, Sequence[str]] | None = None) -> None:
        """``entries``: word or phrase -> policy terms. None: an empty glossary."""
        self._entries = {
            _key(words): tuple(terms) for words, terms in (entries or {}).items() if _key(words)
        }
        self._longest = max((len(key) for key in self._entries), default=0)
        listed = sorted((" ".join(key), terms) for key, terms in self._entries.items())
        # Part of the answer fingerprint: another glossary may give another answer.
        self.sha256 = hashlib.sha256(repr(listed).encode()).hexdigest() if listed else ""

    def terms_for(self, question: str) -> tuple[str, ...]:
        """The policy terms of every word and phrase of the question, in order; () for none."""
        words = _key(question)
        found: dict[str, None] = {}
        for start in range(len(words)):
            for length in range(1, self._longest + 1):
                for term in self._entries.get(words[start : start + length], ()):
                    found[term] = None
        return tuple(found)


def load_glossary(path: Path | None) -> Glossary:
    """The glossary of a YAML file, "word: term" or "word: [term, term]"; None: an empty one.

    Raises:
        SettingsError: the file cannot be read, or holds something else.
    """
    if path is None:
        return Glossary()
    advice = "Write one entry a line: 'PEP: politically exposed person' or 'hacker: [intruder]'."
    try:
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SettingsError(f"The glossary {path.name} cannot be read.", advice=advice) from error
    if not isinstance(read, dict | None):
        raise SettingsError(f"The glossary {path.name} holds no entries.", advice=advice)
    return Glossary({str(word): _terms(word, terms, path) for word, terms in (read or {}).items()})


def _terms(word: object, terms: object, path: Path) -> tuple[str, ...]:
    listed = [terms] if isinstance(terms, str) else terms
    if not isinstance(listed, list) or not all(isinstance(t, str) and t.strip() for t in listed):
        raise SettingsError(
            f"The entry {word!r} of the glossary {path.name} must be a term or a list of terms.",
            advice="Put terms with a colon or a sign in front in quotes.",
        )
    return tuple(listed)


def _key(text: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in words_of(re.sub(r"[-/]", " ", text)))
