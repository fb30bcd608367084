"""One spelling for what can be said in several: numbers, modal verbs, double negatives.

Sentence and quotes are both brought into this form before they are compared. It is for comparing
alone and never shown: what is released is the sentence as drafted and the quote as it stands.
"""

import re
from functools import lru_cache

from domain.terms import NUMBER_WORDS

_SMALL = {word: int(value) for word, value in NUMBER_WORDS.items() if int(value) < 100}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_ANY_NUMBER_WORD = "|".join(sorted([*_SMALL, *_SCALES], key=len, reverse=True))
_NUMBER_PHRASE = re.compile(
    rf"\b(?:{'|'.join(sorted(_SMALL, key=len, reverse=True))})"
    rf"(?:(?:-| and | )(?:{_ANY_NUMBER_WORD}))*\b",
    re.IGNORECASE,
)
# "one" counts only where something countable follows or a grade precedes; "one rated high" and
# "one of them" point at something.
_COUNTED = re.compile(
    r"(?:(?:business|working|calendar|clear|full|further)\s+)*"
    r"(?:second|minute|hour|day|week|month|quarter|year|step|time|cent|event|point|person|gift"
    r"|item|copy|occasion)s?\b",
    re.IGNORECASE,
)
_NAMED_BY_NUMBER = re.compile(r"\b(?:grade|tier|level|step|stage|year)\s$", re.IGNORECASE)
_AFTER_A_BOUND = re.compile(r"\b(?:at least|at most|than|up to)\s$", re.IGNORECASE)
_MULTIPLE = re.compile(r"(\d+(?:\.\d+)?)\s?(million|billion|thousand|bn|mn|m|k)\b", re.IGNORECASE)
_FACTORS = {"million": 10**6, "mn": 10**6, "m": 10**6, "billion": 10**9, "bn": 10**9,
            "thousand": 10**3, "k": 10**3}  # fmt: skip


def _number_of(words: str) -> str:
    """ "twenty-five" -> "25"; "one hundred and twenty" -> "120"."""
    total = current = 0
    for word in re.findall(r"[a-z]+", words.lower()):
        if word in _SMALL:
            current += _SMALL[word]
        elif word == "hundred":
            current = max(current, 1) * 100
        elif word in _SCALES:
            total += max(current, 1) * _SCALES[word]
            current = 0
    return str(total + current)


def _as_digits(match: re.Match[str]) -> str:
    words, text = match.group(), match.string
    if words.lower() == "one" and not (
        _AFTER_A_BOUND.search(text[: match.start()])
        or _COUNTED.match(text[match.end() :].lstrip())
        or _NAMED_BY_NUMBER.search(text[: match.start()])
    ):
        return words
    return _number_of(words)


def _multiplied(match: re.Match[str]) -> str:
    value = float(match.group(1)) * _FACTORS[match.group(2).lower()]
    return str(int(value)) if value == int(value) else str(value)


def _spelt_alike(text: str) -> str:
    """Quotation marks, digits, per cent; single spaces."""
    text = " ".join(text.translate(str.maketrans("’‘–—“”", "''--\"\"")).split())
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    text = _NUMBER_PHRASE.sub(_as_digits, text)
    text = re.sub(r"\s?(?:%|\bper ?cent\b)", "%", text)
    text = _MULTIPLE.sub(_multiplied, text)
    text = re.sub(r"(?<=\d)-(?=(?:second|minute|hour|day|week|month|year)s?\b)", " ", text)
    return re.sub(r"(\.\d*?)0+(?=\D|$)", _without_zeros, text)


def _without_zeros(match: re.Match[str]) -> str:
    """ "24.00" and "0.60" as 24 and 0.6; a clause "4.10" is compared by other means."""
    before = match.string[: match.start()]
    is_figure = re.search(r"[£€$]\s?\d+$", before) or match.string[match.end() :][:1] == "%"
    if not is_figure:
        return match.group()
    return "" if match.group(1) == "." else match.group(1)


def _rules(*pairs: tuple[str, str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern, re.IGNORECASE), to) for pattern, to in pairs)


