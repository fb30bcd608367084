import pytest

from answering.proof.short_answer import Unproved, prove_short_answer
from domain.answers import Citation, Sentence
from domain.reading_ports import Support, Verifier
from tests.fakes.verifier import NoVerifier, WordsVerifier

GIFT = "An Employee may accept a gift worth up to £50 from a customer."
FAIR = "An Employee may accept a gift from a customer worth up to £50."
CASH = "An Employee must not accept a gift of cash."
CAPTION, ROW = "Table 1: Approvals", "Gift: flowers; Approver: the Branch Manager."


def released(*quotes: str) -> Sentence:
    citations = tuple(
        Citation(
            document_id="POL", version="1.0", title="Gifts", section="1", page=1, start=0,
            end=len(quote), quote=quote, boxes=(), quote_sha256=quote, source_sha256="s",
        )
        for quote in quotes
    )  # fmt: skip
    return Sentence(text=" ".join(quotes), citations=citations)


QUOTES = (released(GIFT), released(CASH), released(CAPTION, ROW))


def problem(text: str, *, verifier: Verifier | None = None) -> Unproved | None:
    judge = verifier or WordsVerifier()
    proof = prove_short_answer(text, QUOTES, verifier=judge, least_support=0.9)
    assert (proof.short_answer is None) == (proof.unproved is not None)
    return proof.unproved


def cited(text: str) -> list[str]:
    proof = prove_short_answer(text, QUOTES, verifier=WordsVerifier(), least_support=0.9)
    assert proof.short_answer is not None
    return [citation.quote for citation in proof.short_answer.citations]


def test_what_a_quote_supports_is_released_with_the_quote_that_it_rests_on() -> None:
    assert cited(FAIR) == [GIFT]


def test_two_sentences_rest_on_the_quotes_of_both_in_the_answers_order() -> None:
    both = f"An Employee must not accept a gift of cash. {FAIR}"
    assert cited(both) == [GIFT, CASH]


def test_a_row_brings_its_caption() -> None:
    assert cited("For flowers, the Approver is the Branch Manager.") == [CAPTION, ROW]


@pytest.mark.parametrize(
    ("quote", "read"),
    [
        ("1 Staff must report it.", "Staff must report it."),
        ("1. Staff must report it.", "Staff must report it."),
        ("10 days are left to report it.", "10 days are left to report it."),
        ("1.2 Staff must report it.", "1.2 Staff must report it."),
    ],
)
def test_the_verifier_reads_the_quote_without_the_number_of_its_clause(
    quote: str, read: str
) -> None:
    verifier = WordsVerifier()  # each citation stands in section 1
    prove_short_answer("Report it.", [released(quote)], verifier=verifier, least_support=0.9)
    assert {premise for premise, _ in verifier.asked} == {read}


def test_white_space_is_folded() -> None:
    proof = prove_short_answer(
        FAIR.replace(" ", " \n"), QUOTES, verifier=WordsVerifier(), least_support=0.9
    )
    assert proof.short_answer is not None
    assert proof.short_answer.text == FAIR


@pytest.mark.parametrize(
    "figure", ["£500", "$50", "50 customers", "five days", "50 %", "£50,000", "£0.50"]
)
def test_a_figure_that_no_quote_holds_is_dropped_whatever_the_verifier_says(figure: str) -> None:
    said = f"An Employee may accept a gift worth up to {figure}."
    assert problem(said, verifier=AlwaysSupports()) is Unproved.EXACT_CHECKS


def test_one_contradicting_quote_stops_what_another_supports() -> None:
    assert problem(FAIR) is None
    assert problem(FAIR, verifier=Contradicts(CASH)) is Unproved.CONTRADICTED


def test_one_unsupported_sentence_of_two_drops_both() -> None:
    both = f"{CASH} {FAIR}"
    assert problem(both) is None
    assert problem(both, verifier=Doubts("from a customer")) is Unproved.NOT_SUPPORTED


