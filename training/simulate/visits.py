"""Visits: people open their lists, look as far as they care to, and do something about it."""

from datetime import date, timedelta

import numpy as np

from matcher.domain import Direction, EventKind, Side, Slate
from training.simulate.attention import Deed, looked, react
from training.simulate.life import Life, Server, row_of
from training.simulate.music import Whole

LIST_LENGTH = 20
_TIRING = 0.25
_BREATH = timedelta(seconds=40)
_STEPS = {
    Deed.VIEWED: (EventKind.VIEW,),
    Deed.SAVED: (EventKind.VIEW, EventKind.SAVE),
    Deed.APPLIED: (EventKind.VIEW, EventKind.APPLY),
}


def visitors(life: Life) -> Whole:
    """The rows of who comes by today, each once."""
    often = life.rng.poisson(life.society.people.activity / 7)
    return life.rng.permutation(np.flatnonzero(often))


def visit(life: Life, server: Server, talents: Whole, *, day: date) -> None:
    """A day's visits, each person's once: answers to invitations first, then the lists.

    The lists are of the morning; what others do on the same day is seen on the next.
    """
    for talent in talents.tolist():
        _answer(life, talent, day=day)
    slates = life.lists_for(
        server, Direction.OFFERS_FOR_TALENT, talents.tolist(), day=day, limit=LIST_LENGTH
    )
    for talent, slate in zip(talents.tolist(), slates, strict=True):
        if slate.items:
            _react(life, slate, talent)


def _react(life: Life, slate: Slate, talent: int) -> None:
    offers = np.array([row_of(item.id) for item in slate.items])
    positions = np.array([item.position for item in slate.items])
    people, truth = life.society.people, life.society.truth
    acts = truth.acts(talent, offers, friends=life.friends_in(talent, offers))
    impatience = np.full(len(offers), people.impatience[talent])
    seen = looked(positions, impatience, life.rng)
    reactions = react(acts * np.exp(-_TIRING * life.tired[talent]), seen, life.rng)
    for place in np.flatnonzero(reactions.deed):
        offer, deed = int(offers[place]), Deed(int(reactions.deed[place]))
        _do(life, slate, talent, offer=offer, deed=deed, hides=bool(reactions.hidden[place]))


def _do(life: Life, slate: Slate, talent: int, *, offer: int, deed: Deed, hides: bool) -> None:
    steps = (*_STEPS[deed], EventKind.HIDE) if hides else _STEPS[deed]
    for count, kind in enumerate(steps, start=1):
        at = slate.at + _BREATH * count
        life.act(kind, Side.TALENT, talent=talent, offer=offer, at=at, slate=slate.id)
    if deed is Deed.APPLIED:
        life.applications.setdefault(offer, []).append(talent)
        life.tired[talent] += 1


def _answer(life: Life, talent: int, *, day: date) -> None:
    """Invitations are read whenever somebody comes by; a full or past offer's has become void."""
    for offer in life.invitations.pop(talent, []):
        wanted = float(life.society.truth.acts(talent, np.array([offer]))[0])
        accepts = life.rng.random() < np.sqrt(wanted)
        kind = EventKind.ACCEPT if accepts else EventKind.DECLINE
        if not accepts or life.may_join(offer, day):
            life.act(kind, Side.TALENT, talent=talent, offer=offer, at=life.moment(day))
