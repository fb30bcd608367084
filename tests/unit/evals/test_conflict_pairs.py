"""The planted pairs are what their README says, and the detector keeps to what was measured."""

from collections import Counter

from evals.conflicts.cases import FILES, is_taken_for_conflict, load_conflict_pairs

PLANTED = load_conflict_pairs("planted.yaml")


def test_every_pair_has_an_id_of_its_own_and_half_of_them_are_held_back() -> None:
    pairs = [pair for name in FILES for pair in load_conflict_pairs(name)]
    assert max(Counter(pair.id for pair in pairs).values()) == 1
    held_back = [pair for pair in PLANTED if pair.is_held_back(FILES["planted.yaml"])]
    assert 0.4 < len(held_back) / len(PLANTED) < 0.6
    assert {pair.conflict for pair in held_back} == {True, False}


def test_most_conflicts_are_found_and_few_look_alikes_raise_an_alarm() -> None:
    # Floors below what was measured: .96 and .03. They stop a slide, they are no aim.
    found = [is_taken_for_conflict(pair) for pair in PLANTED if pair.conflict]
    alarms = [is_taken_for_conflict(pair) for pair in PLANTED if not pair.conflict]
    assert sum(found) >= 0.9 * len(found)
    assert sum(alarms) <= 0.1 * len(alarms)


def test_what_is_not_in_force_or_binds_others_is_decided_by_the_gate_itself() -> None:
    sides = [pair for pair in PLANTED if pair.kind in ("not_in_force", "entity")]
    assert sum(is_taken_for_conflict(pair) for pair in sides) <= 1
    still = next(pair for pair in PLANTED if pair.id == "q-old-still")
    assert is_taken_for_conflict(still)
