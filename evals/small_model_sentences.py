"""Asks a small model the sample's questions and writes down what it says, for a person to judge.

`python -m evals.small_model_sentences --base-url http://127.0.0.1:8000/v1 > drafts.yaml`, with any
OpenAI-compatible server there: docs/verification.md says how to start llama.cpp's on SmolLM2.

Each question is asked of the clause that answers it and the one behind it, in the way chosen: by
the product's prompt and schema; for one plain sentence, because so small a model makes little of
the former; or for the clause in its own words, which gives sentences that are nearly right.
"""

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import httpx
import yaml

from answering.drafting.model.output import schema_for
from answering.drafting.model.prompt import load_prompt, render
from answering.evidence.statements import statements_of
from domain.types import Chunk, Labels, Status
from evals.case_file import Case, load_cases
from evals.verifier.mutations import SOURCES

PLAIN = "Answer the question in one sentence, using only these rules of a bank's policy."
# A server of one's own on a shared machine may take this long for one sentence.
TIMEOUT_SECONDS = 600
LONGEST_DRAFT_TOKENS = 160
RESTATE = "Say this rule of a bank's policy in one short sentence of your own words."
Way = Callable[[str, Sequence[str]], list[str]]
_CLAUSE = re.compile(r"(\d+(?:\.\d+)+) (.*)")


def clauses_around(case: Case, folder: Path = SOURCES) -> tuple[str, ...]:
    """The clause that answers a case and the one behind it; () where it is no numbered clause."""
    gold = case.gold[0]
    path = folder / f"{gold.document_id}-v{gold.version}.md"
    if not path.is_file():
        return ()
    lines = path.read_text(encoding="utf-8").replace("*", "").splitlines()
    found = [match for line in lines if (match := _CLAUSE.match(line))]
    at = next((i for i, match in enumerate(found) if match[1] == gold.clause), None)
    return () if at is None else tuple(match[2] for match in found[at : at + 2])


def drafts(cases: Sequence[Case], ask: Way) -> Iterator[Mapping[str, Any]]:
    """One entry a sentence that came back, in order; a repeated question is asked once."""
    for case in cases:
        quotes = clauses_around(case) if case.gold else ()
        if not quotes:
            continue
        sentences = ask(case.question, quotes)
        for sentence in dict.fromkeys(" ".join(text.split()) for text in sentences):
            if sentence:
                yield {"case": case.id, "document_id": case.gold[0].document_id,
                       "quotes": list(quotes), "sentence": sentence}  # fmt: skip


class Asker:
    """One model behind an OpenAI-compatible address, at temperature 0."""

    def __init__(self, base_url: str) -> None:
        """Connects when it is asked."""
        self._client = httpx.Client(base_url=base_url, timeout=TIMEOUT_SECONDS)
        self._prompt = load_prompt("select-v1")

    def by_schema(self, question: str, quotes: Sequence[str]) -> list[str]:
        """The short answer to the product's prompt; [] where the output was cut short."""
        chunks = [_chunk(number, text) for number, text in enumerate(quotes, start=1)]
        statements = [each for chunk in chunks for each in statements_of(chunk)]
        messages = render(self._prompt, question, statements, maximum_statements=1)
        text = self._complete(
            [{"role": message.role, "content": message.text} for message in messages],
            response_format={"type": "json_object", "schema": schema_for(len(statements))},
        )
        try:
            return [json.loads(text)["short_answer"]]
        except json.JSONDecodeError:
            return []

    def plainly(self, question: str, quotes: Sequence[str]) -> list[str]:
        """The first line of what it says to a plain request."""
        asked = "\n".join((PLAIN, *quotes, f"Question: {question}"))
        return self._complete([{"role": "user", "content": asked}]).strip().splitlines()[:1]

    def restated(self, _: str, quotes: Sequence[str]) -> list[str]:
        """The first line of what it makes of the clause that answers."""
        asked = f"{RESTATE}\n\n{quotes[0]}"
        return self._complete([{"role": "user", "content": asked}]).strip().splitlines()[:1]

    def _complete(self, messages: Sequence[Mapping[str, str]], **more: object) -> str:
        body = {"model": "small", "messages": list(messages), "temperature": 0, "seed": 1,
                "max_tokens": LONGEST_DRAFT_TOKENS, **more}  # fmt: skip
        response = self._client.post("chat/completions", json=body).raise_for_status()
        return str(response.json()["choices"][0]["message"]["content"] or "")


def _chunk(number: int, text: str) -> Chunk:
    return Chunk(
        chunk_id=f"P{number}", document_id="POL", version="1.0", title="Policy", section="1",
        section_path=(), first_page=1, last_page=1, start=0, end=len(text), text=text,
        labels=Labels(allow=frozenset({"group:everyone"})), status=Status.APPROVED,
    )  # fmt: skip


def main() -> int:
    """Writes YAML as it comes; exit code 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base-url", required=True, help="of an OpenAI-compatible server")
    parser.add_argument("--way", choices=("by_schema", "plainly", "restated"), default="plainly")
    parser.add_argument("--limit", type=int, default=1_000, help="sentences at most")
    chosen = parser.parse_args()
    ask: Way = getattr(Asker(chosen.base_url), chosen.way)
    for entry in islice(drafts(load_cases(), ask), chosen.limit):
        sys.stdout.write(yaml.safe_dump([entry], allow_unicode=True, sort_keys=False, width=98))
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
