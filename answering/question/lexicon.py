"""Everyday words and the policy's word for them: staff ask about presents, policies about gifts.

Applied on both sides where words are *compared for ranking*; verification never uses it. Groups
hold single words that a policy reader would take for one another; where that depends on the
sentence (a "trade" and a "trade document") the word is left out.
"""

import re

from domain.terms import STOP_WORDS, stem, words_of

# The first word of a line stands for all of them.
_GROUPS = """
gift present presents freebie
customer client clients account-holder
complaint gripe grievance complain complained complainant
employee staff colleague worker personnel teammate banker
manager boss supervisor superior
supplier vendor provider contractor
approve approval signature authorise authorisation permission clearance
retain retention keep kept store preserve
destroy destruction destroyed delete deleted shred shredded dispose disposal discard
limit cap capped ceiling maximum threshold
fee fees charge charges charged price prices tariff
cash banknote banknotes
loan lend lending borrow borrowing
borrower debtor
company firm corporate enterprise
buy bought purchase purchased acquire acquired
sell sold sale
share shares stock stocks equity
cctv camera cameras surveillance
picture pictures footage image images
telephone phone ring rang call called calls
notify notified notification inform informed tell told alert
deadline timeframe timescale
politician minister mp parliamentarian pep politically
official servant
marketing advert adverts advertising advertisement
intruder hacker hackers attacker
password passphrase credential credentials
award bonus bonuses
bequest legacy inheritance
fine penalty fines penalties
suspicion suspicious suspect suspects
breach violation violate violated infringement
identify identified identification identity id
document documents documentation paperwork papers paper
evidence proof
hospitality entertainment
meal lunch dinner
travel flight
start begin begins began commence
end terminate termination expire
refuse refused decline declined reject rejected
year annual yearly
monthly month
weekly week
daily day
quarterly quarter
hourly hour
audit audited auditor auditors
investigate investigation investigator investigators
whistleblower whistleblowing
training course
mortgage home
payment payments pay paid pays
interest rate rates
refund redress reimburse reimbursed compensation
failure outage
urgent emergency
country countries jurisdiction abroad foreign overseas
luxembourg lux
london uk
update updated refresh review reviewed reviews
"""


def _representatives() -> dict[str, str]:
    """Stem of each word to the stem that stands for its group; the first group of a word counts."""
    found: dict[str, str] = {}
    for line in _GROUPS.strip().splitlines():
        words = line.split()
        for word in words:
            found.setdefault(stem(word), stem(words[0]))
    return found


_CONCEPTS = _representatives()
_HYPHEN = re.compile(r"(?<=\w)-(?=\w)")


def concepts_of(text: str) -> list[str]:
    """Stems without stop words, each replaced by the word that stands for its group; in order."""
    words = words_of(_HYPHEN.sub(" ", text))
    stems = (stem(word) for word in words if word not in STOP_WORDS)
    return [_CONCEPTS.get(found, found) for found in stems]
