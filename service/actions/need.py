"""Need: what people want next and where, beside the open offers, as columns to be counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy import Engine

from matcher.domain import Audience
from matcher.features import open_offers
from matcher.features.columns import Array, Columns
from matcher.ranking import Ladder, Map, Standing, next_steps, standing
from matcher.vocabulary import load
from service.actions.resources import Resources
from service.reports.by import By
from service.reports.gaps import Axes, Mentions, Supply
from service.store import taken_part
from service.store.engine import reading

_CHUNK = 20_000
_SERVES = 0.5


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class People:
    """What of the snapshot's talents is counted, copied: it may change while we count."""

    row_of: Mapping[str, int]
    place: Array
    counted: Array
    ranked: Array
    level: Array
    goals: Array
    terms: Mapping[By, Array]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class OpenOffers:
    """What is open now, in the same way; ``serves`` (n, goals), ``terms`` padded codes."""

    place: Array
    step: Array
    rung: Array
    remote: Array
    seats: Array
    unlimited: Array
    serves: Array
    terms: Mapping[By, Array]


def people_of(resources: Resources, municipalities: tuple[str, ...]) -> People:
    """What of all talents is counted, as it is now."""
    columns = resources.live.snapshot.talents
    return People(
        row_of=dict(columns.row_of),
        place=_places(columns["municipality"], municipalities),
        counted=columns["live"] & ~columns["paused"],
        ranked=columns["profiling"].copy(),
        level=columns["level"].copy(),
        goals=columns["goals"].copy(),
        terms={By.ROLE: columns["roles"].copy(), By.GENRE: columns["genres"].copy()},
    )


def offers_of(
    resources: Resources, municipalities: tuple[str, ...], ladder: Ladder, *, now: datetime
) -> OpenOffers:
    """What one can join now, whoever one is."""
    snapshot = resources.live.snapshot
    context = resources.rules.context(now, audience=Audience.COORDINATOR)
    rows = open_offers(snapshot, context).eligible()
    columns = snapshot.offers
    own, sender = columns["municipality"][rows], columns["organisation"][rows]
    home = np.where(own >= 0, own, snapshot.organisations["municipality"][sender])
    capacity = columns["capacity"][rows]
    step = ladder.numbers(columns["rung"][rows], columns["kind"][rows])
    return OpenOffers(
        place=_places(home, municipalities),
        step=step,
        rung=np.nan_to_num(columns["rung"][rows], nan=0).astype(np.int64),
        remote=columns["remote"][rows],
        seats=np.where(capacity < 0, 0, np.maximum(capacity - columns["taken"][rows], 0)),
        unlimited=(capacity < 0).astype(np.int64),
        serves=_served(columns, rows),
        terms={By.ROLE: columns["roles"][rows], By.GENRE: columns["genres"][rows]},
    )


def _served(columns: Columns, rows: Array) -> Array:
    """Whether an offer serves a goal, by its own words or as its kind does."""
    served: Array = np.maximum(columns["goals"][rows], columns["kind_goals"][rows]) >= _SERVES
    return served


def _places(municipalities: Array, members: tuple[str, ...]) -> Array:
    """Where each lies on the axis: outside the partnership, and unknown, after the last."""
    index = load().geography.index
    place = np.full(len(index) + 1, len(members), dtype=np.int64)
    for at, code in enumerate(members):
        place[index[code]] = at
    found: Array = place[municipalities]
    return found


