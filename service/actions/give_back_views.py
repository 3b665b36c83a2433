"""Give-backs as they are seen: each who is concerned learns what is for them, and no more."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from sqlalchemy.orm import Session

from matcher.domain import (
    PROMISED,
    SETTLED,
    GiveBackActor,
    GiveBackReminder,
    GiveBackState,
    GiveBackStep,
    Offer,
    OfferId,
    Organisation,
    OrganisationId,
    PeerContext,
    Problem,
    Talent,
    TalentId,
    ages_meet,
    guardian_missing,
    reminder_of,
    steps_open_to,
)
from service.actions.acting import Acting
from service.actions.cards import first_name
from service.actions.give_back_home import offers_of, talents_of
from service.actions.resources import Rules
from service.auth import Principal, Role
from service.store import companions, events, give_backs
from service.store.companions import Companion
from service.store.give_back_log import StepTaken
from service.store.give_backs import GiveBack, GiveBackFilter
from service.store.organisations import ORGANISATIONS

_Thing = TypeVar("_Thing")

AT_HOST = frozenset(
    {GiveBackState.CONFIRMED_HOME, GiveBackState.CONFIRMED_HOST, GiveBackState.DONE}
)
"""What a host sees: nobody is shown to it before the person and the home have said yes."""

_TOGETHER = "give_back_together"
_NOT_COMING = frozenset({GiveBackState.WAIVED, GiveBackState.DECLINED})


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
    those who were asked along, ``invited`` says that it is another's and the caller was asked,
    ``offer_told`` whether the caller may know what was taken part in.
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
    offer_told: bool = True
    log: tuple[StepTaken, ...] = ()


def views(session: Session, some: Sequence[GiveBack], *, acting: Acting) -> list[GiveBackView]:
    """Give-backs as the caller sees them; everything they name is read in a few questions.

    Until the home has confirmed, young people learn only of others of ages that may meet, and who
    alone says that it was there of nobody; of who is under 15 nobody but the home learns without a
    guardian's consent. Who was asked along sees neither
    why the slot suits the other nor who else was asked; a host not what somebody has taken part in.
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
        vouched=events.vouched(session, me) if (me := acting.principal.talent) else frozenset(),
        context=acting.rules.peers(acting.now),
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
    vouched: frozenset[OfferId]
    asked: Mapping[str, Sequence[Companion]]
    context: PeerContext
    rules: Rules


def _view(one: GiveBack, around: _Around, principal: Principal) -> GiveBackView:
    slot = around.offers.get(one.slot) if one.slot else None
    who = around.people.get(one.talent)
    invited = principal.role is Role.TALENT and principal.subject != one.talent
    since = around.rules.today(one.since)
    reminder = None if invited else reminder_of(one.state, since=since, slot=slot)
    return GiveBackView(
        give_back=_seen(one, around, principal),
        name=_name(one, who, around, principal) if who else None,
        roles=who.roles if who else (),
        offer=around.offers.get(one.offer),
        slot=slot,
        host=around.hosts.get(slot.organisation) if slot else None,
        mates=tuple(_mates(one, around, principal)),
        asked=() if invited else tuple(_companions(one, around, principal)),
        steps=() if invited else _steps(one, principal),
        reminder=reminder,
        invited=invited,
        # The title of a targeted offer tells of health, or of what a group shares.
        offer_told=principal.role is not Role.ORGANISATION,
    )


def _seen(one: GiveBack, around: _Around, principal: Principal) -> GiveBack:
    """Why the slot suits tells of times, school and certificate, so only person and home read it;
    friends take seats, which the host counts."""
    match principal.role:
        case Role.TALENT if principal.subject != one.talent:
            return replace(one, reasons=(), friends=())
        case Role.ORGANISATION:
            return replace(one, reasons=())
        case _:
            return replace(one, reasons=tuple(_reasons(one, around)))


def _reasons(one: GiveBack, around: _Around) -> Iterator[Problem]:
    """How many come too is counted anew, since others may have left the act or come to it."""
    for reason in one.reasons:
        if reason.code != _TOGETHER:
            yield reason
        elif others := sum(_comes_too(one, other, around) for other in _others(one, around)):
            yield Problem(_TOGETHER, {"others": others})


