"""The closed form: it is what its sums say, holds nothing of few people, and is the same again."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from training.behaviour import BehaviourConfig, Reading, Served
from training.behaviour.closed_form import (
    Choices,
    ClosedForm,
    _decomposed,
    _ridged,
    choices_of,
    shared,
)
from training.behaviour.reading import Matrix

FORM = ClosedForm()


def choices(seed: int = 0, *, people: int = 60, tokens: int = 6, count: int = 400) -> Choices:
    """Choices drawn at random, each of one token or two, some of them of no weight."""
    rng = np.random.default_rng(seed)
    means = np.zeros((count, tokens))
    for column in (rng.integers(tokens, size=count), rng.integers(tokens, size=count)):
        means[np.arange(count), column] += 0.5
    weight = rng.choice([0.0, 0.5, 1.0, 1.5], size=count)
    return choices_of(csr_matrix(means), weight, rng.integers(people, size=count), people=people)


def one_by_one(made: Choices) -> tuple[Matrix, Matrix]:
    """The Gram matrix and the products, a choice after the other as the docstring has them."""
    means, tokens = made.means.toarray(), made.means.shape[1]
    gram, products = np.zeros((2, tokens, tokens))
    for n, (weight, talent) in enumerate(zip(made.weight, made.talent, strict=True)):
        if weight > 0:
            own = made.talent == talent
            rest = made.weight[own] @ means[own] - weight * means[n]
            share = weight * made.weight[own].sum() ** -FORM.activity
            gram += share * np.outer(rest, rest)
            products += share * np.outer(rest, means[n] - made.usual)
    return gram, products


def test_leaving_one_out_in_closed_form_is_leaving_one_out() -> None:
    made = choices()
    every = np.ones((6, 6), dtype=np.bool_)
    gram, products = one_by_one(made)
    ridge = FORM.l2 * np.diag(gram).mean() * np.eye(6)
    weights = FORM._weights(made, beside=every, together=every)
    np.testing.assert_allclose(weights, np.linalg.solve(gram + ridge, products), atol=1e-12)


def test_people_who_stand_behind_two_tokens_are_counted() -> None:
    made = choices(people=150)
    beside, apart = np.zeros((2, 6, 6), dtype=np.int64)
    for talent in range(150):
        chosen = np.flatnonzero((made.talent == talent) & (made.weight > 0))
        sets = [set(made.means[n].indices.tolist()) for n in chosen]
        rests = [set().union(*sets[:n], *sets[n + 1 :]) for n in range(len(sets))]
        for one, other in np.ndindex(6, 6):
            beside[one, other] += any({one, other} <= rest for rest in rests)
            pairs = zip(sets, rests, strict=True)
            apart[one, other] += any(one in chosen and other in rest for chosen, rest in pairs)
    for found, expected in zip(shared(made), (beside, apart), strict=True):
        np.testing.assert_array_equal(found, expected)


@given(seed=st.integers(0, 10_000), told=st.floats(0, 1))
@settings(max_examples=30, deadline=None)
def test_what_is_left_out_of_it_keeps_the_matrix_positive(seed: int, told: float) -> None:
    rng = np.random.default_rng(seed)
    rows = rng.random((4, 9)) ** 3
    kept = rng.random((9, 9)) < told
    ridged = _ridged(rows.T @ rows, kept & kept.T, l2=0.01)
    assert np.linalg.eigvalsh(ridged)[0] > 0


def lowered(tokens: int, seed: int = 3) -> NDArray[np.float64]:
    """A matrix whose foremost directions stand out."""
    rng = np.random.default_rng(seed)
    left, right = (np.linalg.qr(rng.standard_normal((tokens, tokens)))[0] for _ in range(2))
    return np.asarray(left * 0.9 ** np.arange(tokens) @ right.T)


@pytest.mark.parametrize("tokens", [20, 120])
def test_few_directions_are_the_foremost_of_all(tokens: int) -> None:
    matrix = lowered(tokens)
    left, values, right = _decomposed(matrix, 5)
    whole = np.linalg.svd(matrix)
    np.testing.assert_allclose(values, whole[1][:5])
    cut = whole[0][:, :5] * whole[1][:5] @ whole[2][:5]
    np.testing.assert_allclose(left * values @ right.T, cut, atol=1e-9)


def test_many_tokens_give_the_same_vectors_again() -> None:
    made = choices(people=200, tokens=110, count=20_000)
    once, again = FORM.learn(made), FORM.learn(choices(people=200, tokens=110, count=20_000))
    assert once.says.shape == (110, FORM.directions)
    np.testing.assert_array_equal(once.says, again.says)
    np.testing.assert_array_equal(once.draws, again.draws)


def test_the_largest_cell_of_each_direction_is_positive() -> None:
    made = choices(people=200, tokens=110, count=20_000)
    weighed = FORM.learn(made).says * np.sqrt(made.usual)[:, None]
    assert (weighed[np.abs(weighed).argmax(axis=0), np.arange(FORM.directions)] > 0).all()


def test_who_chose_once_shows_nothing_that_goes_together() -> None:
    means = csr_matrix(np.ones((20, 1)))
    learned = FORM.learn(choices_of(means, np.ones(20), np.arange(20), people=20))
    assert learned.says.shape == learned.draws.shape == (1, 0)


def test_what_is_measured_on_films_is_what_serves() -> None:
    config = BehaviourConfig()
    rng = np.random.default_rng(1)
    matrix = csr_matrix(rng.random((60, 8)) < 0.4, dtype=np.float64)
    rows = matrix.tocoo()
    means = csr_matrix(np.eye(8))[rows.col]
    served = config.learn(choices_of(means, rows.data, rows.row.astype(np.intp), people=60))
    model = Served(reading=Reading()).fit(matrix)
    np.testing.assert_allclose(
        model.scores(matrix), matrix.toarray() @ served.says @ served.draws.T, atol=1e-12
    )
