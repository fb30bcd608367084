"""Requests that have nothing to do with the document in which they stand.

"What is the capital of Brazil?" between two sentences on gifts is nobody's policy, whoever it was
meant for. Two signs are needed together: it asks or orders like somebody who talks to an assistant,
and hardly a word of it occurs in the text around it. Real regulation keeps to its subject: what is
asked or ordered there shares words with its neighbourhood (figures: ``docs/injection.md``).
"""

import re

from domain.terms import terms_of

# A page or so on either side: a long document as a whole holds every common word.
NEIGHBOURHOOD_CHARACTERS = 3_000
# Below this there is too little around a sentence to tell what the text is about.
_LEAST_NEIGHBOURING_TERMS = 12
# Fewer ("Also visit us.", where the verb counts) are no subject that could be foreign.
_LEAST_TERMS_ASKED, _LEAST_TERMS_ORDERED = 2, 3
# "Develop a speech on the importance of community service" shares one word of four by accident.
_MOST_SHARED = 0.25

# What people have assistants do. A noun that is spelt the same is no harm: see the second sign.
_TASKS = """
add advertise advise alert analyse analyze answer append argue arrange ask assess book brainstorm
build buy calculate capitalise capitalize change check classify collect combine compare compile
complete compose compute conduct construct convert convince craft create debug decode define
demonstrate describe design detect determine develop direct discuss display download draft draw
elaborate email embed emphasise emphasize encode encourage encrypt estimate evaluate examine explain
explore express extract find forecast format formulate gather generate give help highlight hint
identify illustrate imagine implement include inform insert insist install integrate interpret
introduce invent investigate invite join jumble justify link list locate make measure mention
misspell modify monitor name narrate notify offer organise organize outline paraphrase persuade plan
play praise predict prepare present pretend produce promote propose provide purchase rank rate
recite recommend refer remind remove rename repeat rephrase replace reply report reschedule research
respond reverse rewrite schedule scramble search send set share show shuffle simplify sing solve
sort spell spread start state stress submit subscribe substitute suggest summarise summarize swap
talk teach tell track transcribe transform translate try turn type urge use verify visit warn write
"""
_LEAD_IN = r"(?:[\"“‘'(\[]|\(?[A-Za-z]?\d+(?:\.\d+)*[.)]?\s+|\([a-z]{1,3}\)\s+|[•–-]\s+)*"
_ASKING = r"(?:can|could|would|will)\s+you\b"
_ORDER = re.compile(
    rf"{_LEAD_IN}(?:(?:please|kindly|now|also|then|next|additionally|finally|always|and|{_ASKING}|i"
    r"\s+want\s+you\s+to|you\s+(?:must|should|will)|break\s+down)[,\s]+)*"
    rf"(?:{'|'.join(_TASKS.split())}|break\s+down)\b(?!\s*[,:;)]|\s+(?:and|or|of|to|is|are|may|must"
    r"|shall|will|by)\b)[^\n]*[.!?][\"”’')\]]*$",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    rf"{_LEAD_IN}(?:what|who|whom|whose|which|when|where|why|how|{_ASKING})\b[^\n]*"
    r"\?[\"”’')\]]*$",
    re.IGNORECASE,
)
# "Research analysts' pay must not depend …" begins with a noun and states a rule.
_STATES = re.compile(r"\b(?:must|shall|was|were)\b", re.IGNORECASE)
# A question that points at what was just said belongs to it.
_POINTS_BACK = re.compile(r"\b(?:it|its|this|these|those|they|them|their)\b", re.IGNORECASE)


def is_order(sentence: str) -> bool:
    """Whether it is a whole sentence in the imperative of somebody who wants a task done."""
    return _ORDER.match(sentence) is not None and not _STATES.search(sentence)


def is_foreign_request(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]``, one sentence, asks or orders what the text is not about.

    Of its terms at most a quarter occur within ``NEIGHBOURHOOD_CHARACTERS`` on either side.
    """
    sentence = text[start:end]
    if _QUESTION.match(sentence) and not _POINTS_BACK.search(sentence):
        least = _LEAST_TERMS_ASKED
    elif is_order(sentence):
        least = _LEAST_TERMS_ORDERED
    else:
        return False
    terms = set(terms_of(sentence))
    before = text[max(0, start - NEIGHBOURHOOD_CHARACTERS) : start]
    around = set(terms_of(f"{before}\n{text[end : end + NEIGHBOURHOOD_CHARACTERS]}"))
    if len(terms) < least or len(around) < _LEAST_NEIGHBOURING_TERMS:
        return False
    return len(terms & around) <= _MOST_SHARED * len(terms)
