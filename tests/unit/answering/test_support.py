import pytest

from answering.figures import figures_of
from answering.support import unsupported_because

QUOTE = (
    "3.1 An Employee may accept a Gift from a Private Sector Client without approval where its "
    "Value is no more than £50. Reports must be filed within thirty days of 1 July 2027."
)


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        (QUOTE, None),
        ("Reports must be filed within 30 days of 1 July 2027.", None),
        ("Reports must be filed within 60 days of 1 July 2027.", "figures"),
        ("Reports must be filed within 30 months of 1 July 2027.", "figures"),
        ("Reports must be filed within 30 days of 1 July 2028.", "figures"),
        ("Reports must not be filed within 30 days of 1 July 2027.", "modals"),
        ("Reports may be filed within 30 days of 1 July 2027.", "modals"),
        ("A Gift of a Private Sector Client with a Value of €50 may be accepted.", "figures"),
        ("Reports must be filed with Interpol within 30 days.", "names"),
        ("Reports must be filed quickly, accurately, politely and happily.", "words"),
        ("", "no_quote"),
    ],
)
def test_a_sentence_may_say_no_more_than_its_quotes(sentence: str, reason: str | None) -> None:
    assert unsupported_because(sentence, [QUOTE]) == reason


def test_a_negation_may_not_be_dropped() -> None:
    quote = "This limit applies to a gift given, except where the giver is not present."
    assert unsupported_because("This limit applies to a gift given", [quote]) == "conditions"
    assert unsupported_because(quote, [f"2.1 One. {quote}"]) is None
    changed = "The limit applies to every gift given where the giver is present."
    assert unsupported_because(changed, [quote]) == "negation"


def test_a7_a_sentence_without_a_quote_is_supported_by_nothing() -> None:
    assert unsupported_because("Gifts are fine.", []) == "no_quote"


def test_figures_have_one_spelling() -> None:
    assert figures_of("ten per cent of £1,000 in six weeks") == figures_of(
        "10 % of 1000 pounds within 6 week"
    ) - {"£"}
