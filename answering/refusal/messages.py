"""The words of each refusal: plain, with what was searched, betraying nothing that is hidden.

No counts, no titles, no scores: "forbidden" and "absent" read the same, byte for byte (P2). What is
named in them stands in the question itself, or in what the caller may read.
"""

from datetime import date

from domain.answers import RefusalCode

_MESSAGES: dict[RefusalCode, str] = {
    RefusalCode.NO_EVIDENCE: "Nothing that bears on this question was found in {searched}.",
    RefusalCode.NOT_ANSWERED_BY_POLICY: "This question is not answered in {searched}.",
    RefusalCode.CONFLICTING_POLICIES: (
        "Policies in force on {day} differ on this question. Each is quoted; "
        "which of them prevails is for their owners to say."
    ),
    RefusalCode.OUT_OF_SCOPE: (
        "Only questions in English about the bank's policies can be answered here."
    ),
    RefusalCode.UNSAFE_REQUEST: (
        "This asks for something other than an answer from the policies, so it was not searched."
    ),
    RefusalCode.TEMPORARILY_UNAVAILABLE: (
        "The policies cannot be checked at this moment, so no answer is given."
    ),
    RefusalCode.NAMED_TEXT_NOT_FOUND: "There is no {named} in {searched}.",
    RefusalCode.AMBIGUOUS_QUESTION: "",  # one of the two below
}
_NOT_ONE_DAY = (
    "“{named}” does not tell which day's rules are meant, and the rules were not always the same."
)
_NOT_ONE_TEXT = "More than one policy has {named}, and the question does not say which is meant."
_NEXT_STEPS: dict[RefusalCode, tuple[str, ...]] = {
    RefusalCode.NO_EVIDENCE: ("Ask with the words that a policy would use.",),
    RefusalCode.NOT_ANSWERED_BY_POLICY: (
        "Ask about one point at a time, with the words that a policy would use.",
        "If the answer may have changed, ask again with the date in question.",
    ),
    RefusalCode.CONFLICTING_POLICIES: ("Ask the owners of the quoted policies which prevails.",),
    RefusalCode.OUT_OF_SCOPE: ("Ask in English, in full words.",),
    RefusalCode.UNSAFE_REQUEST: ("Ask what a policy says on the matter.",),
    RefusalCode.TEMPORARILY_UNAVAILABLE: ("Ask again in a minute.",),
    RefusalCode.NAMED_TEXT_NOT_FOUND: (
        "Check the number, and name the policy that it stands in.",
        "If it is in an earlier version, ask again with a date on which that was in force.",
    ),
    RefusalCode.AMBIGUOUS_QUESTION: (
        "Ask again for one day: “on 30 June 2024”, or with the as-of date.",
    ),
}
_NAME_THE_TEXT = ("Ask again and name the policy: “clause 2.1 of the travel policy”.",)


def day_in_words(day: date) -> str:
    """ "23 November 2026", whatever the machine's locale."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def message_of(
    code: RefusalCode, as_of: date, *, named: str = "", is_about_a_day: bool = False
) -> str:
    """One plain sentence. It depends on its arguments alone, never on what exists.

    ``named``: the words of the question that it is about; empty where the code says it all.
    """
    day = day_in_words(as_of)
    text = _MESSAGES[code]
    if code is RefusalCode.AMBIGUOUS_QUESTION:
        text = _NOT_ONE_DAY if is_about_a_day else _NOT_ONE_TEXT
    searched = f"the policies that you may read, in force on {day}"
    return text.format(day=day, searched=searched, named=named)


def next_steps_of(
    code: RefusalCode, *, owner: str = "", is_about_a_day: bool = True
) -> tuple[str, ...]:
    """What the caller could do, most useful first; ``owner`` is whom to ask, empty for nobody."""
    steps = _NEXT_STEPS[code]
    if code is RefusalCode.AMBIGUOUS_QUESTION and not is_about_a_day:
        steps = _NAME_THE_TEXT
    return (*steps, f"Ask {owner}.") if owner else steps
