"""How much each place is looked at is found again in clicks in which it is known."""

import numpy as np
import pytest

from tests.training.data.clicks import PLACES, TRUTH, World, clicks
from training.data.examination import Examination, ExaminationConfig, examination

CONFIG = ExaminationConfig(places=PLACES)
PRIOR = np.arange(1, PLACES + 1) ** -0.5


def estimated(world: World, seed: int = 1) -> Examination:
    return examination(clicks(world, seed), CONFIG)


def largest_error(curve: np.ndarray, truth: np.ndarray = TRUTH) -> float:
    return float(np.abs(curve / truth - 1).max())


def test_drawn_lists_tell_the_curve() -> None:
    found = estimated(World(lists=20_000))
    assert largest_error(found.by_swaps) < 0.1
    assert largest_error(found.theta) < 0.1


def test_pairs_seen_at_several_places_tell_it_without_any_exploration() -> None:
    found = estimated(World(lists=20_000, explored=False))
    assert np.isnan(found.by_swaps).all()
    assert largest_error(found.by_harvest) < 0.15


@pytest.mark.parametrize("explored", [True, False])
def test_reactions_that_take_the_pair_out_of_later_lists_do_not_bend_it(explored: bool) -> None:
    found = estimated(World(lists=20_000, explored=explored, ending=0.3))
    assert largest_error(found.theta) < 0.2


def test_people_who_tire_while_offers_move_do_not_bend_it() -> None:
    found = estimated(World(lists=20_000, explored=False, tired=0.8, rising=2.0))
    assert largest_error(found.theta) < 0.15


def test_the_intervals_hold_the_truth_mostly() -> None:
    held = []
    for seed in range(8):
        found = estimated(World(lists=3_000, people=200), seed)
        held.append((found.low <= TRUTH) & (found.high >= TRUTH))
    assert np.mean([one[1:] for one in held]) > 0.85


def test_more_lists_make_narrower_intervals() -> None:
    few, many = (estimated(World(lists=n)) for n in (500, 8_000))
    assert np.all((many.high - many.low)[1:] < (few.high - few.low)[1:])


def test_without_any_data_it_is_the_prior_with_the_prior_s_width() -> None:
    found = estimated(World(lists=0))
    np.testing.assert_allclose(found.theta, PRIOR)
    assert not found.share_of_data[1:].any()
    assert np.all(found.low[1:] < 0.6 * found.theta[1:])


def test_with_little_data_it_stays_near_the_prior() -> None:
    assert largest_error(estimated(World(lists=30)).theta, PRIOR) < 0.5


def test_it_never_rises_and_begins_at_one() -> None:
    theta = estimated(World(lists=300)).theta
    assert theta[0] == 1.0
    assert np.all(np.diff(theta) <= 0)


def test_it_has_a_least_value() -> None:
    config = ExaminationConfig(places=PLACES, least=0.4)
    found = examination(clicks(World(lists=2_000), 1), config)
    assert found.theta.min() == 0.4
    assert found.at(np.array([500], dtype=np.int16))[0] == 0.4


def test_beyond_the_last_place_it_falls_on_as_the_prior_does() -> None:
    found = estimated(World(lists=0))
    asked = np.array([1, 10, 40], dtype=np.int16)
    np.testing.assert_allclose(found.at(asked), [1.0, 10**-0.5, 40**-0.5])


def test_the_same_clicks_and_seed_give_the_same_curve() -> None:
    one, other = (estimated(World(lists=400)) for _ in range(2))
    np.testing.assert_array_equal(one.theta, other.theta)
    np.testing.assert_array_equal(one.low, other.low)
