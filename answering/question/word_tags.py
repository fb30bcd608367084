"""The word classes of a question, by a trained tagger that is part of its package: no download.

Tags are CLAWS 5, as in the British National Corpus: NN1 noun, VM0 modal verb, PRP preposition, …
"""

import re
import threading
from dataclasses import dataclass
from functools import cache

from HanTa.HanoverTagger import HanoverTagger

_MODEL = "morphmodel_en.pgz"  # in the package
_TOKENS = re.compile(r"[£$€]?[\w][\w.,'’/%&-]*[\w%]|[£$€]?\w|[?!.,;:]")
_turn = threading.Lock()  # the tagger keeps a cache that it writes to


@dataclass(frozen=True, slots=True)
class TaggedWord:
    """A word or a punctuation mark, its place ``start:end`` in the text, and its word class."""

    text: str
    start: int
    end: int
    tag: str

    @property
    def lower(self) -> str:
        """In lower case, for comparisons."""
        return self.text.casefold()

    @property
    def is_noun(self) -> bool:
        """A noun, a name, or a number."""
        return self.tag.startswith(("NN", "NP")) or self.tag == "CRD"

    @property
    def is_verb(self) -> bool:
        """A verb in whatever form, auxiliaries included."""
        return self.tag.startswith("V")

    @property
    def is_asking(self) -> bool:
        """Who, what, which, when, how, …"""
        return self.tag in ("PNQ", "DTQ", "AVQ")


def tagged(text: str) -> list[TaggedWord]:
    """The words of a question in order; [] for a text without any."""
    places = list(_TOKENS.finditer(text))
    if not places:
        return []
    with _turn:
        tags = [tag for _, _, tag in _tagger().tag_sent([p.group() for p in places], taglevel=1)]
    return [
        TaggedWord(p.group(), p.start(), p.end(), _corrected(p.group(), tag))
        for p, tag in zip(places, tags, strict=True)
    ]


@cache
def _tagger() -> HanoverTagger:
    return HanoverTagger(_MODEL)


def _corrected(word: str, tag: str) -> str:
    """Abbreviations and amounts are names of things, whatever a tagger makes of their letters."""
    if any(character.isdigit() for character in word):
        return "CRD"
    if sum(character.isupper() for character in word) > 1:
        return "NP0"
    return tag
