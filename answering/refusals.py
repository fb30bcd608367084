"""The words of each refusal: plain, with what was searched, betraying nothing that is hidden.

No counts, no titles, no scores: "forbidden" and "absent" read the same, byte for byte (P2).
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
}
_NEXT_STEPS: dict[RefusalCode, tuple[str, ...]] = {
    RefusalCode.NO_EVIDENCE: (
        "Ask with the words that a policy would use.",
        "Ask the team that owns the matter, or Compliance.",
    ),
    RefusalCode.NOT_ANSWERED_BY_POLICY: (
        "Ask about one point at a time, with the words that a policy would use.",
        "If the answer may have changed, ask again with the date in question.",
        "Ask the team that owns the matter, or Compliance.",
    ),
    RefusalCode.CONFLICTING_POLICIES: ("Ask the owners of the quoted policies which prevails.",),
    RefusalCode.OUT_OF_SCOPE: ("Ask in English, in full words.",),
    RefusalCode.UNSAFE_REQUEST: ("Ask what a policy says on the matter.",),
    RefusalCode.TEMPORARILY_UNAVAILABLE: ("Ask again in a minute.",),
}


def day_in_words(day: date) -> str:
    """ "23 November 2026", whatever the machine's locale."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def message_of(code: RefusalCode, as_of: date) -> str:
    """One plain sentence. It depends on the code and the date alone, never on what exists."""
    day = day_in_words(as_of)
    return _MESSAGES[code].format(
        day=day, searched=f"the policies that you may read, in force on {day}"
    )


def next_steps_of(code: RefusalCode) -> tuple[str, ...]:
    """What the caller could do, most useful first."""
    return _NEXT_STEPS[code]
