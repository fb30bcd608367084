"""The words that a sentence and its quotes have to share, and the few that mean the same.

Stricter than ``domain/terms.py``, which serves ranking: here "give" and "receive" must not be
dropped, and two words are one only where exchanging them changes no rule.
"""

import re
from functools import lru_cache

from domain.terms import STOP_WORDS, stem, words_of

# Words that ranking drops and that make a difference between two rules.
_KEPT = frozenset(
    re.findall(
        r"\S+",
        """give gives given get gets bank state states own other further none same apply applies
        need needs use used uses using""",
    )
)
_DROPPED = frozenset(
    re.findall(
        r"\S+",
        """limitedto except excepted save whatever also therefore otherwise however including namely
        respectively instead well
        january february march april june july august september october november december must""",
    )
)
_STOP = (STOP_WORDS - _KEPT) | _DROPPED
# A sentence may use them although its quotes do not: they name what a rule is made of.
GLUE = frozenset(
    stem(word)
    for word in re.findall(
        r"\S+",
        """amount number person period limit minimum maximum least require necessary need allow
        permit prohibit forbid time deadline bank apply applying applied condition less fewer later
        earlier sooner latest old earliest member use used rate make age aged""",
    )
)

# Verbs that only carry what is said, and that a sentence may bring: "takes place", "may last".
LIGHT = GLUE | frozenset(
    stem(word)
    for word in re.findall(
        r"\S+",
        """take place come stay remain cover last happen occur concern involve relate anyone
        anything like someone others everyone get given""",
    )
)

# The first word of a line stands for all of them.
_SAME = """
staff employee employees worker workers colleague colleagues
customer customers client clients
approve approval approved approves
telephone call phone ring calls
notify notified notification inform informed tell told report reports reported reporting
keep kept retain retained retention store
replace replaces replaced substitute
perform performs performed carry carried conduct conducted undertake undertaken
ask asks asked request requests requested
provide provides provided supply supplies supplied
show shows shown display
prove proof evidence evidenced demonstrate
choose select selected selection
raise increase increased raised
reduce reduced decrease lower lowered
individual people
refer referred escalate escalated
supplier vendor provider
breach violation infringement
cease stop stopped
late overdue
anonymous anonymously
immediately promptly
begin start begins started begun began commence
finish end complete
contain hold holds contains held include holder holders
send sent sends
receipt receive received receives receiving
annual year yearly
monthly month
quarterly quarter
weekly week
answer reply respond
decide decision
rate rated rating
file filed submit submitted
destroy destroyed destruction
charge charged fee cost costs
free nil
continue go goes
additional further extra
picture image
acknowledge acknowledgement
identify identification
need require requires required
give gives given gave
pay paid pays payment
make made makes
take taken took
leave left
find found
lose lost
hear heard hearing
see seen
speak spoken
draw drawn
fall fallen
freeze frozen
meet met meeting
spend spent
lend lent
build built
deal dealt dealing
bind bound binding
own owns owned ownership
sell sold sale sales
buy bought purchase
write written
know known knew
become became
lead led
bring brought
choose chosen
beforehand prior advance
announce announcement announced
extend extension
appoint appointment
remove removal
refuse refusal refused
withdraw withdrawal
arrive arrival
dispose disposal
agree agreement agreed
verify verification verified verifies
confirm confirmation
certify certification certified certifies
complete completion
accept acceptance
assess assessment
investigate investigation
suspend suspension
terminate termination
renew renewal
deliver delivery
respond response
complain complaint
publish publication
submit submission
examine examination
authorise authorisation authorize authorization
exclude exclusion
expire expiry
exempt exemption exception
disclose disclosure
declare declaration
train training
write written writing
sign signature signed
document documentation
footage picture image video
lunch meal dinner
obtain get gets
occur happen
commission
resign resignation
dismiss dismissal
promote promotion
transfer
analyse analysis
introduce introduction
recover recovery
maintain maintenance
intend intention
allege allegation
close closure
lapse expire
apply applies applied applying
"""


def _representatives() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _SAME.strip().splitlines():
        words = line.split()
        for word in words:
            found.setdefault(stem(word), stem(words[0]))
    return found


_CANONICAL = _representatives()
# The stemmer takes them for a form of a word with another meaning: "person", "custom".
_OWN_STEM = frozenset(
    ("personal", "personally", "personnel", "organisation", "information", "informal")
)
_WORD = re.compile(r"[a-z0-9]+(?:[&'’,][a-z0-9]+)*")
# "longer than", "or higher": a bound, which ``quantities`` reads.
_COMPARED = re.compile(
    r"\b(?:longer|higher|lower|greater|older|shorter|further)\b(?= than\b)"
    r"|(?<=\bor )(?:longer|higher|lower|greater|older|shorter)\b",
    re.IGNORECASE,
)
_HYPHEN = re.compile(r"(?<=[a-z])-(?=[a-z])", re.IGNORECASE)
_ACCENTED = str.maketrans("àâäçéèêëîïôöùûüÀÂÄÇÉÈÊËÎÏÔÖÙÛÜ", "aaaceeeeiioouuuAAACEEEEIIOOUUU")
# "PDMRs": the stemmer takes a plural for a name where no vowel stands before the s.
_PLURAL_OF_INITIALS = re.compile(r"\b([A-Z]{2,})s\b")


@lru_cache(maxsize=20_000)  # some tens of thousands of distinct words in a policy corpus
def _says_nothing(word: str) -> bool:
    """Whether a word or what it is a form of ("sets", "uses") is a function word or a figure."""
    if word in _KEPT:
        return False
    return word in _STOP or stem(word) in _STOP or word[0].isdigit()


def term_of(word: str) -> str:
    """The stem of a lower-case word, or that of the word that stands for it."""
    if word in _OWN_STEM:
        return word
    found = stem(word)
    found = found.removesuffix("i") if found.endswith("eri") else found  # delivery, discovery
    return _CANONICAL.get(found, found)


@lru_cache(maxsize=20_000)  # the same quotes are checked against each sentence that cites them
def content_terms(text: str) -> tuple[str, ...]:
    """The terms of a text in order, without function words and figures; () for none."""
    return tuple(term for _, term in placed_terms(text))


@lru_cache(maxsize=20_000)  # as above
def placed_terms(text: str) -> tuple[tuple[int, str], ...]:
    """Each term with the place of its first character in the text, in order; () for none."""
    text = _COMPARED.sub(lambda match: " " * len(match.group()), text)
    plain = _PLURAL_OF_INITIALS.sub(r"\1 ", _HYPHEN.sub(" ", text.translate(_ACCENTED)))
    found = []
    for match in _WORD.finditer(plain.lower()):
        for word in words_of(match.group()):
            if not _says_nothing(word):
                found.append((match.start(), term_of(word)))
    return tuple(found)
