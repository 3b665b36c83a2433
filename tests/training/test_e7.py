"""E7: the two protocols give the published figures, and the bench says what it found."""

from collections.abc import Callable, Sequence
from io import StringIO
from operator import attrgetter
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
from rich.console import Console
from scipy.sparse import csr_matrix

from training import metrics
from training.behaviour import (
    Ease,
    ItemModel,
    LeftOutFactors,
    Popularity,
    Reading,
    Served,
)
from training.behaviour.closed_form import ClosedForm
from training.behaviour.reading import Matrix
from training.benchmarks import e7
from training.benchmarks import item_contenders as contenders
from training.benchmarks.item_peers import Bpr, ImplicitAls
from training.benchmarks.item_tuning import Tuner, at_edge
from training.benchmarks.movielens import PROTOCOLS, Protocol, Ratings, Task, read_ratings
from training.benchmarks.result import DataAbsent

A, B = PROTOCOLS


@pytest.fixture(scope="module")
def ratings(shared: Path) -> Ratings:
    return read_ratings(shared / "data")


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_the_published_ease_is_reproduced(protocol: Protocol, ratings: Ratings) -> None:
    task = protocol.task(ratings)
    found = metrics.mean(task.ndcg(contenders.PUBLISHED_EASE[protocol.name].fit(task.train)))
    published = e7.PUBLISHED_FIGURES[protocol.name][contenders.PUBLISHED]
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


class Planted(Tuner):
    """A model is worth what ``value`` says; nothing is fitted."""

    value: Callable[[ItemModel], float]

    def worth(self, model: ItemModel) -> float:
        named = repr(model)
        if named not in self._known:
            self._known[named] = self.value(model)
            self._count()
        return self._known[named]

    def _mean(self, scores: Sequence[Matrix]) -> float:
        return float(len(scores))


def _all_at(value: float) -> dict[str, e7.Scored]:
    """Every peer as good as ``value``, EASE as published, ours a little above them."""
    peers = {peer: _scored(value) for peer in contenders.PEERS}
    published = e7.PUBLISHED_FIGURES["B"][contenders.PUBLISHED]
    return peers | {contenders.PUBLISHED: _scored(published), contenders.OURS: _scored(0.5)}


def _scored(value: float) -> e7.Scored:
    return e7.Scored(np.full(3, value), np.full(3, value))


def _is_ahead(found: dict[str, e7.Scored]) -> bool:
    return e7._ahead("B", found, np.random.default_rng(0))


def test_ahead_means_reproduced_and_above_every_peer() -> None:
    assert _is_ahead(_all_at(0.49))


@pytest.mark.parametrize(
    "peer", [peer for peer in contenders.PEERS if peer != contenders.PUBLISHED]
)
def test_one_peer_above_ours_is_not_ahead(peer: str) -> None:
    assert not _is_ahead(_all_at(0.49) | {peer: _scored(0.51)})


def test_without_the_published_figure_nothing_is_ahead() -> None:
    assert not _is_ahead(_all_at(0.4) | {contenders.PUBLISHED: _scored(0.47)})


@pytest.mark.parametrize("ease", [contenders.PUBLISHED, contenders.TUNED])
def test_a_lead_on_ease_that_may_be_chance_is_none(ease: str) -> None:
    mean = e7.PUBLISHED_FIGURES["B"][contenders.PUBLISHED]
    wide = e7.Scored(mean + np.array([0.3, -0.3, 0.0]), np.zeros(3))
    assert not _is_ahead(_all_at(0.49) | {ease: wide})


@pytest.mark.parametrize(
    ("values", "standing"),
    [([0.4, 0.4, 0.4], "ahead"), ([0.2, 0.7, 0.5], "tied"), ([0.6, 0.6, 0.6], "behind")],
)
def test_a_peer_is_tied_where_the_interval_of_the_difference_holds_0(
    values: list[float], standing: str
) -> None:
    found = _all_at(0.4) | {contenders.ALS: e7.Scored(np.array(values), np.zeros(3))}
    assert e7._standing(found, contenders.ALS, np.random.default_rng(0)) == standing


def test_the_table_and_the_figures_say_tied_and_where_more_may_lie() -> None:
    found = _all_at(0.4) | {
        contenders.ALS: e7.Scored(np.array([0.2, 0.7, 0.5]), np.zeros(3)),
        contenders.AS_SERVED: _scored(0.3),
    }
    tuned = e7.Tuned(
        models={},
        validation=dict.fromkeys(found, 0.25),
        tried={contenders.ALS: 7},
        edges={contenders.ALS: ["ImplicitAls.factors = 192"]},
    )
    console = Console(width=200, record=True, file=StringIO())
    console.print(e7._table("B", found, tuned, np.random.default_rng(0)), e7._effort(tuned))
    told = console.export_text()
    assert told.count("tied") == 1
    assert "ImplicitAls.factors = 192" in told
    figures = e7._figures("B", found, np.random.default_rng(0))
    stands = figures["ours_stands"]
    assert isinstance(stands, dict)
    assert stands[contenders.ALS] == "tied"


