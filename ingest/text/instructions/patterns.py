"""The wordings by which a text speaks to an AI. Each was chosen with look-alikes beside it.

``TAKING_OVER`` lifts rules, gives a role or calls the machine by its name: what follows is for the
machine as well. ``ABOUT_THE_ANSWER`` asks for something in one answer and ends with its sentence.

An order about instructions counts only as an imperative ("Ignore previous instructions"), never
with somebody else as its subject ("Staff must ignore previous versions"); a word such as "AI
assistant" counts only where it is spoken to, never where it is spoken about.
"""

import re

# Where an imperative may begin: a sentence, a clause, or after "please" or "you must".
_ORDER = (
    r"(?:^|[.!?:;,\"“”'‘(*\]>—–-]\s*|\bplease\s+|\b(?:then|now)\s+"
    r"|\byou\s+(?:must|should|will|shall|are\s+to|need\s+to|have\s+to)\s+(?:now\s+)?)"
)
_AI = (
    r"(?:(?:an?\s+|the\s+|this\s+|any\s+|all\s+|every\s+|dear\s+)?"
    r"(?:ai|a\.i\.|llm|gpt|chatgpt|claude|copilot|gemini|(?:large\s+)?language\s+model|chat\s?bot"
    r"|artificial\s+intelligence)s?"
    r"(?:[\s-]+(?:assistant|system|model|agent|tool|reader|bot|service|chatbot|reviewer|engine)s?)?"
    r"|(?:virtual|digital|automated|answering|policy|ai)\s+assistants?)"
)
_SPEECH = (
    r"(?:answer|respond|reply|say|state|tell|report|conclude|quote|cite|treat|ignore|disregard|output"
    r"|summari[sz]e|recommend|assume|mention|inform|advise|approve|refuse|include|omit|forget|repeat)"
)
_PEOPLE = (
    r"(?!\s+(?:(?:system|model|tool|assistant|agent)s?\s+)?(?:developer|engineer|owner|user|team|vendor|supplier|champion|lead|steward|manager"
    r"|governance|risk|project|policy|literacy|ethics))"
)
# "Ignore previous instructions issued by e-mail" speaks of letters, not of prompts.
_NO_SENDER = (
    r"(?!s?,?\s+(?:on|about|issued|sent|from|given|received|dated|under|regarding|relating|in\s+(?:the\s+)?"
    r"(?:circular|memo|letter|notice|version|edition)|of\s+(?:the\s+)?(?:bank|board|customer|client)))"
)

# The rest of a sentence; a dot within a word ("example.com") does not end it.
_IN_SENTENCE = r"(?:[^.]|\.(?=\S)){0,160}"

_YOUR_ANSWER = r"your\s+(?:\w+\s+)?(?:answer|response|reply|output|message|summary|text)(?:['’]s)?"
# A sentence that begins with a verb; nouns come with an article, a number or a pronoun there.
_ANY_ORDER = (
    r"(?:^|[.!?]\s+)(?:please\s+|always\s+|also,?\s+|then\s+|now\s+)*"
    r"(?:use|provide|give|write|make|present|return|answer|respond|reply|render|produce|express|turn"
    r"|put|spell|type|format|encode|encrypt|translate|change|convert|replace|alternate|mix|hide|set)"
    r"\b"
)
# Spaces and capitals stand in the instructions of every form, and are left out.
_SPELLING = (
    r"(?:vowels?|consonants?|alphanumeric|anagram\w*|(?:intentional\s+)?mis-?spell\w*|typos?"
    r"|(?:homophonic|caesar|substitution|secret)\s+\w+|ciphers?|cyphers?|base-?\s?\d\d|hexadecimal"
    r"|morse|rot-?13|pig\s+latin|leet\w*|emojis?|emoticons?|backwards|in\s+reverse|rhymes?|rhyming"
    r"|symbols\s+for\s+letters|numbers\s+for\s+letters|without\s+(?:any\s+)?spaces)"
)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


