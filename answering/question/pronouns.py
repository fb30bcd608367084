"""The pronouns of a question, filled with what the question before spoke of."""

from collections.abc import Sequence

from answering.question.noun_phrases import NounPhrase, noun_phrases, with_attachments
from answering.question.word_tags import TaggedWord

_ONE = {"it", "this", "that"}
_MANY = {"they", "them", "these", "those"}
_PERSON = {"he", "she", "him", "her"}
_THEIRS = {"its", "their", "his", "her"}
_POINTING = {"this", "that", "these", "those", "such"}


class Unclear(Exception):
    """What a pronoun stands for cannot be told; the text says so in plain words."""


def fill_pronouns(
    typed: str, words: Sequence[TaggedWord], before: str, topics: Sequence[NounPhrase]
) -> tuple[str, list[str]]:
    """``typed`` with its pronouns filled, and a sentence on each; no sentences: there was none.

    Raises:
        Unclear: a pronoun points at nothing in the question before.
    """
    changes: list[tuple[int, int, str]] = []
    own = noun_phrases(words)
    for place, word in enumerate(words):
        pointed = _pointed_noun(word, place, own)
        if pointed is not None:
            changes.append((word.start, pointed.end, _same_noun(typed, pointed, before, topics)))
        elif _is_open(word, place, words, own):
            changes.append((word.start, word.end, _antecedent(word, before, topics)))
    notes: list[str] = []
    for start, end, text in reversed(changes):
        notes.insert(0, f"“{typed[start:end]}” was read as “{text}”.")
        typed = f"{typed[:start]}{text}{typed[end:]}"
    return typed, notes


def is_theirs(word: TaggedWord) -> bool:
    """ "Its", "their": of something that was spoken of before."""
    return word.tag == "DPS" and word.lower in _THEIRS


def _is_open(
    word: TaggedWord, place: int, words: Sequence[TaggedWord], own: Sequence[NounPhrase]
) -> bool:
    """Whether a word is a pronoun that nothing in its own question explains."""
    is_pronoun = word.tag == "PNP" and word.lower in (_ONE | _MANY | _PERSON)
    is_pointing = word.tag == "DT0" and word.lower in (_ONE | _MANY)
    if not (is_pronoun or is_pointing or is_theirs(word)) or _is_empty_it(place, words):
        return False
    # Within one clause a pronoun means somebody else: "must a manager approve it?"
    for phrase in own:
        between = words[phrase.last : place]
        if phrase.last <= place and any(
            w.text == "," or w.tag in ("CJS", "CJT", "CJC", "AVQ", "PNQ", "DTQ") for w in between
        ):
            return False
    return True


def _is_empty_it(place: int, words: Sequence[TaggedWord]) -> bool:
    """ "Is it allowed to …", "it is required that …": it stands for nothing."""
    if words[place].lower != "it":
        return False
    after = [w for w in words[place + 1 :] if w.tag not in ("XX0", "AV0") and w.tag[:2] != "VB"]
    return (
        len(after) > 1
        and after[0].tag in ("AJ0", "VVN", "VVD", "AJ0-VVN")
        and (after[1].tag in ("TO0", "CJT") or after[1].lower in ("to", "that", "for", "if"))
    )


def _pointed_noun(word: TaggedWord, place: int, own: Sequence[NounPhrase]) -> NounPhrase | None:
    """The phrase that "that limit" or "such gifts" opens; None for any other word."""
    if word.lower not in _POINTING or word.tag != "DT0":
        return None
    return next((p for p in own if p.first <= place < p.last and p.last - place > 1), None)


def _same_noun(typed: str, pointed: NounPhrase, before: str, topics: Sequence[NounPhrase]) -> str:
    noun = pointed.head.lower.rstrip("s")
    for topic in topics:
        if topic.head.lower.rstrip("s") == noun:
            return _known(before, topic, topics)
    said = typed[pointed.start : pointed.end]
    raise Unclear(f"It is not clear what “{said}” refers to. Write the question in full.")


def _antecedent(word: TaggedWord, before: str, topics: Sequence[NounPhrase]) -> str:
    things = [topic for topic in topics if topic.head.tag != "CRD"]
    wants_many = word.lower in _MANY or word.lower == "their"
    fitting = [topic for topic in things if topic.is_plural == wants_many]
    if not fitting and word.lower in (_MANY | {"their"}):
        fitting = things  # "they" of a client
    if not fitting:
        raise Unclear(f"It is not clear what “{word.text}” refers to. Write the question in full.")
    text = _known(before, fitting[0], topics)
    if word.tag == "DPS":
        return f"{text}{'’' if text.endswith('s') else '’s'}"
    return text


def _known(before: str, phrase: NounPhrase, topics: Sequence[NounPhrase]) -> str:
    """The whole phrase; what was "a gift" is "the gift" now."""
    start, end = with_attachments(phrase, topics)
    words = before[start:end].split(" ")
    if words[0].lower() in ("a", "an"):
        words[0] = "the"
    elif words[0].lower() in ("the", "any", "each", "every"):
        words[0] = words[0].lower()
    return " ".join(words)
