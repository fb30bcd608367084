import json
from pathlib import Path

import pytest

from answering.evidence.reading import (
    CALIBRATION_PATH,
    Evidence,
    load_calibration,
    sigmoid,
)
from answering.evidence.sufficiency import SIGNALS, CalibratedJudge, signals_of
from domain.errors import SettingsError
from retrieval.span_matching import TokenSpanMatcher
from tests.fakes.answer_reader import CALIBRATION, words_evidence_reader
from tests.fakes.chunks import chunks_of, passages_of, version_of
from tests.fakes.embedder import HashingEmbedder

READER = words_evidence_reader(TokenSpanMatcher(HashingEmbedder(256)))
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
NEAR = READER.read("Up to what value may a gift from a client be kept?", PASSAGES)
FAR = READER.read("Which helicopter pilots repaint submarines?", PASSAGES)


def judge(cost: float = 1.0) -> CalibratedJudge:
    return CalibratedJudge(CALIBRATION, wrong_answer_cost=cost)


def test_no_statements_are_never_enough() -> None:
    assert not judge(0.0).assess(Evidence("What?", (), ())).sufficient


def test_what_is_read_as_an_answer_suffices_and_what_is_not_does_not() -> None:
    near, far = judge().assess(NEAR), judge().assess(FAR)
    assert near.sufficient
    assert not far.sufficient
    assert near.probability > far.probability


def test_the_dearer_a_wrong_answer_the_higher_the_bar() -> None:
    probability = judge().assess(NEAR).probability
    at_the_bar = probability / (1 - probability)  # cost / (1 + cost) is the probability then
    assert judge(at_the_bar * 0.99).assess(NEAR).sufficient
    assert not judge(at_the_bar * 1.01).assess(NEAR).sufficient
    assert judge(1.0).threshold == 0.5


@pytest.mark.parametrize("evidence", [NEAR, FAR, Evidence("?", (), ())])
def test_signals_are_named_and_bounded(evidence: Evidence) -> None:
    signals = signals_of(evidence)
    assert tuple(signals) == SIGNALS
    assert all(-40 <= value <= 40 for value in signals.values())


def test_the_calibration_that_ships_fits_this_code_and_carries_its_card() -> None:
    calibration = load_calibration()
    assert set(calibration.statement) == {"intercept", "reading", "first_look"}
    assert set(calibration.evidence) == {"intercept", *SIGNALS}
    assert json.loads(CALIBRATION_PATH.read_text())["card"]


@pytest.mark.parametrize("text", ["", "{}", '{"statement": {"other": 1}}'])
def test_a_file_that_does_not_fit_is_a_settings_error(text: str, tmp_path: Path) -> None:
    path = tmp_path / "calibration.json"
    path.write_text(text)
    with pytest.raises(SettingsError):
        load_calibration(path)


@pytest.mark.parametrize(("log_odds", "share"), [(0.0, 0.5), (100.0, 1.0), (-100.0, 0.0)])
def test_log_odds_as_a_probability(log_odds: float, share: float) -> None:
    assert sigmoid(log_odds) == pytest.approx(share, abs=1e-6)