def _comes_too(one: GiveBack, other: GiveBack, around: _Around) -> bool:
    there = other.slot == one.slot and other.state not in _NOT_COMING
    return there and _may_be_told(one, other, around)


def _others(one: GiveBack, around: _Around) -> Sequence[GiveBack]:
    return [other for other in around.mates.get(one.act or "", ()) if other.id != one.id]


def _name(one: GiveBack, who: Talent, around: _Around, principal: Principal) -> str | None:
    """Other young people see no more than the first name."""
    if principal.talent == who.id:
        return who.name
    mine = (c for c in around.asked.get(one.id, ()) if c.talent == principal.talent)
    confirmed = principal.role is Role.ORGANISATION or any(
        _comes_for_sure(one, asked, around) for asked in mine
    )
    if not _may_be_seen(one, who, around, principal, confirmed=confirmed):
        return None
    return first_name(who) if principal.role is Role.TALENT else who.name


def _mates(one: GiveBack, around: _Around, principal: Principal) -> Iterator[Mate]:
    """Only of people who have opted in is anybody told, of who pauses only what it has promised,
    and by nobody's list adults of minors."""
    for other in _others(one, around):
        who = around.people.get(other.talent)
        if who is None or other.state in SETTLED or not _may_be_told(one, other, around):
            continue
        confirmed = other.state in AT_HOST and other.slot == one.slot
        if _may_be_seen(one, who, around, principal, confirmed=confirmed):
            yield Mate(talent=who.id, first_name=first_name(who), roles=who.roles)


def _may_be_told(one: GiveBack, other: GiveBack, around: _Around) -> bool:
    who = around.people.get(other.talent)
    if who is None:
        return False
    there = other.state in PROMISED | {GiveBackState.DONE} or not who.paused
    return (who.joins_give_back and there) or _came_along(one, other, around)


def _may_be_seen(
    one: GiveBack, who: Talent, around: _Around, principal: Principal, *, confirmed: bool
) -> bool:
    """The home sees everybody, the host who comes; adults and minors one another once both are
    confirmed, and only those whose guardian has not taken the yes back. Anybody can say to have
    been at a drop-in: that alone shows nobody who else was."""
    if principal.role not in (Role.TALENT, Role.ORGANISATION):
        return True
    if guardian_missing(who, around.context):
        return False
    if principal.role is Role.ORGANISATION or (confirmed and one.state in AT_HOST):
        return confirmed
    if one.offer not in around.vouched:
        return False
    me = around.people.get(principal.talent) if principal.talent else None
    return ages_meet(me.birth_date if me else None, who.birth_date, today=around.context.today)


def _came_along(one: GiveBack, other: GiveBack, around: _Around) -> bool:
    """Whether one of the two asked the other, who said yes."""
    pairs = ((one.id, other.talent), (other.id, one.talent))
    asked = (*around.asked.get(one.id, ()), *around.asked.get(other.id, ()))
    return any(c.answer and (c.give_back, c.talent) in pairs for c in asked)


def _companions(one: GiveBack, around: _Around, principal: Principal) -> Iterator[Mate]:
    """Who was asked along; the host is told only of those who come."""
    for asked in around.asked.get(one.id, ()):
        who = around.people.get(asked.talent)
        confirmed = _comes_for_sure(one, asked, around)
        if who is not None and _may_be_seen(one, who, around, principal, confirmed=confirmed):
            yield Mate(
                talent=who.id, first_name=first_name(who), roles=who.roles, answer=asked.answer
            )


def _comes_for_sure(one: GiveBack, asked: Companion, around: _Around) -> bool:
    """Whether somebody has said yes, and so has the home where it is by a give-back of its own."""
    own = [other for other in around.mates.get(one.act or "", ()) if other.talent == asked.talent]
    return bool(asked.answer) and all(other.state in AT_HOST for other in own)


def _steps(one: GiveBack, principal: Principal) -> tuple[GiveBackStep, ...]:
    acting = {
        Role.TALENT: (GiveBackActor.PERSON,),
        Role.ORGANISATION: (GiveBackActor.HOST,),
        Role.COORDINATOR: (GiveBackActor.HOME,),
        Role.ADMIN: (GiveBackActor.HOME, GiveBackActor.HOST),
    }.get(principal.role, ())
    open_now = {step for actor in acting for step in steps_open_to(one.state, actor)}
    return tuple(step for step in GiveBackStep if step in open_now)
