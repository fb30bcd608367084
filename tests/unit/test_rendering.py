from datetime import date
from io import StringIO

from rich.console import Console

from api.cli.rendering import answer_text
from domain.answers import Answer, Citation, Heard, Provenance, Refusal, RefusalCode, Sentence

PROVENANCE = Provenance(
    index_fingerprint="i", answer_fingerprint="a", generator="quotes", reranker="none"
)
NEAR = Citation(
    document_id="POL-GFT-003", version="2.0", title="Gifts Policy", section="3.1", page=4, start=0,
    end=9, quote="A gift is.", boxes=(), quote_sha256="", source_sha256="",
)  # fmt: skip


def shown(response: Answer | Refusal) -> str:
    # Not `quiet`: a quiet console of rich records nothing either.
    printed = StringIO()
    Console(width=120, file=printed).print(answer_text(response))
    return printed.getvalue()


def test_a_refusal_shows_what_lies_near_whom_to_ask_and_which_day_was_heard() -> None:
    text = shown(
        Refusal(
            answer_id="1",
            question="?",
            as_of=date(2026, 1, 1),
            owner="Head of Conduct",
            code=RefusalCode.NOT_ANSWERED_BY_POLICY,
            message="Not answered.",
            nearest=(NEAR,),
            next_steps=("Ask Head of Conduct.",),
            provenance=PROVENANCE,
            heard=Heard(words="in 2019", explanation="“in 2019” was heard."),
        )
    )
    assert text.index("Ask Head of Conduct.") < text.index("Related, not an answer:")
    assert "Gifts Policy" in text
    assert "“in 2019” was heard." in text


def test_an_answer_names_the_parts_that_it_leaves_open() -> None:
    text = shown(
        Answer(
            answer_id="1",
            question="?",
            as_of=date(2026, 1, 1),
            provenance=PROVENANCE,
            sentences=(Sentence(text="A gift is.", citations=(NEAR,)),),
            unanswered_parts=("how long is it kept?",),
        )
    )
    assert text.index("Not answered:") < text.index("how long is it kept?")
