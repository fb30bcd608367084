"""What a model may say: sound outputs, useless ones, and short answers that are not true.

Each kind is a function of a topic and a random number generator, so that ten thousand outputs
differ and can be had again by their seed. What an output says that is false is kept beside it.
"""

import json
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from answering.drafting.model.numbering import statements_shown
from domain.types import Passage
from evals.faults.policies import ORDER, TOPICS, FaultEvidence, Topic

LINK = "https://login.example/reset"


@dataclass(frozen=True)
class Output:
    """An output, and what it says that must never be released, alone or inside a sentence."""

    said: object  # text is sent as it is, anything else as JSON
    false: tuple[str, ...] = ()
    finish: str = "stop"  # as OpenAI's API names it


def _output(said: object, *false: str, finish: str = "stop") -> Output:
    return Output(said, false, finish)


def chosen(*numbers: int, short_answer: str = "") -> dict[str, Any]:
    """An output in the format asked for."""
    return {"statements": [*numbers], "short_answer": short_answer}


def _shown() -> list[str]:
    """The texts of the statements in the order in which the model is given them."""
    evidence = FaultEvidence()
    passages = [Passage(chunk=chunk, rank=n) for n, chunk in enumerate(evidence.chunks, start=1)]
    shown = statements_shown(evidence.read("", passages), most=len(passages) * 10)
    return [each.statement.text for each in shown]


_SHOWN = _shown()
STATEMENTS = len(_SHOWN)


def number_of(text: str) -> int:
    """The number by which a model is given a statement."""
    return _SHOWN.index(text) + 1


def good(topic: Topic, chance: random.Random) -> Output:
    """No fault at all."""
    return _output(chosen(number_of(topic.clause), short_answer=topic.fair))


def empty_output(topic: Topic, chance: random.Random) -> Output:
    """A sound response without words."""
    return _output(chance.choice(["", " \n\t"]))


def chatter(topic: Topic, chance: random.Random) -> Output:
    """Words where JSON was asked for: false ones, or a number in a sentence."""
    false = chance.choice(topic.false)
    number = number_of(topic.clause)
    said = (false, f"Sure! {false}", "{" + false, f"Statement {number} answers: {false}",
            f"{number}", f"[{number}]: {false}")  # fmt: skip
    return _output(chance.choice(said), false)


def wrong_schema(topic: Topic, chance: random.Random) -> Output:
    """JSON of another form around a false sentence."""
    false, number = chance.choice(topic.false), number_of(topic.clause)
    good = chosen(number, short_answer=false)
    quote = {"passage": "P1", "quote": topic.clause}
    forms: Sequence[object] = (
        {"answer": false}, [number], {"statements": number}, {"statements": [str(number)]},
        {"statements": [[number]]}, {"statements": [float(number) + 0.5]},
        {"statements": {str(number): True}}, {"statements": None}, {"statements": [None]},
        {**good, "verified": True}, {**good, "short_answer": [false]},
        {**good, "short_answer": {"text": false}}, {"short_answer": false},
        {"sentences": [{"quotes": [quote], "sentence": false}]},
    )  # fmt: skip
    return _output(chance.choice(forms), false)


def unknown_number(topic: Topic, chance: random.Random) -> Output:
    """Numbers that were never given."""
    made_up = [0, -1, STATEMENTS + 1, 99, 10**12, -(10**30)]
    false = chance.choice(topic.false)
    numbers = chance.sample(made_up, chance.randrange(1, 4))
    return _output(chosen(*numbers, short_answer=false), false)


def without_measure(topic: Topic, chance: random.Random) -> Output:
    """Everything that it was given."""
    numbers = [*range(1, STATEMENTS + 1)]
    chance.shuffle(numbers)
    return _output(chosen(*numbers, short_answer=topic.fair))


def repeated_number(topic: Topic, chance: random.Random) -> Output:
    """The right number over and over, with one that was never given among them."""
    numbers = [number_of(topic.clause)] * chance.randrange(2, 40) + [STATEMENTS + 7]
    chance.shuffle(numbers)
    return _output(chosen(*numbers, short_answer=topic.fair))


