"""A word broken at a line's end is joined; a compound keeps its hyphen."""

import pytest

from ingest.text.flow import Token, joined_text
from ingest.text.hyphenation import Vocabulary, join_broken_words

BOX = (1, 0.0, 0.0, 10.0, 10.0)


def tokens(*lines: str) -> tuple[Token, ...]:
    return tuple(
        Token(word, (BOX,), True, 1, number)
        for number, line in enumerate(lines, start=1)
        for word in line.split()
    )


@pytest.mark.parametrize(
    ("lines", "elsewhere", "expected"),
    [
        (("an ef-", "ficient way"), "", "an efficient way"),
        (("a risk-", "based view"), "a risk-based view", "a risk-based view"),
        (("a risk-", "based view"), "", "a risk-based view"),
        (("an under-", "standing"), "standing under", "an understanding"),
        (("the direct-", "or signs"), "a director or two, direct", "the director signs"),
        (("short-", "and long-term"), "", "short- and long-term"),
        (("cross-refer-", "ences."), "two references", "cross-references."),
        (("by e-", "mail"), "", "by e-mail"),
        (("non-", "EU firms"), "", "non-EU firms"),
        (("in 2024-", "25"), "", "in 2024-25"),
        (("the PDM-", "Rs sign"), "a PDMR", "the PDMRs sign"),
        (("soft\u00ad", "ware"), "", "software"),
        (("it is reason-", "able"), "a reason; able", "it is reasonable"),
        (("one –", "two"), "", "one – two"),
    ],
)
def test_the_documents_own_words_decide(
    lines: tuple[str, ...], elsewhere: str, expected: str
) -> None:
    vocabulary = Vocabulary()
    vocabulary.see(tokens(elsewhere))
    vocabulary.see(tokens(*lines))
    assert joined_text(join_broken_words(tokens(*lines), vocabulary)) == expected


def test_a_hyphen_within_a_line_is_left_alone() -> None:
    assert joined_text(join_broken_words(tokens("ef- ficient"), Vocabulary())) == "ef- ficient"