_FIGURE = r"[£€$¥]?\d"
# "… up to £5,000; above that …"
_ABOVE_THAT = re.compile(
    r"(?P<figure>[£€$¥]\d+(?:\.\d+)?)(?P<between>[^£€$¥]*?)"
    r"\b(?:above|over|beyond) (?:that|this|it)\b",
    re.IGNORECASE,
)
_GRADED = r"(grade|tier|level|class|band|category|annex|table|stage)"
# Applied in order. "must not" stands for every prohibition, "may" for every permission, "need not"
# for every exemption; "only" for every restriction of a permission.
_REWRITES = _rules(
    (r"\bUK\b", "United Kingdom"),
    (r"\bprior to\b|\bin advance of\b|\bahead of\b", "before"),
    (r"\btwice\b", "2 times"),
    (r"\b(?:provided|providing|on condition) that\b|\b(?:as|so) long as\b", "if"),
    (r"\b(?:regardless|irrespective) of\b", "whatever"),
    (
        r"\b(?:no one|nobody|none) (?:but|except|other than) ([^.;,]{3,40}?) (?=may\b|must\b)",
        r"only \1 ",
    ),
    (
        r"\b(must|may|should) ([a-z]+) no (?!more|less|fewer|later|earlier|longer|older|higher)",
        r"\1 not \2 ",
    ),
    (r"\bemails?\b", "e-mail"),
    (r"\bEU\b", "European Union"),
    (rf"\b(?:over|above|in excess of|exceeding) (?={_FIGURE})", "more than "),
    (rf"\b(?:under|below) (?={_FIGURE})", "less than "),
    (r"\bonce in (?:every |each |any )?(?=\d+ (?:day|week|month|year)s?\b)", "every "),
    (r"\bonce (?:in )?(?:every|each|an?|per) ", "every "),
    (r"\b(?:any|each|every) 1 (?=(?:day|week|month|year)\b)", "a "),
    (
        r"(?<!not )\b(?:(?:is|are) (?:required|obliged)|has|have|(?<!the )(?<!a )needs?) to\b",
        "must",
    ),
    (r"\bmust be (?:refused|declined|rejected|turned down)\b", "must not be accepted"),
    (r"\bmust (?:refuse|decline|reject)\b", "must not accept"),
    (r"\b(at least|at most|more than) once\b", r"\1 1 times"),
    (r"\bexceed(?:s|ing|ed)? (?=[£€$\d])", "is more than "),
    (r"(?<!not )(?<!may )(?<!to )\bexceed(?:s|ed)?\b", "is above"),
    # "Tier A", "grades 1 and 2": a name, where "a" would be an article and "2" a count.
    (rf"\b{_GRADED}s (\d+|(?-i:[A-Z])),? (and|or) (\d+|(?-i:[A-Z]))\b", r"\1\2 \3 \1\4"),
    (rf"\b{_GRADED} (\d+|(?-i:[A-Z]))\b", r"\1\2"),
    (r"\b(?:an? |one )?single (?=[a-z])", "1 "),
    (r"\bper (person|year|month|day|week|event|item)\b", r"for each \1"),
    (r"\bin cases? (?:where|when)\b|\bwhenever\b|\bonce (?=(?:a|the|that) )", "where "),
    (r"\b(must|may|should) receive\b", r"\1 be given"),
    (r"\bneither ([\w' -]{2,30}?) (?:may|must|can)\b", r"\1 must not"),
    (r"\bbe received\b", "be given"),
    (r"\b(?:receives|gets)\b", "is given"),
    (r"\b(cannot|can't)\b", "must not"),
    (r"\b(?:don't|doesn't|isn't|aren't|won't|mustn't|shouldn't|needn't)\b", "not"),
    (r"\b(?:does not|do not) (?:have|need) to\b", "need not"),
    (r"\b(?:is|are) (?:not|never) (?:required|obliged|expected) to\b", "need not"),
    (r"\b(?:is|are) under no obligation to\b", "need not"),
    (r"\b(?:is|are) (?:not|never) (?:allowed|permitted|entitled) to\b", "must not"),
    (r"\b(?:is|are) (?:prohibited|forbidden|barred) from\b", "must not"),
    (
        r"\b(?:(?:is|are) (?:required|obliged)|has|have|(?<!the )(?<!a )needs?) to\b"
        r"|\bshall\b",
        "must",
    ),
    (r"\b(?:is|are) (?:allowed|permitted|entitled|free) to\b|\bcan\b", "may"),
    (r"\b(must|may|should) never\b", r"\1 not"),
    (r"\bmay not\b", "must not"),
    (r"\b(?:no one|nobody) (?:may|must)\b", "person must not"),
    (
        r"(?<!has )(?<!have )(?<!had )(?<!with )(?<!are )(?<!is )"
        r"\bno (?!more|less|fewer|later|earlier|longer)"
        r"((?:[\w'-]+ ){1,6}?)(?:may|must)\b(?! not)",
        r"\1must not",
    ),
    # "no shift lasts longer than"
    (
        r"\bno ((?:[\w'-]+ ){1,4}?[a-z]+s (?:for )?)(?:more|longer|higher|later|older) than\b",
        r"\1at most",
    ),
    (r"\b(?:does|do) not (?:count as|amount to)\b", "is not"),
    (r"\bcounts? as\b|\bamounts? to\b", "is"),
    (
        r"\b(?:has|have) (\d+ [\w ]{3,25}?)((?:from|of|after) [^.;,]*?)?\bto (?=[a-z])",
        r"must within \1\2 ",
    ),
)
# A prohibition with a way out is a permission with a condition.
_NEGATED_WITH_EXCEPTION = re.compile(
    r"\bmust not\b(?P<middle>(?:(?!\bmust\b|\bmay\b)[^.;])*?),? \b"
    r"(?P<cue>without|unless|until|(?<!days )(?<!months )(?<!weeks )(?<!hours )before)\b"
    r"(?! prejudice)",
    re.IGNORECASE,
)
_EXCEPTION_FIRST = re.compile(
    r"^(?P<cue>without|unless|until)\b(?P<condition>[^.;]*?), (?P<subject>[^.;,]*?)\bmust not\b",
    re.IGNORECASE,
)
_ONLY_TO = re.compile(
    r"\bmust not\b(?P<middle>[^.;,]*?)(?P<to>\b(?:to|by|with|for|from|in) )"
    r"(?:anyone|anybody|anything|any)\b(?: else)? (?:other than|except|but)(?: for| to)? ",
    re.IGNORECASE,
)
_ONLY = {"without": "only with", "unless": "only if", "until": "only after", "before": "only after"}
# "must not make more than 12" and "may make no more than 12" are one limit.
_NEGATED_LIMIT = re.compile(
    r"\bmust not (?P<verb>(?:[\w'-]+ ){0,7}?)"
    r"(?:be )?(?P<is>is )?"
    r"(?P<more>(?:more|higher|longer|later|greater|older|further) than|exceed\b)",
    re.IGNORECASE,
)


