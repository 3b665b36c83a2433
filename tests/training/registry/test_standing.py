"""Standing: groups that lose are found, groups that are unlucky are not."""

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import sparse

from matcher.domain import Side
from training.evaluate.cells import errors_of
from training.registry.figures import SURE, Standing
from training.registry.standing import SliceConfig, standings

CONFIG = SliceConfig()
GROUPS, WEEKS, SPREAD = 50, 120, 0.18
Values = NDArray[np.float64]


def judged(leads: list[float], errors: list[float], overall: float = 0.0) -> list[Standing]:
    return standings(np.array(leads), np.array(errors), overall, side=Side.TALENT, config=CONFIG)


def week(
    random: np.random.Generator, *, first: int = 50, loss: float = 0.0, skewed: bool = False
) -> list[Standing]:
    """Fifty groups of 10 to 200 people; the first, of so many, truly loses so much.

    Differences spread by 0.18; ``skewed``: most people have none and
    some a large one, and they count unequally.
    """
    sizes = np.array([first, *random.integers(10, 201, GROUPS - 1)])
    group, count = np.repeat(np.arange(GROUPS), sizes), int(sizes.sum())
    values, mass = random.normal(0, SPREAD, count), np.ones(count)
    if skewed:
        apart = random.laplace(0, SPREAD / np.sqrt(0.8), count)
        values = np.where(random.random(count) < 0.6, 0, apart)
        mass = random.exponential(1, count) + 0.05
    values -= loss * (group == 0)
    member = sparse.csr_array((np.ones(count), (np.arange(count), group)))
    leads, errors = errors_of(member, values, mass=mass, decider=np.arange(count))
    overall = float(mass @ values / mass.sum())
    return standings(leads, errors, overall, side=Side.TALENT, config=CONFIG)


@cache
def found(people: int, loss: float) -> tuple[float, float]:
    """How often the first group is found, and the loss that is said to be findable, on average."""
    random = np.random.default_rng(2)
    first = [week(random, first=people, loss=loss)[0] for _ in range(WEEKS)]
    caught = np.mean([one.chance >= SURE for one in first])
    return float(caught), float(np.mean([one.findable for one in first]))


@pytest.mark.parametrize("skewed", [False, True])
def test_where_nobody_loses_at_most_one_week_in_ten_is_held_back(skewed: bool) -> None:
    random = np.random.default_rng(1)
    held = [any(one.chance >= SURE for one in week(random, skewed=skewed)) for _ in range(WEEKS)]
    assert np.mean(held) <= 0.1


@pytest.mark.parametrize(
    ("people", "loss", "least"), [(20, 0.15, 0.65), (40, 0.1, 0.55), (100, 0.1, 0.95)]
)
def test_a_group_that_truly_loses_is_found(people: int, loss: float, least: float) -> None:
    assert found(people, loss)[0] >= least


def test_the_loss_that_is_said_to_be_findable_is_found_four_times_of_five() -> None:
    said = found(40, 0.1)[1]
    assert found(40, round(said, 3))[0] == pytest.approx(0.8, abs=0.12)


def test_a_group_is_drawn_to_all_people_the_more_the_less_is_known_of_it() -> None:
    near, far = judged([-0.1, -0.1], [0.01, 0.1], overall=0.02)
    assert -0.1 < near.value < far.value < 0.02
    assert near.chance > far.chance
    assert near.findable < far.findable


def test_who_is_content_to_be_less_sure_finds_smaller_losses() -> None:
    (surer,), (sooner,) = (
        standings(
            np.array([0.0]), np.array([0.05]), 0.0, side=Side.TALENT, config=SliceConfig(sure=sure)
        )
        for sure in (0.9, 0.6)
    )
    assert sooner.findable < surer.findable
    assert sooner.chance == surer.chance


def test_a_group_that_is_known_for_sure_stands_where_it_is() -> None:
    lost, ahead = judged([-0.1, 0.1], [0.0, 0.0])
    assert (lost.value, lost.chance, ahead.chance) == (-0.1, 1.0, 0.0)


def test_where_groups_differ_much_they_are_believed_more() -> None:
    alike = judged([-0.1, 0.0, 0.0, 0.0], [0.05] * 4)[0]
    apart = judged([-0.1, 0.3, -0.3, 0.2], [0.05] * 4)[0]
    assert apart.value < alike.value


def test_no_group_has_no_standing() -> None:
    assert judged([], []) == []


def test_people_who_happen_to_be_alike_are_not_taken_for_sure() -> None:
    values = np.concatenate([np.full(12, -0.05), np.random.default_rng(3).normal(0, 0.2, 200)])
    group = np.repeat([0, 1], [12, 200])
    member = sparse.csr_array((np.ones(212), (np.arange(212), group)))
    _, errors = errors_of(member, values, mass=np.ones(212), decider=np.arange(212))
    assert errors[0] > 0.02
