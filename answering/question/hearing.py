"""A date or a version in the question decides for which day it is answered, and that is said.

Where the words leave a choice, the answer stands only if the choice makes no difference to the
policies that it quotes; otherwise the caller is asked. Nothing outside the scope is looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from answering.question.date_role import Role
from answering.question.dates import DateNamed
from answering.question.question import Question
from answering.question.version_days import Asked, VersionDay, day_of_version, readable_titles
from answering.question.versions import VersionNamed, version_in
from answering.refusal.messages import day_in_words
from domain.answers import Citation, Heard, Sentence
from domain.entitlement import in_force, on_day
from domain.ports import Catalogue, SearchFilter
from domain.types import DocumentVersion, Scope


@dataclass(frozen=True, slots=True)
class Doubt:
    """Days between which the words leave a choice, both included."""

    words: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Hearing:
    """For which day, and in which documents, a question is answered."""

    scope: Scope
    narrow: SearchFilter | None
    heard: Heard | None = None
    doubt: Doubt | None = None  # to be settled by ``makes_a_difference`` once quotes are chosen
    not_found: str = ""  # the version that no readable document has, as the question names it
    ambiguous: str = ""  # the words that may mean two days, whatever is quoted


def hear(
    question: Question,
    *,
    scope: Scope,
    narrow: SearchFilter | None,
    day_is_given: bool,
    today: date,
    catalogue: Catalogue,
    asked: Asked,
) -> Hearing:
    """The day to answer for. ``scope.as_of`` stands where the question names none.

    Args:
        question: as read.
        scope: who asks, on the request's day or today.
        narrow: the caller's own narrowing.
        day_is_given: whether the request itself gave the day; it then rules.
        today: the day it is asked.
        catalogue: asked for readable documents alone, and only where a version is named.
        asked: searches for the question, to tell of which document a version is meant.
    """
    unchanged = Hearing(scope, narrow)
    titles = (
        readable_titles(catalogue, scope) if _may_name_a_version(question.text) else frozenset()
    )
    version = version_in(question.text, title_words=titles)
    if day_is_given:
        return replace(unchanged, heard=_overruled(question, version, scope.as_of))
    if version is not None and version.number:
        found = day_of_version(
            version, question.text, scope=scope, narrow=narrow, today=today,
            catalogue=catalogue, asked=asked,
        )  # fmt: skip
        if found is None:
            return replace(unchanged, not_found=version.words)
        return _of_version(version, found, scope)
    if version is not None:
        return _of_earlier_version(version, unchanged, today)
    return _of_dates(question.dates, unchanged, today)


def makes_a_difference(doubt: Doubt, sentences: Sequence[Sentence], catalogue: Catalogue) -> bool:
    """Whether a quoted document had another version in force on one of the days in doubt."""
    cited = {c.document_id: c for sentence in sentences for c in sentence.citations}
    return any(_changed(citation, doubt, catalogue) for citation in cited.values())


def _changed(citation: Citation, doubt: Doubt, catalogue: Catalogue) -> bool:
    return any(
        version.version != citation.version and _was_in_force(version, doubt)
        for version in catalogue.versions(citation.document_id)
    )


def _was_in_force(version: DocumentVersion, doubt: Doubt) -> bool:
    """Whether a version was in force on one of the days: at the ends, or when it began."""
    began = version.effective_from
    days = [doubt.first, doubt.last]
    if began is not None and doubt.first <= began <= doubt.last:
        days.append(began)
    return any(
        in_force(version.status, version.effective_from, version.effective_to, day) for day in days
    )


def _of_dates(dates: Sequence[tuple[DateNamed, Role]], unchanged: Hearing, today: date) -> Hearing:
    elsewhere = [(d, r) for d, r in dates if d.is_open or not d.first <= today <= d.last]
    as_of = [named for named, role in elsewhere if role is Role.AS_OF]
    days = {_day_of(named, today) for named in as_of}
    if len(days) > 1:
        return replace(unchanged, ambiguous=" and ".join(named.words for named in as_of))
    if as_of:
        return _of_day(as_of[0], unchanged, today)
    unclear = [named for named, role in elsewhere if role is Role.UNCLEAR]
    now = day_in_words(unchanged.scope.as_of)
    if unclear:
        named = unclear[0]
        explanation = (
            f"“{named.words}” may ask for the rules of that time. The policies quoted here are in "
            f"force on {now}."
        )
        heard = Heard(words=named.words, explanation=explanation)
        return replace(unchanged, heard=heard, doubt=Doubt(named.words, named.first, named.last))
    if elsewhere:
        named = elsewhere[0][0]
        explanation = (
            f"“{named.words}” was read as a part of the matter: the policies in force on {now} "
            "were asked. For the rules of another day, ask with that day."
        )
        return replace(unchanged, heard=Heard(words=named.words, explanation=explanation))
    return unchanged


def _day_of(named: DateNamed, today: date) -> date:
    """The last day that was meant and is over; of a time to come the first; else today."""
    if named.last < today:
        return named.last
    return named.first if named.first > today else today


def _of_day(named: DateNamed, unchanged: Hearing, today: date) -> Hearing:
    day = _day_of(named, today)
    last = min(named.last, today) if named.first <= today else named.last
    doubt = None if named.is_one_day else Doubt(named.words, named.first, last)
    explanation = (
        f"“{named.words}” was heard: the policies in force on {day_in_words(day)} were asked."
    )
    heard = Heard(words=named.words, explanation=explanation)
    return replace(unchanged, scope=on_day(unchanged.scope, day), heard=heard, doubt=doubt)


def _of_version(named: VersionNamed, found: VersionDay, scope: Scope) -> Hearing:
    explanation = (
        f"“{named.words}” was heard: version {found.version} of {found.title} "
        f"({found.document_id}) was asked, as it was in force on {day_in_words(found.day)}."
    )
    return Hearing(
        scope=on_day(scope, found.day),
        narrow=SearchFilter(document_ids=frozenset({found.document_id})),
        heard=Heard(words=named.words, explanation=explanation),
    )


def _of_earlier_version(named: VersionNamed, unchanged: Hearing, today: date) -> Hearing:
    explanation = (
        f"“{named.words}”: the policies quoted here have no earlier one. They are in force on "
        f"{day_in_words(unchanged.scope.as_of)}."
    )
    doubt = Doubt(named.words, date.min, today - timedelta(days=1))
    heard = Heard(words=named.words, explanation=explanation)
    return replace(unchanged, heard=heard, doubt=doubt)


def _overruled(question: Question, version: VersionNamed | None, given: date) -> Heard | None:
    """What is said where the request's own day is another than the question's; None where not."""
    words = version.words if version is not None else ""
    if not words:
        others = (
            named.words
            for named, role in question.dates
            if role is not Role.MATTER and not named.first <= given <= named.last
        )
        words = next(others, "")
    if not words:
        return None
    day = day_in_words(given)
    explanation = f"The question says “{words}”. The request asks for {day}: that day was used."
    return Heard(words=words, explanation=explanation)


def _may_name_a_version(text: str) -> bool:
    """Whether it is worth reading the titles: any version in the text, a thing's own as well."""
    return version_in(text, title_words=frozenset(text.lower().split())) is not None
