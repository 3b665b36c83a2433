"""Tests of the lottery where the search for groups ends before its proof."""

import numpy as np
import pytest

from matcher.market.cohort import Aim, AimKind
from matcher.market.cohort.equals import asked_of, equals
from matcher.market.cohort.lottery import Lottery, LotteryConfig, lottery
from matcher.market.cohort.people import LotFor, lots
from matcher.market.cohort.program import Program
from tests.matcher.market.cohort.groups import people

SEATS = 6
AIM = Aim(kind=AimKind.NEWCOMER, least=2)


def drawn(config: LotteryConfig, n: int = 40) -> tuple[Lottery, np.ndarray]:
    """The lottery over so many people of as many fits, and its chances."""
    crowd = people(
        [0.4 + place / 100 for place in range(n)], newcomer=[place % 3 == 0 for place in range(n)]
    )
    asked = asked_of(crowd, crowd.fit, aims=[AIM])
    classes = equals(crowd, asked, together=(), drawn=lots(crowd, 1, decides=LotFor.TURN))
    program = Program(classes, [AIM], SEATS)
    best = program.best()
    assert best is not None
    found = lottery(program, best, config=config)
    return found, found.chances(classes.count)


@pytest.mark.parametrize(
    "config",
    [
        LotteryConfig(tolerance=0.2, most_groups=5),
        LotteryConfig(tolerance=0.2, most_steps=30),
    ],
)
def test_a_search_that_ends_early_says_so_and_its_chances_are_those_of_the_draw(
    config: LotteryConfig,
) -> None:
    found, chances = drawn(config)
    assert not found.proved
    assert found.shares.sum() == pytest.approx(1)
    assert chances.sum() == pytest.approx(SEATS)
    assert found.bound is not None
    assert chances[chances > 0].min() <= found.bound <= 1


def test_a_search_to_its_end_makes_the_smallest_chance_larger() -> None:
    whole, chances = drawn(LotteryConfig(tolerance=0.2, most_groups=2000), 10)
    _, early = drawn(LotteryConfig(tolerance=0.2, most_groups=2), 10)
    assert (whole.proved, whole.bound) == (True, None)
    assert chances.min() > early.min() + 0.01


def test_no_search_finds_a_smallest_chance_beyond_the_bound_of_one_that_ended_early() -> None:
    early, _ = drawn(LotteryConfig(tolerance=0.2, most_groups=14), 10)
    whole, chances = drawn(LotteryConfig(tolerance=0.2, most_groups=2000), 10)
    assert whole.proved
    assert early.bound is not None
    assert chances.min() <= early.bound <= chances.min() + 0.05
