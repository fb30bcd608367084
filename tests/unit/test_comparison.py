"""Two versions side by side: the words that went and came, of what may be read alone."""

import pytest

from api import comparison
from api.comparison import Change, TooLongToCompare, compare_versions
from api.library import ReadableVersion
from domain.types import Labels
from tests.fakes.chunks import document, version_of

OLD = [("1 Gifts", ["1.1 A gift worth up to £25 may be kept.", "1.2 Cash is refused."])]
NEW = [("1 Gifts", ["1.1 A gift worth up to £50 may be kept.", "1.2 Cash is refused."]),
       ("2 Register", ["2.1 Each gift is entered in the register."])]  # fmt: skip


def opened(rules: list[tuple[str, list[str]]], *, withheld: str = "") -> ReadableVersion:
    labels = {withheld: Labels()} if withheld else {}
    version = version_of(rules, section_labels=labels)
    spans = tuple((s.start, s.end) for s in version.sections if s.labels is not None)
    return ReadableVersion(document("POL-GFT-003"), version, spans)


def test_changed_words_are_told_from_those_that_stayed() -> None:
    found = compare_versions(opened(OLD), opened(NEW))
    changed = [p for p in found if any(r.change is not Change.SAME for r in p.runs)]
    assert [(r.change.value, r.text) for r in changed[0].runs] == [
        ("same", "1.1 A gift worth up to £"), ("removed", "25"), ("added", "50"),
        ("same", " may be kept."),
    ]  # fmt: skip
    added = "".join(run.text for p in changed[1:] for run in p.runs)
    assert "2.1 Each gift is entered" in added


def test_both_texts_can_be_read_out_of_a_comparison() -> None:
    found = compare_versions(opened(OLD), opened(NEW))
    for side, rules in ((Change.REMOVED, OLD), (Change.ADDED, NEW)):
        kept = ["".join(r.text for r in p.runs if r.change in (Change.SAME, side)) for p in found]
        lines = [line for line in opened(rules).version.text.split("\n") if line.strip()]
        assert [text for text in kept if text] == lines


def test_a_withheld_section_takes_no_part() -> None:
    found = compare_versions(opened(OLD), opened(NEW, withheld="2"))
    assert "register" not in "".join(run.text for p in found for run in p.runs)


def test_equal_versions_have_no_change() -> None:
    found = compare_versions(opened(OLD), opened(OLD))
    assert {run.change for p in found for run in p.runs} == {Change.SAME}


def test_what_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison, "MAXIMUM_PARAGRAPHS", 1)
    with pytest.raises(TooLongToCompare):
        compare_versions(opened(OLD), opened(NEW))
