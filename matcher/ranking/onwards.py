"""Onwards: how likely each step is the next one, from where one stands, as who one is."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from matcher.ranking.ladder import Floats, Ladder, Mask, Whole
from matcher.ranking.trodden import Headcount, Trodden


class Strengths(NamedTuple):
    """How many people the guess before them weighs as much as, for a place, a band, a role, and
    for what nobody was seen to take; and the powers to which the vocabulary's guess and a step's
    popularity are raised in the first guess."""

    place: float = 20.0
    band: float = 50.0
    role: float = 50.0
    unseen: float = 300.0
    vocabulary: float = 0.25
    popularity: float = 0.5


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Onwards:
    """``places`` (BANDS, S + 1, S) are shares; ``bands`` (BANDS, S) and ``roles`` (roles + 1, S)
    how much likelier than in general a step is, as logarithms, 0 in the last for "no role";
    ``seen`` (S,) are steps that were taken at all."""

    places: Floats
    bands: Floats
    roles: Floats
    seen: Mask

    def chances(self, place: Whole, band: Whole, roles: Whole) -> Floats:
        """How likely each step is for n people: (n, S), every row sums to 1.

        ``place`` and ``band`` are (n,), ``roles`` (n, any width) codes with -1 for none; who has
        several is likened to the mean of them.
        """
        shares = self.places[band, place]
        lift = np.exp(self.bands[band] + self._of_roles(roles))
        lifted = np.where(self.seen, shares * lift, 0)
        inside = np.where(self.seen, shares, 0).sum(axis=1, keepdims=True)
        whole = lifted.sum(axis=1, keepdims=True)
        scale = np.divide(inside, whole, out=np.zeros_like(inside), where=whole > 0)
        return np.where(self.seen, lifted * scale, shares)

    def role_lift(self, role: int, step: int) -> float:
        """How many times as likely as for people in general a step is for those of a role."""
        return float(np.exp(self.roles[role, step]))

    def _of_roles(self, roles: Whole) -> Floats:
        """The mean over each row; by columns, so that memory stays at (n, S)."""
        summed = np.zeros((len(roles), self.roles.shape[1]))
        for column in roles.T:
            summed += self.roles[column]
        count = (roles >= 0).sum(axis=1, keepdims=True)
        mean: Floats = summed / np.maximum(count, 1)
        return mean


def onwards(ladder: Ladder, known: Trodden, strengths: Strengths | None = None) -> Onwards:
    """How likely each step is the next one, from the vocabulary and from what people did.

    Steps: 1. the vocabulary's guess times how popular each step is (with one person more
    everywhere), each raised to a power; 2. moved by all who stood at the place, as a Dirichlet
    prior's mean (MacKay & Peto 1995, "A hierarchical Dirichlet language model", section 3), its
    strength in people; those whose ways were too few to be told are spread over such ways by the
    guess, for left out they would make the others look like all there is; 3. what nobody was seen
    to take may never have been offered: it keeps its share while few people are known, and loses
    it as they become many; 4. how far those of a band and of a role differ from all, shrunk in the
    same way, is kept apart and multiplied on: so few people are counted for a place, a band and a
    role at once that hardly any would be left.
    """
    strong = strengths or Strengths()
    seen, everybody = known.took > 0, int(known.took.sum())
    popular = np.where(seen, known.took + 1.0, 1.0)
    popular[~seen] = np.exp(np.log(popular[seen]).mean()) if seen.any() else 1.0
    guess = _shares(ladder.prior**strong.vocabulary * popular**strong.popularity)
    moved = _moved(guess, known.ways, seen, strength=strong.place)
    kept = np.where(seen, 1.0, strong.unseen / (strong.unseen + everybody))
    general = np.where(seen, known.took, 0) / max(everybody, 1)
    roles = _lifts(known.by_role, general, strength=strong.role)
    return Onwards(
        places=_shares(moved * kept) if everybody else guess,
        bands=_lifts(known.by_band, general, strength=strong.band),
        roles=np.vstack([roles, np.zeros_like(general)]),
        seen=seen,
    )


def _moved(guess: Floats, counted: Headcount, seen: Mask, *, strength: float) -> Floats:
    """Among the steps that were ever seen taken the counts tell; the others keep their share."""
    inside = guess * seen
    share = inside.sum(axis=2, keepdims=True)
    within = np.divide(inside, share, out=np.zeros_like(inside), where=share > 0)
    return np.where(seen, share * _mean(counted, within, strength), guess)


def _lifts(counted: Headcount, general: Floats, *, strength: float) -> Floats:
    """The logarithm of how much likelier than for all a step is for each of several groups."""
    shares = _mean(counted, general, strength)
    times = np.divide(shares, general, out=np.ones_like(shares), where=general > 0)
    lifts: Floats = np.log(times)
    return lifts


def _mean(counted: Headcount, guess: Floats, strength: float) -> Floats:
    """The Dirichlet mean of shares of S steps, which nobody is counted for where ``guess`` is 0."""
    untold = np.where(counted.cells > 0, 0, guess)
    room = untold.sum(axis=-1, keepdims=True)
    spread = np.divide(untold, room, out=np.zeros_like(untold), where=room > 0)
    people = counted.cells + counted.rest[:, None] * spread
    whole = people.sum(axis=-1, keepdims=True) + strength
    mean: Floats = (people + strength * guess) / whole
    return mean


def _shares(weights: Floats) -> Floats:
    return weights / weights.sum(axis=2, keepdims=True)