def test_support_below_the_setting_is_none() -> None:
    half = AlwaysSupports(0.5)
    assert problem(FAIR, verifier=half) is Unproved.NOT_SUPPORTED
    proof = prove_short_answer(FAIR, QUOTES, verifier=half, least_support=0.5)
    assert proof.short_answer is not None


def test_what_only_all_quotes_together_support_rests_on_all() -> None:
    proof = prove_short_answer(FAIR, QUOTES, verifier=OnlyTogether(), least_support=0.9)
    assert proof.short_answer is not None
    assert [c.quote for c in proof.short_answer.citations] == [GIFT, CASH, CAPTION, ROW]


@pytest.mark.parametrize(
    "said",
    [
        "An Employee may accept a gift, see https://evil.example/x.",
        "An Employee may accept a [gift](javascript:alert).",
        "An Employee may accept a gift from a@b.org.",
        "An Employee may accept a gift from evil.museum.",
        "An Employee may accept a gift from www.x.",
        '<img src="x"> An Employee may accept a gift.',
    ],
)
def test_it_brings_no_address_and_no_markup_of_its_own(said: str) -> None:
    assert problem(said, verifier=AlwaysSupports()) is Unproved.BRINGS_AN_ADDRESS


def test_an_address_that_a_quote_holds_may_be_said() -> None:
    quotes = (released("Report it to mlro@bank.example within one day."),)
    said = "Report it to mlro@bank.example within one day."
    proof = prove_short_answer(said, quotes, verifier=WordsVerifier(), least_support=0.9)
    assert proof.unproved is None


@pytest.mark.parametrize("sign", ["\u202e", "\u200b", "\x00", "\ue000"])
def test_it_holds_no_invisible_signs(sign: str) -> None:
    said = f"An Employee may{sign} accept a gift."
    assert problem(said, verifier=AlwaysSupports()) is Unproved.NOT_PLAIN_TEXT


@pytest.mark.parametrize("said", ["A gift. " * 3, "An Employee may accept a gift " * 40])
def test_it_is_one_or_two_sentences_of_a_length_to_read_at_once(said: str) -> None:
    assert problem(said, verifier=AlwaysSupports()) is Unproved.TOO_LONG


def test_without_a_verifier_nothing_is_released() -> None:
    proof = prove_short_answer(GIFT, QUOTES, verifier=None, least_support=0.0)
    assert proof.unproved is Unproved.NO_VERIFIER


def test_a_verifier_that_is_away_drops_the_short_answer_and_raises_nothing() -> None:
    assert problem(FAIR, verifier=NoVerifier()) is (Unproved.VERIFIER_UNAVAILABLE)


class AlwaysSupports:
    name = "always"

    def __init__(self, supports: float = 1.0) -> None:
        self.supports = supports

    def judge(self, pairs: object) -> list[Support]:
        assert isinstance(pairs, list)
        return [Support(self.supports, 0.0, 1 - self.supports) for _ in pairs]


class Contradicts(AlwaysSupports):
    def __init__(self, premise: str) -> None:
        super().__init__()
        self.premise = premise

    def judge(self, pairs: object) -> list[Support]:
        assert isinstance(pairs, list)
        yes, no = Support(1.0, 0.0, 0.0), Support(0.0, 0.9, 0.1)
        return [no if premise == self.premise else yes for premise, _ in pairs]


class Doubts(AlwaysSupports):
    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words

    def judge(self, pairs: object) -> list[Support]:
        assert isinstance(pairs, list)
        yes, unsure = Support(1.0, 0.0, 0.0), Support(0.1, 0.0, 0.9)
        return [unsure if self.words in sentence else yes for _, sentence in pairs]


class OnlyTogether(AlwaysSupports):
    def judge(self, pairs: object) -> list[Support]:
        assert isinstance(pairs, list)
        yes, unsure = Support(1.0, 0.0, 0.0), Support(0.1, 0.0, 0.9)
        return [yes if GIFT in text and CASH in text else unsure for text, _ in pairs]