def need(
    engine: Engine, by: By, people: People, offers: OpenOffers, of: Map
) -> dict[str, Mentions]:
    """Who needs what where: the reach is that of each person's next step; it is missing where no
    open offer is of that step, at home for a local one, anywhere for others. Of a role only offers
    that take it count."""
    stand = _standing(engine, people, of.ladder)
    own = stand.roles
    rows = np.flatnonzero(people.counted)
    if by is By.GOAL:
        who, term = np.nonzero(people.goals[rows] > 0)
        goals = np.zeros((len(who), people.goals.shape[1]))
        goals[np.arange(len(who)), term] = 1
        who = rows[who]
        roles = own[who]
    else:
        codes = people.terms[by][rows]
        who = rows[np.nonzero(codes >= 0)[0]]
        term, goals = codes[codes >= 0].astype(np.int64), people.goals[who]
        roles = term[:, None] if by is By.ROLE else own[who]
    step = _next(stand, of, who, goals=goals, roles=roles)
    reach, place = of.ladder.rung[step], people.place[who]
    told = Mentions(who=who, term=term, place=place, reach=reach)
    lacking = ~_found(offers, of.ladder, by, term=term, place=place, step=step)
    kept = {name: getattr(told, name)[lacking] for name in ("who", "term", "place", "reach")}
    return {"need": told, "missing": Mentions(**kept)}


def _standing(engine: Engine, people: People, ladder: Ladder) -> Standing:
    """Where all stand; of who objects to being profiled neither steps, level nor roles are
    looked at."""
    with reading(engine) as session:
        took = [
            (people.row_of[one.talent], one.day.toordinal(), step)
            for one in taken_part.stream(session)
            if one.ranked and one.talent in people.row_of
            and (step := ladder.number(one.reach, one.kind)) is not None
        ]  # fmt: skip
    table = np.array(took, dtype=np.int64).reshape(-1, 3)
    level = np.where(people.ranked, people.level, np.nan)
    roles = np.where(people.ranked[:, None], people.terms[By.ROLE], -1).astype(np.int64)
    return standing(
        ladder, level, roles=roles, person=table[:, 0], day=table[:, 1], step=table[:, 2]
    )


def _next(stand: Standing, of: Map, who: Array, *, goals: Array, roles: Array) -> Array:
    """In pieces, so that memory stays bounded."""
    found = [np.zeros(0, dtype=np.int64)]
    for first in range(0, len(who), _CHUNK):
        some = who[first : first + _CHUNK]
        part = Standing(
            place=stand.place[some],
            rung=stand.rung[some],
            band=stand.band[some],
            done=stand.done[some],
            roles=roles[first : first + _CHUNK],
        )
        chosen = goals[first : first + _CHUNK]
        found.append(next_steps(of.ladder, of.likely, part, chosen))
    return np.concatenate(found)


def _found(
    offers: OpenOffers, ladder: Ladder, by: By, *, term: Array, place: Array, step: Array
) -> Array:
    """Whether there is a step for who has the term and is at the place: shape (n,)."""
    told = offers.step >= 0
    if by is not By.ROLE:
        return _there(offers, ladder, told)[place, step]
    every = np.arange(len(ladder.words.roles.codes))
    takes = ladder.open_to(offers.terms[By.ROLE], every) & told
    there = np.stack([_there(offers, ladder, rows) for rows in takes])
    found: Array = there[term, place, step]
    return found


def _there(offers: OpenOffers, ladder: Ladder, among: Array) -> Array:
    """Whether somebody at a place can find a step among some of the offers: (places, S)."""
    places = len(load().geography.index) + 1
    there = np.zeros((places, ladder.start), dtype=np.bool_)
    there[offers.place[among], offers.step[among]] = True
    far = among & (offers.remote | (offers.rung > 0))
    there[:, offers.step[far]] = True
    return there


def supply_of(offers: OpenOffers, by: By, axes: Axes) -> Supply:
    """An offer that names no roles or genres is for all of them, and no gap is told of it."""
    if by is By.GOAL:
        row, term = np.nonzero(offers.serves)
    else:
        row, column = np.nonzero(offers.terms[by] >= 0)
        term = offers.terms[by][row, column]
    cell = (term.astype(np.int64), offers.place[row], offers.rung[row])
    counts = {name: np.zeros(axes.shape, dtype=np.int64) for name in ("offers", "seats")}
    unlimited = np.zeros(axes.shape, dtype=np.int64)
    np.add.at(counts["offers"], cell, 1)
    np.add.at(counts["seats"], cell, offers.seats[row])
    np.add.at(unlimited, cell, offers.unlimited[row])
    return Supply(**counts, unlimited=unlimited)
