import pytest

from domain.section_numbers import keys_of, keys_of_path, references_in


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("What does clause 2.1 say?", [("2.1", "clause 2.1")]),
        ("Does ARTICLE 12 apply?", [("article 12",)]),
        ("See Annexure B and Appendix C.", [("annex b",), ("appendix c",)]),
        ("clauses 2.1 and 3.2", [("2.1", "clause 2.1"), ("3.2", "clause 3.2")]),
        ("Does 4.2.1 apply above 2.5 million?", [("4.2.1", "section 4.2.1")]),
        ("§ 4", [("4", "section 4")]),
        ("under Regulation 2016/679", []),
        ("Is a part of the title a rule?", []),
        ("Under these rules 5 days are allowed", []),
        ("It was filed at 10.30 on 30.6.2019", []),
    ],
)  # fmt: skip
def test_what_a_text_names(text: str, keys: list[tuple[str, ...]]) -> None:
    assert [reference.keys for reference in references_in(text)] == keys


def test_items_lead_further_in() -> None:
    (reference,) = references_in("What does Article 12(3)(b) say?")
    assert (reference.words, reference.items) == ("Article 12(3)(b)", ("3", "b"))


@pytest.mark.parametrize(
    ("heading", "keys"),
    [
        ("2.1", ("2.1",)), ("4 Limits", ("4",)), ("ANNEX A Forms", ("annex a",)), ("(3)", ("3",)),
        ("PRIN 2A.1.1R", ("prin 2a.1.1r",)), ("Section 3", ("3", "section 3")),
        ("1. Purpose", ("1",)),
        ("Part IV Rules", ("part iv",)), ("A new start", ()), ("2024 review", ()), ("", ()),
    ],
)  # fmt: skip
def test_what_a_heading_is_found_under(heading: str, keys: tuple[str, ...]) -> None:
    assert keys_of(heading) == keys


def test_a_section_is_found_under_those_around_it_too() -> None:
    assert keys_of_path("2.1", ("Part I", "2 Limits", "2.1")) == ("2.1", "2", "part i")
