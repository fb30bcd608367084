"""Whether a sentence says no more than its quotes: figures, dates, negation, modals, words.

Pure code, so that it can be down no more than addition can. It is strict: a sound sentence that it
cannot follow is withheld. A sentence that repeats its quotes word for word is borne out by them.
"""

import re
from collections.abc import Sequence

from answering.sentences import sentences_of
from answering.statements import fold
from answering.terms import terms_of, words_of

# Share of the sentence's own words that must stand in its quotes. The rest is room for the glue
# of a paraphrase; names and figures have no such room.
LEAST_SHARED_TERMS = 0.6

_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_FIGURE = re.compile(r"\d+(?:\.\d+)*")
_CURRENCY = re.compile(
    r"£|\$|€|\bgbp\b|\busd\b|\beur\b|\bpkr\b|\bpounds?\b|\beuros?\b|\bdollars?\b"
)
_CURRENCY_NAMES = {
    "£": "gbp", "pound": "gbp", "pounds": "gbp", "$": "usd", "dollar": "usd", "dollars": "usd",
    "€": "eur", "euro": "eur", "euros": "eur",
}  # fmt: skip
_DATE = re.compile(rf"\b(\d{{1,2}}) ({_MONTHS})(?: (\d{{4}}))?\b")
_UNIT = re.compile(
    r"\b(\d+(?:\.\d+)*) (?:(?:business|working|calendar|clear) )?"
    r"(second|minute|hour|day|week|month|quarter|year|%|percent|per cent)s?(?!\w)"
)
_NEGATION = re.compile(
    r"\b(?:not|no|never|nobody|none|nor|neither|cannot|without|nil|prohibited|forbidden|refuse[ds]?"
    r"|unless|except)\b|n[’']t\b"
)
_MODALS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "prohibition",
        re.compile(
            r"\b(?:must|may|shall|can) (?:not|never)\b|\bcannot\b|\bprohibited\b|\bforbidden\b"
            r"|\bno(?:body| \w+){1,2} (?:may|must|shall|can)\b|\bnever\b"
        ),
    ),
    (
        "obligation",
        re.compile(
            r"\b(?:must|shall|has to|have to|required?|requires|obliged)\b(?! (?:not|never))"
        ),
    ),
    (
        "permission",
        re.compile(r"\b(?:may|can|allowed|permitted|entitled)\b(?! (?:not|never))"),
    ),
    ("advice", re.compile(r"\b(?:should|ought|recommended)\b")),
)
_NAME = re.compile(r"(?<![.?!:] )(?<!^)\b[A-Z][A-Za-z]+\b")


def _normalised(text: str) -> str:
    """Lower case, number words as digits, "10,000" as 10000, "%" apart."""
    text = text.replace("%", " % ").replace("£", " £ ").replace("€", " € ").replace("$", " $ ")
    tokens = re.findall(r"[^\s]+", re.sub(r"(?<=\d),(?=\d{3})", "", text.lower()))
    return " ".join(words_of(t)[0] if words_of(t)[:1] and t.isalpha() else t for t in tokens)


def figures_of(text: str) -> frozenset[str]:
    """Numbers, currencies, quantities with their unit, and dates, each in one spelling."""
    normal = _normalised(text)
    dates = {" ".join(filter(None, match)) for match in _DATE.findall(normal)}
    units = {f"{n} {'percent' if u in ('%', 'per cent') else u}" for n, u in _UNIT.findall(normal)}
    currencies = {_CURRENCY_NAMES.get(c, c) for c in _CURRENCY.findall(normal)}
    return frozenset({*_FIGURE.findall(normal), *dates, *units, *currencies})


def modals_of(text: str) -> frozenset[str]:
    """Which of prohibition, obligation, permission and advice a text speaks in."""
    return frozenset(name for name, pattern in _MODALS if pattern.search(text.lower()))


def _sentences(quotes: Sequence[str]) -> list[str]:
    """The quotes' sentences in order."""
    return [quote[span.start : span.end] for quote in quotes for span in sentences_of(quote)]


def _closest(sentence: str, quotes: Sequence[str]) -> str:
    """The sentence of the quotes that shares most terms with ``sentence``; ties to the first."""
    wanted = set(terms_of(sentence))
    return max(_sentences(quotes), key=lambda text: len(wanted & set(terms_of(text))))


def unsupported_because(sentence: str, quotes: Sequence[str]) -> str | None:
    """Why the quotes do not bear the sentence out, or None where they do.

    The reasons: "no_quote", "figures", "names", "modals", "negation", "words".
    """
    if not sentence.strip() or not any(quote.strip() for quote in quotes):
        return "no_quote"
    borne = fold(" ".join(quotes))
    if fold(sentence) == borne or fold(sentence) in map(fold, _sentences(quotes)):
        return None
    if not figures_of(sentence) <= figures_of(borne):
        return "figures"
    if not {n.lower() for n in _NAME.findall(sentence)} <= set(re.findall(r"\w+", borne.lower())):
        return "names"
    near = _closest(sentence, quotes)
    if not modals_of(sentence) <= modals_of(near):
        return "modals"
    if bool(_NEGATION.search(sentence.lower())) != bool(_NEGATION.search(near.lower())):
        return "negation"
    terms = set(terms_of(sentence))
    shared = len(terms & set(terms_of(borne))) / len(terms) if terms else 0.0
    return None if shared >= LEAST_SHARED_TERMS else "words"
