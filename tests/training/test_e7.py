"""E7: the two protocols give the published figures, and the bench says what it found."""

from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from training import metrics
from training.behaviour import (
    Ease,
    ItemModel,
    ItemNeighbours,
    Popularity,
    Reading,
    Served,
    UserNeighbours,
)
from training.behaviour.closed_form import ClosedForm
from training.benchmarks import e7
from training.benchmarks.item_peers import Bpr, ImplicitAls
from training.benchmarks.item_tuning import Tuner
from training.benchmarks.movielens import PROTOCOLS, Protocol, Ratings, Task, read_ratings
from training.benchmarks.result import DataAbsent

A, B = PROTOCOLS


@pytest.fixture(scope="module")
def ratings(shared: Path) -> Ratings:
    return read_ratings(shared / "data")


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_the_published_ease_is_reproduced(protocol: Protocol, ratings: Ratings) -> None:
    task = protocol.task(ratings)
    found = metrics.mean(task.ndcg(e7.PUBLISHED_EASE[protocol.name].fit(task.train)))
    published = e7.PUBLISHED_FIGURES[protocol.name][e7.PUBLISHED]
    assert found == pytest.approx(published, abs=e7.NEAR)


def test_the_published_popularity_is_reproduced(ratings: Ratings) -> None:
    task = A.task(ratings)
    found = metrics.mean(task.ndcg(Popularity().fit(task.train)))
    assert found == pytest.approx(0.1445, abs=e7.NEAR)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_validation_never_holds_what_is_tested(protocol: Protocol, ratings: Ratings) -> None:
    task = protocol.task(ratings)
    tested = task.test.toarray() > 0
    for fold in protocol.validation(ratings, 2):
        assert not (tested & (fold.train.toarray() > 0)).any()
        assert not (tested & (fold.test.toarray() > 0)).any()


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_train_and_test_share_no_rating_and_lose_none(protocol: Protocol, ratings: Ratings) -> None:
    task = protocol.task(ratings)
    assert not ((task.train.toarray() > 0) & (task.test.toarray() > 0)).any()
    assert task.train.nnz + task.test.nnz == len(ratings) == 100_000


def test_what_was_liked_in_train_is_no_candidate_and_what_was_rated_low_is(
    ratings: Ratings,
) -> None:
    task = A.task(ratings)
    seen = task.train.toarray()
    low, liked = np.where((seen > 0) & (seen < 4), 1.0, 0.0), np.where(seen >= 4, 2.0, 0.0)
    assert metrics.mean(task.ndcg_of(low)) < metrics.mean(task.ndcg_of(liked))
    np.testing.assert_array_equal(
        task.ndcg_of(low, unseen_only=True), task.ndcg_of(liked, unseen_only=True)
    )


def test_a_tuner_takes_the_best_and_counts_what_it_tried(ratings: Ratings) -> None:
    ticks: list[int] = []
    tuner = Tuner(B.validation(ratings, 1), lambda: ticks.append(1))
    models: list[ItemModel] = [Popularity(), Ease(l2=300.0), Popularity()]
    best = tuner.best(models)
    assert isinstance(best, Ease)
    assert tuner.tried == len(ticks) == 2


def test_without_the_data_the_bench_says_where_it_looked(tmp_path: Path) -> None:
    with pytest.raises(DataAbsent) as absent:
        read_ratings(tmp_path)
    assert absent.value.wanted.name == "u.data"


def _all_at(value: float) -> dict[str, e7.Scored]:
    """Every peer as good as ``value``, EASE as published, ours a little above them."""
    peers = {peer: _scored(value) for peer in e7.PEERS}
    published = e7.PUBLISHED_FIGURES["B"][e7.PUBLISHED]
    return peers | {e7.PUBLISHED: _scored(published), e7.OURS: _scored(0.5)}


def _scored(value: float) -> e7.Scored:
    return e7.Scored(np.full(3, value), np.full(3, value))


def test_ahead_means_reproduced_and_above_every_peer() -> None:
    assert e7._ahead("B", _all_at(0.49))


@pytest.mark.parametrize("peer", [peer for peer in e7.PEERS if peer != e7.PUBLISHED])
def test_one_peer_above_ours_is_not_ahead(peer: str) -> None:
    assert not e7._ahead("B", _all_at(0.49) | {peer: _scored(0.51)})


def test_without_the_published_figure_nothing_is_ahead() -> None:
    assert not e7._ahead("B", _all_at(0.4) | {e7.PUBLISHED: _scored(0.47)})


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_ours_beats_every_kind_of_peer_without_tuning(protocol: Protocol, ratings: Ratings) -> None:
    """On a validation split, so that the test part stays unseen until the bench."""
    [fold] = protocol.validation(ratings, 1)
    reading = e7.READINGS[protocol.name][1]
    ours = Ease(l2=275.0, damping=0.2, activity=0.3, reading=reading)
    neighbours = (ItemNeighbours(reading=reading), UserNeighbours(reading=reading))
    peers: list[ItemModel] = [
        Popularity(),
        e7.PUBLISHED_EASE[protocol.name],
        Bpr(reading=reading),
        ImplicitAls(reading=reading),
        *neighbours,
    ]
    values = [metrics.mean(fold.ndcg(model.fit(fold.train))) for model in (ours, *peers)]
    assert values[0] > max(values[1:])


def test_all_are_tuned_on_the_same_splits_and_readings() -> None:
    for protocol in PROTOCOLS:
        readings = e7._readings(protocol.name)
        assert set(readings) >= {*e7.READINGS[protocol.name], *e7.PLAIN[protocol.name]}
        assert len(set(readings)) == len(readings)


def groups() -> Task:
    """Two groups of users, each with items of its own; what is tested is more of the same."""
    rng = np.random.default_rng(2)
    likely = np.where(np.arange(40)[:, None] % 2 == np.arange(10) % 2, 0.8, 0.05)
    train, test = (csr_matrix(rng.random((40, 10)) < likely, dtype=np.float64) for _ in range(2))
    return Task(train=train, test=test, liked=1.0, known_only=False)


def test_what_serves_is_tuned_as_served_and_asked_for_nothing() -> None:
    fold = groups()
    tuner = Tuner([fold], lambda: None)
    served = e7._served("B", tuner)
    assert isinstance(served, Served)
    assert (served.directions, served.fewest) == (ClosedForm().directions, ClosedForm().fewest)
    assert tuner.worth(served) > tuner.worth(Popularity())
    assert e7.AS_SERVED not in e7.PEERS


def test_how_sure_als_is_depends_on_the_reading(ratings: Ratings) -> None:
    matrix = A.task(ratings).train
    faint, plain = (ImplicitAls(reading=Reading(liked=4.0, faint=faint)) for faint in (0.2, 0.0))
    assert (faint.taken(matrix) > 0).sum() > (plain.taken(matrix) > 0).sum()


def test_bpr_takes_only_who_liked_what(ratings: Ratings) -> None:
    matrix = A.task(ratings).train
    assert set(np.unique(Bpr(reading=Reading(liked=4.0, faint=0.4)).taken(matrix))) == {0.0, 1.0}
