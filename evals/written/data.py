"""The written questions: passages of regulation, what they answer, and what they only resemble.

JSON lines; each row has a passage, a question in policy wording, two in plain words, two near
misses that the passage does not answer, and the answering words. All passages are the corpus;
only questions about held-out documents are asked, because the others train the reader.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.types import Section
from evals.errors import EvalInputError
from evals.held_out import is_file_held_out, is_obliqa_held_out
from evals.text_corpus import TextDocument

ANSWERED = (("policy", "answer"), ("plain", "answer_plain"), ("plain2", "answer_plain2"))
NEAR_MISSES = ("near", "near_plain")
WORDING = {"policy": "policy wording", "near": "policy wording"}
PLAIN = "plain words"
_BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True)
class WrittenQuestion:
    """One question about one passage. ``answer`` is the span of the answering words in the
    document's text; None: the passage does not answer it."""

    name: str
    text: str
    wording: str  # "policy wording" or "plain words"
    document_id: str
    passage: tuple[int, int]
    answer: tuple[int, int] | None


def load_written(
    path: Path,
) -> tuple[tuple[TextDocument, ...], tuple[WrittenQuestion, ...]]:
    """The documents of all passages, and the questions about the held-out ones.

    Raises:
        EvalInputError: the file does not hold such rows.
    """
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        by_document: dict[str, list[dict[str, str]]] = {}
        for row in rows:
            by_document.setdefault(_document_of(row["id"]), []).append(row)
    except (OSError, ValueError, KeyError) as error:
        raise EvalInputError(
            f"{path.name} does not hold written questions.",
            advice="Each line is a JSON object with id, passage, policy, plain, near, answer.",
        ) from error
    documents, questions = [], []
    for name, members in by_document.items():
        documents.append(_as_document(name, [row["passage"] for row in members]))
        start = 0
        for row in members:
            if _is_held_out(name):
                questions += _questions_of(row, name, start)
            start += len(row["passage"]) + len(_BETWEEN)
    return tuple(documents), tuple(questions)


def _document_of(identity: str) -> str:
    if identity.startswith("obliqa/"):
        return "-".join(identity.split("/")[:2])
    return identity.split("#")[0].rsplit("/", 1)[-1]


def _is_held_out(document_id: str) -> bool:
    if document_id.startswith("obliqa-"):
        return is_obliqa_held_out(int(document_id.removeprefix("obliqa-")))
    return is_file_held_out(document_id)


def _as_document(name: str, passages: Sequence[str]) -> TextDocument:
    """Each passage a section of its own, so that no chunk runs over two of them."""
    text = _BETWEEN.join(passages)
    sections, start = [], 0
    for passage in passages:
        end = min(start + len(passage) + len(_BETWEEN), len(text))
        sections.append(Section(number="", path=(), level=1, start=start, end=end))
        start = end
    title = " ".join(name.removesuffix(".pdf").replace("-", " ").split()[:9])
    return TextDocument(name, title, text, tuple(sections))


def _questions_of(row: dict[str, str], document_id: str, start: int) -> list[WrittenQuestion]:
    passage = (start, start + len(row["passage"]))
    found: list[tuple[str, tuple[int, int] | None]] = []
    for kind, answer in ANSWERED:
        words = row.get(answer) or row["answer"]
        at = row["passage"].find(words)
        if row.get(kind) and at >= 0:
            span = (start + at, start + at + len(words))
            found.append((kind, span))
    found += [(kind, None) for kind in NEAR_MISSES if row.get(kind)]
    return [
        WrittenQuestion(
            name=f"{row['id']} {kind}", text=row[kind], wording=WORDING.get(kind, PLAIN),
            document_id=document_id, passage=passage, answer=span,
        )
        for kind, span in found
    ]  # fmt: skip
