"""Trodden ways: how many people went from one step of the ladder to another, never too few."""

from dataclasses import dataclass

import numpy as np

from matcher.ranking.ladder import BANDS, Ladder, Whole

FEWEST_PEOPLE = 5
"""A way that fewer have gone is not counted: nobody shall be recognised by it."""

FEWEST_COMPARED = 10
"""Of fewer people no share is told."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class TakenPart:
    """Who took part in what: columns of one length n, in any order.

    ``person`` numbers people, ``day`` is the ordinal on which it began, ``step`` a number of the
    ladder, ``band`` the person's (``ladder.bands``), ``roles`` (n, any width) its codes with -1
    for none; both as they are today, for no profile is dated.
    """

    person: Whole
    day: Whole
    step: Whole
    band: Whole
    roles: Whole

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.person)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Headcount:
    """People of several groups, each counted once for every step: ``cells`` (groups, S).

    A cell of fewer than ``FEWEST_PEOPLE`` is 0. ``rest`` (groups,) are those of all such cells of
    a group together, 0 where they are too few as well: that people went other ways is known, which
    ways is not.
    """

    cells: Whole
    rest: Whole


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Trodden:
    """``ways`` counts who went from a place, S + 1 of them, to a step right after it; ``went_on``
    (S + 1,) who went to any. ``took`` (S,) are people who took a step from wherever; ``by_band``
    counts those of each band, ``by_role`` those of each role or of one that may do the same.
    Numbers below ``FEWEST_PEOPLE`` are 0 throughout."""

    ways: Headcount
    went_on: Whole
    took: Whole
    by_band: Headcount
    by_role: Headcount

    def tenths(self, place: int, step: int) -> int | None:
        """Of ten who went on from ``place``, about how many took ``step`` next: 1 to 9.

        ``None`` where too few did so, or too few went on at all. Never 0 nor 10, so that it says
        neither that nobody nor that everybody did something.
        """
        took, all_who = int(self.ways.cells[place, step]), int(self.went_on[place])
        if took < FEWEST_PEOPLE or all_who < FEWEST_COMPARED:
            return None
        return min(max(round(10 * took / all_who), 1), 9)


def trodden(taken: TakenPart, ladder: Ladder, *, least: int = FEWEST_PEOPLE) -> Trodden:
    """Count the ways that people have gone.

    Steps: 1. everybody's steps in the order of their days; 2. each follows on the one before it,
    the first on the start; 3. people, not goings, are counted for each way, and for each step by
    band and by role; 4. what fewer than ``least`` did is put together. No fewer than
    ``FEWEST_PEOPLE`` are to be counted but where it is measured what that costs.
    """
    order = np.lexsort((taken.step, taken.day, taken.person))
    person, step = taken.person[order], taken.step[order]
    place = places_before(person, step, start=ladder.start)
    size = ladder.start
    once = np.unique(np.stack([person, step]), axis=1, return_index=True)[1]
    did, by_whom = step[once], order[once]
    left = np.unique(np.stack([person, place]), axis=1)[1]
    return Trodden(
        ways=_headcount(_people(person, place, step, shape=(size + 1, size)), least),
        went_on=_enough(np.bincount(left, minlength=size + 1), least),
        took=_enough(np.bincount(did, minlength=size), least),
        by_band=_headcount(_people(person, taken.band[order], step, shape=(BANDS, size)), least),
        by_role=_headcount(_by_role(taken.roles[by_whom], did, ladder), least),
    )


def places_before(person: Whole, step: Whole, *, start: int) -> Whole:
    """The place that each of ``step`` was taken from; both are in the order of people and days."""
    place = np.full(len(person), start, dtype=np.int64)
    same = person[1:] == person[:-1]
    place[1:][same] = step[:-1][same]
    return place


def untrodden(ladder: Ladder) -> Trodden:
    """Where nobody has gone anywhere yet."""
    none = np.zeros(0, dtype=np.int64)
    nobody = TakenPart(person=none, day=none, step=none, band=none, roles=none.reshape(0, 1))
    return trodden(nobody, ladder)


def _people(person: Whole, group: Whole, step: Whole, *, shape: tuple[int, int]) -> Whole:
    """How many different people are in each cell."""
    counted = np.zeros(shape, dtype=np.int64)
    np.add.at(counted, tuple(np.unique(np.stack([person, group, step]), axis=1)[1:]), 1)
    return counted


def _by_role(roles: Whole, step: Whole, ladder: Ladder) -> Whole:
    """How many of whom, each a row that took a step, may do what each role is asked for."""
    kindred = ladder.kindred
    counted = np.zeros((len(kindred), ladder.start), dtype=np.int64)
    # The code -1, "no role", looks up the last entry.
    may = np.vstack([kindred.T, np.zeros(len(kindred), dtype=np.bool_)])
    for number in np.unique(step):
        counted[:, number] = may[roles[step == number]].any(axis=1).sum(axis=0)
    return counted


def _headcount(counted: Whole, least: int) -> Headcount:
    cells = _enough(counted, least)
    return Headcount(cells=cells, rest=_enough((counted - cells).sum(axis=1), least))


def _enough(people: Whole, least: int) -> Whole:
    return np.where(people >= least, people, 0)
