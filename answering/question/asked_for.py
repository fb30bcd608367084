"""What kind of thing a question asks for, and whether a sentence bears one.

A question "how much" is not answered by a sentence without an amount, however alike the words.
"""

import re
from enum import StrEnum


class Kind(StrEnum):
    """What would answer. A question may ask for several."""

    AMOUNT = "amount"
    PERIOD = "period"
    PERCENTAGE = "percentage"
    NUMBER = "number"
    PERSON = "person"
    TIME = "time"
    PERMISSION = "permission"


_COUNT = (
    r"(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty"
    r"|thirty|forty|sixty|ninety|a|an|each|every|per)"
)
_TIME_UNIT = (
    r"(?:(?:business|working|calendar|clear|consecutive)[ -])*"
    r"(?:second|minute|hour|day|week|month|quarter|year)s?"
)
_ASKS: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (
            Kind.AMOUNT,
            r"\bhow much\b|\b(?:what|which)\b[^,?]{0,60}\b(?:limits?|fees?|amounts?|charges?|costs?"
            r"|maximum|minimum|values?|thresholds?|allowances?|prices?|caps?|ceiling|sums?|budget)\b"
            r"|\bup to what\b|\babove what\b|\bhow (?:large|big|high|expensive)\b|\bcost\b",
        ),
        (
            Kind.PERIOD,
            r"\bhow (?:long|soon|quickly|often|frequently|fast)\b|\bhow many (?:[a-z]+ ){0,2}"
            r"(?:second|minute|hour|day|week|month|quarter|year)s\b|\bwhat\b[^,?]{0,50}\b(?:period"
            r"|deadline|time|timescale|time limit|interval|frequency|duration)\b|\bby when\b"
            r"|\bwithin (?:what|how)\b|\bretention\b",
        ),
        (
            Kind.PERCENTAGE,
            r"\bper ?cent|\bpercentage|\b(?:what|which)\b[^,?]{0,40}\brate\b|\bAPR\b",
        ),
        (Kind.NUMBER, r"\bhow many\b|\bwhat number\b"),
        (
            Kind.PERSON,
            r"\bwho\b|\bwhom\b|\bwhose\b|\b(?:which|what) (?:person|role|committee|team|manager"
            r"|officer|department|body|function|level|authority|approver)\b",
        ),
        (Kind.TIME, r"\bwhen\b|\bwhat date\b|\bwhich date\b|\bfrom what\b|\buntil\b"),
        (
            Kind.PERMISSION,
            r"(?:^|[.;,:] |\band |\bor )"
            r"(?:can|may|must|should|am|is|are|do|does|could|shall|will)\b"
            r"|\ballowed\b|\bpermitted\b|\bprohibited\b|\bforbidden\b",
        ),
    )
)
_BEARS: dict[Kind, re.Pattern[str]] = {
    Kind.AMOUNT: re.compile(
        r"[£$€¥]\s?\d|\b(?:GBP|EUR|USD|PKR|AED|Rs\.?)\s?\d|\d\s?(?:pounds|euros?|dollars|pence)\b"
        r"|\d\s?%|\bper cent\b|\bnil\b|\bfree\b|\bno (?:limit|charge|fee|minimum)\b|\bunlimited\b",
        re.IGNORECASE,
    ),
    Kind.PERIOD: re.compile(
        rf"\b{_COUNT}\b[ -](?:\w+ )?{_TIME_UNIT}\b|\bimmediately\b|\bat once\b|\bwithout delay\b"
        r"|\bpromptly\b|\bannual|\byearly\b|\bmonthly\b|\bweekly\b|\bdaily\b|\bquarterly\b"
        r"|\bpermanent|\bindefinitely\b|\bas soon as\b|\bsame day\b|\btwice\b|\bnext meeting\b"
        r"|\buntil\b|\bby (?:the )?(?:close|end)\b|\bday (?:after|before|of)\b"
        r"|\b(?:next|following|previous) (?:(?:business|working|calendar) )?(?:day|week|month|year)"
        r"|\b(?:by|before|after) \d{1,2}[:.]\d\d\b",
        re.IGNORECASE,
    ),
    Kind.PERCENTAGE: re.compile(r"\d\s?%|\bper ?cent\b|\bbasis points?\b", re.IGNORECASE),
    Kind.NUMBER: re.compile(rf"\d|\b(?!an?\b){_COUNT}\b|\bonce\b|\btwice\b", re.IGNORECASE),
    Kind.PERSON: re.compile(
        r"\b(?:officer|manager|committee|board|head|director|executive|secretary|team|department"
        r"|auditor|chair|council|counsel|function|employees?|staff|owner|analyst|desk|group|MLRO"
        r"|compliance|approver|sponsor|holder|customer|supplier|authority|unit)\b",
        re.IGNORECASE,
    ),
    Kind.PERMISSION: re.compile(
        r"\b(?:may|must|shall|should|can|cannot|prohibited|forbidden|permitted|allowed|no one"
        r"|nobody|never|required|refuse|only|entitled|needs?|not)\b",
        re.IGNORECASE,
    ),
}
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
)
_TIME_WORDS = re.compile(
    rf"\b\d{{1,2}} {_MONTH}\b|\b{_MONTH} \d{{1,2}}\b|\b(?:19|20)\d\d\b|\bbefore\b|\bafter\b"
    r"|\bwhere\b|\bwhen\b|\buntil\b|\bwithin\b|\bonce\b|\bas soon as\b"
    r"|\bat the (?:time|end|start)\b|\bif\b",
    re.IGNORECASE,
)


def asked_for(question: str) -> frozenset[Kind]:
    """What the question asks for; empty for an open question ("What does … cover?")."""
    return frozenset(kind for kind, pattern in _ASKS if pattern.search(question))


def bears(kind: Kind, sentence: str) -> bool:
    """Whether a sentence holds something of the kind."""
    if kind is Kind.TIME:
        return bool(_TIME_WORDS.search(sentence) or _BEARS[Kind.PERIOD].search(sentence))
    return _BEARS[kind].search(sentence) is not None


def fit(kinds: frozenset[Kind], sentence: str) -> float:
    """Share of the kinds that the sentence bears, 0..1; 1 for an open question."""
    if not kinds:
        return 1.0
    return sum(bears(kind, sentence) for kind in kinds) / len(kinds)
