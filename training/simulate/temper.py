"""Tempers: types of people, who weigh the same things with shapes of their own.

Nobody is of one type alone: each person has a share of every temper, one of them mostly large.
The shapes cross: what one temper seeks leaves another cold, and a thing counts for as much as the
rest allows. So no sum of curves, one for each thing, tells what people want.
"""

import numpy as np

from training.simulate.music import Floats

TEMPERS = ("stage", "craft", "learning", "company")
_EACH = 0.15
_PULL = 4.0
# The goals that lean somebody to a temper; all the others lean to none.
_LEANINGS = {
    "perform": 0,
    "get_paid": 0,
    "record": 1,
    "release": 1,
    "write_songs": 1,
    "learn": 2,
    "work_in_music": 2,
    "find_people": 3,
    "band": 3,
    "wellbeing": 3,
    "give_back": 3,
}
# How much music, role and purpose weigh; the weights are exponents and sum to 1.
_WEIGHTS = np.array([(0.65, 0.2, 0.15), (0.1, 0.75, 0.15), (0.05, 0.15, 0.8), (0.45, 0.05, 0.5)])
_FLOOR = 0.04
# How many levels above their boldness each likes, how much it counts, and how narrowly.
_HIGHER = np.array([0.6, 0.2, 0.0, -1.6])
_COUNTS = np.array([1.0, 1.6, 2.6, 1.8])
_WIDTH = np.array([1.2, 0.9, 0.8, 1.0])
# What ten times as many seats are worth, and what ten times the way and price cost.
_CROWD = np.array([1.8, -0.5, -0.3, -2.0])
_SPARED = np.array([0.5, 0.9, 1.1, 1.6])


def leanings(goals: Floats, codes: tuple[str, ...], rng: np.random.Generator) -> Floats:
    """Shares of the tempers (n, TEMPERS) that sum to 1, by the weights of ``goals`` and chance."""
    leaning = np.zeros((len(codes), len(TEMPERS)))
    for code, temper in _LEANINGS.items():
        leaning[codes.index(code), temper] = 1.0
    drawn = rng.standard_gamma(_EACH + _PULL * (goals @ leaning) ** 2)
    return (drawn + 1e-6) / (drawn + 1e-6).sum(axis=-1, keepdims=True)


def appeal(temper: Floats, music: Floats, role: Floats, *, purpose: Floats) -> Floats:
    """A weighted geometric mean, so that what is missing is not made up for: about 0..1."""
    parts = np.log(_FLOOR + np.stack(np.broadcast_arrays(music, role, purpose), axis=-1))
    of_each: Floats = np.exp(parts @ _WEIGHTS.T)
    return _mixed(temper, of_each)


def challenge(temper: Floats, higher: Floats) -> Floats:
    """What it is worth that an offer is ``higher`` levels above what somebody dares."""
    away = (higher[..., None] - _HIGHER) / _WIDTH
    return _mixed(temper, _COUNTS * np.exp(-(np.where(away > 0, 1.6, 0.8) * away**2)))


def crowd(temper: Floats, seats: Floats) -> Floats:
    """What it is worth to be many; ``seats`` is in tens, as a logarithm, from what one likes."""
    return _mixed(temper, _CROWD * np.tanh(seats[..., None]))


def thrift(temper: Floats) -> Floats:
    """How much trouble and money count."""
    return _mixed(temper, _SPARED)


def _mixed(temper: Floats, of_each: Floats) -> Floats:
    mixed: Floats = (temper * of_each).sum(axis=-1)
    return mixed
