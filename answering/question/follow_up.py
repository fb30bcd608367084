"""A question that leans on the one before it, written out in full: "and for PEPs?".

what is missing -> the words of the question before that fill it -> one question that stands alone.
Grammar alone decides; nothing here knows what a policy is about. The reader is shown the result
and may change it; where the grammar does not say what is meant, it is asked for.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum

from answering.question.noun_phrases import NounPhrase, noun_phrases, with_attachments
from answering.question.pronouns import Unclear, fill_pronouns, is_theirs
from answering.question.word_tags import TaggedWord, tagged
from domain.types import Value

# How alike each of several texts is to one text, -1..1, in order.
Closeness = Callable[[str, Sequence[str]], Sequence[float]]

# Below it nothing in the question before is of the same kind as the new words: they are added.
# Bare words must take some place, so that little likeness is enough for them.
_SAME_KIND = 0.15
_SAME_KIND_WITHOUT_PREPOSITION = 0.1
# Two phrases after the same preposition, or two amounts, play the same part more often than not.
_SAME_PART = 0.2
# After these stands what a rule is for or about; after others a place, a time, a way.
_OF_THE_MATTER = ("", "for", "from", "to", "of", "with", "about", "between")
_AUXILIARIES = ("VM0", "VB", "VD", "VH")
_OPENERS = {"so", "then", "also", "ok", "okay", "now"}


class Reading(StrEnum):
    """What became of a question."""

    STANDS_ALONE = "stands_alone"
    REWRITTEN = "rewritten"
    NOT_UNDERSTOOD = "not_understood"


class Rewriting(Value):
    """A question in full; ``note`` says in a sentence what was read into it, or what is unclear."""

    reading: Reading
    question: str  # as typed where it stands alone; empty where it was not understood
    note: str = ""


def rewrite(typed: str, *, before: str, closeness: Closeness) -> Rewriting:
    """``typed`` as a question that can be asked by itself; ``before`` is one, asked last."""
    words = tagged(typed)
    rest = _without_opener(words)
    earlier = tagged(before)
    if not [word for word in rest if word.tag != "PUN"]:
        return _not_understood("There is no question in it.")
    text = typed[rest[0].start :].rstrip(" ?!.")
    if _is_condition(rest):
        return _rewritten(f"{_open(before)} {_lower_first(text)}", "The condition was added.")
    if not any(word.is_verb for word in rest):
        return _fragment(text, rest, before, earlier, closeness)
    return _full(typed, text, rest, before, earlier, has_opener=len(rest) < len(words))


def _full(
    typed: str,
    text: str,
    rest: Sequence[TaggedWord],
    before: str,
    earlier: Sequence[TaggedWord],
    *,
    has_opener: bool,
) -> Rewriting:
    """A question with a verb: its pronouns are filled, or what it is about is added."""
    topics = [phrase for phrase in noun_phrases(earlier) if not phrase.is_asked_for]
    if not any(word.is_verb and not word.tag.startswith(_AUXILIARIES) for word in rest) and all(
        word.is_verb or word.is_asking or word.tag in ("PNP", "XX0", "PUN") for word in rest
    ):
        return _not_understood("It leaves out what is done. Write the question in full.")
    try:
        filled, notes = fill_pronouns(typed, rest, before, topics)
    except Unclear as unclear:
        return _not_understood(str(unclear))
    if notes:
        return _rewritten(filled[rest[0].start :].rstrip(" ?!."), " ".join(notes))
    if noun_phrases(rest):
        if has_opener:
            return _rewritten(text, "It stands alone without its first words.")
        return Rewriting(reading=Reading.STANDS_ALONE, question=typed)
    if not topics:
        return _not_understood("It does not say what it is about. Write the question in full.")
    topic = _as_known(before, *with_attachments(topics[0], topics))
    last = [word for word in rest if word.tag != "PUN"][-1]
    link = "" if last.tag in ("VVI", "VVB", "VVZ", "VVD", "PRP") else "for "
    return _rewritten(f"{text} {link}{topic}", f"“{topic}” was added, from the question before.")


def _fragment(
    text: str,
    rest: Sequence[TaggedWord],
    before: str,
    earlier: Sequence[TaggedWord],
    closeness: Closeness,
) -> Rewriting:
    """Words without a verb: they take the place of their like in the question before."""
    if any(word.is_asking for word in rest):
        return _asking_words(text, rest, before, earlier)
    phrases = noun_phrases(rest)
    if not phrases:
        if all(word.tag in ("AV0", "PUN") for word in rest):
            return _rewritten(f"{_open(before)} {text}", f"“{text}” was added.")
        return _not_understood("It names nothing that could be asked about.")
    slots = [phrase for phrase in noun_phrases(earlier) if not phrase.is_asked_for]
    new = phrases[0]
    if any(word.tag == "PNP" or is_theirs(word) for word in rest):
        return _not_understood("It points at something by a pronoun. Write the question in full.")
    said = text[rest[1].start - rest[0].start :] if rest[0].tag in ("PRP", "PRF") else text
    slot = _slot_for(new, slots, before, closeness)
    if slot is not None:
        old = before[slot.start : slot.end]
        changed = f"{before[: slot.start]}{said}{before[slot.end :]}"
        return _rewritten(changed.rstrip(" ?!."), f"“{said}” took the place of “{old}”.")
    added = f"{new.preposition or 'for'} {said}"
    return _rewritten(f"{_open(before)} {added}", f"“{added}” was added.")


def _slot_for(
    new: NounPhrase, slots: Sequence[NounPhrase], before: str, closeness: Closeness
) -> NounPhrase | None:
    """The phrase of the question before that is most of the same kind; None where none is."""
    if not slots:
        return None
    said = " ".join(word.text for word in new.words)
    likeness = closeness(said, [before[slot.start : slot.end] for slot in slots])
    scored = [
        (score + _SAME_PART * _same_part(new, slot), -place, slot)
        for place, (score, slot) in enumerate(zip(likeness, slots, strict=True))
    ]
    if new.preposition not in _OF_THE_MATTER:
        scored = [
            entry for entry, score in zip(scored, likeness, strict=True)
            if entry[2].preposition == new.preposition and score >= _SAME_KIND
        ]  # fmt: skip
    if not scored:
        return None
    best, _, slot = max(scored, key=lambda entry: entry[:2])
    least = _SAME_KIND if new.preposition else _SAME_KIND_WITHOUT_PREPOSITION
    return slot if best >= least else None


def _same_part(new: NounPhrase, slot: NounPhrase) -> int:
    same_preposition = bool(new.preposition) and new.preposition == slot.preposition
    are_amounts = any(w.tag == "CRD" for w in new.words) and any(w.tag == "CRD" for w in slot.words)
    are_names = new.head.tag == "NP0" == slot.head.tag
    return int(same_preposition) + int(are_amounts) + int(are_names)


def _asking_words(
    text: str, rest: Sequence[TaggedWord], before: str, earlier: Sequence[TaggedWord]
) -> Rewriting:
    """ "By whom?": the new asking words before the old clause, where that is a clause."""
    verb = next((place for place, word in enumerate(earlier) if word.is_verb), None)
    if verb is None or noun_phrases(rest):
        return _not_understood("It leaves out what is done. Write the question in full.")
    asked = earlier[:verb]
    after = earlier[verb + 1] if verb + 1 < len(earlier) else None
    has_subject = after is not None and not after.is_verb and after.tag not in ("XX0", "AV0", "PUN")
    is_auxiliary = earlier[verb].tag.startswith(_AUXILIARIES)
    if not (is_auxiliary and has_subject) or (asked and not any(w.is_asking for w in asked)):
        return _not_understood("It leaves out what is done. Write the question in full.")
    clause = before[earlier[verb].start :].rstrip(" ?!.")
    return _rewritten(f"{text} {_lower_first(clause)}", "The rest comes from the question before.")


def _without_opener(words: Sequence[TaggedWord]) -> Sequence[TaggedWord]:
    """The words after "and", "but", "what about"."""
    rest = list(words)
    while rest and (rest[0].tag in ("CJC", "PUN") or rest[0].lower in _OPENERS):
        rest.pop(0)
    opening = [word.lower for word in rest[:2]]
    if len(rest) > 2 and opening[0] in ("what", "how") and opening[1] in ("about", "of", "if"):
        rest = rest[1:] if opening[1] == "if" else rest[2:]
    return rest


def _is_condition(rest: Sequence[TaggedWord]) -> bool:
    """Whether it is a clause that hangs on another: "if the client is a PEP"."""
    return rest[0].tag == "CJS" and not any(
        word.text == "," or (word.is_asking and place) for place, word in enumerate(rest)
    )


def _as_known(before: str, start: int, end: int) -> str:
    """A phrase that was spoken of already: "a gift" is "the gift" now."""
    words = before[start:end].split(" ")
    if words[0].lower() in ("a", "an"):
        words[0] = "the"
    return " ".join(words)


def _open(before: str) -> str:
    return before.rstrip(" ?!.")


def _lower_first(text: str) -> str:
    first = text.split(" ", 1)[0]
    return text if first.isupper() and len(first) > 1 else text[0].lower() + text[1:]


def _rewritten(text: str, note: str) -> Rewriting:
    question = f"{text[0].upper()}{text[1:]}?"
    return Rewriting(reading=Reading.REWRITTEN, question=question, note=note)


def _not_understood(note: str) -> Rewriting:
    return Rewriting(reading=Reading.NOT_UNDERSTOOD, question="", note=note)
