"""Prices: lists that go by them fill about as many seats as any could, and cost nobody a seat."""

from dataclasses import replace

import numpy as np
import pytest

from matcher.market.allocation import Looking, allocate, loads
from matcher.market.candidates import NOBODY
from matcher.market.demand import UNLIMITED, Demand
from matcher.market.prices import PriceConfig, prices
from tests.matcher.market.sparse import drawn, nobody, popular, seats


@pytest.mark.parametrize("seed", range(4))
def test_lists_by_prices_fill_nearly_as_many_seats_as_any_could(seed: int) -> None:
    market = drawn(seed, people=600)
    found = prices(market, seats(20, 4), waiting=nobody(20), engaged=nobody(600))
    assert found.filled > 1.05 * found.plain
    assert found.filled > 0.98 * found.most


@pytest.mark.parametrize("seed", range(4))
def test_prices_come_to_what_frank_and_wolfe_do(seed: int) -> None:
    market = drawn(seed, people=600)
    best = allocate(market, Demand(seats(20, 4)), waiting=nobody(20))
    found = prices(market, seats(20, 4), waiting=nobody(20), engaged=nobody(600))
    assert best.gap <= 0.005 * best.filled
    assert found.filled == pytest.approx(best.filled, rel=0.02)
    assert found.filled <= best.filled + best.gap + 1e-9
    assert best.filled <= found.most + 1e-9


def test_where_seats_are_enough_nothing_has_a_price() -> None:
    found = prices(drawn(1), seats(20, 500), waiting=nobody(20), engaged=nobody(200))
    assert found.free.tolist() == [1.0] * 20
    assert (found.crowded, found.rounds) == (0, 1)
    assert found.filled == pytest.approx(found.plain)


def test_an_offer_without_a_limit_has_no_price() -> None:
    few = seats(20, 2)
    few[0] = UNLIMITED
    found = prices(drawn(2, people=600), few, waiting=nobody(20), engaged=nobody(600))
    assert found.free[0] == 1.0
    assert found.free[1] < 1.0


def test_those_who_wait_make_an_offer_dearer() -> None:
    market, waiting = drawn(3), nobody(20)
    waiting[4] = 6.0
    alone = prices(market, seats(20, 8), waiting=nobody(20), engaged=nobody(200))
    crowded = prices(market, seats(20, 8), waiting=waiting, engaged=nobody(200))
    assert crowded.free[4] < alone.free[4]


def test_who_is_wanted_everywhere_may_have_no_time() -> None:
    engaged = nobody(200)
    engaged[7] = 3.0
    found = prices(drawn(4), seats(20, 50), waiting=nobody(20), engaged=engaged)
    assert found.temper[7] == PriceConfig().least_time == 0.7
    assert (np.delete(found.temper, 7) == 1.0).all()
    whole = PriceConfig(least_time=0.0)
    free = prices(drawn(4), seats(20, 50), waiting=nobody(20), engaged=engaged, config=whole)
    assert free.temper[7] < 0.5


@pytest.mark.parametrize("seed", [1, 2])
def test_where_seats_are_few_and_many_want_the_same_lists_do_not_run_to_and_fro(seed: int) -> None:
    """With one step for all these prices filled 8 % fewer."""
    market, few = popular(seed, people=2000, offers=300, width=64), seats(300, 5)
    found = prices(market, few, waiting=nobody(300), engaged=nobody(2000))
    best = allocate(market, Demand(few), waiting=nobody(300))
    assert found.filled > 0.99 * (best.filled + best.gap)
    assert found.most <= 1500


def test_a_market_without_anybody_or_anything_is_no_error() -> None:
    market = drawn(1)
    empty = replace(
        market, offers=market.offers[:0], wants=market.wants[:0], taken=market.taken[:0]
    )
    found = prices(empty, seats(20, 2), waiting=nobody(20), engaged=nobody(0))
    assert found.free.tolist() == [1.0] * 20
    none = replace(market, offers=np.full_like(market.offers, NOBODY), count=0)
    none = replace(none, wants=market.wants * 0)
    assert prices(none, seats(0, 1), waiting=nobody(0), engaged=nobody(200)).filled == 0.0


def test_blocks_change_nothing() -> None:
    market, free = drawn(5), np.linspace(0.1, 1, 20)
    whole = loads(market, free, Looking())
    assert loads(market, free, Looking(block=7)) == pytest.approx(whole)


def test_a_list_is_looked_at_from_the_top_and_no_farther_than_anybody_looks() -> None:
    one = drawn(6, people=1)
    found = loads(one, np.ones(20), Looking(decay=1.0, places=2))
    first, second = np.sort(one.worth[0])[::-1][:2]
    assert found.sum() == pytest.approx(first + second / 2)
    assert (found > 0).sum() == 2


def test_the_more_often_people_look_the_dearer_it_gets() -> None:
    market, few = drawn(7), seats(20, 4)
    rare = prices(market, few, waiting=nobody(20), engaged=nobody(200))
    often = prices(
        market,
        few,
        waiting=nobody(20),
        engaged=nobody(200),
        config=PriceConfig(looking=Looking(visits=3)),
    )
    assert often.free.mean() < rare.free.mean() - 0.1