def _limit(match: re.Match[str]) -> str:
    verb = match.group("verb")
    return f"limitedto {verb}at most" if match.group("more").lower() != "exceed" else (
        f"limitedto {verb}total at most"
    )  # fmt: skip


def _rewritten(sentence: str) -> str:
    for pattern, replacement in _REWRITES:
        sentence = pattern.sub(replacement, sentence)
    sentence = _EXCEPTION_FIRST.sub(
        lambda m: f"{_ONLY[m['cue'].lower()]}{m['condition']}, {m['subject']}may", sentence
    )
    sentence = _NEGATED_WITH_EXCEPTION.sub(
        lambda m: f"may{m['middle']} {_ONLY[m['cue'].lower()]}", sentence
    )
    sentence = _ONLY_TO.sub(r"may\g<middle>only \g<to>", sentence)
    sentence = re.sub(r"\bdoes not exceed\b|\bnot exceeding\b", "at most", sentence)
    return _NEGATED_LIMIT.sub(_limit, sentence)


@lru_cache(maxsize=20_000)  # the same quotes are checked against each sentence that cites them
def normal_form(sentence: str) -> str:
    """The sentence in one spelling; letters keep their case, so that names stay names."""
    return _rewritten(
        _ABOVE_THAT.sub(r"\g<figure>\g<between>more than \g<figure>", _spelt_alike(sentence))
    )
