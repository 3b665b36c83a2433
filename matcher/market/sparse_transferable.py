"""Transferable utility among candidates: the equilibrium of a market too large for all its pairs.

Who is not a person's candidate is not matched with them. The kernel is made anew from the
candidates a block of people at a time and never kept, so that memory beside them is that of a block
and of one number for each person and each offer.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.market.candidates import Candidates
from matcher.market.cooling import Floats, Potentials, cooled, drop, log_roots, log_sums, masses
from matcher.market.demand import UNLIMITED, Whole
from matcher.market.transferable import TransferableConfig

_BLOCK = 4096


def transferable_among(
    candidates: Candidates,
    seats: Whole,
    config: TransferableConfig | None = None,
    *,
    block: int = _BLOCK,
) -> Potentials:
    """The equilibrium where each person has mass 1 and each offer its ``seats`` (offers,).

    An offer of ``UNLIMITED`` seats has one for everybody. An iteration is one pass over the
    candidates, ``block`` people at a time:
    1. What people are matched with follows from the offers' potentials; of each sum the largest
       exponent is taken out.
    2. No pair has then more mass than its person, so that the sums of offers, over the very same
       masses, cannot overflow at any temperature.
    3. Offers' potentials follow from those sums. It is begun in a warm market (``cooling.py``).

    Raises ``MatcherError`` (``seats_shape``, ``seats_negative``).
    """
    config = config or TransferableConfig()
    held = np.where(seats == UNLIMITED, len(candidates), seats)
    log_root = log_roots(masses(held, candidates.count))
    kernel = _Kernel(candidates, config, block)
    return cooled(
        kernel.turn,
        log_root,
        kernel.steepest(),
        tolerance=config.tolerance,
        iterations=config.iterations,
    )


def log_matches(
    candidates: Candidates, potentials: Potentials, config: TransferableConfig | None = None
) -> Floats:
    """The logarithm of each candidate's mass, minus infinity of ``NOBODY``: (people, width)."""
    config = config or TransferableConfig()
    offer = np.append(potentials.offer, -np.inf)
    found = _exponents(candidates, config) + offer[candidates.offers]
    return found + potentials.person[:, None]


@dataclass(frozen=True, eq=False, slots=True)
class _Kernel:
    """The exponents of the candidates, a block of people at a time."""

    candidates: Candidates
    config: TransferableConfig
    block: int

    def blocks(self) -> Iterator[tuple[Floats, NDArray[np.int32]]]:
        """Exponents and offers of some people at a time."""
        for part in self.candidates.blocks(self.block):
            yield _exponents(part, self.config), part.offers

    def steepest(self) -> float:
        """The largest exponent."""
        return max((float(part.max(initial=0.0)) for part, _ in self.blocks()), default=0.0)

    def turn(self, offer: Floats, scale: float) -> tuple[Floats, Floats]:
        """One iteration, as ``cooled`` asks for."""
        # One more at the end, for the place of nobody.
        held, sums = np.append(offer, -np.inf), np.zeros(len(offer) + 1)
        person = np.empty(len(self.candidates))
        start = 0
        for exponents, offers in self.blocks():
            reached = exponents * scale + held[offers]
            below = drop(log_sums(reached), np.zeros(len(reached)))
            mass = np.exp(reached - below[:, None])
            sums += np.bincount(offers.ravel() % len(sums), mass.ravel(), len(sums))
            person[start : start + len(reached)] = -below
            start += len(reached)
        with np.errstate(divide="ignore", invalid="ignore"):
            return person, np.log(sums[:-1]) - offer


def _exponents(candidates: Candidates, config: TransferableConfig) -> Floats:
    """By what both sides want together."""
    both = candidates.wants + candidates.taken
    return both * np.float64(0.5 / config.temperature)
