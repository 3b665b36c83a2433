"""Tests of the hybrid factorisation: what it learns from, and that its penalty acts."""

import numpy as np
from scipy.sparse import csr_matrix

from training.benchmarks.cold_tuning import PENALTIES
from training.benchmarks.hybrid import Choices, Hybrid, HybridOptions, Profiles


def _identities(rows: int) -> Profiles:
    one = csr_matrix(np.eye(rows))
    return Profiles(people=one, items=one)


def test_the_hybrid_learns_who_likes_what() -> None:
    """Two kinds of people, two kinds of offers; identities alone tell which."""
    rng = np.random.default_rng(1)
    person, item = rng.integers(0, 20, 4000), rng.integers(0, 20, 4000)
    target = ((person < 10) == (item < 10)).astype(np.float64)
    choices = Choices(person=person, item=item, target=target, weight=np.ones(4000))
    options = HybridOptions(l2=0.0, dimensions=4, batch=256, epochs=40)
    model = Hybrid(options=options, seed=2).fit(choices, _identities(20))
    scores = model.scores(person, item, profiles=_identities(20))
    assert scores[target == 1].min() > scores[target == 0].max()


def test_the_hybrid_weighs_rows() -> None:
    """Both items were chosen in every other row; of one it is the choices that weigh."""
    item = np.arange(400) % 2
    target = (np.arange(400) // 2 % 2).astype(np.float64)
    weight = np.where((item == 1) == (target == 1), 8.0, 1.0)
    choices = Choices(person=np.zeros(400, dtype=np.intp), item=item, target=target, weight=weight)
    model = Hybrid(options=HybridOptions(l2=0.0, batch=64), seed=1).fit(choices, _identities(2))
    ones = np.arange(2)
    cold, warm = model.scores(np.zeros(2, dtype=np.intp), ones, profiles=_identities(2))
    assert warm > cold + 1


def test_the_penalty_shrinks_what_is_seldom_seen() -> None:
    """The vector of who is in no row at all is smaller with each penalty that is tried."""
    rows = np.arange(600) % 6
    choices = Choices(
        person=rows, item=rows[::-1], target=(rows > 2).astype(np.float64), weight=np.ones(600)
    )
    sizes = [
        float(
            np.abs(
                Hybrid(options=HybridOptions(l2=l2, batch=64), seed=1)
                .fit(choices, _identities(7))
                .people_[-1]
            ).max()
        )
        for l2 in PENALTIES
    ]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > 1.5 * sizes[-1]


def test_an_epoch_at_a_time_learns_the_same() -> None:
    rows = np.arange(600) % 6
    choices = Choices(
        person=rows, item=rows[::-1], target=(rows > 2).astype(np.float64), weight=np.ones(600)
    )
    stepped = Hybrid(options=HybridOptions(epochs=9), seed=1)
    steps = stepped.learning(choices, _identities(6))
    assert [next(steps), next(steps)] == [1, 2]
    whole = Hybrid(options=HybridOptions(epochs=2), seed=1).fit(choices, _identities(6))
    np.testing.assert_array_equal(stepped.people_, whole.people_)
