"""Makes sentences from a policy's own: changed in one respect, or said otherwise.

A mutant differs from a true sentence in one figure, unit, bound, modal, negation, condition or
party, and is never borne out by it. A rewording says the same and always is.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from answering.evidence.sentences import sentences_of
from domain.terms import NUMBER_WORDS
from evals.verifier.pairs_file import Pair

SOURCES = Path("corpus_samples/sources")
_WORDS = {int(value): word for word, value in NUMBER_WORDS.items() if int(value) < 100}
_UNITS = r"(?P<unit>minute|hour|day|week|month|year)(?P<s>s?)\b"
_ROLES = (
    "MLRO", "Line Manager", "line manager", "Head of Department", "Control Room",
    "Conflicts Officer", "Nominated Officer", "Record Owner", "Records Officer", "case handler",
    "General Counsel", "DPO", "branch manager", "relationship manager", "Incident Commander",
    "Company Secretary", "Whistleblowing Office", "Head of Sanctions", "Case Manager",
)  # fmt: skip


_DENIED_SUBJECT = re.compile(r"(?:No|Nobody|Neither|Nothing|Silence)\b")


@dataclass(frozen=True, slots=True)
class Change:
    """How one kind of pair is made: the first match of ``pattern`` is replaced."""

    kind: str
    pattern: re.Pattern[str]
    replacement: Callable[[re.Match[str]], str]

    @property
    def is_of_modals(self) -> bool:
        """Whether it changes a modal verb: after "No one", that makes no sentence."""
        return self.kind in ("modality", "negation")

    def apply(self, sentence: str) -> str | None:
        """The changed sentence, or None where there is nothing to change."""
        match = self.pattern.search(sentence)
        if match is None or (self.is_of_modals and _DENIED_SUBJECT.match(sentence)):
            return None
        changed = sentence[: match.start()] + self.replacement(match) + sentence[match.end() :]
        changed = re.sub(r"\s+", " ", changed).strip()
        return changed[:1].upper() + changed[1:] if changed != sentence else None


def _change(kind: str, pattern: str, replacement: str | Callable[[re.Match[str]], str]) -> Change:
    made = replacement if callable(replacement) else lambda match: match.expand(replacement)
    return Change(kind, re.compile(pattern), made)


def _raised(match: re.Match[str]) -> str:
    """The figure with its first digit raised by one; 9 falls to 8."""
    first = match["n"][0]
    other = "8" if first == "9" else str(int(first) + 1)
    return match.group().replace(match["n"], other + match["n"][1:], 1)


def _other_word(match: re.Match[str]) -> str:
    value = int(NUMBER_WORDS[match["n"]])
    return match.group().replace(match["n"], _WORDS[value + 1 if value < 12 else value - 1], 1)


def _other_unit(match: re.Match[str]) -> str:
    units = ["minute", "hour", "day", "week", "month", "year"]
    unit = units[(units.index(match["unit"]) + 1) % len(units)]
    return match.group().replace(match["unit"] + match["s"], unit + match["s"])


def _other_role(match: re.Match[str]) -> str:
    return _ROLES[(_ROLES.index(match.group()) + 5) % len(_ROLES)]


def _exchanged(match: re.Match[str]) -> str:
    return f"{match['second']}{match['between']}{match['first']}"


# Two that are named together by "and" or "or" may change places; others may not.
_APART = r"(?P<between> (?!and\b|or\b|nor\b)[^.;]*?(?<!and )(?<!or )(?<!nor )(?<!, )(?:the |a )?)"


_PARTIES = "|".join((*_ROLES, "Board Risk Committee", "Financial Crime Committee", "customer",
                     "employee", "supplier", "Group Compliance", "Group Legal",
                     "Executive Committee", "reporter", "manager", "regulator", "Board",
                     "Chair"))  # fmt: skip
_SMALL_WORDS = "two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty"
MUTATIONS: tuple[Change, ...] = (
    _change("amount", r"[£€](?P<n>\d[\d,]*)", _raised),
    _change("amount", r"[£€]\d[\d,]*(?= or | in | and |\.(?!\d))", lambda m: m.group() + ",000"),
    _change("percentage", r"(?P<n>\d+)(?:\.\d+)?(?:%| per cent)", _raised),
    _change("date", r"\b(?P<n>\d{1,2}) (?:January|March|June|July|September|December)\b", _raised),
    _change("date", r"\b(\d{1,2}) (January|March|June|July|September|December)\b", r"\1 October"),
    _change("duration", rf"\b(?P<n>\d+) (?:business |calendar |working )?{_UNITS}", _raised),
    _change("number_words", rf"\b(?P<n>{_SMALL_WORDS}) (?=[a-z])", _other_word),
    _change("unit", rf"\b(?:\d+|{_SMALL_WORDS}) (?:calendar )?{_UNITS}", _other_unit),
    _change("unit", r"£(?=\d)", "€"),
    _change("unit", r"\b(business|working|Business|Working) (?=days?\b|Days?\b)", ""),
    _change("threshold", r"\bat least\b", "at most"),
    _change("threshold", r"\b[Nn]o more than\b", "at least"),
    _change("threshold", r"\babove (?=[£€\d])", "below "),
    _change("threshold", r"(?<=\d) or more\b", " or less"),
    _change("threshold", r"\bmore than (?=[\d£€])", "at least "),
    _change("threshold", r"\bup to (?=[\d£€])", "at least "),
    _change("threshold", r"\bbefore\b(?! [A-Z]|,)", "after"),
    _change("modality", r"\bmust(?! not| never)\b", "may"),
    _change("modality", r"\bmust(?! not)\b", "should"),
    _change("modality", r"\bmust not\b", "should not"),
    _change(
        "modality",
        r"^(?P<before>(?:(?!\b[Nn]o\b).)*?)\bmay(?! not| only)\b(?! \d)",
        r"\g<before>must",
    ),
    _change("modality", r"\bshould(?! not)\b", "must"),
    _change("modality", r"\bmust(?! not)\b", "need not"),
    _change("negation", r"\bmust not\b", "must"),
    _change("negation", r"\bmust not\b", "may"),
    _change("negation", r"\bmay not\b", "may"),
    _change("negation", r"\bmust(?! not)\b", "must not"),
    _change("negation", r"\bmay(?! not)\b(?! \d)", "may not"),
    _change("negation", r"\bis not\b", "is"),
    _change("negation", r"\bdoes not\b", "does"),
    _change("negation", r"\bwithout (?=the approval|approval)", "with "),
    _change("condition", r",? (?:unless|except)\b[^.;]*", ""),
    _change("condition", r"^(?:Where|If|When)\b[^.;]*?, (?=[^,]*\b(?:must|may|should)\b)", ""),
    _change("condition", r"\bonly (?=with|where|if|after)[^.;]*", ""),
    _change("condition", r"\bonly (?=with|where|if|after)", ""),
    _change("party", rf"\b(?:{'|'.join(_ROLES)})\b", _other_role),
    _change(
        "party",
        rf"\b(?P<first>{_PARTIES})\b{_APART}(?P<second>(?!(?P=first)){_PARTIES})\b",
        _exchanged,
    ),
    _change(
        "condition",
        r"(?<! even)(?<! or)(?<!;)(?<! and),? "
        r"(?:if|where|when|provided that) [^.;,]*(?=\.$)",
        "",
    ),
    _change("threshold", r"\bno later than\b", "no earlier than"),
    _change("threshold", r"\b(?:below|under) (?=[£€\d])", "above "),
    _change("threshold", r"\b(?:fewer|less) than\b", "more than"),
    _change("threshold", r"\bwithin (?=\d|one|two|three|five|ten)", "no earlier than "),
)


def _in_words(match: re.Match[str]) -> str:
    return match.group().replace(match["n"], _WORDS[int(match["n"])], 1)


def _in_digits(match: re.Match[str]) -> str:
    return match.group().replace(match["n"], NUMBER_WORDS[match["n"]], 1)


def _condition_behind(match: re.Match[str]) -> str:
    """ "Where A, B." as "B where A."."""
    return f"{match['rule']} {match['cue'].lower()}{match['condition']}."


def _condition_in_front(match: re.Match[str]) -> str:
    rule = match["rule"]
    kept = rule if re.match(r"[A-Z]{2}|[A-Z]\w+ [A-Z]", rule) else rule[:1].lower() + rule[1:]
    return f"{match['cue'].capitalize()}{match['condition']}, {kept}."


REWORDINGS: tuple[Change, ...] = (
    _change("in words", rf"\b(?P<n>[2-9]|1[0-5]|20) (?:business |calendar |working )?{_UNITS}",
            _in_words),
    _change("in digits", rf"\b(?P<n>{_SMALL_WORDS}) (?=[a-z]+s\b)", _in_digits),
    _change("per cent", r"(?<=\d)%", " per cent"),
    _change("must as has to", r"\bmust be\b", "has to be"),
    _change("must as is required to", r"\bmust (?!not\b)", "is required to "),
    _change("must not as may not", r"\bmust not\b", "may not"),
    _change("may as can", r"\bmay (?!not\b|only\b|\d)", "can "),
    _change("no more than", r"\bno more than\b", "at most"),
    _change("at least", r"\bat least (?=\d)", "no less than "),
    _change("above", r"\babove (?=[£€])", "over "),
    _change("exceed", r"\bexceeds (?=[£€\d])", "is more than "),
    _change("where as if", r"^Where\b", "If"),
    _change("without thousands", r"(?<=\d),(?=\d{3}\b)", ""),
    _change("years as months", r"\b(?:two years)\b", "24 months"),
    _change("first half", r",? and (?:must|may)\b[^.;]*(?=\.$)(?<!unless)", ""),
    _change("condition behind", r"^(?P<cue>Where|If|When|Unless)(?P<condition> [^,.;]*), "
            r"(?P<rule>[^,.;]*)\.$", _condition_behind),
    _change("condition in front", r"^(?P<rule>[^,.;]*?),? (?P<cue>where|if|unless|when)"
            r"(?P<condition> [^,.;]*)\.$", _condition_in_front),
)  # fmt: skip


def policy_sentences(folder: Path = SOURCES) -> Iterator[tuple[str, str]]:
    """(ID, sentence) of every clause of the sample policies, tables and headings apart."""
    for path in sorted(folder.glob("*.md")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            clause = re.match(r"(?:\d+(?:\.\d+)+|\([a-z]\)) (.*)", line)
            if clause is None:
                continue
            text = clause[1].replace("*", "")
            for place, span in enumerate(sentences_of(text)):
                yield f"{path.stem}:{number}:{place}", text[span.start : span.end]


def made_pairs(folder: Path = SOURCES) -> Iterator[Pair]:
    """Every mutant and rewording of every clause, against the sentence that it was made from.

    A pair's group is its sentence, so that one sentence is held back with all that is made of it.
    """
    for name, sentence in policy_sentences(folder):
        for number, change in enumerate(MUTATIONS):
            if made := change.apply(sentence):
                yield Pair(f"{name}/m{number}", name, made, (sentence,), change.kind)
        for number, change in enumerate(REWORDINGS):
            if made := change.apply(sentence):
                yield Pair(f"{name}/r{number}", name, made, (sentence,), None)
