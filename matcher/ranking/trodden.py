"""Trodden ways: how many people went from one step of the ladder to another, never too few."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from matcher.ranking.ladder import BANDS, Floats, Ladder, Mask, Whole

FEWEST_PEOPLE = 5
"""A way that fewer have gone is not counted: nobody shall be recognised by it."""

FEWEST_COMPARED = 10
"""Of fewer people no share is told."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class TakenPart:
    """Who took part in what: columns of one length, in any order.

    ``person`` numbers people, ``day`` is the ordinal on which it began, ``step`` a number of the
    ladder, ``band`` the person's (``ladder.bands``; as it is today, for no profile is dated).
    """

    person: Whole
    day: Whole
    step: Whole
    band: Whole

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.person)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Trodden:
    """``ways`` (BANDS, S + 1, S) are people who went from one place to a step right after it,
    ``all_ways`` (S + 1, S) the same of all bands together, ``went_on`` (S + 1,) people who took
    any step after a place; 0 where they were fewer than ``FEWEST_PEOPLE``."""

    ways: Whole
    all_ways: Whole
    went_on: Whole

    def tenths(self, place: int, step: int) -> int | None:
        """Of ten who went on from ``place``, about how many took ``step`` next: 1 to 9.

        ``None`` where too few did so, or too few went on at all. Never 0 nor 10, so that it says
        neither that nobody nor that everybody did something.
        """
        took, all_who = int(self.all_ways[place, step]), int(self.went_on[place])
        if took < FEWEST_PEOPLE or all_who < FEWEST_COMPARED:
            return None
        return min(max(round(10 * took / all_who), 1), 9)


class Strengths(NamedTuple):
    """How many people the guess before them weighs as much as, and the powers to which the
    vocabulary's guess and a step's popularity are raised in the first one."""

    place: float = 60.0
    band: float = 80.0
    vocabulary: float = 0.5
    popularity: float = 0.25


def trodden(taken: TakenPart, ladder: Ladder) -> Trodden:
    """Count the ways that people have gone.

    Steps: 1. everybody's steps in the order of their days; 2. each follows on the one before it,
    the first on the start; 3. people, not goings, are counted for each way; 4. what fewer than
    ``FEWEST_PEOPLE`` did is not there.
    """
    order = np.lexsort((taken.step, taken.day, taken.person))
    person, step, band = taken.person[order], taken.step[order], taken.band[order]
    place = np.full(len(person), ladder.start, dtype=np.int64)
    same = person[1:] == person[:-1]
    place[1:][same] = step[:-1][same]
    size = ladder.start
    one_each = np.unique(np.stack([person, band, place, step]), axis=1)
    ways = np.zeros((BANDS, size + 1, size), dtype=np.int64)
    np.add.at(ways, tuple(one_each[1:]), 1)
    left = np.unique(np.stack([person, place]), axis=1)[1]
    went_on = np.bincount(left, minlength=size + 1)
    return Trodden(ways=_enough(ways), all_ways=_enough(ways.sum(axis=0)), went_on=_enough(went_on))


def untrodden(ladder: Ladder) -> Trodden:
    """Where nobody has gone anywhere yet."""
    none = np.zeros(0, dtype=np.int64)
    return trodden(TakenPart(person=none, day=none, step=none, band=none), ladder)


def chances(ladder: Ladder, known: Trodden, strengths: Strengths | None = None) -> Floats:
    """How likely each step is the next one: shape (BANDS, S + 1, S), every row sums to 1.

    Steps: 1. the vocabulary's guess times how popular each step is (with one person more
    everywhere), each raised to a power; 2. moved by all who stood at the place; 3. moved by those
    of the same band. What nobody was seen to take, may be because it was not offered, keeps its
    share: the counts tell only among the steps that were taken. Each moving is a Dirichlet prior's
    mean (MacKay & Peto 1995, "A hierarchical Dirichlet language model", section 3), its strength
    in people.
    """
    strong = strengths or Strengths()
    taken = known.all_ways.sum(axis=0)
    seen = taken > 0
    popular = np.where(seen, taken + 1.0, 1.0)
    popular[~seen] = np.exp(np.log(popular[seen]).mean()) if seen.any() else 1.0
    guess = _shares(ladder.prior**strong.vocabulary * popular**strong.popularity)
    by_place = _moved(guess, known.all_ways[None], seen, strength=strong.place)
    return _moved(by_place, known.ways, seen, strength=strong.band)


def _moved(guess: Floats, counted: Whole, seen: Mask, *, strength: float) -> Floats:
    """Among the steps that were ever seen taken the counts tell; the others keep their share."""
    inside = guess * seen
    share = inside.sum(axis=2, keepdims=True)
    within = np.divide(inside, share, out=np.zeros_like(inside), where=share > 0)
    moved = (counted + strength * within) / (counted.sum(axis=2, keepdims=True) + strength)
    return np.where(seen, share * moved, guess)


def _shares(weights: Floats) -> Floats:
    return weights / weights.sum(axis=2, keepdims=True)


def _enough(people: Whole) -> Whole:
    return np.where(people >= FEWEST_PEOPLE, people, 0)
