"""Poison: one organisation that clicks itself up for a week, with people who do not exist."""

from dataclasses import dataclass, fields, replace
from datetime import date, timedelta

import numpy as np

from matcher.domain import Direction, EventKind, Side
from training.simulate.founding import Society
from training.simulate.life import Life, Server, row_of
from training.simulate.music import Whole
from training.simulate.people import People

_LIST_LENGTH = 50
_BREATH = timedelta(seconds=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Poison:
    """In ``week`` (from 0) ``puppets`` accounts come once each, for the organisation's offers only.

    Their profiles are copies of other people's, so that what they press does not fit them.
    """

    organisation: int
    week: int
    puppets: int = 100


def with_puppets(
    society: Society, poison: Poison, *, day: date, rng: np.random.Generator
) -> Society:
    """The society with the accounts as its last rows; grown up, at home where the offers are."""
    source, people = rng.integers(0, len(society.people), poison.puppets), society.people
    copied = replace(
        people, **{field.name: getattr(people, field.name)[source] for field in fields(People)}
    )
    home = society.truth.organisations.municipality[poison.organisation]
    puppets = replace(
        copied,
        municipality=np.full(poison.puppets, home),
        born=np.full(poison.puppets, day.toordinal() - 20 * 366),
        activity=np.zeros(poison.puppets),
        joined=np.full(poison.puppets, day.toordinal()),
    )
    return society.with_people(people.and_then(puppets))


def click(life: Life, server: Server, poison: Poison, *, puppets: Whole, day: date) -> None:
    """A day's share: view, save and apply wherever the organisation's offers stand in the list."""
    owner = life.society.offers.organisation
    for talent in puppets[day.weekday() :: 7].tolist():
        at = life.moment(day)
        slate = life.list_for(
            server, Direction.OFFERS_FOR_TALENT, talent, at=at, limit=_LIST_LENGTH
        )
        shown = [row_of(item.id) for item in slate.items]
        invited = life.invitations.get(talent, [])
        for offer in shown:
            if owner[offer] != poison.organisation or offer in invited:
                continue
            for count, kind in enumerate(
                (EventKind.VIEW, EventKind.SAVE, EventKind.APPLY), start=1
            ):
                moment = at + _BREATH * count
                life.act(kind, Side.TALENT, talent=talent, offer=offer, at=moment, slate=slate.id)
