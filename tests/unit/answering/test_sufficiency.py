import json
from pathlib import Path

import pytest

from answering.evidence.scoring import EvidenceReader
from answering.evidence.sufficiency import FEATURE_NAMES, MODEL_PATH, FittedJudge, features_of
from domain.errors import SettingsError
from retrieval.span_matching import TokenSpanMatcher
from tests.fakes.chunks import chunks_of, passages_of, version_of
from tests.fakes.embedder import HashingEmbedder

READER = EvidenceReader(TokenSpanMatcher(HashingEmbedder(256)))
PASSAGES = passages_of(
    chunks_of(
        version_of(
            [
                ("3 Gifts", ["3.1 A gift from a client may be kept up to a value of £50."]),
                ("4 Cash", ["4.1 Cash from a client must be refused by staff."]),
            ]
        )
    )
)


def test_no_passages_are_never_enough() -> None:
    assert not FittedJudge(READER, threshold=0.0).assess("What?", []).sufficient


def test_a_question_in_the_policys_words_scores_above_one_about_something_else() -> None:
    judge = FittedJudge(READER)
    near = judge.assess("Up to what value may a gift from a client be kept?", PASSAGES)
    far = judge.assess("Which helicopter pilots repaint submarines?", PASSAGES)
    assert near.probability > far.probability


def test_the_threshold_decides() -> None:
    question = "May a gift be kept?"
    probability = FittedJudge(READER).assess(question, PASSAGES).probability
    assert FittedJudge(READER, threshold=probability).assess(question, PASSAGES).sufficient
    above = min(probability + 0.001, 1.1)
    assert not FittedJudge(READER, threshold=above).assess(question, PASSAGES).sufficient


@pytest.mark.parametrize("question", ["May a gift be kept?", "the of and", "£50?", "x"])
def test_features_are_named_and_finite(question: str) -> None:
    features = features_of(READER.read(question, PASSAGES))
    assert tuple(features) == FEATURE_NAMES
    assert all(-1.0 <= value <= 60.0 for value in features.values())


def test_the_model_carries_its_card() -> None:
    card = json.loads(MODEL_PATH.read_text())["card"]
    assert card["data"]


@pytest.mark.parametrize("text", ["", "{}", '{"weights": {"other": 1}}'])
def test_a_model_that_does_not_fit_is_a_settings_error(text: str, tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    path.write_text(text)
    with pytest.raises(SettingsError):
        FittedJudge(READER, path=path)
