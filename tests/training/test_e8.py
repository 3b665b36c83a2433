"""Tests of the cold start benchmark, on a market that is too small to tell anything."""

from dataclasses import replace

import numpy as np
import pytest
from rich.console import Console
from scipy.sparse import csr_matrix

from training.benchmarks import e8
from training.benchmarks.cold_peers import collaborative, popularity, profiles, seen
from training.benchmarks.cold_start import HELD_OUT, Market, market, ndcg_of, without_behaviour
from training.benchmarks.cold_tuning import (
    LENGTHS,
    STARTS,
    STOPS,
    Tuned,
    best_hybrid,
    held_cold,
    last_tenth,
)
from training.benchmarks.hybrid import Choices, Hybrid, HybridOptions


@pytest.fixture(scope="module")
def small() -> Market:
    """Ten short periods."""
    return market(4, people=150, offers=400, rows=3000, judged=40, tick=lambda: None)


def test_the_cold_are_in_no_row_that_is_learned_from(small: Market) -> None:
    assert not small.cold(small.train.talent.astype(np.intp)).any()
    assert not small.cold(small.train.offer.astype(np.intp)).any()
    assert abs(small.cold(small.offer).mean() - 1 / HELD_OUT) < 0.15


def test_the_oracle_has_all_and_no_method_more(small: Market) -> None:
    shares = e8.shares(small, 4, chosen=Tuned(ridge=100.0, hybrid=HybridOptions(l2=0.1)))
    assert all(share == pytest.approx(1.0) for share in shares["oracle"].values())
    for method in shares:
        assert all(0 < share <= 1 + 1e-9 for share in shares[method].values())


def test_a_cold_offer_is_as_popular_as_any(small: Market) -> None:
    cold = small.cold(small.offer)
    assert len(np.unique(popularity(seen(small))[cold])) == 1


def test_a_cold_person_gets_what_is_popular(small: Market) -> None:
    log, cold = seen(small), small.cold(small.talent)
    np.testing.assert_allclose(collaborative(log, ridge=50.0)[cold], popularity(log)[cold])


def test_rows_without_behaviour_have_it_missing(small: Market) -> None:
    bare = without_behaviour(small.train)
    place = bare.features.index["behaviour_affinity"]
    assert not bare.cells[:, place].any()
    np.testing.assert_array_equal(
        np.delete(bare.cells, place, 1), np.delete(small.train.cells, place, 1)
    )


def test_a_list_in_the_right_order_has_full_ndcg() -> None:
    lists = np.repeat([3, 8], 4)
    grades = np.array([0, 1, 2, 3, 3, 2, 1, 0], dtype=np.int8)
    assert ndcg_of(lists, grades.astype(np.float64), grades) == pytest.approx(1.0)
    assert ndcg_of(lists, -grades.astype(np.float64), grades) < 0.8


def test_the_hybrid_learns_who_likes_what() -> None:
    """Two kinds of people, two kinds of offers; identities alone tell which."""
    rng = np.random.default_rng(1)
    person, item = rng.integers(0, 20, 4000), rng.integers(0, 20, 4000)
    target = ((person < 10) == (item < 10)).astype(np.float64)
    identity = csr_matrix(np.eye(20))
    choices = Choices(person=person, item=item, target=target, weight=np.ones(4000))
    options = HybridOptions(l2=1e-4, dimensions=4, epochs=40)
    model = Hybrid(options=options, batch=256, seed=2).fit(choices, identity, identity)
    scores = model.scores(person, item, identity, identity)
    assert scores[target == 1].min() > scores[target == 0].max()


def test_the_hybrid_reads_what_ours_reads_of_an_offer(small: Market) -> None:
    """Offers that differ in nothing but one stated number have other features."""
    log = seen(small)
    people, offers = profiles(log)
    for name in ("price", "pay", "capacity", "times", "remote", "reach", "kind", "municipality"):
        column = getattr(log.offers, name)
        other = replace(log, offers=replace(log.offers, **{name: column[::-1]}))
        assert abs(profiles(other)[1] - offers).nnz, name
    for name in ("stated_km", "stated_times", "stated_level", "ticked_needs", "municipality"):
        column = getattr(log.people, name)
        other = replace(log, people=replace(log.people, **{name: column[::-1]}))
        assert abs(profiles(other)[0] - people).nnz, name


def test_validation_keeps_whole_people_and_offers_out(small: Market) -> None:
    held = held_cold(small, 3)
    kept = held.log.train
    people, offers, both = held.parts
    assert not np.isin(held.log.talent[people | both], kept.talent).any()
    assert not np.isin(held.log.offer[offers | both], kept.offer).any()
    assert (people.astype(int) + offers + both == 1).all()


def test_ease_is_tuned_on_days_that_it_did_not_see(small: Market) -> None:
    held = last_tenth(small)
    assert held.log.train.at.max() < small.train.at.max()
    assert len(held.log.train) + len(held.lists) == len(small.train)


def test_the_hybrid_s_settings_are_among_those_tried(small: Market) -> None:
    chosen = best_hybrid(held_cold(small, 3), 3)
    assert chosen.epochs in STOPS
    assert chosen.l2 in {start.l2 for start in STARTS}
    assert chosen.dimensions in {*LENGTHS, HybridOptions().dimensions}


def test_an_epoch_at_a_time_learns_the_same() -> None:
    identity = csr_matrix(np.eye(6))
    rows = np.arange(600) % 6
    choices = Choices(
        person=rows, item=rows[::-1], target=(rows > 2).astype(np.float64), weight=np.ones(600)
    )
    stepped = Hybrid(options=HybridOptions(epochs=9), seed=1)
    steps = stepped.learning(choices, identity, identity)
    assert [next(steps), next(steps)] == [1, 2]
    whole = Hybrid(options=HybridOptions(epochs=2), seed=1).fit(choices, identity, identity)
    np.testing.assert_array_equal(stepped.people_, whole.people_)


def test_the_bench_tells_every_method_and_its_caveats(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, size in (("PEOPLE", 120), ("OFFERS", 300), ("ROWS", 1500), ("JUDGED", 30)):
        monkeypatch.setattr(e8, name, size)
    monkeypatch.setattr(e8, "SEEDS", (1,))
    result = e8.run(None, Console(quiet=True))
    assert {*e8.PEERS, e8.OURS} <= result.figures.keys()
    assert any("made up" in caveat for caveat in result.caveats)
    assert '"bench": "e8"' in result.line()
