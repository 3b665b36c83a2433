"""Providers: they answer applications in batches, look for people, and hold the offer."""

from datetime import date

import numpy as np

from matcher.domain import Direction, EventKind, PairState, Side, Slate, TalentId
from training.simulate.attention import looked
from training.simulate.life import Life, Server, row_of
from training.simulate.profiles import offer_id
from training.simulate.truth import chance

_LOOKING = 0.25
_LIST_LENGTH = 10
_PATIENCE = 0.5
_INVITES = 0.3
_RATES = 0.6


def answer(life: Life, *, day: date) -> None:
    """Every provider answers what has come in: the most wanted first, while there are seats.

    Once an offer has begun nobody is taken any more.
    """
    waiting, life.applications = life.applications, {}
    for offer, talents in sorted(waiting.items()):
        rows = np.array(talents)
        wanted = life.society.truth.accepts(rows, offer)
        luck = life.rng.random(len(rows))
        for place in np.argsort(luck - wanted, kind="stable"):
            takes = luck[place] < wanted[place] and life.may_join(offer, day)
            kind = EventKind.ACCEPT if takes else EventKind.DECLINE
            talent = int(rows[place])
            life.act(kind, Side.PROVIDER, talent=talent, offer=offer, at=life.moment(day))


def look_for_people(life: Life, server: Server, *, day: date) -> None:
    """Some of those with free seats open a list of people, and invite or put away some."""
    offers, today = life.society.offers, day.toordinal()
    open_now = np.flatnonzero((offers.published <= today) & (offers.deadline > today))
    looking = open_now[life.rng.random(len(open_now)) < _LOOKING].tolist()
    free = [offer for offer in looking if life.seats_left(offer) > 0]
    slates = life.lists_for(server, Direction.TALENTS_FOR_OFFER, free, day=day, limit=_LIST_LENGTH)
    for offer, slate in zip(free, slates, strict=True):
        if slate.items:
            _invite(life, slate, offer)


def hold(life: Life, *, day: date) -> None:
    """Offers that begin today: who has a seat comes or stays away, and says how it was."""
    for offer in np.flatnonzero(life.society.offers.start == day.toordinal()).tolist():
        states = life.snapshot.states(Direction.TALENTS_FOR_OFFER, offer_id(offer))
        seated = [
            row_of(TalentId(key)) for key, state in states.items() if state & PairState.ACCEPTED
        ]
        for talent in seated:
            _take_part(life, talent, offer, day=day)


def _invite(life: Life, slate: Slate, offer: int) -> None:
    rows = np.array([row_of(item.id) for item in slate.items])
    positions = np.array([item.position for item in slate.items])
    seen = looked(positions, np.full(len(rows), _PATIENCE), life.rng)
    wanted = life.society.truth.accepts(rows, offer)
    luck = life.rng.random(len(rows))
    for place in np.flatnonzero(seen & (luck < _INVITES * wanted)):
        talent = int(rows[place])
        life.act(
            EventKind.INVITE, Side.PROVIDER, talent=talent, offer=offer, at=slate.at, slate=slate.id
        )
        life.invitations.setdefault(talent, []).append(offer)


def _take_part(life: Life, talent: int, offer: int, *, day: date) -> None:
    truth, rng, at = life.society.truth, life.rng, life.moment(day)
    if rng.random() > chance(truth.people.reliable[talent]):
        life.act(EventKind.NO_SHOW, Side.PROVIDER, talent=talent, offer=offer, at=at)
        return
    life.act(EventKind.ATTEND, Side.PROVIDER, talent=talent, offer=offer, at=at)
    life.act(EventKind.COMPLETE, Side.PROVIDER, talent=talent, offer=offer, at=at)
    if rng.random() < _RATES:
        liked = float(truth.wants(talent, np.array([offer]))[0])
        rating = int(np.clip(rng.binomial(4, 0.35 + 0.6 * liked) + 1, 1, 5))
        life.act(EventKind.RATE, Side.TALENT, talent=talent, offer=offer, at=at, rating=rating)
