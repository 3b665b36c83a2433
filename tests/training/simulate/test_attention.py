"""Tests of attention and reaction."""

import numpy as np

from training.simulate.attention import Deed, examination, looked, react
from training.simulate.config import Attention


def test_the_known_curve_is_the_mean_of_everybodys() -> None:
    rng = np.random.default_rng(1)
    attention = Attention()
    impatience = rng.gamma(attention.shape, attention.mean / attention.shape, 200_000)
    for position in (1, 3, 10, 30):
        seen = looked(np.full(200_000, position), impatience, rng)
        known = examination(np.array([position]), attention)[0]
        assert abs(seen.mean() - known) < 0.005


def test_the_first_place_is_always_looked_at() -> None:
    assert examination(np.array([1]), Attention())[0] == 1.0


def test_what_was_not_seen_is_not_acted_on() -> None:
    acts, seen = np.full(1000, 0.9), np.zeros(1000, dtype=np.bool_)
    reactions = react(acts, seen, np.random.default_rng(1))
    assert not reactions.deed.any()
    assert not reactions.hidden.any()


def test_who_wants_more_applies_more() -> None:
    seen = np.ones(5000, dtype=np.bool_)
    little = react(np.full(5000, 0.1), seen, np.random.default_rng(1)).deed
    much = react(np.full(5000, 0.8), seen, np.random.default_rng(1)).deed
    assert (much == Deed.APPLIED).mean() > 4 * (little == Deed.APPLIED).mean()
    assert (much >= little).all()
