"""Ranking by words: each choice does what its name says."""

from dataclasses import replace

import pytest

from domain.types import Section
from evals.ablations.acronyms import acronyms_in, expanded
from evals.ablations.word_rankings import WordChoices
from evals.measure_words import found_by_words, rows
from evals.text_corpus import TextDocument

PRODUCT = WordChoices()


def document(name: str, *sections: tuple[str, str]) -> TextDocument:
    text, spans = "", []
    for heading, body in sections:
        start = len(text)
        text += f"{body}\n\n"
        spans.append(Section(number=heading, path=(heading,), level=1, start=start, end=len(text)))
    return TextDocument(document_id=name, title=name, text=text, sections=tuple(spans))


KEPT = document(
    "retention",
    ("Letters", "Letters are kept for six years."),
    ("Cameras", "Recordings are destroyed after thirty days."),
)
GIFTS = document("gifts", ("Meals", "A lunch is recorded in the register of the branch."))


def sections(question: str, choices: WordChoices = PRODUCT) -> list[str]:
    found = found_by_words([KEPT, GIFTS], {"q": question}, choices, limit=5)
    return [chunk.section for chunk in found["q"]]


def test_the_product_finds_a_clause_by_another_form_of_its_word() -> None:
    assert sections("Who records a lunch?")[0] == "Meals"


def test_without_stemming_another_form_is_another_word() -> None:
    assert sections("destroying", replace(PRODUCT, stems=False)) == []
    assert sections("destroying") == ["Cameras"]


def test_stop_words_find_nothing_unless_they_are_kept() -> None:
    assert sections("of the") == []
    assert sections("of the", replace(PRODUCT, drops_stop_words=False)) == ["Meals"]


def test_headings_find_a_clause_that_does_not_name_its_subject() -> None:
    assert sections("cameras") == ["Cameras"]
    assert sections("cameras", replace(PRODUCT, text_of=lambda chunk: chunk.text)) == []


def test_a_neighbour_lends_a_share_of_its_score_within_its_document_alone() -> None:
    lent = sections("letters", replace(PRODUCT, neighbour_share=0.25))
    assert lent == ["Letters", "Cameras"]


def test_every_choice_differs_from_the_product_and_from_the_others() -> None:
    choices = [each for _, each in rows()]
    assert choices[0] == PRODUCT
    assert all(choices.count(each) == 1 for each in choices)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a Suspicious Activity Report (SAR) is filed", {"SAR": "Suspicious Activity Report"}),
        ("Board of Directors (“BD”)", {"BD": "Board of Directors"}),
        ("the Bank (LTD) and the Annex (IV)", {}),
        ("", {}),
    ],
)
def test_an_acronym_is_known_where_capitals_spell_it(text: str, found: dict[str, str]) -> None:
    assert acronyms_in([text]) == found


def test_a_question_is_expanded_in_both_directions() -> None:
    known = {"SAR": "Suspicious Activity Report"}
    assert expanded("a SAR", known) == "a SAR Suspicious Activity Report"
    assert expanded("a suspicious activity report", known).endswith(" SAR")
    assert expanded("a letter", known) == "a letter"
