"""What counts as the same name, what is refused, and what is only kept out by its looks."""

import pytest

from domain.name_letters import readings
from domain.principal_names import (
    MAXIMUM_NAME_CHARACTERS,
    PrincipalNameError,
    group_name,
    label_name,
    user_name,
)

ANN = "ann.lee@bank.example"


@pytest.mark.parametrize(
    "spelling",
    [
        *("Ann.Lee@Bank.Example", " ann.lee@bank.example\u00a0", "ａｎｎ.lee＠bank.example"),
        *("user:ann.lee@bank.example", "User: mailto:ann.lee@bank.example", f"user：{ANN}"),
        *("mailto:Ann.Lee@BANK.EXAMPLE", f"{ANN}.", "ann.lee@bank。example", f"/{ANN}"),
    ],
)  # fmt: skip
def test_one_person_is_one_name_however_it_is_spelt(spelling: str) -> None:
    assert user_name(spelling) == ANN
    assert label_name(f"user:{spelling}") == f"user:{ANN}"


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("/Contractors", "contractors"),
        ("group:contractors", "contractors"),
        ("GROUP : /contractors/", "contractors"),
        ("Human\u2003  Resources", "human resources"),
        ("/bank/uk/HR", "bank/uk/hr"),
        ("Straße", "strasse"),
        ("Cafe\u0301", "café"),
        ("İnsan Kaynakları", "insan kaynaklari"),
        ("INSAN KAYNAKLARI", "insan kaynaklari"),
        ("compliance.", "compliance"),
        ("xn--bcher-kva", "xn--bcher-kva"),  # a domain's spelling, and this is no domain
    ],
)
def test_a_group_is_found_under_every_spelling_that_providers_send(
    spelling: str, name: str
) -> None:
    assert group_name(spelling) == name


def test_a_domain_is_one_in_letters_and_in_punycode() -> None:
    assert user_name("ann@XN--BCHER-KVA.example") == user_name("ann@Bücher.example")


@pytest.mark.parametrize(
    "name",
    [
        *("auth0|123", "google-oauth2|1", "a b c", "bank\\ann", "s-1-5-21-1004", "00u1abc$%&+!*"),
        *("cn=ann lee,ou=it,dc=bank", "отдел", "ομάδα", "財務 部", "it部", "हिन्दी", "ทีม", "فريق"),
        *("иван@bank.example", "o'brien", "🚀 team", "https://issuer.example/users/1", "łuk"),
    ],
)  # fmt: skip
def test_any_character_that_a_provider_sends_stays(name: str) -> None:
    assert user_name(name) == group_name(name) == name


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("com\u200bpliance", "U+200B"),
        ("\u202ecompliance", "U+202E"),
        ("compliance\ufe0f", "U+FE0F"),
        ("hr\n", "U+000A"),
        ("hr\x00", "U+0000"),
        ("hr\ud800", "U+D800"),
        ("\u3164", "U+3164"),
        ("\u2800", "U+2800"),
        ("Сompliance", "Cyrillic and Latin"),
        ("cοmpliance", "Greek and Latin"),
        ("desk-٣", "Arabic and Latin"),
        ("c\u0308ompliance", "U+0308"),
        ("c\u0338ompliance", "U+0338"),
        ("user:hr", "stands for a group and is marked as a user"),
        ("hr, group:it", "second label"),
        ("", "needs a letter"),
        (" . ", "needs a letter"),
        ("*", "needs a letter"),
        ("a" * (MAXIMUM_NAME_CHARACTERS + 1), "longer than"),
        ("ﷺ" * MAXIMUM_NAME_CHARACTERS, "longer than"),
    ],
)
def test_what_can_be_read_in_two_ways_is_refused_by_name(text: str, said: str) -> None:
    for make, given in ((group_name, text), (label_name, f"group:{text}")):
        with pytest.raises(PrincipalNameError) as caught:
            make(given)
        assert said in str(caught.value)
        assert str(caught.value).isprintable()


@pytest.mark.parametrize("text", ["hr", "role:hr", "mailto:a@b.example", ":hr", "user hr"])
def test_a_label_says_of_what_kind_it_is(text: str) -> None:
    with pytest.raises(PrincipalNameError, match="write user:NAME or group:NAME"):
        label_name(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [("coo", "соо"), ("it", "іт"), ("hr", "ꮋꭱ"), ("resume", "résumé"), ("o'brien", "o’brien")],
)
def test_names_that_look_alike_are_two_names_with_a_reading_in_common(one: str, other: str) -> None:
    assert group_name(one) != group_name(other)
    assert readings(group_name(one)) & readings(group_name(other))


@pytest.mark.parametrize(
    ("one", "other"), [("modem", "modern"), ("desk-1", "desk-l"), ("か", "が")]
)
def test_other_letters_are_no_look_alikes(one: str, other: str) -> None:
    assert not readings(group_name(one)) & readings(group_name(other))
