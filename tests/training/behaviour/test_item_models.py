"""Item models: closed forms solve what they say they solve, and the contract they share."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from training.behaviour import (
    Blend,
    Ease,
    ItemModel,
    ItemNeighbours,
    LeftOutFactors,
    Popularity,
    Reading,
    Served,
    UserNeighbours,
)
from training.behaviour.ease import without_diagonal
from training.behaviour.left_out import without
from training.behaviour.neighbours import nearest_only, shrunk_cosines
from training.behaviour.reading import Matrix, Sparse

MODELS: tuple[Callable[[], ItemModel], ...] = (
    Ease,
    lambda: Ease(l2=3.0, dropout=0.2, damping=0.3, activity=0.4, nonnegative=True),
    lambda: ItemNeighbours(nearest=5),
    lambda: UserNeighbours(nearest=5),
    Served,
    Popularity,
    lambda: LeftOutFactors(factors=4, l2=2.0, last_l2=1.0),
    lambda: Blend(models=(Ease(), LeftOutFactors(factors=2)), shares=(0.5, 0.5)),
)


def ratings(seed: int = 0, users: int = 40, items: int = 12) -> Sparse:
    """Two groups of users, each with a half of the items, rated 1 to 5."""
    rng = np.random.default_rng(seed)
    group = np.arange(users) % 2
    likely = np.where((np.arange(items) % 2)[None] == group[:, None], 0.7, 0.1)
    taken = rng.random((users, items)) < likely
    return csr_matrix(taken * rng.integers(1, 6, size=(users, items)))


@pytest.mark.parametrize("make", MODELS)
def test_scores_are_users_by_items_finite_and_the_same_again(
    make: Callable[[], ItemModel],
) -> None:
    matrix = ratings()
    scores = make().fit(matrix).scores(matrix)
    assert scores.shape == matrix.shape
    assert scores.dtype == np.float64
    assert np.isfinite(scores).all()
    np.testing.assert_array_equal(scores, make().fit(matrix).scores(matrix))


@pytest.mark.parametrize("make", [make for make in MODELS if make is not Popularity])
def test_what_the_own_group_takes_scores_higher(make: Callable[[], ItemModel]) -> None:
    matrix = ratings()
    scores = make().fit(matrix).scores(matrix)
    own = (np.arange(12) % 2)[None] == (np.arange(40) % 2)[:, None]
    assert scores[own].mean() > scores[~own].mean()


@pytest.mark.parametrize("make", MODELS)
def test_new_users_are_scored_by_what_they_took(make: Callable[[], ItemModel]) -> None:
    model = make().fit(ratings())
    assert model.scores(ratings(seed=1, users=3)).shape == (3, 12)


@settings(max_examples=20)
@given(st.integers(0, 1000), st.floats(0.5, 500))
def test_ease_is_the_ridge_regression_on_all_other_items(seed: int, l2: float) -> None:
    matrix = ratings(seed, users=20, items=6)
    taken: Matrix = (matrix.toarray() > 0).astype(np.float64)
    weights = Ease(l2=l2).fit(matrix).weights_
    for item in range(6):
        others = np.delete(taken, item, axis=1)
        gram = others.T @ others + l2 * np.eye(5)
        wanted = np.linalg.solve(gram, others.T @ taken[:, item])
        np.testing.assert_allclose(np.delete(weights[:, item], item), wanted, atol=1e-9)
        assert weights[item, item] == 0


def test_the_constraint_on_the_diagonal_holds_for_two_matrices_too() -> None:
    rng = np.random.default_rng(3)
    inputs, targets = rng.random((30, 5)), rng.random((30, 5))
    inverse: Matrix = np.linalg.inv(inputs.T @ inputs + np.eye(5)).astype(np.float64)
    weights = without_diagonal(inverse, inputs.T @ targets)
    for item in range(5):
        others = np.delete(inputs, item, axis=1)
        wanted = np.linalg.solve(others.T @ others + np.eye(4), others.T @ targets[:, item])
        np.testing.assert_allclose(np.delete(weights[:, item], item), wanted, atol=1e-9)


def test_dropout_is_an_l2_of_the_items_own_count() -> None:
    matrix = ratings()
    dropped = Ease(l2=1e-9, dropout=0.5).fit(matrix).weights_
    taken = (matrix.toarray() > 0).astype(np.float64)
    gram = taken.T @ taken
    inverse = np.linalg.inv(gram + np.diag(np.diag(gram)))
    np.testing.assert_allclose(dropped, without_diagonal(inverse, gram), atol=1e-6)


def test_weights_below_zero_can_be_left_out() -> None:
    assert Ease(nonnegative=True).fit(ratings()).weights_.min() >= 0


def test_damping_takes_weight_from_what_everybody_took() -> None:
    matrix = ratings()
    everybody = csr_matrix(np.hstack([np.ones((40, 1)), matrix.toarray()]))
    plain = Ease(l2=10.0).fit(everybody).weights_[0, 1:]
    damped = Ease(l2=10.0, damping=0.5).fit(everybody).weights_[0, 1:]
    assert not np.allclose(plain, damped)


def test_a_reading_tells_liked_from_met() -> None:
    values = csr_matrix([[5, 4, 2, 0]])
    reading = Reading(liked=4.0, base=0.5, slope=0.1, faint=0.25)
    np.testing.assert_allclose(reading.inputs(values), [[1.0, 0.9, 0.25, 0]])
    np.testing.assert_array_equal(reading.targets(values), [[1, 1, 0, 0]])
    graded = replace(reading, graded=True)
    np.testing.assert_allclose(graded.targets(values), [[1.0, 0.9, 0.25, 0]])


def test_a_user_without_an_item_is_who_never_took_it() -> None:
    taken = ratings().toarray() > 0
    items = np.random.default_rng(4).normal(size=(12, 3))
    sure, ridge = 2.5, items.T @ items + 4.0 * np.eye(3)
    takers = np.flatnonzero(taken[:, 7])
    less = np.where(np.arange(12) == 7, False, taken)

    def solved(known: NDArray[np.bool_]) -> Matrix:
        return np.array(
            [
                np.linalg.solve(
                    ridge + sure * items[row].T @ items[row], (1 + sure) * items[row].sum(0)
                )
                for row in known
            ]
        )

    each = np.array(
        [
            np.linalg.solve(ridge + sure * items[row].T @ items[row], items[7])
            for row in taken[takers]
        ]
    )
    found = without(solved(taken)[takers], each, items[7], np.full(len(takers), sure))
    np.testing.assert_allclose(found, solved(less)[takers], atol=1e-12)


def test_the_last_step_is_a_ridge_regression_on_users_without_the_item() -> None:
    matrix = ratings()
    model = LeftOutFactors(factors=3, l2=2.0, activity=0.0, last_l2=1.5, last_confidence=3.0)
    model.fit(matrix)
    taken = matrix.toarray() > 0
    sure, says = model.confidence, model.says_
    for item in range(3):
        weight, users = np.where(taken[:, item], 4.0, 1.0), []
        for row in np.where(np.arange(12) == item, False, taken):
            gram = says.T @ says + 2.0 * np.eye(3) + sure * says[row].T @ says[row]
            users.append(np.linalg.solve(gram, (1 + sure) * says[row].sum(0)))
        design = np.array(users)
        gram = design.T @ (design * weight[:, None]) + 1.5 * np.eye(3)
        wanted = np.linalg.solve(gram, design.T @ (weight * taken[:, item]))
        np.testing.assert_allclose(model.draws_[item], wanted, atol=1e-9)


def test_the_busiest_do_not_decide_where_items_are_learned() -> None:
    matrix = ratings()
    even, uneven = (LeftOutFactors(factors=3, activity=share).fit(matrix) for share in (0.0, 0.5))
    assert not np.allclose(even.draws_, uneven.draws_)


def test_cosines_shrink_where_little_is_shared() -> None:
    vectors = np.array([[1.0, 1, 0], [1, 1, 0], [0, 0, 1]])
    found = shrunk_cosines(vectors, 2.0)
    assert found[0, 1] == pytest.approx(2 / (2 + 2))
    assert found[0, 2] == found[0, 0] == 0


def test_who_shares_nothing_is_not_alike_where_nothing_is_shrunk() -> None:
    found = shrunk_cosines(np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]), 0.0)
    assert found.tolist() == np.zeros((3, 3)).tolist()


def test_only_the_nearest_are_kept() -> None:
    alike = np.array([[0.1, 0.5, 0.3]])
    np.testing.assert_array_equal(nearest_only(alike, 2), [[0, 0.5, 0.3]])
    np.testing.assert_array_equal(nearest_only(alike, 3), alike)


def test_a_blend_weighs_standardised_scores() -> None:
    matrix = ratings()
    alone = Blend(models=(Ease(), Popularity()), shares=(1.0, 0.0)).fit(matrix).scores(matrix)
    np.testing.assert_allclose(alone.mean(axis=1), 0, atol=1e-12)
    order = np.argsort(-alone, axis=1)
    np.testing.assert_array_equal(order, np.argsort(-Ease().fit(matrix).scores(matrix), axis=1))
