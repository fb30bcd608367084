"""What a question speaks of: its noun phrases, in order."""

from collections.abc import Sequence
from dataclasses import dataclass

from answering.question.word_tags import TaggedWord

_BEFORE_A_NOUN = ("AT0", "AJ0", "AJC", "AJS", "DT0", "DPS", "ORD", "CRD", "POS", "VVG", "VVN")
# What may join two noun phrases into one: "a gift from a client".
_JOINS = ("PRF", "PRP")


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """A run of words ``first:last`` (by place among the words, half-open) around one noun."""

    words: tuple[TaggedWord, ...]
    first: int
    last: int
    preposition: str  # in lower case; empty where none stands before it
    is_asked_for: bool  # "which client", "what value"

    @property
    def start(self) -> int:
        """First character in the question."""
        return self.words[0].start

    @property
    def end(self) -> int:
        """One past the last character in the question."""
        return self.words[-1].end

    @property
    def head(self) -> TaggedWord:
        """The noun itself: the last word."""
        return self.words[-1]

    @property
    def is_plural(self) -> bool:
        """Whether "they" fits it."""
        return self.head.tag == "NN2"


def noun_phrases(words: Sequence[TaggedWord]) -> list[NounPhrase]:
    """The phrases in order, each as short as it can be: prepositions stand between them."""
    tags = _with_subjects(words)
    found: list[NounPhrase] = []
    place = 0
    while place < len(words):
        first = place
        while place < len(words) and (tags[place] in _BEFORE_A_NOUN or _is_noun(tags[place])):
            if words[place].text[0] in "£$€" and place > first and _is_noun(tags[place - 1]):
                break  # "pay a supplier £500": two phrases
            place += 1
        last = place
        while last > first and not _is_noun(tags[last - 1]):
            last -= 1
        while first < last and tags[first] in ("VVG", "VVN", "POS"):  # a verb's form stands alone
            first += 1
        if first < last:
            found.append(_phrase(words, first, last))
        place = max(place, first + 1)
    return found


def with_attachments(phrase: NounPhrase, phrases: Sequence[NounPhrase]) -> tuple[int, int]:
    """Characters ``start:end`` of a phrase and of the one that a preposition hangs on to it."""
    following = (other for other in phrases if other.first == phrase.last + 1)
    attached = next((other for other in following if other.preposition), None)
    return phrase.start, attached.end if attached else phrase.end


def _phrase(words: Sequence[TaggedWord], first: int, last: int) -> NounPhrase:
    before = words[first - 1] if first else None
    return NounPhrase(
        words=tuple(words[first:last]),
        first=first,
        last=last,
        preposition=before.lower if before is not None and before.tag in _JOINS else "",
        is_asked_for=_is_asked_for(words, first),
    )


def _is_asked_for(words: Sequence[TaggedWord], first: int) -> bool:
    """ "Which client", "how many days": the asking word stands right before it."""
    while first and words[first - 1].tag in ("DT0", "AV0", "AJ0"):
        first -= 1
    return bool(first) and words[first - 1].is_asking


def _is_noun(tag: str) -> bool:
    return tag.startswith(("NN", "NP")) or tag == "CRD"


def _with_subjects(words: Sequence[TaggedWord]) -> list[str]:
    """The tags; "must call recordings be kept" has one verb after its modal, and it is "be"."""
    tags = [word.tag for word in words]
    for place, tag in enumerate(tags[:-2]):
        if tag != "VM0" or tags[place + 1] != "VVI":
            continue
        after = place + 2
        while after < len(tags) and (_is_noun(tags[after]) or tags[after] == "AJ0"):
            after += 1
        if after > place + 2 and after < len(tags) and tags[after] in ("VBI", "VHI", "VVI"):
            tags[place + 1] = "NN1"
    return tags