TAKING_OVER: tuple[re.Pattern[str], ...] = (
    # Orders about the instructions that a model was given.
    _pattern(
        _ORDER + r"(?:ignore|disregard|forget|override|bypass|discard|neglect|do\s+not\s+follow)\s+"
        r"(?:all\s+|any\s+|every\s+)?(?:of\s+)?(?:the\s+|your\s+|my\s+|these\s+|those\s+|its\s+)?"
        r"(?:(?:previous|prior|above|earlier|preceding|foregoing|existing|initial|original|system|other"
        r"|safety|current|past)\s+(?:and\s+\w+\s+)?)+"
        r"(?:system\s+)?(?:instruction|prompt|direction|command|order|message|guardrail|context|rule)"
        r"s?\b" + _NO_SENDER
    ),
    _pattern(
        _ORDER + r"(?:ignore|disregard|forget|override|bypass)\s+(?:all\s+(?:of\s+)?)?"
        r"(?:your\s+(?:instruction|guideline|rule|prompt|guardrail|programming|training|restriction"
        r"|constraint|limitation)s?|everything\s+(?:above|before|you\s+(?:were|have\s+been)\s+told))\b"
    ),
    _pattern(
        r"\b(?:reveal|print|repeat|output|leak|show|disclose|display)\s+(?:me\s+)?(?:your|the)\s+"
        r"(?:system|initial|hidden|original)\s+(?:prompt|instructions)\b(?!\s+(?:to|of)\s)"
    ),
    _pattern(
        r"\b(?:do\s+not|don't|never)\s+(?:reveal|mention|disclose|tell|show|quote|cite|repeat)\b[^.]{0,60}"
        r"\b(?:these|your|this)\s+(?:(?:system|hidden)\s+)?(?:instruction|prompt)s?\b" + _NO_SENDER
    ),
    # A role for the reader, if the reader is a machine.
    _pattern(rf"\bif\s+you(?:'re|’re|\s+are)\s+{_AI}\b{_PEOPLE}"),
    _pattern(
        rf"\bas\s+{_AI}\b{_PEOPLE}[^.]{{0,40}}\byou\s+(?:must|should|will|shall|are|have|need|can|may)\b"
    ),
    _pattern(
        rf"\byou\s+are\s+(?:now\s+|no\s+longer\s+)?(?:a\s+helpful\s+|an?\s+unrestricted\s+|bound\s+as\s+)?{_AI}"
        rf"\b{_PEOPLE}"
    ),
    _pattern(
        r"\byou\s+are\s+(?:now\s+)?(?:in\s+(?:developer|debug|admin|maintenance|god|unrestricted)\s+mode"
        r"|DAN\b|jailbroken|an?\s+unrestricted\b|a\s+helpful\s+assistant)"
    ),
    _pattern(r"\bfrom\s+now\s+on,?\s+you\s+(?:are|will|must|should|answer|respond|act)\b"),
    _pattern(
        _ORDER + r"(?:pretend|imagine|act\s+as\s+if)\s+(?:that\s+)?you(?:'re|\s+are|\s+have)\s+"
        r"(?:an?\s+|no\s+)?(?:ai|unrestricted|dan|assistant|restriction|filter|rule|guideline|model)"
    ),
    # The machine by name, spoken to.
    _pattern(
        rf"(?:^|[.!?(\[*•—–-]\s*|\b(?:note|notice|message|instructions?|attention|memo)\s*:?\s*"
        rf"(?:to|for)\s+|\battention,?\s+){_AI}\b{_PEOPLE}[^.:;,]{{0,60}}[:,—–-]\s*"
        rf"(?:[^.]{{0,160}}?\b)?(?:you\s+(?:must|should|are|will|shall|may)\b"
        rf"|(?:when|if|whenever)\s+(?:you(?:'re|\s+are)\s+)?asked\b"
        rf"|(?:please\s+|always\s+|only\s+|now\s+|never\s+|do\s+not\s+)?{_SPEECH}\b(?!\s+of\b))"
    ),
    _pattern(
        rf"\b{_AI}\s+(?:that\s+(?:is|are)\s+|which\s+(?:is|are)\s+)?"
        r"(?:reading|processing|summari[sz]ing|parsing|indexing|answering\s+from|ingesting|analy[sz]ing)\s+"
        r"(?:this|the\s+present)\s+(?:document|policy|text|page|file|section|passage|content|note|paragraph)"
    ),
    _pattern(
        rf"\b(?:note|notice|message|instructions?|attention|memo)\s*(?:to|for)\s+{_AI}\b[^.:]{{0,60}}[:—–]"
    ),
    # What a chat's transcript or template looks like.
    _pattern(
        r"<\|?/?(?:im_start|im_end|system|assistant|endoftext|begin_of_text|start_header_id|eot_id"
        r"|end_of_turn|start_of_turn)\|?>|\[/?INST\]|<</?SYS>>"
        r"|</?(?:system[_ ]prompt|system_instructions?)>"
    ),
    _pattern(
        r"(?:^|[.!?*#\[(<]\s*)(?:new\s+|begin\s+|end\s+(?:of\s+)?|updated\s+)?system\s+"
        r"(?:prompt|override|instructions?\s+for\s+(?:the\s+)?(?:ai|assistant|model))\s*[:\])>—–-]"
    ),
    _pattern(r"#{2,}\s*(?:instructions?|system|assistant|response|human|user)\s*:\s"),
    _pattern(
        r"(?:^|[.!?]\s+)(?:system|developer)(?:\s+message)?\s*:\s*(?:you\s+are|ignore|disregard|from\s+now|forget)\b"
    ),
    _pattern(
        r"\b(?:to|for)\s+(?:any|every|all|each)\s+(?:user\s+)?(?:prompt|user\s+(?:question|query|quer(?:y|ies)))s?,?\s+"
        r"(?:always\s+)?(?:answer|respond|reply|say|output)\b"
    ),
)

