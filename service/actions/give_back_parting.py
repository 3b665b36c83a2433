"""Parting: a person and an organisation that are kept apart share no give-back any more (T10)."""

from sqlalchemy.orm import Session

from matcher.domain import (
    PROMISED,
    GiveBackActor,
    GiveBackState,
    GiveBackStep,
    OrganisationId,
    TalentId,
)
from service.actions.acting import Acting
from service.actions.give_back_home import offers_of
from service.actions.give_back_steps import StepAsked, taken
from service.store import companions, give_backs
from service.store.give_backs import GiveBack, GiveBackFilter

_THERE = PROMISED | {GiveBackState.SUGGESTED}


def part(
    session: Session, talent: TalentId, organisation: OrganisationId, *, acting: Acting
) -> None:
    """Let the person leave the organisation's slots: their own give-backs are open again, with the
    seat given back, and they come along with nobody there.

    The log names neither side, since neither is told of a block.
    """
    own = give_backs.every(session, GiveBackFilter(talent=talent, states=_THERE))
    for one in _at(session, own, organisation):
        release = StepAsked(step=GiveBackStep.RELEASE)
        taken(session, one, release, GiveBackActor.MATCHING, acting)
    keys = [asked.give_back for asked in companions.asked(session, talent)]
    others = list(give_backs.get_many(session, keys).values())
    for one in _at(session, others, organisation):
        companions.drop(session, one.id, talent=talent)


def _at(session: Session, some: list[GiveBack], organisation: OrganisationId) -> list[GiveBack]:
    """Those whose slot is the organisation's, alone or with others."""
    slots = offers_of(session, [one.slot for one in some])
    owned = {
        key for key, slot in slots.items() if organisation in (slot.organisation, *slot.partners)
    }
    return [one for one in some if one.slot in owned]
