"""Takes a question: validates and normalises it, screens out what no policy can answer."""

import re
import unicodedata

from answering.question.steering import Screen
from domain.answers import RefusalCode
from domain.errors import QuestionError

# Below this share of Latin letters the question is in a script that the policies are not in.
_LEAST_LATIN_SHARE = 0.5

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
            f"The question has {len(raw):,} characters; the limit is {maximum_characters:,}.",
            advice="Ask about one point, without pasting documents.",
        )
    typed = _AT_THE_ENDS.sub("", raw)
    if any(_is_control(character) for character in typed):
        raise QuestionError(
            "The question holds control characters.",
            advice="Type it again, or paste it as plain text.",
        )
    question = " ".join(unicodedata.normalize("NFKC", typed).split())
    if not question:
        raise QuestionError("The question is empty.", advice="Ask in a full sentence.")
    if not any(character.isalpha() for character in question):
        raise QuestionError("The question holds no word.", advice="Ask in a full sentence.")
    if len(question) > maximum_characters:  # NFKC can lengthen: one sign may become eighteen
        raise QuestionError(
            f"The question is longer than {maximum_characters:,} characters once its symbols "
            "are written in full.",
            advice="Ask about one point, in plain letters.",
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


def screen(question: str, steering: Screen) -> RefusalCode | None:
    """The refusal that a taken question calls for before any search, or None.

    ``UNSAFE_REQUEST`` for an attempt to steer the product, ``OUT_OF_SCOPE`` for another script.
    Entitlement and verification hold without it, so a doubt goes to the search.
    """
    letters = [character for character in question if character.isalpha()]
    latin = sum(unicodedata.name(character, "").startswith("LATIN") for character in letters)
    if latin < _LEAST_LATIN_SHARE * len(letters):
        return RefusalCode.OUT_OF_SCOPE
    return RefusalCode.UNSAFE_REQUEST if steering.steers(question) else None