# "In your response" alone is what every consultation asks for.
ABOUT_THE_ANSWER: tuple[re.Pattern[str], ...] = (
    _pattern(
        r"(?:^|[.!?:;,\"“]\s*)(?:please\s+)?(?:integrate|modify|augment|enhance|append|embed|incorporate"
        r"|infuse|insert|supplement|rewrite|rephrase|encode|scramble|misspell|jumble|anagram"
        r"|replace|convert|substitute|render|rearrange|remove|group|combine|introduce|prefix)\b"
        + _IN_SENTENCE
        + r"\byour\s+(?:answer|response|reply|output|message|summary)(?:'s)?\b"
    ),
    _pattern(
        r"(?:^|[.!?:;,\"“]\s*)(?:please\s+)?(?:add|include|insert)\s+an?\s+(?:\w+\s+)?"
        r"(?:sentence|paragraph|line|remark|reason|link|phrase|slogan)\b"
        + _IN_SENTENCE
        + r"\bin\s+your\s+(?:answer|response|reply|output)\b"
    ),
    _pattern(
        r"\bin\s+your\s+(?:answer|response|reply|output|summary),?\s+(?:always\s+)?"
        r"(?:suggest|tease|promote|claim|recommend|say\s+that|tell\s+the\s+user|pretend|insist)\b"
    ),
    _pattern(
        r"(?:^|[.!?:;,\"“]\s*)(?:please\s+)?(?:add|begin|start|end|finish)\b"
        + _IN_SENTENCE
        + r"\b(?:to\s+your|every|each|all\s+your)\s+(?:answer|response|reply|output)s?\b"
    ),
    # How an answer is to be spelt, whatever the verb: no consultation asks for that.
    _pattern(
        _ANY_ORDER + _IN_SENTENCE + rf"\b{_YOUR_ANSWER}\b" + _IN_SENTENCE + rf"\b{_SPELLING}\b"
    ),
    _pattern(
        _ANY_ORDER + _IN_SENTENCE + rf"\b{_SPELLING}\b" + _IN_SENTENCE + rf"\b{_YOUR_ANSWER}\b"
    ),
    _pattern(
        r"(?:^|[.!?]\s+)(?:please\s+)?(?:replace|substitute|convert|swap|shift|reverse|scramble"
        r"|shuffle|rearrange|jumble|encode|capitali[sz]e)\s+(?:(?:each|every)\s+(?:\w+\s+)?letter"
        r"|(?:all\s+|any\s+)?(?:of\s+)?(?:the\s+)?(?:\w+\s+)?(?:letters|vowels?|consonants?))\b"
        r"(?!\s+of\s+\w)"
    ),
)
