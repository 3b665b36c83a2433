"""Give-backs as they are seen: each who is concerned learns what is for them, and no more."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from sqlalchemy.orm import Session

from matcher.domain import (
    SETTLED,
    GiveBackActor,
    GiveBackReminder,
    GiveBackState,
    GiveBackStep,
    Offer,
    OfferId,
    Organisation,
    OrganisationId,
    Talent,
    TalentId,
    ages_meet,
    reminder_of,
    steps_open_to,
)
from service.actions.acting import Acting
from service.actions.give_back_home import offers_of, talents_of
from service.actions.resources import Rules
from service.auth import Principal, Role
from service.store import companions, give_backs
from service.store.companions import Companion
from service.store.give_back_log import StepTaken
from service.store.give_backs import GiveBack, GiveBackFilter
from service.store.organisations import ORGANISATIONS

_Thing = TypeVar("_Thing")

AT_HOST = frozenset(
    {GiveBackState.CONFIRMED_HOME, GiveBackState.CONFIRMED_HOST, GiveBackState.DONE}
)
"""What a host sees: nobody is shown to it before the person and the home have said yes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mate:
    """Somebody else of the act, as its members may know each other."""

    talent: TalentId
    first_name: str
    roles: tuple[str, ...]
    answer: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveBackView:
    """A give-back as the caller sees it; ``name`` is ``None`` where it is not for the caller.

    ``steps`` are those that the caller may take now, ``mates`` the others of the act, ``asked``
    those who were asked along, ``invited`` says that it is another's and the caller was asked.
    """

    give_back: GiveBack
    name: str | None
    roles: tuple[str, ...]
    offer: Offer | None
    slot: Offer | None
    host: Organisation | None
    mates: tuple[Mate, ...]
    asked: tuple[Mate, ...]
    steps: tuple[GiveBackStep, ...]
    reminder: GiveBackReminder | None
    invited: bool = False
    log: tuple[StepTaken, ...] = ()


def views(session: Session, some: Sequence[GiveBack], *, acting: Acting) -> list[GiveBackView]:
    """Give-backs as the caller sees them; everything they name is read in a few questions.

    Until the home has confirmed, young people see only mates of ages that may meet; who was asked
    along sees neither why the slot suits the other nor who else was asked.
    """
    acts = frozenset(one.act for one in some if one.act)
    mates = give_backs.every(session, GiveBackFilter(acts=acts)) if acts else []
    asked = companions.of(session, sorted({one.id for one in (*some, *mates)}))
    named = (*(o.talent for o in some), *(m.talent for m in mates), *(a.talent for a in asked))
    people = talents_of(session, named)
    offers = offers_of(session, [key for one in some for key in (one.offer, one.slot)])
    slots = [offers[one.slot] for one in some if one.slot in offers]
    hosts = ORGANISATIONS.get_many(session, sorted({slot.organisation for slot in slots}))
    named_hosts = {key: one.value for key, one in hosts.items()}
    around = _Around(
        people=people,
        offers=offers,
        hosts=named_hosts,
        mates=_by((one.act or "", one) for one in mates),
        asked=_by((one.give_back, one) for one in asked),
        today=acting.rules.today(acting.now),
        rules=acting.rules,
    )
    return [_view(one, around, acting.principal) for one in some]


def is_due(view: GiveBackView, today: date) -> bool:
    """Whether somebody is to be reminded of it today."""
    return view.reminder is not None and view.reminder.due <= today


