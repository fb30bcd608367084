"""Faulty responses of a model provider, in OpenAI's and in Anthropic's shape.

Each kind is a function of a topic and a random number generator, so that ten thousand responses
differ and can be had again by their seed. What a response says that is false is kept beside it.
"""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from evals.faults.policies import ORDER, TOPICS, Topic
from evals.faults.server import Reply

Shape = Literal["openai-compatible", "anthropic"]
LINK = "https://login.example/reset"
HUGE_BYTES = 3 * 512 * 1024  # one and a half times what the settings allow


@dataclass(frozen=True)
class Fault:
    """A reply and the sentences in it that must never be released, folded."""

    reply: Reply
    false: tuple[str, ...] = ()


def completion(shape: Shape, output: object, *, finish: str = "stop") -> bytes:
    """A well-formed response of the API around an output; text is sent as it is."""
    text = output if isinstance(output, str) else json.dumps(output)
    if shape == "openai-compatible":
        message = {"role": "assistant", "content": text}
        choices = [{"index": 0, "message": message, "finish_reason": finish}]
        usage = {"prompt_tokens": 900, "completion_tokens": 60, "total_tokens": 960}
        body: dict[str, Any] = {"object": "chat.completion", "choices": choices, "usage": usage}
    else:
        reasons = {"length": "max_tokens", "content_filter": "refusal"}
        block = (
            {"type": "text", "text": text}
            if isinstance(output, str)
            else {"type": "tool_use", "id": "t1", "name": "cited_sentences", "input": output}
        )
        body = {
            "type": "message", "role": "assistant", "content": [block],
            "stop_reason": reasons.get(finish, "tool_use"),
            "usage": {"input_tokens": 900, "output_tokens": 60},
        }  # fmt: skip
    return json.dumps({"id": "r1", "model": "scripted", "created": 0, **body}).encode()


def drafted(*sentences: tuple[str, str, str]) -> dict[str, Any]:
    """An output in the format asked for, of (sentence, passage, quote)."""
    return {
        "sentences": [
            {"quotes": [{"passage": passage, "quote": quote}], "sentence": sentence}
            for sentence, passage, quote in sentences
        ]
    }


def label(topic: Topic) -> str:
    """The passage of a topic."""
    return f"P{TOPICS.index(topic) + 1}"