BEST_KNOWN_ALS = {
    "A": ImplicitAls(
        factors=128, regularisation=50.0, confidence=10.0, reading=contenders.READINGS["A"][0]
    ),
    "B": ImplicitAls(
        factors=128, regularisation=50.0, confidence=7.0, reading=contenders.READINGS["B"][2]
    ),
}


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_the_best_known_als_lies_within_its_grid(protocol: Protocol) -> None:
    """Left to climb towards it, the tuner gets there: no handicap is built into the grid."""
    wanted = BEST_KNOWN_ALS[protocol.name]
    fields = ("factors", "regularisation", "confidence", "reading")
    tuner = Planted([], lambda: None)
    tuner.value = lambda model: sum(getattr(model, one) == getattr(wanted, one) for one in fields)
    assert contenders.als(protocol.name, tuner) == wanted
    assert tuner.edges == []


def test_als_is_tried_no_less_than_ours_in_all() -> None:
    """Whatever is best where: worth is drawn by chance from what the model is called."""
    for name in ("A", "B"):
        als, ours, shares = (Planted([], lambda: None) for _ in range(3))
        for tuner in (als, ours):
            tuner.value = lambda model: crc32(repr(model).encode())
        contenders.als(name, als)
        contenders.ours(name, ours, shares=shares)
        assert als.tried >= ours.tried + shares.tried


def _ridge(model: ItemModel) -> float:
    assert isinstance(model, Ease)
    return -abs(model.l2 + 50 - 1000 * model.damping) + 0.1 * model.l2 + 50 * model.damping


def test_a_second_round_finds_what_two_settings_only_do_together() -> None:
    """Worth lies along a slope on which neither setting gets to the top alone."""
    for rounds, top in ((1, 200.0), (2, 300.0)):
        tuner = Planted([], lambda: None)
        tuner.value = _ridge
        grid = {"l2": (100.0, 200.0, 300.0), "damping": (0.1, 0.2, 0.3)}
        assert tuner.climbed(Ease(l2=100.0, damping=0.2), grid, rounds=rounds).l2 == top


def test_what_is_best_at_the_end_of_a_line_is_told() -> None:
    tuner = Planted([], lambda: None)
    tuner.value = attrgetter("l2")
    tuner.climbed(Ease(), {"l2": (100.0, 200.0), "damping": (0.0, 0.1)})
    assert tuner.edges == ["Ease.l2 = 200"]
    assert [at_edge(value, (0.0, 1.0, 2.0)) for value in (0.0, 1.0, 2.0)] == [False, False, True]


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_als_well_set_is_above_the_published_ease(protocol: Protocol, ratings: Ratings) -> None:
    """On a validation split, so that the test part stays unseen until the bench."""
    [fold] = protocol.validation(ratings, 1)
    als, ease = BEST_KNOWN_ALS[protocol.name], contenders.PUBLISHED_EASE[protocol.name]
    values = [metrics.mean(fold.ndcg(model.fit(fold.train))) for model in (als, ease)]
    assert values[0] > values[1]


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_leaving_out_what_is_told_is_better_than_the_factors_it_starts_from(
    protocol: Protocol, ratings: Ratings
) -> None:
    [fold] = protocol.validation(ratings, 1)
    model = LeftOutFactors(rounds=2, reading=contenders.READINGS[protocol.name][0])
    left_out = metrics.mean(fold.ndcg(model.fit(fold.train)))
    model.draws_ = model.says_
    assert left_out > metrics.mean(fold.ndcg(model))


def test_all_are_tuned_on_the_same_splits_and_readings() -> None:
    for protocol in PROTOCOLS:
        found = contenders.readings(protocol.name)
        wanted = contenders.READINGS[protocol.name], contenders.PLAIN[protocol.name]
        assert set(found) >= {*wanted[0], *wanted[1]}
        assert len(set(found)) == len(found)


def groups() -> Task:
    """Two groups of users, each with items of its own; what is tested is more of the same."""
    rng = np.random.default_rng(2)
    likely = np.where(np.arange(40)[:, None] % 2 == np.arange(10) % 2, 0.8, 0.05)
    train, test = (csr_matrix(rng.random((40, 10)) < likely, dtype=np.float64) for _ in range(2))
    return Task(train=train, test=test, liked=1.0, known_only=False)


def test_what_serves_is_tuned_as_served_and_asked_for_nothing() -> None:
    fold = groups()
    tuner = Tuner([fold], lambda: None)
    served = contenders.served("B", tuner)
    assert isinstance(served, Served)
    assert (served.directions, served.fewest) == (ClosedForm().directions, ClosedForm().fewest)
    assert tuner.worth(served) > tuner.worth(Popularity())
    assert contenders.AS_SERVED not in contenders.PEERS


def test_how_sure_als_is_depends_on_the_reading(ratings: Ratings) -> None:
    matrix = A.task(ratings).train
    faint, plain = (ImplicitAls(reading=Reading(liked=4.0, faint=faint)) for faint in (0.2, 0.0))
    assert (faint.taken(matrix) > 0).sum() > (plain.taken(matrix) > 0).sum()


def test_bpr_takes_only_who_liked_what(ratings: Ratings) -> None:
    matrix = A.task(ratings).train
    assert set(np.unique(Bpr(reading=Reading(liked=4.0, faint=0.4)).taken(matrix))) == {0.0, 1.0}
