"""Give-backs as those whom they concern may read them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

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
from service.actions.give_back_home import offers_of, talents_of
from service.auth import Action, Principal, Role, Target, in_area, require
from service.errors import Code, ServiceError
from service.store import companions, give_backs
from service.store.companions import Companion
from service.store.give_backs import (
    GiveBack,
    GiveBackFilter,
    StepTaken,
)
from service.store.offers import OFFERS
from service.store.organisations import ORGANISATIONS

_BATCH = 500
_AT_HOST = frozenset(
    {GiveBackState.CONFIRMED_HOME, GiveBackState.CONFIRMED_HOST, GiveBackState.DONE}
)
"""What a host sees: nobody is shown to it before the person and the home have said yes."""

_PRIVATE = frozenset({GiveBackState.WAIVED, GiveBackState.DECLINED})
"""Nobody who was asked along is told that somebody was waived or said no."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Which give-backs are listed; ``due`` only those of which somebody is to be reminded now."""

    states: frozenset[GiveBackState] | None = None
    municipalities: frozenset[str] | None = None
    due: bool = False
    after: str | None = None
    limit: int = 50


def listed(
    session: Session, listing: Listing, *, principal: Principal, today: date, own: Sequence[OfferId]
) -> list[GiveBackView]:
    """A page of the give-backs that the caller may see, by id; ``own`` are an organisation's slots.

    Of a person also those of others that it was asked along to, on the first page.
    """
    found: list[GiveBackView] = []
    after = listing.after
    where = _visible(listing, principal, own)
    while len(found) < listing.limit:
        some = give_backs.page(session, where, after=after, limit=_BATCH)
        if not some:
            break
        after = some[-1].id
        seen = views(session, some, principal=principal, today=today)
        found.extend(one for one in seen if not listing.due or is_due(one, today))
    asked = _asked(session, listing, principal, today)
    return [*asked, *found[: listing.limit]]


def read_one(session: Session, key: str, *, principal: Principal, today: date) -> GiveBackView:
    """One give-back with its log. Raises ``ServiceError`` as ``found_for`` does."""
    one = found_for(session, key, principal=principal)
    (view,) = views(session, [one], principal=principal, today=today)
    own = actor_of(session, one, principal) is not None
    return replace(view, log=tuple(give_backs.steps_of(session, key)) if own else ())


def found_for(session: Session, key: str, *, principal: Principal) -> GiveBack:
    """The give-back. Raises ``ServiceError``: 403 ``not_yours``, and 404 ``unknown_give_back`` to
    those alone who may see all of them."""
    one = give_backs.get(session, key)
    if one is None:
        require(principal, Action.READ_GIVE_BACKS, target=Target())
        raise ServiceError(Code.UNKNOWN_GIVE_BACK, 404, params={"give_back": key})
    if actor_of(session, one, principal) is None and not _is_asked(session, one, principal):
        raise not_yours(Action.READ_GIVE_BACKS)
    return one


def not_yours(action: Action) -> ServiceError:
    """The answer to those whose it is not."""
    return ServiceError(Code.NOT_YOURS, 403, params={"action": action.value})


def actor_of(session: Session, one: GiveBack, principal: Principal) -> GiveBackActor | None:
    """As whom the caller acts on a give-back; ``None`` where it is none of the caller's."""
    match principal.role:
        case Role.TALENT:
            return GiveBackActor.PERSON if principal.subject == one.talent else None
        case Role.ORGANISATION:
            slot = OFFERS.get(session, one.slot) if one.slot else None
            owners = {slot.value.organisation, *slot.value.partners} if slot else set()
            mine = principal.subject in owners and one.state in _AT_HOST
            return GiveBackActor.HOST if mine else None
        case Role.COORDINATOR:
            return GiveBackActor.HOME if in_area(principal, one.municipality) else None
        case Role.ADMIN:
            return GiveBackActor.HOME
        case _:
            return None


def views(
    session: Session, some: Sequence[GiveBack], *, principal: Principal, today: date
) -> list[GiveBackView]:
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
    around = _Around(people, offers, named_hosts, mates, asked, today)
    return [_view(one, around, principal) for one in some]


