"""Poison: one organisation that clicks itself up for a week, with people who do not exist."""

from dataclasses import dataclass, fields, replace
from datetime import date, timedelta

import numpy as np

from matcher.domain import Direction, EventKind, Side, Slate
from training.simulate.founding import Society
from training.simulate.life import Life, Server, row_of
from training.simulate.music import Whole
from training.simulate.people import People

_LIST_LENGTH = 50
_BREATH = timedelta(seconds=3)
_STARS = 5
_ASKED = (
    (EventKind.VIEW, Side.TALENT),
    (EventKind.SAVE, Side.TALENT),
    (EventKind.APPLY, Side.TALENT),
)
_ALL = (
    *_ASKED,
    (EventKind.ACCEPT, Side.PROVIDER),
    (EventKind.ATTEND, Side.PROVIDER),
    (EventKind.COMPLETE, Side.PROVIDER),
    (EventKind.RATE, Side.TALENT),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Poison:
    """In ``week`` (from 0) ``puppets`` accounts come once each, for the organisation's offers only.

    Their profiles are copies of other people's, so that what they press does not fit them. The
    organisation takes them, says at once that they came, and they give it five stars; half of the
    seats it keeps free, for full offers are in no list.
    """

    organisation: int
    week: int
    puppets: int = 200


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
    """A day's share: all that can be pressed wherever the organisation's offers are in the list."""
    owner = life.society.offers.organisation
    coming = puppets[day.weekday() :: 7].tolist()
    slates = life.lists_for(
        server, Direction.OFFERS_FOR_TALENT, coming, day=day, limit=_LIST_LENGTH
    )
    for talent, slate in zip(coming, slates, strict=True):
        invited = life.invitations.get(talent, [])
        for offer in [row_of(item.id) for item in slate.items]:
            if owner[offer] == poison.organisation and offer not in invited:
                _press(life, slate, talent, offer=offer)


def _press(life: Life, slate: Slate, talent: int, *, offer: int) -> None:
    room = 2 * life.seats_left(offer) > life.society.offers.capacity[offer]
    for count, (kind, side) in enumerate(_ALL if room else _ASKED, start=1):
        life.act(
            kind,
            side,
            talent=talent,
            offer=offer,
            at=slate.at + _BREATH * count,
            slate=slate.id if side is Side.TALENT else None,
            rating=_STARS if kind is EventKind.RATE else None,
        )
