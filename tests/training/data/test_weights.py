"""Weights: places that are seldom given count more, silence that nobody saw counts less."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.data.weights import looked_at, propensity_weights

SHARES = st.floats(0.001, 1.0)


def silence(chance: float, liking: float) -> float:
    """The weight of one silent row beside one with a target that makes the level 1."""
    chances, likings = np.array([chance, chance]), np.array([liking, liking])
    # The level is 1 when all rows' chances of a reaction add up to the one that there is.
    chances, likings = np.append(chances, 1.0), np.append(likings, 1 - 2 * chance * liking)
    reacted = np.array([False, False, True])
    return float(looked_at(chances, likings, reacted=reacted, cap=0.95)[0])


def test_silence_weighs_the_chance_that_it_was_looked_at_given_the_silence() -> None:
    assert silence(0.5, 0.4) == pytest.approx(0.5 * 0.6 / (1 - 0.5 * 0.4))


def test_silence_that_was_surely_seen_is_a_no() -> None:
    assert silence(1.0, 0.4) == pytest.approx(1.0)


@given(SHARES, SHARES)
def test_no_silence_weighs_more_than_a_no_and_none_less_than_nothing(
    chance: float, liking: float
) -> None:
    assert 0 <= silence(chance, liking) <= 1


def test_what_was_answered_was_looked_at() -> None:
    found = looked_at(
        np.array([0.1, 0.1]),
        np.array([0.9, 0.1]),
        reacted=np.array([True, True]),
        cap=0.95,
    )
    assert found.tolist() == [1, 1]


def test_it_brings_back_what_each_place_hides() -> None:
    """Weighted, the share of reactions is the liking, at every place alike."""
    rng = np.random.default_rng(5)
    count, wanted = 200_000, 0.3
    chance = rng.choice([1.0, 0.5, 0.2], size=count)
    done = rng.random(count) < chance * wanted
    weight = looked_at(chance, np.full(count, 0.6), reacted=done, cap=0.95)
    for place in (1.0, 0.5, 0.2):
        here = chance == place
        assert np.average(done[here], weights=weight[here]) == pytest.approx(wanted, abs=0.01)


def test_a_reaction_of_small_target_was_looked_at_as_surely_as_a_large_one() -> None:
    """Weighted, the mean target is what those who look make of it: views alone, at .15."""
    rng = np.random.default_rng(6)
    chance = rng.choice([1.0, 0.2], size=200_000)
    viewed = rng.random(len(chance)) < chance * 0.5
    weight = looked_at(chance, np.full(len(chance), 0.4), reacted=viewed, cap=0.95)
    for place in (1.0, 0.2):
        here = chance == place
        mean = np.average(0.15 * viewed[here], weights=weight[here])
        assert mean == pytest.approx(0.15 * 0.5, abs=0.003)


def test_each_place_weighs_its_number_of_rows() -> None:
    position = np.array([1, 1, 1, 2, 2], dtype=np.int16)
    weight = propensity_weights(np.array([0.5, 0.1, 0.9, 0.2, 0.3]), position, cap=10)
    assert weight[:3].sum() == pytest.approx(3)
    assert weight[3:].sum() == pytest.approx(2)


def test_a_list_without_chance_weighs_one_everywhere() -> None:
    position = np.arange(1, 6, dtype=np.int16)
    assert propensity_weights(np.ones(5), position, cap=10).tolist() == [1] * 5


def test_no_row_weighs_more_than_the_cap_times_another_of_its_place() -> None:
    position = np.ones(3, dtype=np.int16)
    weight = propensity_weights(np.array([1.0, 1e-9, 0.0]), position, cap=10)
    assert (weight / weight[0]).tolist() == pytest.approx([1, 10, 10])
