"""The chances of a list under a mixture of Plackett–Luce policies."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given

from matcher.ranking.propensities import QUADRATURE_ERROR, plackett_luce_prefixes
from tests.training.off_policy.logs import seeds
from training.off_policy.contributions import Values
from training.off_policy.policies import list_chances, next_choices


def _strengths(seed: int) -> Values:
    return np.random.default_rng(seed).normal(size=(3, 5)) * 2


def _drawn(row: Values, order: tuple[int, ...]) -> float:
    """One candidate after another, each by softmax over what is left."""
    left, chance = set(range(len(row))), 1.0
    for item in order:
        chance *= np.exp(row[item]) / sum(np.exp(row[other]) for other in left)
        left.remove(item)
    return chance


@given(seeds)
def test_prefixes_are_those_of_the_serving_side(seed: int) -> None:
    strengths, shown = _strengths(seed), np.array([4, 1, 3])
    found = list_chances(strengths, shown, by_place=False)
    np.testing.assert_allclose(found.prefix, plackett_luce_prefixes(strengths, shown), rtol=1e-9)
    assert found.at_place is None


@given(seeds)
def test_choices_agree_with_a_literal_mixture(seed: int) -> None:
    strengths, shown = _strengths(seed), np.array([4, 1, 3])
    for place, choice in enumerate(next_choices(strengths, shown)):
        above = tuple(shown[:place].tolist())
        so_far = sum(_drawn(row, above) for row in strengths)
        for item in set(range(5)) - set(above):
            further = sum(_drawn(row, (*above, item)) for row in strengths)
            assert choice[item] == pytest.approx(further / so_far)


@given(seeds)
def test_choices_are_among_what_is_left_and_sum_to_one(seed: int) -> None:
    choices = next_choices(_strengths(seed), np.array([4, 1, 3]))
    np.testing.assert_allclose(choices.sum(axis=1), 1.0)
    assert (choices[1:, 4] == 0).all()
    assert choices[2, 1] == 0


def test_places_agree_with_a_sum_over_all_lists() -> None:
    strengths, shown = _strengths(1), np.array([4, 1])
    found = list_chances(strengths, shown).at_place
    second = sum(
        _drawn(row, order) / len(strengths)
        for row in strengths
        for order in permutations(range(5), 2)
        if order[1] == 1
    )
    assert found is not None
    assert found[1] == pytest.approx(second, abs=QUADRATURE_ERROR)


def test_far_apart_strengths_stay_numbers() -> None:
    strengths = np.array([[0.0, 800.0, -800.0], [800.0, 0.0, -800.0]])
    choices = next_choices(strengths, np.array([1, 0, 2]))
    np.testing.assert_allclose(choices, [[0.5, 0.5, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