def _by(named: Iterable[tuple[str, _Thing]]) -> dict[str, list[_Thing]]:
    found: dict[str, list[_Thing]] = defaultdict(list)
    for name, one in named:
        found[name].append(one)
    return dict(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Around:
    people: Mapping[TalentId, Talent]
    offers: Mapping[OfferId, Offer]
    hosts: Mapping[OrganisationId, Organisation]
    mates: Mapping[str, Sequence[GiveBack]]
    asked: Mapping[str, Sequence[Companion]]
    today: date
    rules: Rules


def _view(one: GiveBack, around: _Around, principal: Principal) -> GiveBackView:
    slot = around.offers.get(one.slot) if one.slot else None
    who = around.people.get(one.talent)
    invited = principal.role is Role.TALENT and principal.subject != one.talent
    since = around.rules.today(one.since)
    reminder = None if invited else reminder_of(one.state, since=since, slot=slot)
    return GiveBackView(
        give_back=_seen(one, principal),
        name=_name(who, principal) if who else None,
        roles=who.roles if who else (),
        offer=around.offers.get(one.offer),
        slot=slot,
        host=around.hosts.get(slot.organisation) if slot else None,
        mates=tuple(_mates(one, around, principal)),
        asked=() if invited else tuple(_companions(one, around, principal)),
        steps=() if invited else _steps(one, principal),
        reminder=reminder,
        invited=invited,
    )


def _seen(one: GiveBack, principal: Principal) -> GiveBack:
    """Why the slot suits tells of times, school and certificate, so only person and home read it;
    friends take seats, which the host counts."""
    match principal.role:
        case Role.TALENT if principal.subject != one.talent:
            return replace(one, reasons=(), friends=())
        case Role.ORGANISATION:
            return replace(one, reasons=())
        case _:
            return one


def _name(who: Talent, principal: Principal) -> str:
    """Other young people see no more than the first name."""
    own = principal.role is not Role.TALENT or principal.subject == who.id
    return who.name if own else first_name(who)


def first_name(who: Talent) -> str:
    """What mates call each other by."""
    return who.name.split()[0] if who.name.split() else who.name


def _mates(one: GiveBack, around: _Around, principal: Principal) -> Iterator[Mate]:
    """Only of people who have opted in is anybody told, and by nobody's list adults of minors."""
    for other in around.mates.get(one.act or "", ()):
        who = around.people.get(other.talent)
        if who is None or other.id == one.id or other.state in SETTLED:
            continue
        told = who.joins_give_back or _came_along(one, other, around)
        if told and _may_be_seen(one, other, who, around, principal):
            yield Mate(talent=who.id, first_name=first_name(who), roles=who.roles)


def _may_be_seen(
    one: GiveBack, other: GiveBack, who: Talent, around: _Around, principal: Principal
) -> bool:
    """The host sees who is at its slot; adults and minors one another once both are confirmed."""
    confirmed = other.state in AT_HOST and other.slot == one.slot
    if principal.role is Role.ORGANISATION:
        return confirmed
    if principal.role is not Role.TALENT or (confirmed and one.state in AT_HOST):
        return True
    me = around.people.get(principal.talent) if principal.talent else None
    return ages_meet(me.birth_date if me else None, who.birth_date, today=around.today)


def _came_along(one: GiveBack, other: GiveBack, around: _Around) -> bool:
    """Whether one of the two asked the other, who said yes."""
    pairs = ((one.id, other.talent), (other.id, one.talent))
    asked = (*around.asked.get(one.id, ()), *around.asked.get(other.id, ()))
    return any(c.answer and (c.give_back, c.talent) in pairs for c in asked)


def _companions(one: GiveBack, around: _Around, principal: Principal) -> Iterator[Mate]:
    """Who was asked along; the host is told only of those who come."""
    for asked in around.asked.get(one.id, ()):
        who = around.people.get(asked.talent)
        if who is not None and (asked.answer or principal.role is not Role.ORGANISATION):
            yield Mate(
                talent=who.id, first_name=first_name(who), roles=who.roles, answer=asked.answer
            )


def _steps(one: GiveBack, principal: Principal) -> tuple[GiveBackStep, ...]:
    acting = {
        Role.TALENT: (GiveBackActor.PERSON,),
        Role.ORGANISATION: (GiveBackActor.HOST,),
        Role.COORDINATOR: (GiveBackActor.HOME,),
        Role.ADMIN: (GiveBackActor.HOME, GiveBackActor.HOST),
    }.get(principal.role, ())
    open_now = {step for actor in acting for step in steps_open_to(one.state, actor)}
    return tuple(step for step in GiveBackStep if step in open_now)