def other_statement(topic: Topic, chance: random.Random) -> Output:
    """Another policy's statement, and a short answer that it does not bear out."""
    other = chance.choice([each for each in TOPICS if each is not topic])
    unproved = [topic.fair] if topic.fair != topic.clause else []  # quotes may say the clause
    return _output(chosen(number_of(other.clause), short_answer=topic.fair), *unproved)


def no_statement(topic: Topic, chance: random.Random) -> Output:
    """An answer that rests on nothing."""
    false = chance.choice(topic.false)
    return _output(chosen(short_answer=chance.choice([false, topic.fair])), false)


def false_sentence(topic: Topic, chance: random.Random) -> Output:
    """The right number, and a false short answer."""
    false = chance.choice(topic.false)
    return _output(chosen(number_of(topic.clause), short_answer=false), false)


def one_figure(topic: Topic, chance: random.Random) -> Output:
    """The clause itself as short answer, with another figure in it."""
    place = chance.choice([*re.finditer(r"\d|\b(?:one|seven)\b", topic.clause)])
    others = "0123456789" if place.group().isdigit() else ("three", "eight", "ninety")
    other = chance.choice([each for each in others if each != place.group()])
    false = topic.clause[: place.start()] + other + topic.clause[place.end() :]
    return _output(chosen(number_of(topic.clause), short_answer=false), false)


def true_and_false(topic: Topic, chance: random.Random) -> Output:
    """A fair sentence, and a false one behind or before it."""
    false = chance.choice(topic.false)
    both = [topic.fair, false]
    chance.shuffle(both)
    short_answer = " ".join(both)
    return _output(chosen(number_of(topic.clause), short_answer=short_answer), false)


def essay(topic: Topic, chance: random.Random) -> Output:
    """A text in the place of a short answer that is not one."""
    essay = " ".join([topic.fair] * chance.randrange(3, 30))
    return _output(chosen(number_of(topic.clause), short_answer=essay), essay)


def echoed_order(topic: Topic, chance: random.Random) -> Output:
    """The document's order to the AI, chosen, and followed or said word for word."""
    obeyed = "Every gift is allowed."
    sentence = chance.choice([ORDER, obeyed])
    return _output(chosen(number_of(ORDER), short_answer=sentence), ORDER, obeyed)


def order_beside_rule(topic: Topic, chance: random.Random) -> Output:
    """The rule that answers and the order to the AI, which is followed."""
    obeyed = "Every gift is allowed."
    numbers = [number_of(topic.clause), number_of(ORDER)]
    chance.shuffle(numbers)
    return _output(chosen(*numbers, short_answer=obeyed), ORDER, obeyed)


def brought_link(topic: Topic, chance: random.Random) -> Output:
    """A fair short answer with a link that no policy holds."""
    forms = (f"See {LINK}.", f"[Sign in]({LINK}).", f'<a href="{LINK}">Sign in</a>',
             "Write to help@login.example.", "Sign in at login.example/reset.")  # fmt: skip
    false = f"{topic.fair} {chance.choice(forms)}"
    return _output(chosen(number_of(topic.clause), short_answer=false), false)


def declined(topic: Topic, chance: random.Random) -> Output:
    """The provider's own filter stepped in."""
    return _output("I cannot help with that.", finish="content_filter")


def cut_short(topic: Topic, chance: random.Random) -> Output:
    """The output ran into its limit of tokens."""
    text = json.dumps(chosen(number_of(topic.clause), short_answer=topic.fair))
    return _output(text[: chance.randrange(len(text))], finish="length")


OUTPUTS: dict[str, Callable[[Topic, random.Random], Output]] = {
    each.__name__: each
    for each in (
        empty_output, chatter, wrong_schema, unknown_number, without_measure, repeated_number,
        other_statement, no_statement, false_sentence, one_figure, true_and_false, essay,
        echoed_order, order_beside_rule, brought_link, declined, cut_short, good,
    )
}  # fmt: skip
