from collections.abc import Sequence
from pathlib import Path

import pytest

from evals.peers.peer import Peer, PeerPassage, each_once
from evals.peers.rank_bm25_peer import RankBm25Peer
from evals.suites import peers
from evals.suites.peers import PeersSuite
from tests.fakes.evaluating import fake_stores, options_for, write_obliqa
from tests.fakes.ingesting import SilentProgress


@pytest.fixture(autouse=True)
def few_resamples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evals.bootstrap.RESAMPLES", 10)  # no interval is looked at here


class LastPeer:
    """Always gives the passages in reverse."""

    name = "Last"
    described = "a fake"

    def add(self, passages: Sequence[PeerPassage]) -> None:
        self.names = [passage.name for passage in passages]

    def search(self, question: str) -> list[str]:
        return self.names[::-1][:1]


def suite(*made: Peer) -> PeersSuite:
    return PeersSuite(fake_stores, lambda options: list(made))


def test_every_system_is_asked_the_same_and_told_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = options_for(tmp_path, *write_obliqa(tmp_path))
    result = suite(RankBm25Peer(), LastPeer()).run(options, SilentProgress())
    figures = {measure.name: measure.value for measure in result.measures}
    assert figures["Last recall_at_10"] == 1 / 3  # the last passage answers one of three
    assert figures["rank-bm25 recall_at_10"] == 1.0
    assert figures["Attest recall_at_10"] == 1.0
    assert set(result.rows[0].signals) == {"rank-bm25 seconds", "Last seconds", "Attest seconds"}
    table = capsys.readouterr().err
    assert "| Last | 0.333" in table
    assert "- Last: a fake" in table


def test_a_peer_is_given_what_the_asker_may_read_and_no_more(tmp_path: Path) -> None:
    peer = LastPeer()
    options = options_for(tmp_path, *write_obliqa(tmp_path), leave_out=frozenset({"3"}))
    result = suite(peer).run(options, SilentProgress())
    assert {name.split()[0] for name in peer.names} == {"1", "2"}
    assert [row.case_id for row in result.rows] == ["gift", "records"]


def test_without_the_extra_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peers, "NEEDED", ("no_such_package.of_ours",))
    result = PeersSuite().run(options_for(tmp_path, None, None), SilentProgress())
    assert result.skipped
    assert "attest[peers]" in result.skipped


def test_a_passage_counts_once() -> None:
    assert each_once(["a", "b", "a", "c"], 2) == ["a", "b"]
