"""Freed seats: the slots that somebody has left whom the host was shown, neither who nor why."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy.orm import Session

from matcher.domain import GiveBackActor, GiveBackState, Offer, OfferId, OfferStatus
from service.actions.acting import Acting
from service.actions.give_back_home import offers_of
from service.store import give_back_log
from service.store.give_back_log import SLOT_LEFT, StepTaken

TOLD_DAYS = 14
_SHOWN = frozenset({GiveBackState.CONFIRMED_HOME, GiveBackState.CONFIRMED_HOST})


@dataclass(frozen=True, slots=True, kw_only=True)
class Freed:
    """One who was to come to ``slot`` and is not coming, known since ``at``."""

    slot: Offer
    at: datetime


def freed(session: Session, own: Sequence[OfferId], *, acting: Acting) -> list[Freed]:
    """What the host of the slots ``own`` is to know of the last ``TOLD_DAYS`` days, newest first.

    Told of slots that are still to come, not of those whom the host has let go itself. A block and
    a no look alike, since neither side is told of a block.
    """
    since = acting.now - timedelta(days=TOLD_DAYS)
    left = list(_left(give_back_log.of_leavers(session, own, since=since), set(own), since))
    slots = offers_of(session, [slot for slot, _ in left])
    today = acting.rules.today(acting.now)
    found = [Freed(slot=slots[key], at=at) for key, at in left if key in slots]
    ahead = [one for one in found if one.slot.status is OfferStatus.PUBLISHED]
    ahead = [one for one in ahead if not one.slot.start_date or one.slot.start_date >= today]
    return sorted(ahead, key=lambda one: (one.at, one.slot.id), reverse=True)


def _left(
    logs: Iterable[Sequence[StepTaken]], own: set[OfferId], since: datetime
) -> Iterator[tuple[OfferId, datetime]]:
    for log in logs:
        for before, step in pairwise(log):
            gone = step.step in SLOT_LEFT and step.at >= since and before.state in _SHOWN
            if gone and step.slot in own and step.actor is not GiveBackActor.HOST:
                yield OfferId(step.slot or ""), step.at
