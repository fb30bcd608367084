"""Takes a question: validates and normalises it, screens what is none to the policies."""

import re
import unicodedata

from domain.answers import RefusalCode
from domain.errors import QuestionError

# Below this share of Latin letters the question is in a script that the policies are not in.
_LEAST_LATIN_SHARE = 0.5

# Where a sentence may turn to the product: at its start, or after a connective. "If told to ignore
# the instructions" speaks of somebody else and is no such place.
_TO_YOU = (
    r"(?:^|[.?!;:\n,]\s*|\b(?:and|then|now|please|but first|instead)\s+)"
    r"(?:please\s+|now\s+|you\s+(?:must|should|can|will|may)\s+(?:now\s+)?|(?:can|could|would)\s+you"
    r"\s+(?:please\s+)?|i want you to\s+|i order you to\s+|just\s+|simply\s+)*"
)
_PROMPT = (
    r"(?:(?:system|hidden|initial|secret|developer|internal|original)\s+(?:prompts?|instructions?"
    r"|messages?|directives)|your\s+(?:\w+\s+)?(?:prompts?|system messages?|guardrails|api keys?"
    r"|source code|passwords?))"
)
_INSTRUCTIONS = r"(?:your|above|previous|prior)\s+(?:\w+\s+)?(?:instructions|directives|messages)"
_STEERING = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_TO_YOU}(?:ignore|disregard|forget|override|bypass|switch off|turn off|disable|drop)\s+"
        r"(?:(?:all|any|the|of|your|these|those|every|my|previous|prior|above|earlier|system|safety"
        r"|access|security|current|existing|other)\s+)*"
        r"(?:instructions?|prompts?|guardrails|guidelines|directives|restrictions|filters?"
        r"|permissions|entitlements?|labels|access rights|controls|checks|safeguards)\b",
        rf"{_TO_YOU}(?:ignore|disregard|forget|override|bypass)\s+(?:all\s+)?(?:of\s+)?"
        r"(?:your|previous|prior|everything|what you were)\b",
        rf"{_TO_YOU}(?:reveal|print|show(?: me)?|repeat|output|display|dump|tell me|give me|quote"
        rf"|write out|what (?:is|are)|list|leak)\s+(?:the\s+|all\s+|of\s+|me\s+)*{_PROMPT}\b",
        rf"{_TO_YOU}(?:reveal|print|repeat|output|dump|leak)\s+(?:the\s+|all\s+|of\s+|me\s+)*"
        rf"{_INSTRUCTIONS}\b",
        rf"{_TO_YOU}(?:pretend|role-?play|act as(?: if| though)?|behave as(?: if| though)?"
        r"|treat me as|answer (?:me )?as (?:if|though)|respond as (?:if|though)"
        r"|log me in as|sign me in as|switch (?:me )?to the role)\b",
        rf"{_TO_YOU}(?:grant me|give me)\s+(?:\w+\s+){{0,3}}(?:access|permissions?|rights"
        r"|privileges)\b",
        rf"{_TO_YOU}(?:enter|enable|activate|switch to|go into)\s+(?:\w+\s+)?"
        r"(?:developer|debug|admin|god|jailbreak|unrestricted|dan)\s+mode\b",
        r"\byou are (?:now|no longer)\b",
        r"\b(?:documents?|policies|sections?|passages?|text)\s+(?:that\s+|which\s+)?"
        r"(?:i|we)(?:\s+am|[’']m|\s+are)?\s*(?:can(?:no|['’])t|may not|not (?:allowed|permitted"
        r"|entitled|cleared|authori[sz]ed))\s*(?:to\s+)?(?:see|read|access|open|view)?\b",
    )
)
# What an editor leaves behind at the ends of a copied line, as invisible as the spaces there. Marks
# that turn text round and tags are none of it.
_INVISIBLE = "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_AT_THE_ENDS = re.compile(rf"^[\s{_INVISIBLE}]+|[\s{_INVISIBLE}]+$")


def take_question(raw: str, *, maximum_characters: int) -> str:
    """The question in NFKC with single spaces, and without invisible characters at its ends.

    Raises:
        QuestionError: empty, too long, with control characters, or without a letter.
    """
    if len(raw) > maximum_characters:
        raise QuestionError(
            f"The question has {len(raw):,} characters; at most {maximum_characters:,} are taken.",
            advice="Ask for one point, without pasting documents.",
        )
    typed = _AT_THE_ENDS.sub("", raw)
    if any(_is_control(character) for character in typed):
        raise QuestionError(
            "The question holds control characters.",
            advice="Type it anew, or paste it as plain text.",
        )
    question = " ".join(unicodedata.normalize("NFKC", typed).split())
    if not question:
        raise QuestionError("The question is empty.", advice="Ask in a full sentence.")
    if not any(character.isalpha() for character in question):
        raise QuestionError("The question holds no word.", advice="Ask in a full sentence.")
    if len(question) > maximum_characters:  # NFKC can lengthen: one sign may become eighteen
        raise QuestionError(
            f"The question is longer than {maximum_characters:,} characters once its signs are "
            "spelt out.",
            advice="Ask for one point, in plain letters.",
        )
    return question


def _is_control(character: str) -> bool:
    """Control, lone surrogate, private use, unassigned, and the marks that turn text round.

    Ordinary white space and joiners (ZWNJ, ZWJ: Persian, Urdu, emoji) are none.
    """
    if character in "\t\n\r\u200c\u200d\ufeff\u00ad":
        return False
    category = unicodedata.category(character)
    if category == "Cf":
        return unicodedata.bidirectional(character) not in ("L", "R", "AL")
    return category in ("Cc", "Cs", "Co", "Cn")


def screen(question: str) -> RefusalCode | None:
    """The refusal that a taken question calls for before any search, or None.

    ``UNSAFE_REQUEST`` for an attempt to steer the product, ``OUT_OF_SCOPE`` for another script.
    Conservative: entitlement and verification hold without it, so a doubt goes to the search.
    """
    letters = [character for character in question if character.isalpha()]
    latin = sum(unicodedata.name(character, "").startswith("LATIN") for character in letters)
    if any(pattern.search(question) for pattern in _STEERING):
        return RefusalCode.UNSAFE_REQUEST
    if latin < _LEAST_LATIN_SHARE * len(letters):
        return RefusalCode.OUT_OF_SCOPE
    return None
