"""Transferable utility matching: the equilibrium of Choo & Siow, by proportional fitting.

Choo & Siow (Journal of Political Economy 2006); as a ranking, Tomita et al. (RecSys 2023); the
iteration is that of Galichon & Salanié (Review of Economic Studies 2022, section 4).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.domain import MatcherError, Problem
from matcher.market.cooling import Floats, cooled, drop, log_roots, log_sums, masses
from matcher.market.two_sided import Market

Reals = NDArray[np.floating[Any]]

# As a share of the largest exponent: a kernel, summed and squared, still fits a float.
_STEEPEST = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferableConfig:
    """``temperature`` is the beta of the taste shocks, in units of probability.

    Iteration ends when no logarithm of a potential moves by more than ``tolerance``.
    """

    temperature: float = 1.0
    tolerance: float = 1e-9
    iterations: int = 1000

    def __post_init__(self) -> None:
        if not (0 < self.temperature < np.inf and self.tolerance > 0 and self.iterations > 0):
            raise MatcherError(Problem("transferable_config"))


@dataclass(frozen=True, slots=True)
class Transferable:
    """``log_matches`` (people, offers): the logarithm of each pair's mass, a score to rank by.

    ``moved`` is how far the last iteration still moved a potential; ``converged`` says whether
    that was within the tolerance.
    """

    log_matches: Floats
    iterations: int
    moved: float
    converged: bool


def transferable(
    market: Market,
    config: TransferableConfig | None = None,
    *,
    seats: NDArray[np.integer] | None = None,
) -> Transferable:
    """The equilibrium where each person has mass 1 and each offer its ``seats`` (offers,), or 1.

    1. The kernel of a pair is exp((wants + takes) / (2 * temperature)).
    2. With A the root of each person's unmatched mass, and B of each offer's, a pair's mass is
       kernel * A * B, and A solves A² + 2sA = mass with s = kernel · B / 2: so that
       A = mass / (√(mass + s²) + s), which loses no digits when s is large.
    3. The same for B, and again until neither moves.

    Where the temperature is so small that the kernel would overflow, sums are of logarithms, and
    it is cooled down to (``cooling.py``). Raises ``MatcherError`` (``seats_shape``,
    ``seats_negative``).
    """
    config = config or TransferableConfig()
    log_kernel = (market.wants + market.takes.T) / (2.0 * config.temperature)
    mass = np.ones(market.offers) if seats is None else masses(seats, market.offers)
    if float(log_kernel.max()) > _STEEPEST * np.log(np.finfo(np.float64).max):
        return _cold(log_kernel, mass, config)
    moved, done = fit(log_kernel, mass, config)
    return Transferable(log_kernel, done, moved, converged=moved <= config.tolerance)


def fit(log_kernel: Reals, mass: Reals, config: TransferableConfig) -> tuple[float, int]:
    """Make a kernel (people, offers) that of the equilibrium, in place and in its own precision.

    ``mass`` (offers,) has the same precision. Two products with a vector an iteration; the answer
    is how far the last of them moved, and how many there were.
    """
    tiny = np.finfo(log_kernel.dtype).tiny
    kernel, offer = np.exp(log_kernel), np.sqrt(mass)
    moved, done = np.inf, 0
    while done < config.iterations and moved > config.tolerance:
        half = kernel @ offer / 2.0
        person = 1.0 / (np.sqrt(1.0 + half * half) + half)
        half = person @ kernel / 2.0
        then = mass / (np.sqrt(mass + half * half) + half)
        moved, offer = float((np.abs(then - offer) / np.maximum(then, tiny)).max()), then
        done += 1
    with np.errstate(divide="ignore"):
        log_kernel += np.log(person)[:, None]
        log_kernel += np.log(offer)
    return moved, done


def _cold(log_kernel: Floats, mass: Floats, config: TransferableConfig) -> Transferable:
    """The same with logarithms: of each sum the largest exponent is taken out."""
    nothing = np.zeros(len(log_kernel))

    def turn(offer: Floats, scale: float) -> tuple[Floats, Floats]:
        scaled = log_kernel * scale
        person = -drop(log_sums(scaled + offer), nothing)
        return person, log_sums(scaled.T + person)

    found = cooled(
        turn,
        log_roots(mass),
        float(log_kernel.max()),
        tolerance=config.tolerance,
        iterations=config.iterations,
    )
    return Transferable(
        log_kernel + found.person[:, None] + found.offer,
        found.iterations,
        found.moved,
        converged=found.converged,
    )
