"""The fit itself: weighted logistic loss and a quadratic prior, within declared directions.

The problem is strictly convex, so there is one answer and the way to it does not matter:

1. Exact gradient over all rows, by counting.
2. Curvature over all rows, or over a drawn sample of them when there are many: it only steers.
   Where the sample steers badly, all rows do from then on.
3. The quadratic step within the directions (``quadratic``).
4. Shorten the step until the loss falls enough; the loss is exact.
5. Stop when a step would win less than the tolerance.
6. The curvature that is handed on, to intervals and draws, is that of all rows.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from training.fit.block import Values
from training.fit.design import Design
from training.fit.directions import Directions
from training.fit.quadratic import QuadraticStep, Tight

Indices = NDArray[np.intp]
GOOD = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class NewtonConfig:
    """``gain`` is the least that a step must promise, in units of log loss summed over rows.

    ``sampled`` is how many rows the curvature is taken from, ``renewed`` after how many steps it
    is taken again. From the middle of ``most_steps`` on it is taken from all rows.
    """

    most_steps: int = 60
    gain: float = 1e-6
    sampled: int = 60_000
    renewed: int = 4
    seed: int = 0


@dataclass(frozen=True, eq=False, kw_only=True)
class Problem:
    """Rows with a ``start`` (what the prior alone says), ``target`` in [0, 1] and ``weight``."""

    design: Design
    start: Values
    target: Values
    weight: Values
    precision: Values
    limits: Directions


@dataclass(frozen=True, eq=False)
class Beginning:
    """Where to begin: within the limits, and which of them may be tight there."""

    parameters: Values
    tight: Tight


@dataclass(frozen=True, eq=False, kw_only=True)
class Solution:
    """``parameters`` are deviations from the prior, ``hessian`` the curvature of all rows there.

    ``tight`` are the limits that hold it back.
    """

    parameters: Values
    hessian: Values
    tight: Tight
    steps: int


class NotSettled(ArithmeticError):
    """The fit ended before it had its answer; what it has so far is no model."""


def solve(problem: Problem, config: NewtonConfig, begin: Beginning | None = None) -> Solution:
    """The least of the loss, deterministic for the same rows, config and beginning.

    Raises ``NotSettled`` when the steps run out, or get nowhere, while more was promised.
    """
    begin = begin or _cold(problem)
    parameters, tight = begin.parameters, begin.tight
    scores = problem.start + problem.design.scores(parameters)
    every = np.arange(problem.design.rows)
    steering, length, promised = _sample(problem, config), 1.0, np.inf
    for step in range(config.most_steps):
        if step == config.most_steps // 2:
            steering = every
        if step % config.renewed == 0 or length < GOOD:
            quadratic = QuadraticStep(_hessian(problem, scores, steering), problem.limits)
        gradient = _gradient(problem, scores, parameters)
        aim, tight = quadratic.solve(parameters + quadratic.newton(gradient), tight)
        direction = aim - parameters
        promised = -0.5 * float(gradient @ direction)
        if promised < config.gain:
            hessian = _hessian(problem, scores, every)
            return Solution(parameters=parameters, hessian=hessian, tight=tight, steps=step)
        moved = problem.design.scores(direction)
        length = _length(
            problem, parameters, direction, scores=scores, moved=moved, gradient=gradient
        )
        parameters, scores = parameters + length * direction, scores + length * moved
        if not length:
            steering = every
    raise NotSettled(f"A step still promises {promised:.1e} after {config.most_steps} steps.")


def _cold(problem: Problem) -> Beginning:
    return Beginning(
        np.zeros(problem.design.parameters), np.zeros(len(problem.limits.bound), dtype=np.bool_)
    )


def _sample(problem: Problem, config: NewtonConfig) -> Indices:
    count = problem.design.rows
    if count <= config.sampled:
        return np.arange(count)
    generator = np.random.default_rng(config.seed)
    return np.sort(generator.choice(count, size=config.sampled, replace=False))


def _hessian(problem: Problem, scores: Values, rows: Indices) -> Values:
    chance = expit(scores[rows])
    weight = problem.weight[rows]
    share = problem.weight.sum() / weight.sum() if len(rows) else 1.0
    information = weight * chance * (1 - chance) * share
    return problem.design.cross_sums(information, rows) + problem.precision


def _gradient(problem: Problem, scores: Values, parameters: Values) -> Values:
    residual = problem.weight * (expit(scores) - problem.target)
    return problem.design.sums(residual) + problem.precision @ parameters


def _length(
    problem: Problem,
    parameters: Values,
    direction: Values,
    *,
    scores: Values,
    moved: Values,
    gradient: Values,
) -> float:
    """How much of the step to go (Armijo's rule)."""
    before = _loss(problem, scores, parameters)
    slope = float(gradient @ direction)
    length = 1.0
    while length > 1e-6:
        after = _loss(problem, scores + length * moved, parameters + length * direction)
        if after <= before + 1e-4 * length * slope + 1e-12 * abs(before):
            return length
        length /= 2
    return 0.0


def _loss(problem: Problem, scores: Values, parameters: Values) -> float:
    lost = np.logaddexp(0, scores) - problem.target * scores
    return float(problem.weight @ lost + 0.5 * parameters @ (problem.precision @ parameters))