def is_due(view: GiveBackView, today: date) -> bool:
    """Whether somebody is to be reminded of it today."""
    return view.reminder is not None and view.reminder.due <= today


@dataclass(frozen=True, slots=True)
class _Around:
    people: Mapping[TalentId, Talent]
    offers: Mapping[OfferId, Offer]
    hosts: Mapping[OrganisationId, Organisation]
    mates: Sequence[GiveBack]
    asked: Sequence[Companion]
    today: date


def _view(one: GiveBack, around: _Around, principal: Principal) -> GiveBackView:
    slot = around.offers.get(one.slot) if one.slot else None
    who = around.people.get(one.talent)
    invited = principal.role is Role.TALENT and principal.subject != one.talent
    reminder = None if invited else reminder_of(one.state, since=one.since.date(), slot=slot)
    return GiveBackView(
        give_back=replace(one, reasons=(), friends=()) if invited else one,
        name=_name(who, principal) if who else None,
        roles=who.roles if who else (),
        offer=around.offers.get(one.offer),
        slot=slot,
        host=around.hosts.get(slot.organisation) if slot else None,
        mates=tuple(_mates(one, around, principal)),
        asked=() if invited else tuple(_companions(one, around)),
        steps=() if invited else _steps(one, principal),
        reminder=reminder,
        invited=invited,
    )


def _name(who: Talent, principal: Principal) -> str:
    """Other young people see no more than the first name."""
    own = principal.role is not Role.TALENT or principal.subject == who.id
    return who.name if own else first_name(who)


def first_name(who: Talent) -> str:
    """What mates call each other by."""
    return who.name.split()[0] if who.name.split() else who.name


def _mates(one: GiveBack, around: _Around, principal: Principal) -> Iterator[Mate]:
    """Only of people who have opted in is anybody told, and by nobody's list adults of minors."""
    me = around.people.get(_subject(principal))
    framed = principal.role is not Role.TALENT or one.state in _AT_HOST
    for other in around.mates:
        who = around.people.get(other.talent)
        together = other.act == one.act and other.id != one.id and other.state not in SETTLED
        told = who and (who.joins_give_back or _came_along(one, other, around))
        if who is None or not together or not told:
            continue
        born = me.birth_date if me else None
        if framed or ages_meet(born, who.birth_date, today=around.today):
            yield Mate(talent=who.id, first_name=first_name(who), roles=who.roles)


def _came_along(one: GiveBack, other: GiveBack, around: _Around) -> bool:
    """Whether one of the two asked the other, who said yes."""
    pairs = ((one.id, other.talent), (other.id, one.talent))
    return any(c.answer and (c.give_back, c.talent) in pairs for c in around.asked)


def _companions(one: GiveBack, around: _Around) -> Iterator[Mate]:
    for asked in around.asked:
        who = around.people.get(asked.talent)
        if asked.give_back == one.id and who is not None:
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


def _visible(listing: Listing, principal: Principal, own: Sequence[OfferId]) -> GiveBackFilter:
    states, places = listing.states, listing.municipalities
    if principal.role is Role.TALENT:
        return GiveBackFilter(talent=TalentId(principal.subject or ""), states=states)
    if principal.role is Role.ORGANISATION:
        seen = _AT_HOST if states is None else _AT_HOST & states
        return GiveBackFilter(slots=frozenset(own), states=seen)
    if principal.municipalities:
        within = principal.municipalities
        places = within if places is None else within & places
    return GiveBackFilter(municipalities=places, states=states)


def _asked(
    session: Session, listing: Listing, principal: Principal, today: date
) -> list[GiveBackView]:
    if principal.role is not Role.TALENT or listing.after is not None or listing.due:
        return []
    keys = [one.give_back for one in companions.asked(session, _subject(principal))]
    found = give_backs.get_many(session, keys).values()
    kept = [one for one in found if one.state not in SETTLED]
    return views(session, kept, principal=principal, today=today)


def _is_asked(session: Session, one: GiveBack, principal: Principal) -> bool:
    if principal.role is not Role.TALENT or one.state in _PRIVATE:
        return False
    return any(
        asked.give_back == one.id for asked in companions.asked(session, _subject(principal))
    )


def _subject(principal: Principal) -> TalentId:
    return TalentId(principal.subject or "")
