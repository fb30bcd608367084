"""The comparison of what a reader sees with what is stored."""

from dataclasses import replace
from pathlib import Path

import pytest

from ingest.text.assembly import assemble
from ingest.text.fidelity import fidelity_of, finding_of
from ingest.text.parsed import SourceFacts
from tests.unit.ingest.blocks import block, page


def test_words_in_their_order_are_all_placed() -> None:
    shown = ["The limit is EUR 5,000 a day.", "Grade", "Clerk"]
    assert fidelity_of(shown, ["The limit is EUR 5,000 a day. Grade: Clerk."]).share == 1.0


def test_a_source_without_words_is_faithful() -> None:
    assert fidelity_of([], ["anything"]).share == 1.0


@pytest.mark.parametrize(
    ("shown", "stored", "lost"),
    [
        ("within 30 4 days of it", "within 304 days of it", "30 4"),
        ("a gift above GBP 250 must be told", "a gift above must be told", "gbp 250"),
        ("one two three four five six", "one six two five three four", "one two"),
        ("EUR 5 and EUR 5 and EUR 5", "EUR 5 and", "eur 5 and eur 5"),
    ],
)
def test_fused_missing_scrambled_and_thinned_words_are_lost(
    shown: str, stored: str, lost: str
) -> None:
    found = fidelity_of([shown], [stored])
    assert found.share < 0.99
    assert lost in " ".join(found.lost)


def test_what_was_left_out_on_purpose_is_not_lost() -> None:
    shown = ["The limit is GBP 150 GBP 220 4 a night.", "Cheques may be burnt."]
    left_out = ["GBP 150", "4", "Cheques may be burnt."]
    assert fidelity_of(shown, ["The limit is GBP 220 a night."], left_out).share == 1.0


def test_the_finding_names_what_is_lost() -> None:
    told = finding_of(fidelity_of(["pay cash only"], ["pay only"]), page=3)
    assert told is not None
    assert (told.code, told.page) == ("words_lost", 3)
    assert "cash" in told.message


def test_pages_carry_their_fidelity_and_the_poor_one_is_a_finding(tmp_path: Path) -> None:
    good = replace(page(1, block("Staff log each gift.")), shown=("Staff log each gift.",))
    poor = replace(page(2, block("Cash is refused.")), shown=("Cash is refused by all of us.",))
    document = assemble([good, poor], SourceFacts(2), "a.pdf", tmp_path)
    assert [p.fidelity for p in document.pages] == [1.0, 0.4286]
    assert [(f.code, f.page) for f in document.findings] == [("words_lost", 2)]


def test_a_file_measured_as_a_whole_gives_each_page_its_figure(tmp_path: Path) -> None:
    facts = SourceFacts(1, shown=("Staff log gifts.", "Quietly."), left_out=("Quietly.",))
    document = assemble([page(1, block("Staff log gifts."))], facts, "a.txt", tmp_path)
    assert [p.fidelity for p in document.pages] == [1.0]
    assert not document.findings
