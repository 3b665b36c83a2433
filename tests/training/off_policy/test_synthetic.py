"""The small worlds of which everything is known."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.training.off_policy.logs import seeds
from training.off_policy import iips, rips, sips
from training.off_policy.synthetic import (
    Behaviour,
    Policy,
    World,
    WorldConfig,
    largest_terms,
    plackett_luce,
    sample,
    world,
)


def _small(behaviour: Behaviour, seed: int = 1) -> World:
    config = WorldConfig(behaviour=behaviour, items=4, places=2, kinds=3)
    return world(config, np.random.default_rng(seed))


@settings(max_examples=10)
@given(seeds)
def test_policies_add_up(seed: int) -> None:
    known = _small(Behaviour.CASCADE, seed)
    for policy in (known.logging, known.evaluation):
        np.testing.assert_allclose(policy.prefix[..., -1].sum(axis=1), 1.0)
        np.testing.assert_allclose(policy.at_place.sum(axis=2), 1.0)
        np.testing.assert_allclose(policy.choice.sum(axis=3), 1.0)


def test_an_item_at_a_place_is_the_sum_over_the_lists_that_have_it_there() -> None:
    lists = np.array([[0, 1], [0, 2], [1, 0], [1, 2], [2, 0], [2, 1]])
    policy = plackett_luce(np.array([[0.3, -0.2, 1.0]]), lists)
    joint = policy.prefix[0, :, -1]
    assert policy.at_place[0, 1, 2] == pytest.approx(joint[1] + joint[3])


def test_what_stands_beneath_changes_nothing_under_a_cascade() -> None:
    known = _small(Behaviour.CASCADE)
    first_is_zero = known.reward[:, known.lists[:, 0] == 0, 0]
    assert np.ptp(first_is_zero, axis=1).max() == 0
    assert np.ptp(known.reward[:, known.lists[:, 1] == 0, 1], axis=1).max() > 0


def test_neighbours_change_nothing_when_people_look_at_items_alone() -> None:
    known = _small(Behaviour.INDEPENDENT)
    assert np.ptp(known.reward[:, known.lists[:, 1] == 0, 1], axis=1).max() == 0


def test_what_stands_beneath_matters_to_who_looks_at_everything() -> None:
    known = _small(Behaviour.STANDARD)
    assert np.ptp(known.reward[:, known.lists[:, 0] == 0, 0], axis=1).max() > 0


@pytest.mark.parametrize("behaviour", list(Behaviour))
def test_the_whole_lists_weight_is_unbiased_whatever_people_do(behaviour: Behaviour) -> None:
    known = _small(behaviour)
    rate = _weights(known, "sips")
    assert _expected(known, rate) == pytest.approx(known.truth)


@pytest.mark.parametrize("behaviour", [Behaviour.INDEPENDENT, Behaviour.CASCADE])
def test_prefixes_are_unbiased_where_people_read_from_the_top(behaviour: Behaviour) -> None:
    known = _small(behaviour)
    assert _expected(known, _weights(known, "rips")) == pytest.approx(known.truth)


def test_places_are_unbiased_only_where_items_stand_alone() -> None:
    alone, cascade = _small(Behaviour.INDEPENDENT), _small(Behaviour.CASCADE)
    assert _expected(alone, _weights(alone, "iips")) == pytest.approx(alone.truth)
    assert _expected(cascade, _weights(cascade, "iips")) != pytest.approx(cascade.truth, rel=1e-3)


def test_no_list_contributes_more_than_the_largest_terms() -> None:
    known = _small(Behaviour.STANDARD)
    log = sample(known, 2000, np.random.default_rng(2)).log
    most = largest_terms(known)
    for name, parts in {"sips": sips(log), "iips": iips(log), "rips": rips(log)}.items():
        assert parts.terms.max() <= most[name] + 1e-9


def test_a_sample_shows_lists_as_often_as_the_policy_says() -> None:
    known = _small(Behaviour.CASCADE)
    drawn = sample(known, 20_000, np.random.default_rng(3))
    as_logged = replace(known, evaluation=known.logging)
    assert drawn.log.reward.sum(axis=1).mean() == pytest.approx(as_logged.truth, abs=0.03)


@given(st.integers(2, 4))
@settings(max_examples=3)
def test_each_person_sees_as_many_lists_as_the_world_says(each: int) -> None:
    config = WorldConfig(behaviour=Behaviour.CASCADE, items=4, places=2, slates_each=each)
    known = world(config, np.random.default_rng(1))
    people = sample(known, 12 * each, np.random.default_rng(2)).people
    assert (np.bincount(people) == each).all()


def _weights(known: World, way: str) -> np.ndarray:
    """Weights (T, S, K) of every list."""
    old, new = known.logging, known.evaluation
    if way == "iips":
        return _at_place(new, known) / _at_place(old, known)
    weights: np.ndarray = new.prefix / old.prefix
    return weights if way == "rips" else np.repeat(weights[..., -1:], weights.shape[2], axis=2)


def _at_place(policy: Policy, known: World) -> np.ndarray:
    found: np.ndarray = policy.at_place[:, np.arange(known.lists.shape[1]), known.lists]
    return found


def _expected(known: World, weights: np.ndarray) -> float:
    """What an estimator tells on average, over all lists that the logging policy may show."""
    told = (weights * known.reward).sum(axis=2)
    return float((known.logging.prefix[..., -1] * told).sum(axis=1).mean())
