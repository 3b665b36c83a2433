"""The record of a simulated year: who was shown what, and what came of it, by week."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from matcher.domain import Direction, EventKind
from training.simulate import World
from training.simulate.attention import examination
from training.simulate.profiles import offer_id, talent_id

Values = NDArray[np.float64]
Rows = NDArray[np.intp]

_WEEK = 7 * 86_400_000_000


@dataclass(frozen=True, eq=False)
class Places:
    """Places of people's lists: week, person, offer, and how often such a place is looked at."""

    week: Rows
    person: Rows
    offer: Rows
    weight: Values


@dataclass(frozen=True, eq=False, kw_only=True)
class Record:
    """Of real people; what accounts that a poisoning made up saw and did is not in it.

    ``places`` are those of all lists; persons are columns of what is told of people.
    ``exposure`` and ``present``, (weeks, offers): how often each is looked at by the known curve,
    and whether one could apply for it in the week. ``looked`` and ``few``, (weeks, people): how
    much each person is shown, and how much of it where few girls are. ``accepted`` and
    ``attended``, (weeks, people), are counts; an invitation that was accepted counts as well.
    ``organisation`` is the offers' row, ``girl`` what the audit knows of the people.
    """

    places: Places
    exposure: Values
    present: NDArray[np.bool_]
    looked: Values
    few: Values
    accepted: Values
    attended: Values
    organisation: Rows
    girl: NDArray[np.bool_]


def recorded(world: World) -> Record:
    """All that ``world`` has lived through."""
    weeks, people, offers = world.week, world.people, world.offers
    real = np.setdiff1d(np.arange(len(people)), world.puppets)
    log = world.log()
    seen = _places(world, log.impressions, real)
    size = weeks, len(real)
    first = world.config.start.toordinal() + 7 * np.arange(weeks)[:, None]
    return Record(
        places=seen,
        exposure=_sum(seen.week, seen.offer, seen.weight, shape=(weeks, len(offers))),
        present=(offers.published < first + 7) & (offers.deadline > first),
        looked=_sum(seen.week, seen.person, seen.weight, shape=size),
        few=_sum(seen.week, seen.person, seen.weight * offers.few_girls[seen.offer], shape=size),
        accepted=_done(world, log.events, EventKind.ACCEPT)[:, real],
        attended=_done(world, log.events, EventKind.ATTEND)[:, real],
        organisation=offers.organisation.astype(np.intp),
        girl=people.girl[real].astype(np.bool_),
    )


def _places(world: World, shown: pa.Table, real: Rows) -> Places:
    """All that stood in lists of the people in the rows ``real``."""
    of_talents = pc.equal(shown["direction"].cast(pa.string()), Direction.OFFERS_FOR_TALENT.value)
    listed = shown.filter(pc.and_(of_talents, pc.greater(shown["position"], 0)))
    person = _rows(listed["talent"], [talent_id(int(row)) for row in real])
    offer = _rows(listed["offer"], [offer_id(row) for row in range(len(world.offers))])
    weight = examination(listed["position"].to_numpy(), world.config.attention)
    keep = person >= 0
    return Places(_weeks(world, listed)[keep], person[keep], offer[keep], weight[keep])


def _done(world: World, events: pa.Table, kind: EventKind) -> Values:
    """How often something was done about each person in each week, (weeks, people)."""
    chosen = events.filter(pc.equal(events["kind"].cast(pa.string()), kind.value))
    talent = _rows(chosen["talent"], [talent_id(row) for row in range(len(world.people))])
    shape = world.week, len(world.people)
    return _sum(_weeks(world, chosen), talent, np.ones(len(talent)), shape=shape)


def _weeks(world: World, table: pa.Table) -> Rows:
    start = np.datetime64(world.config.start, "us").astype(np.int64)
    past = table["at"].cast(pa.int64()).to_numpy() - start
    return np.clip(past // _WEEK, 0, world.week - 1).astype(np.intp)


def _rows(ids: pa.ChunkedArray, known: list[Any]) -> Rows:
    places = pc.index_in(ids.cast(pa.string()), value_set=pa.array(known, type=pa.string()))
    return np.asarray(pc.fill_null(places, -1).to_numpy(), dtype=np.intp)


def _sum(row: Rows, column: Rows, weight: Values, *, shape: tuple[int, int]) -> Values:
    total = np.zeros(shape)
    np.add.at(total, (row, column), weight)
    return total
