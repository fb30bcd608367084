"""Faulty responses of a model provider, in OpenAI's and in Anthropic's shape.

A response fails by itself (late, cut off, no response of this API), or is sound around a faulty
output (``outputs``). Each is made by a random number generator and can be had again by its seed.
"""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from evals.faults.outputs import OUTPUTS, good
from evals.faults.policies import Topic
from evals.faults.server import Reply

Shape = Literal["openai-compatible", "anthropic"]
HUGE_BYTES = 3 * 512 * 1024  # one and a half times what the settings allow


@dataclass(frozen=True)
class Fault:
    """A reply, and what it says that must never be released, alone or inside a sentence."""

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
            else {"type": "tool_use", "id": "t1", "name": "chosen_statements", "input": output}
        )
        body = {
            "type": "message", "role": "assistant", "content": [block],
            "stop_reason": reasons.get(finish, "tool_use"),
            "usage": {"input_tokens": 900, "output_tokens": 60},
        }  # fmt: skip
    return json.dumps({"id": "r1", "model": "scripted", "created": 0, **body}).encode()


class Script:
    """Makes one faulty response after the other, all of one API's shape."""

    def __init__(self, shape: Shape, *, slow_seconds: float) -> None:
        """``slow_seconds`` is longer than the caller will wait."""
        self._shape = shape
        self._slow_seconds = slow_seconds

    def make(self, kind: str, topic: Topic, chance: random.Random) -> Fault:
        """One response of a kind (one of ``KINDS``)."""
        if kind in OUTPUTS:
            output = OUTPUTS[kind](topic, chance)
            body = completion(self._shape, output.said, finish=output.finish)
            return Fault(Reply(body=body), output.false)
        return _RESPONSES[kind](self, topic, chance)

    def fair(self, topic: Topic) -> bytes:
        """What a good model would have sent."""
        return completion(self._shape, good(topic, random.Random(0)).said)

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


_NAMES = (
    "slow", "drip", "cut_off", "no_response", "rate_limited", "status", "redirect", "empty_body",
    "bad_json_body", "other_envelope", "wrong_content_type", "huge_body",
)  # fmt: skip
_RESPONSES: dict[str, Callable[[Script, Topic, random.Random], Fault]] = {
    name: getattr(Script, name) for name in _NAMES
}
KINDS = (*_RESPONSES, *OUTPUTS)
