from datetime import date
from pathlib import Path

import pytest

from answering.question.definitions import definitions_in, terms_defined
from answering.question.glossary import Glossary, load_glossary
from answering.question.parts import parts_of
from answering.question.question import read_question
from answering.question.versions import same_version, version_in
from domain.errors import SettingsError


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Who approves a loan?", 1),
        ("Is cash or a cheque allowed?", 1),
        ("I got a watch. May I keep it and who must I tell?", 1),  # "who must I tell" leans on it
        ("What is the gift limit and how long are pictures kept?", 2),
        ("When must a report be filed, and what if no suspect can be identified?", 2),
        ("Who signs a mandate? Which fee applies to transfers? How long are calls stored?", 3),
    ],
)
def test_parts_that_are_questions_of_their_own(question: str, parts: int) -> None:
    found = parts_of(question)
    assert len(found) == parts
    assert parts > 1 or found == (question,)


def test_definitions_are_read_in_the_forms_that_policies_use() -> None:
    found = definitions_in(
        [
            'In this policy, "public official" (PO) means any person who holds office in a court.',
            "The Money Laundering Reporting Officer (MLRO) acts. EDD (enhanced due diligence).",
            "“CDD” means customer due diligence measures, that is checks of a customer.",
        ]
    )
    assert found["PO"] == "public official"
    assert found["MLRO"] == "Money Laundering Reporting Officer"
    assert found["EDD"] == "enhanced due diligence"
    assert found["CDD"] == "customer due diligence measures"


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("Who approves a PEP?", ("politically exposed person",)),
        ("who approves peps", ("politically exposed person",)),
        ("Is a politically exposed person accepted?", ("PEP",)),
        ("Is it allowed?", ()),  # "it" is no acronym
        ("Who runs IT?", ("information technology",)),
    ],
)
def test_a_question_is_searched_by_what_its_words_are_called(
    question: str, terms: tuple[str, ...]
) -> None:
    defined = {"PEP": "politically exposed person", "IT": "information technology"}
    assert terms_defined(question, defined) == terms


def test_a_glossary_gives_terms_for_words_and_phrases(tmp_path: Path) -> None:
    path = tmp_path / "glossary.yaml"
    path.write_text("hacker: [intruder, attacker]\nblow the whistle: report a concern\n")
    glossary = load_glossary(path)
    asked = read_question(
        "Do we pay hackers or people who blow the whistle?",
        today=date(2026, 1, 1),
        glossary=glossary,
    )
    assert asked.expansion == ("intruder", "attacker", "report a concern")
    assert (
        glossary.sha256
        == Glossary(
            {"blow the whistle": ["report a concern"], "hacker": ["intruder", "attacker"]}
        ).sha256
    )
    assert load_glossary(None).sha256 == Glossary({}).sha256 == ""


@pytest.mark.parametrize("text", ["- a list", "PEP: 3", "PEP: [a, 2]", "PEP: [", "PEP:"])
def test_a_glossary_that_cannot_be_used_says_so(tmp_path: Path, text: str) -> None:
    path = tmp_path / "glossary.yaml"
    path.write_text(text)
    with pytest.raises(SettingsError) as caught:
        load_glossary(path)
    assert caught.value.advice
    with pytest.raises(SettingsError):
        load_glossary(tmp_path / "absent.yaml")


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("What may be accepted under version 1.0?", "1.0"),
        ("What is the limit (v1.0)?", "1.0"),
        ("What does the Gifts Policy version 2 allow?", "2"),
        ("What did the previous version say?", ""),
    ],
)
def test_a_version_of_a_policy(question: str, number: str) -> None:
    named = version_in(question, title_words=frozenset({"gifts"}))
    assert named is not None
    assert named.number == number


@pytest.mark.parametrize(
    "question",
    [
        "What is the minimum TLS version 1.2?",
        "Which version of the form is used?",
        "How long is the previous version kept?",
        "Does iOS version 17 count?",
    ],
)
def test_a_version_of_something_else(question: str) -> None:
    assert version_in(question, title_words=frozenset({"gifts"})) is None


def test_versions_are_compared_as_numbers() -> None:
    assert same_version("1", "v1.0")
    assert not same_version("1.1", "1.0")
