"""A history stays what reading all pairs anew would make it, whatever happens in between."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain import Direction, OfferId, PairState, TalentId
from matcher.features import (
    Snapshot,
    feature_list,
    freeze,
    pair_values,
    pairing,
    sentence_encoder,
    thaw,
)
from matcher.features.history import LEARNED
from matcher.vocabulary import load
from tests import factories
from tests.matcher.features.behaviours import behaviour

ENCODER = sentence_encoder()
LEARNT = behaviour(
    {
        "organisation:org-0": [1.0, 0.0, 0.5],
        "organisation:org-1": [0.0, 1.0, -0.5],
        "kind_genre:gig:rock": [0.25, -1.0, 0.0],
        "series:org-1:camp": [-0.5, 0.5, 2.0],
    },
    {
        "organisation:org-0": [0.9, 0.1, 0.0],
        "organisation:org-1": [-0.3, 0.8, 0.0],
        "kind_genre:gig:rock": [0.5, -0.5, 0.5],
        "series:org-1:camp": [0.0, 0.5, 1.0],
    },
    pull={"organisation:org-0": 0.5, "organisation:org-1": -1.0},
    together=[("organisation:org-0", "kind_genre:gig:rock")],
)
OTHER = behaviour({"organisation:org-0": [2.0], "series:org-1:camp": [-1.0]})
INDEX = feature_list().index

_TALENTS = [factories.talent(f"tal-{n}") for n in range(3)]
_NUMBERS = st.integers(0, 2)
_STATES = st.sampled_from(
    [
        PairState.NONE,
        PairState.SAVED,
        PairState.APPLIED,
        PairState.HIDDEN_BY_TALENT,
        PairState.TAKEN_PART,
        PairState.INVITED,
    ]
)
_STEPS = st.one_of(
    st.tuples(st.just("pair"), _NUMBERS, _NUMBERS, _STATES),
    st.tuples(st.just("talent"), _NUMBERS),
    st.tuples(st.just("no talent"), _NUMBERS),
    st.tuples(st.just("offer"), _NUMBERS, st.sampled_from(["gig", "camp"]), st.integers(0, 2)),
    st.tuples(st.just("no offer"), _NUMBERS),
)


def _offer(number: int, kind: str = "gig", owner: int = 0) -> Any:
    return factories.offer(
        f"off-{number}", kind=kind, genres=("rock",), organisation=f"org-{owner}"
    )


def _take(snapshot: Snapshot, step: tuple[Any, ...]) -> None:
    name, number, *rest = step
    if name == "pair":
        pair = (TalentId(f"tal-{number}"), OfferId(f"off-{rest[0]}"), rest[1])
        snapshot.put_pairs([pair])
    elif name == "talent":
        snapshot.put_talents([_TALENTS[number]], [factories.TODAY])
    elif name == "no talent":
        snapshot.drop_talents([TalentId(f"tal-{number}")])
    elif name == "offer":
        snapshot.put_offers([_offer(number, *rest)])
    else:
        snapshot.drop_offers([OfferId(f"off-{number}")])


def _learned(snapshot: Snapshot) -> dict[str, Any]:
    """The columns that behaviour fills, of the rows in use, by id."""
    return {
        f"{kind}.{name}.{key}": columns[name][row]
        for kind, columns in (("talents", snapshot.talents), ("offers", snapshot.offers))
        for name in LEARNED & set(columns.names)
        for key, row in columns.row_of.items()
    }


def _value(snapshot: Snapshot, direction: Direction, subject: str, other: str) -> dict[str, float]:
    one = pairing(snapshot, direction, subject=subject)
    values = pair_values(one, factories.context(), feature_list())
    place = one.candidates.columns.row_of[other]
    names = ("behaviour_affinity", "organisation_pull")
    return {name: float(values[INDEX[name], place]) for name in names}


@pytest.fixture
def town() -> Snapshot:
    snapshot = Snapshot(load(), ENCODER)
    snapshot.put_offers([_offer(0), _offer(1, "camp", 1), _offer(2, "gig", 1)])
    snapshot.put_talents(_TALENTS, [factories.TODAY] * 3)
    snapshot.put_pairs(
        [
            (TalentId("tal-0"), OfferId("off-0"), PairState.APPLIED),
            (TalentId("tal-0"), OfferId("off-1"), PairState.TAKEN_PART),
            (TalentId("tal-1"), OfferId("off-2"), PairState.HIDDEN_BY_TALENT),
        ]
    )
    return snapshot


@settings(max_examples=60, deadline=None)
@given(st.lists(_STEPS, max_size=12))
def test_it_is_kept_up_as_if_all_were_read_anew(steps: list[tuple[Any, ...]]) -> None:
    snapshot = Snapshot(load(), ENCODER)
    snapshot.put_offers([_offer(0), _offer(1, "camp", 1)])
    snapshot.put_talents(_TALENTS, [factories.TODAY] * 3)
    snapshot.adopt(LEARNT)
    for step in steps:
        _take(snapshot, step)
    kept = _learned(snapshot)
    snapshot.adopt(LEARNT)
    for name, value in _learned(snapshot).items():
        np.testing.assert_allclose(kept[name], value, atol=1e-5, err_msg=name)


def test_both_directions_give_a_pair_the_same(town: Snapshot) -> None:
    town.adopt(LEARNT)
    there = _value(town, Direction.OFFERS_FOR_TALENT, "tal-0", "off-2")
    back = _value(town, Direction.TALENTS_FOR_OFFER, "off-2", "tal-0")
    assert there == pytest.approx(back, abs=1e-6)


def test_the_affinity_is_the_bounded_product_of_history_and_offer(town: Snapshot) -> None:
    town.adopt(LEARNT)
    found = _value(town, Direction.OFFERS_FOR_TALENT, "tal-0", "off-2")["behaviour_affinity"]
    said = (np.array([1.0, 0, 0.5]) + np.array([0.25, -1, 0])) / 2
    said += 1.5 * (np.array([0, 1, -0.5]) + np.array([-0.5, 0.5, 2])) / 2
    drawn = (np.array([-0.3, 0.8, 0]) + np.array([0.5, -0.5, 0.5])) / 2
    assert found == pytest.approx(np.tanh(said @ drawn / np.sqrt(2.5)), abs=1e-6)


def test_what_was_hidden_counts_against_its_like(town: Snapshot) -> None:
    town.adopt(LEARNT)
    hidden = _value(town, Direction.OFFERS_FOR_TALENT, "tal-1", "off-2")["behaviour_affinity"]
    town.put_pairs([(TalentId("tal-1"), OfferId("off-2"), PairState.SAVED)])
    saved = _value(town, Direction.OFFERS_FOR_TALENT, "tal-1", "off-2")["behaviour_affinity"]
    assert hidden == pytest.approx(-saved)


def test_without_a_history_the_affinity_is_not_known(town: Snapshot) -> None:
    town.adopt(LEARNT)
    found = _value(town, Direction.OFFERS_FOR_TALENT, "tal-2", "off-0")
    assert np.isnan(found["behaviour_affinity"])
    assert found["organisation_pull"] == pytest.approx(0.5)


def test_a_cold_offer_is_known_by_its_tokens_at_once(town: Snapshot) -> None:
    town.adopt(LEARNT)
    town.put_offers([_offer(9, "camp", 1)])
    there = _value(town, Direction.OFFERS_FOR_TALENT, "tal-0", "off-9")
    assert there == _value(town, Direction.OFFERS_FOR_TALENT, "tal-0", "off-1")


def test_without_behaviour_nothing_is_known(town: Snapshot) -> None:
    town.adopt(LEARNT)
    town.adopt(None)
    for offer in ("off-0", "off-1"):
        found = _value(town, Direction.OFFERS_FOR_TALENT, "tal-0", offer)
        assert np.isnan(list(found.values())).all()


def test_a_frozen_snapshot_leaves_behaviour_out_and_takes_it_on_again(
    town: Snapshot, tmp_path: Path
) -> None:
    town.adopt(LEARNT)
    freeze(town, tmp_path / "snapshot", mark="")
    thawed = thaw(tmp_path / "snapshot", load(), ENCODER)
    assert thawed is not None
    snapshot, _ = thawed
    assert np.isnan(
        list(_value(snapshot, Direction.OFFERS_FOR_TALENT, "tal-0", "off-0").values())
    ).all()
    snapshot.adopt(LEARNT)
    for name, value in _learned(town).items():
        np.testing.assert_allclose(_learned(snapshot)[name], value, atol=1e-6)


@given(
    before=st.lists(_STEPS, max_size=12),
    meanwhile=st.lists(_STEPS, max_size=12),
    other=st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_what_changes_while_another_behaviour_is_built_counts(
    before: list[Any], meanwhile: list[Any], other: bool
) -> None:
    beside, anew = Snapshot(load(), ENCODER), Snapshot(load(), ENCODER)
    for snapshot in (beside, anew):
        if other:
            snapshot.adopt(OTHER)
        for step in before:
            _take(snapshot, step)
    adoption = beside.begin_adoption(LEARNT)
    with ThreadPoolExecutor(1) as pool:
        building = pool.submit(adoption.build)
        for step in meanwhile:
            _take(beside, step)
        building.result()
    beside.complete_adoption(adoption)
    for step in meanwhile:
        _take(anew, step)
    anew.adopt(LEARNT)
    assert _learned(beside).keys() == _learned(anew).keys()
    for name, value in _learned(anew).items():
        np.testing.assert_allclose(_learned(beside)[name], value, atol=1e-6, err_msg=name)


def test_whoever_gets_the_row_of_somebody_gone_gets_nothing_else_of_them(town: Snapshot) -> None:
    adoption = town.begin_adoption(LEARNT)
    adoption.build()
    row = town.talents.row_of["tal-0"]
    town.drop_talents([TalentId("tal-0")])
    town.put_talents([factories.talent("tal-new")], [factories.TODAY])
    town.complete_adoption(adoption)
    assert town.talents.row_of["tal-new"] == row
    assert not town.talents["engaged"][row].any()


def test_until_it_is_completed_the_other_behaviour_serves(town: Snapshot) -> None:
    town.adopt(OTHER)
    before = _learned(town)
    adoption = town.begin_adoption(LEARNT)
    adoption.build()
    for name, value in before.items():
        np.testing.assert_array_equal(_learned(town)[name], value)
    town.complete_adoption(adoption)
    assert town.history.behaviour is LEARNT


def test_an_adoption_that_was_given_up_or_superseded_changes_nothing(town: Snapshot) -> None:
    town.adopt(OTHER)
    given_up, superseded = town.begin_adoption(LEARNT), town.begin_adoption(LEARNT)
    town.begin_adoption(LEARNT)
    for adoption in (given_up, superseded):
        adoption.build()
        with pytest.raises(ValueError, match="superseded"):
            town.complete_adoption(adoption)
    assert town.history.behaviour is OTHER


def test_what_fails_at_the_end_leaves_all_as_it_was(
    town: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.adopt(OTHER)
    adoption = town.begin_adoption(LEARNT)
    adoption.build()
    town.put_pairs([(TalentId("tal-2"), OfferId("off-0"), PairState.APPLIED)])
    before = _learned(town)
    with monkeypatch.context() as broken:
        broken.setattr("matcher.features.history.add_up", _fail)
        with pytest.raises(MemoryError):
            town.complete_adoption(adoption)
    assert town.history.behaviour is OTHER
    for name, value in before.items():
        np.testing.assert_array_equal(_learned(town)[name], value)
    town.put_pairs([(TalentId("tal-2"), OfferId("off-1"), PairState.SAVED)])


def test_what_is_not_built_is_not_completed(town: Snapshot) -> None:
    adoption = town.begin_adoption(LEARNT)
    with pytest.raises(ValueError, match="not built"):
        town.complete_adoption(adoption)
    assert town.history.behaviour is None


def _fail(*_: object, **__: object) -> None:
    raise MemoryError


def test_chosen_together_needs_two_tokens_that_enough_people_chose(town: Snapshot) -> None:
    town.adopt(LEARNT)
    rock_gig, camp = town.offers.row_of["off-2"], town.offers.row_of["off-1"]
    assert town.history.chosen_together("tal-0", rock_gig)
    assert not town.history.chosen_together("tal-0", camp)
    assert not town.history.chosen_together("tal-1", rock_gig)
    assert not town.history.chosen_together("nobody", rock_gig)


def test_without_behaviour_nothing_was_chosen_together(town: Snapshot) -> None:
    assert not town.history.chosen_together("tal-0", 0)
