"""The questions that were written for this project, as examples in the product's own form.

Each row is one passage with a question in policy wording, two in plain words, two near misses
that it does not answer, the answering words, and a true and a subtly false paraphrase.
"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from answering.evidence.sentences import sentences_of
from evals.held_out import is_file_held_out, is_obliqa_held_out, is_obliqa_training
from training.examples import Example

ANSWERED = (("policy", "answer"), ("plain", "answer_plain"), ("plain2", "answer_plain2"))
NEAR_MISSES = ("near", "near_plain")
OTHER_SENTENCES = 2


@dataclass(frozen=True, slots=True)
class Written:
    """A passage and what was written about it."""

    document: str  # "obliqa/11" or a file's name
    title: str
    passage: str
    fields: dict[str, Any]

    @property
    def is_held_out(self) -> bool:
        """Whether it is kept for measuring."""
        if self.document.startswith("obliqa/"):
            return is_obliqa_held_out(int(self.document.split("/")[1]))
        return is_file_held_out(self.document)

    @property
    def is_training(self) -> bool:
        """Whether it may be trained on."""
        if self.document.startswith("obliqa/"):
            return is_obliqa_training(int(self.document.split("/")[1]))
        return not self.is_held_out


def load_written(paths: Sequence[Path]) -> list[Written]:
    """The rows of files in which each row has its ``passage``, in order."""
    return [written_of(json.loads(line)) for path in paths for line in path.open(encoding="utf-8")]


def written_of(row: dict[str, Any]) -> Written:
    """A row with its passage as a value."""
    name = str(row["id"])
    if name.startswith("obliqa/"):
        document = "/".join(name.split("/")[:2])
        title = ""
    else:
        document = name.split("#")[0].rsplit("/", 1)[-1]
        title = " ".join(document.removesuffix(".pdf").replace("-", " ").split()[:9])
    return Written(document, title, row["passage"], row)


def passage_groups(rows: Sequence[Written], *, seed: int) -> Iterator[list[Example]]:
    """Each question beside its whole passage, and beside another passage of the same document.

    Near misses stand alone with the passage that does not answer them.
    """
    chooser = random.Random(seed)
    by_document: dict[str, list[Written]] = {}
    for row in rows:
        by_document.setdefault(row.document, []).append(row)
    for row in rows:
        others = [each for each in by_document[row.document] if each is not row] or list(rows)
        for name, answer in ANSWERED:
            if not (question := row.fields.get(name)):
                continue
            other = chooser.choice(others)
            group = f"written/{row.fields['id']}/{name}"
            yield [
                _example(row, question, row.passage, True, group, chooser, row.fields.get(answer)),
                _example(other, question, other.passage, False, group, chooser),
            ]
        for name in NEAR_MISSES:
            if question := row.fields.get(name):
                group = f"written/{row.fields['id']}/{name}"
                yield [_example(row, question, row.passage, False, group, chooser)]


def sentence_groups(rows: Sequence[Written], *, seed: int) -> Iterator[list[Example]]:
    """Each question beside the sentences of its passage: the one that holds the answer, others."""
    chooser = random.Random(seed)
    for row in rows:
        spans = [(s.start, s.end) for s in sentences_of(row.passage)]
        if len(spans) < 2:
            continue
        for name, answer in ANSWERED:
            question, words = row.fields.get(name), row.fields.get(answer) or row.fields["answer"]
            start = row.passage.find(words)
            if not question or start < 0:
                continue
            end = start + len(words)
            held = [s for s in spans if s[0] < end and start < s[1]]
            rest = [s for s in spans if s not in held]
            if not held or not rest:
                continue
            group = f"written-sentences/{row.fields['id']}/{name}"
            text = row.passage[held[0][0] : held[-1][1]]
            members = [_example(row, question, text, True, group, chooser, words)]
            for s in chooser.sample(rest, min(OTHER_SENTENCES, len(rest))):
                members.append(
                    _example(row, question, row.passage[s[0] : s[1]], False, group, chooser)
                )
            yield members
        for name in NEAR_MISSES:
            if question := row.fields.get(name):
                s = chooser.choice(spans)
                group = f"written-sentences/{row.fields['id']}/{name}"
                yield [_example(row, question, row.passage[s[0] : s[1]], False, group, chooser)]


def _example(
    row: Written, question: str, text: str, answers: bool, group: str, chooser: random.Random,
    answer: str | None = None,
) -> Example:  # fmt: skip
    """One pair; question marks come and go at random, so that form alone tells nothing."""
    if chooser.random() < 0.3:
        question = question.rstrip("?")
    start = text.find(answer) if answer else -1
    return Example(
        question=question,
        context=row.title if chooser.random() < 0.5 else "",
        text=text,
        answers=answers,
        group=group,
        source="written",
        span=(start, start + len(answer)) if answer and start >= 0 else None,
    )
