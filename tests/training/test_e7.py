"""E7: the two protocols give the published figures, and the bench says what it found."""

from pathlib import Path

import numpy as np
import pytest

from training import metrics
from training.behaviour import Ease, ItemModel, Popularity
from training.benchmarks import e7
from training.benchmarks.item_tuning import Tuner
from training.benchmarks.movielens import PROTOCOLS, Protocol, Ratings, read_ratings
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


def test_ahead_means_reproduced_and_above_both_eases() -> None:
    def scored(value: float) -> e7.Scored:
        return e7.Scored(np.full(3, value), np.full(3, value))

    found = {e7.PUBLISHED: scored(0.4842), e7.TUNED: scored(0.49), e7.OURS: scored(0.5)}
    assert e7._ahead("B", found)
    assert not e7._ahead("B", found | {e7.TUNED: scored(0.51)})
    assert not e7._ahead("B", found | {e7.PUBLISHED: scored(0.47)})
