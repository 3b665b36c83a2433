"""Tests of the market's benchmark, on markets that are too small to tell anything."""

from dataclasses import replace
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from training.benchmarks import market
from training.benchmarks.market import Config, measure
from training.benchmarks.market_inviting import Inviting, invited
from training.benchmarks.market_methods import Method, methods
from training.benchmarks.market_rounds import NOTHING, Play, Standing, Told, played
from training.benchmarks.market_scale import Kind, measured
from training.benchmarks.market_scene import Scene, scene
from training.benchmarks.seed_means import interval

PLAY = Play(rounds=2)


@pytest.fixture(scope="module")
def small() -> Scene:
    return scene(1, people=60, offers=10, seats_each=0.4)


def test_a_scene_is_what_a_ranker_sees_and_what_is_true(small: Scene) -> None:
    assert small.wants.shape == small.acts.shape == (60, 10)
    assert (small.wants > 0).sum() == small.open_to.sum() > 100
    assert not small.acts[~small.open_to].any()
    assert small.seats.sum() == pytest.approx(24, abs=6)


def test_every_method_shows_only_what_is_open_and_nothing_twice(small: Scene) -> None:
    seats = np.where(np.arange(10) < 2, 0, small.seats)
    open_to = small.open_to & (seats > 0)
    now = Standing(seats=seats, open_to=open_to, engaged=np.zeros(60))
    for method, lists in methods(small, PLAY, steps=2).items():
        order = lists(now, np.random.default_rng(1))
        for person, row in enumerate(order.tolist()):
            shown = [offer for offer in row if offer != NOTHING]
            assert len(shown) == len(set(shown)), method
            assert open_to[person, shown].all(), method


def test_seats_are_never_exceeded_and_rounds_are_the_same_by_seed(small: Scene) -> None:
    lists = methods(small, PLAY, steps=2)[Method.NAIVE]
    told = played(small, lists, PLAY, seed=3)
    assert told == played(small, lists, PLAY, seed=3)
    assert 0 < told.first <= told.matches <= small.seats.sum()
    assert told.fill_rate == told.matches / small.seats.sum()
    assert 1 <= told.rounds_to_fill <= 3


def test_the_bench_says_what_it_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(market, "apart", measured)
    scales = ((Kind.FEATURES, 50, 8), (Kind.DRAWN, 200, 80))
    config = Config(people=60, offers=10, seats_each=(0.4,), seeds=(1, 2), steps=1, scales=scales)
    out = StringIO()
    result = measure(config, Console(file=out, width=160), charts=tmp_path)
    assert "0.4 seats a person" in out.getvalue()
    assert set(result.figures) == {"0.4 seats a person", "scale", "seeds"}
    assert "market" in result.line()
    assert "ours: prices as served" in (tmp_path / "0.4.svg").read_text(encoding="utf-8")
    assert "of processors" in out.getvalue()
    assert "gain by tempering" in out.getvalue()


def test_offers_fill_seats_of_their_own_accord_and_no_more_than_there_are(small: Scene) -> None:
    told = invited(small, PLAY, seed=3)
    assert told == invited(small, PLAY, seed=3)
    assert all(0 < one.matches <= small.seats.sum() for one in told.values())
    apply_alone = played(small, methods(small, PLAY, steps=1)[Method.OURS], PLAY, seed=3)
    assert told[Inviting.BOTH].first >= apply_alone.first


def test_nobody_is_in_more_than_they_have_time_for(small: Scene) -> None:
    """All say yes to everything, and there are seats enough."""
    sure = small.open_to.astype(np.float64)
    willing = replace(small, acts=sure, accepts=sure, seats=np.full(10, 60))
    told = invited(willing, Play(rounds=4, most=2), seed=1)[Inviting.ALONE]
    assert told.matches <= 2 * 60
    assert told.people >= 0.9


def test_an_aim_is_missed_where_a_lead_is_not_sure() -> None:
    same = Told(first=5, matches=9, fill_rate=1, gini=0, rounds_to_fill=1, people=1)
    found = {method: [same, same] for method in Method}
    assert len(market.aims_missed(found)) == 3


def test_an_interval_holds_the_mean() -> None:
    low, high = interval(np.array([1.0, 2.0, 3.0]))
    assert low < 2 < high
    assert (low + high) / 2 == pytest.approx(2)