class Script:
    """Makes one faulty response after the other, all of one API's shape."""

    def __init__(self, shape: Shape, *, slow_seconds: float) -> None:
        """``slow_seconds`` is longer than the caller will wait."""
        self._shape = shape
        self._slow_seconds = slow_seconds

    def make(self, kind: str, topic: Topic, chance: random.Random) -> Fault:
        """One response of a kind (one of ``KINDS``)."""
        return KINDS[kind](self, topic, chance)

    def output(self, output: object, *false: str, finish: str = "stop") -> Fault:
        """A sound response around an output."""
        return Fault(Reply(body=completion(self._shape, output, finish=finish)), false)

    def fair(self, topic: Topic) -> bytes:
        """What a good model would have sent."""
        return completion(self._shape, drafted((topic.fair, label(topic), topic.clause)))

    def good(self, topic: Topic, chance: random.Random) -> Fault:
        """No fault at all."""
        return Fault(Reply(body=self.fair(topic)))

    def slow(self, topic: Topic, chance: random.Random) -> Fault:
        """Good, and too late."""
        return Fault(Reply(body=self.fair(topic), wait_seconds=self._slow_seconds))

    def drip(self, topic: Topic, chance: random.Random) -> Fault:
        """A few bytes at a time, each of them soon after the one before."""
        return Fault(Reply(body=b" " * 100_000 + self.fair(topic), drip_seconds=0.02))

    def cut_off(self, topic: Topic, chance: random.Random) -> Fault:
        """The connection ends in the middle of the body."""
        body = self.fair(topic)
        return Fault(Reply(body=body, cut_after_bytes=chance.randrange(len(body))))

    def no_response(self, topic: Topic, chance: random.Random) -> Fault:
        """The connection ends before a status line."""
        return Fault(Reply(no_response=True))

    def rate_limited(self, topic: Topic, chance: random.Random) -> Fault:
        """429, with a wait that may be longer than there is time, or make no sense."""
        wait = chance.choice(["0.01", "0.05", "2", "120", "1e9", "-1", "soon", ""])
        body = b'{"error": {"message": "slow down", "type": "rate_limit_error"}}'
        return Fault(Reply(status=429, headers={"Retry-After": wait}, body=body))

    def status(self, topic: Topic, chance: random.Random) -> Fault:
        """Some other error."""
        status = chance.choice([500, 502, 503, 504, 529, 400, 401, 403, 404, 408, 413, 422])
        return Fault(Reply(status=status, body=b'{"error": {"message": "no"}}'))

    def redirect(self, topic: Topic, chance: random.Random) -> Fault:
        """To somewhere that nobody configured."""
        return Fault(Reply(status=307, headers={"Location": "http://127.0.0.1:9/v1"}))

    def empty_body(self, topic: Topic, chance: random.Random) -> Fault:
        """200 and nothing."""
        return Fault(Reply())

    def bad_json_body(self, topic: Topic, chance: random.Random) -> Fault:
        """A whole body that is no JSON, though its length is right."""
        body = self.fair(topic)
        return Fault(Reply(body=body[: chance.randrange(1, len(body))]))

    def other_envelope(self, topic: Topic, chance: random.Random) -> Fault:
        """JSON, and no response of this API."""
        bodies: Sequence[object] = (
            {}, [], 1, None, "text", {"choices": []}, {"choices": None}, {"choices": [{}]},
            {"choices": [{"message": None}]}, {"content": []}, {"content": [{"type": "text"}]},
            {"content": [{"type": "tool_use"}], "stop_reason": "tool_use"}, {"choices": {"a": 1}},
        )  # fmt: skip
        return Fault(Reply(body=json.dumps(chance.choice(bodies)).encode()))

    def wrong_content_type(self, topic: Topic, chance: random.Random) -> Fault:
        """A proxy's page with status 200."""
        body = b"<html><body>Sign in to the proxy to go on.</body></html>"
        return Fault(Reply(body=body, content_type="text/html"))

    def huge_body(self, topic: Topic, chance: random.Random) -> Fault:
        """Far more than was allowed."""
        return Fault(Reply(body=b" " * HUGE_BYTES + self.fair(topic)))

    def empty_output(self, topic: Topic, chance: random.Random) -> Fault:
        """A sound response without words."""
        return self.output(chance.choice(["", " \n\t"]))

    def chatter(self, topic: Topic, chance: random.Random) -> Fault:
        """Words where JSON was asked for; false ones, without a quote."""
        false = chance.choice(topic.false)
        return self.output(chance.choice([false, f"Sure! {false}", "{" + false]), false)

    def wrong_schema(self, topic: Topic, chance: random.Random) -> Fault:
        """JSON of another form around a false sentence."""
        false = chance.choice(topic.false)
        quote = {"passage": label(topic), "quote": topic.clause}
        forms: Sequence[object] = (
            {"answer": false}, {"sentences": false}, {"sentences": [false]}, [false],
            {"sentences": [{"sentence": false, "quotes": []}]},
            {"sentences": [{"sentence": false, "quotes": [topic.clause]}]},
            {"sentences": [{"sentence": false, "quotes": [quote], "verified": True}]},
            {"sentences": [{"sentence": [false], "quotes": [quote]}]},
            {"sentences": [{"sentence": false, "quotes": quote}]},
            {"sentences": [{"text": false, "quotes": [quote]}]},
            {"sentences": [{"sentence": false, "quotes": [quote]}] * 50},
            {"sentences": [{"sentence": false * 20, "quotes": [quote]}]},
            {"sentences": [{"sentence": false, "quotes": [quote] * 50}]},
            {"sentences": [{"sentence": false, "quotes": [{**quote, "passage": 1}]}]},
        )  # fmt: skip
        return self.output(chance.choice(forms), false)

    def invented_passage(self, topic: Topic, chance: random.Random) -> Fault:
        """A label that was never given, or another passage's."""
        others = [label(other) for other in TOPICS if other is not topic]
        passage = chance.choice(["P99", "P0", "p1", topic.document_id, "", "P1 ", *others])
        false = chance.choice(topic.false)
        return self.output(drafted((false, passage, topic.clause)), false)

    def altered_quote(self, topic: Topic, chance: random.Random) -> Fault:
        """A quote that says the false thing itself."""
        false = chance.choice(topic.false)
        return self.output(drafted((false, label(topic), false)), false)

    def one_character(self, topic: Topic, chance: random.Random) -> Fault:
        """One letter or figure of quote and sentence is another."""
        places = [i for i, character in enumerate(topic.clause) if character.isalnum()]
        place = chance.choice(places)
        other = chance.choice([c for c in "abcxyz0123456789" if c != topic.clause[place].lower()])
        false = topic.clause[:place] + other + topic.clause[place + 1 :]
        return self.output(drafted((false, label(topic), false)), false)

    def false_sentence(self, topic: Topic, chance: random.Random) -> Fault:
        """A true quote, cited for a false sentence."""
        false = chance.choice(topic.false)
        return self.output(drafted((false, label(topic), topic.clause)), false)

    def part_quoted(self, topic: Topic, chance: random.Random) -> Fault:
        """A true quote, cut so that it seems to bear out a false sentence."""
        words = topic.clause.rstrip(".").split()
        start = chance.randrange(len(words) - 3)
        quote = " ".join(words[start : start + 4])
        false = chance.choice(topic.false)
        return self.output(drafted((false, label(topic), quote)), false)

    def true_and_false(self, topic: Topic, chance: random.Random) -> Fault:
        """A fair sentence, and a false one behind or before it."""
        false = chance.choice(topic.false)
        both = [(topic.fair, label(topic), topic.clause), (false, label(topic), topic.clause)]
        chance.shuffle(both)
        return self.output(drafted(*both), false)

    def echoed_order(self, topic: Topic, chance: random.Random) -> Fault:
        """The document's order to the AI, followed or quoted word for word."""
        obeyed = "Every gift is allowed."
        sentence = chance.choice([ORDER, obeyed])
        return self.output(drafted((sentence, "P1", ORDER)), ORDER, obeyed)

    def brought_link(self, topic: Topic, chance: random.Random) -> Fault:
        """A fair sentence with a link that no policy holds."""
        forms = (f"See {LINK}.", f"[Sign in]({LINK}).", f'<a href="{LINK}">Sign in</a>',
                 "Write to help@login.example.", "Sign in at login.example/reset.")  # fmt: skip
        false = f"{topic.fair} {chance.choice(forms)}"
        return self.output(drafted((false, label(topic), topic.clause)), false)

    def declined(self, topic: Topic, chance: random.Random) -> Fault:
        """The provider's own filter stepped in."""
        return self.output("I cannot help with that.", finish="content_filter")

    def cut_short(self, topic: Topic, chance: random.Random) -> Fault:
        """The output ran into its limit of tokens."""
        text = json.dumps(drafted((topic.fair, label(topic), topic.clause)))
        return self.output(text[: chance.randrange(len(text))], finish="length")


_NAMES = (
    "slow", "drip", "cut_off", "no_response", "rate_limited", "status", "redirect", "empty_body",
    "bad_json_body", "other_envelope", "wrong_content_type", "huge_body", "empty_output",
    "chatter", "wrong_schema", "invented_passage", "altered_quote", "one_character",
    "false_sentence", "part_quoted", "true_and_false", "echoed_order", "brought_link", "declined",
    "cut_short", "good",
)  # fmt: skip
KINDS: dict[str, Callable[[Script, Topic, random.Random], Fault]] = {
    name: getattr(Script, name) for name in _NAMES
}
