"""Raised and lowered characters: marks leave, powers stay, nothing joins a figure."""

import pytest

from ingest.formats.typography import Run, sentence_of


def raised(text: str) -> Run:
    return Run(text, "raised")


@pytest.mark.parametrize(
    ("runs", "text", "marks"),
    [
        ([Run("above EUR 5,000"), raised("3"), Run(" is")], "above EUR 5,000 is", ("3",)),
        ([Run("within 30"), raised("4"), Run(" days")], "within 30 days", ("4",)),
        ([Run("limit is 10"), raised("6"), Run(" euros")], "limit is 10^6 euros", ()),
        ([Run("10"), raised("-3")], "10^-3", ()),
        ([Run("over 200 m"), raised("2"), Run(" of")], "over 200 m^2 of", ()),
        ([Run("the 25"), raised("th"), Run(" of May")], "the 25th of May", ()),
        ([Run("CO"), Run("2", "lowered"), Run(" limits")], "CO2 limits", ()),
        ([Run("base 10"), Run("2", "lowered")], "base 10_2", ()),
        ([Run("fee"), raised("1"), raised("2"), Run(" due")], "fee due", ("12",)),
        ([Run("fee"), raised("1,2"), Run(" due")], "fee due", ("1,2",)),
        ([Run("fee"), raised("*"), Run(" due")], "fee due", ("*",)),
        ([Run("25 per cent"), raised("[2]")], "25 per cent", ("[2]",)),
        ([Run("within 30⁴ days")], "within 30 days", ("4",)),
        ([Run("10⁶ euros")], "10^6 euros", ()),
        ([Run("(1 + r)"), raised("2")], "(1 + r)^2", ()),
        ([Run("growth "), raised("set small as a whole sentence")],
         "growth set small as a whole sentence", ()),
    ],
)  # fmt: skip
def test_raised_and_lowered(runs: list[Run], text: str, marks: tuple[str, ...]) -> None:
    found = sentence_of(runs)
    assert found.text == text
    assert found.marks == marks


def test_a_mark_with_a_note_leaves_whatever_it_stands_on() -> None:
    found = sentence_of([Run("within 10"), Run("6", "raised", note="fn6"), Run(" days")])
    assert (found.text, found.notes) == ("within 10 days", ("fn6",))


def test_a_paragraph_that_begins_with_a_mark_is_a_note() -> None:
    found = sentence_of([raised("3"), Run(" Euro area only.")])
    assert (found.label, found.text.strip()) == ("3", "Euro area only.")
