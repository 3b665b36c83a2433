"""Give-backs as those whom they concern may read them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from matcher.domain import SETTLED, GiveBackActor, GiveBackState, GiveBackStep, OfferId, TalentId
from service.actions.acting import Acting
from service.actions.give_back_views import AT_HOST, GiveBackView, is_due, views
from service.auth import Action, Principal, Role, Target, in_area, require
from service.errors import Code, ServiceError
from service.store import companions, give_back_log, give_backs
from service.store.give_back_log import StepTaken
from service.store.give_backs import GiveBack, GiveBackFilter
from service.store.offers import OFFERS

_BATCH = 500
_PRIVATE = frozenset({GiveBackState.WAIVED, GiveBackState.DECLINED})
"""Nobody who was asked along is told that somebody was waived or said no."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Which give-backs are listed; ``due`` only those of which somebody is to be reminded now."""

    states: frozenset[GiveBackState] | None = None
    municipalities: frozenset[str] | None = None
    due: bool = False
    after: str | None = None
    limit: int = 50


def listed(
    session: Session, listing: Listing, *, acting: Acting, own: Sequence[OfferId] = ()
) -> list[GiveBackView]:
    """A page of the give-backs that the caller may see, by id; ``own`` are an organisation's slots.

    Of a person also those of others that it was asked along to, on the first page.
    """
    found: list[GiveBackView] = []
    after = listing.after
    where = _visible(listing, acting.principal, own)
    today = acting.rules.today(acting.now)
    # What is due is told only by looking, so that of many read at once few may be listed.
    size = _BATCH if listing.due else min(listing.limit, _BATCH)
    while len(found) < listing.limit:
        some = give_backs.page(session, where, after=after, limit=size)
        if not some:
            break
        after = some[-1].id
        seen = views(session, some, acting=acting)
        found.extend(one for one in seen if not listing.due or is_due(one, today))
    asked = _asked(session, listing, acting)
    return [*asked, *found[: listing.limit]]


def read_one(session: Session, key: str, *, acting: Acting) -> GiveBackView:
    """One give-back with its log. Raises ``ServiceError`` as ``found_for`` does."""
    one = found_for(session, key, principal=acting.principal)
    (view,) = views(session, [one], acting=acting)
    match actor_of(session, one, acting.principal):
        case None:
            return view
        case GiveBackActor.HOST:
            return replace(view, log=_of_host(give_back_log.of(session, key)))
        case _:
            return replace(view, log=tuple(give_back_log.of(session, key)))


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
            mine = principal.subject in owners and one.state in AT_HOST
            return GiveBackActor.HOST if mine else None
        case Role.COORDINATOR:
            return GiveBackActor.HOME if in_area(principal, one.municipality) else None
        case Role.ADMIN:
            return GiveBackActor.HOME
        case _:
            return None


def _of_host(log: Sequence[StepTaken]) -> tuple[StepTaken, ...]:
    """What came of the slot since it was agreed to: why somebody was waived once, or left another
    slot, is not for the host, nor what person and home have noted beside a step."""
    agreed = [place for place, step in enumerate(log) if step.step is GiveBackStep.AGREE]
    return tuple(_unnoted(step) for step in log[agreed[-1] :]) if agreed else ()


def _unnoted(step: StepTaken) -> StepTaken:
    return step if step.actor is GiveBackActor.HOST else replace(step, reason=None)


def _visible(listing: Listing, principal: Principal, own: Sequence[OfferId]) -> GiveBackFilter:
    states, places = _wanted(listing), listing.municipalities
    if principal.role is Role.TALENT:
        return GiveBackFilter(talent=TalentId(principal.subject or ""), states=states)
    if principal.role is Role.ORGANISATION:
        return GiveBackFilter(slots=frozenset(own), states=AT_HOST & states)
    if principal.municipalities:
        within = principal.municipalities
        places = within if places is None else within & places
    return GiveBackFilter(municipalities=places, states=states)


def _asked(session: Session, listing: Listing, acting: Acting) -> list[GiveBackView]:
    me = acting.principal.talent
    if me is None or listing.after is not None or listing.due:
        return []
    found = give_backs.get_many(session, [one.give_back for one in companions.asked(session, me)])
    kept = [one for one in found.values() if one.state in _wanted(listing) - SETTLED]
    return views(session, kept, acting=acting)


def _wanted(listing: Listing) -> frozenset[GiveBackState]:
    """Of what is settled nobody is reminded."""
    wanted = frozenset(GiveBackState) if listing.states is None else listing.states
    return wanted - SETTLED if listing.due else wanted


def _is_asked(session: Session, one: GiveBack, principal: Principal) -> bool:
    me = principal.talent
    if me is None or one.state in _PRIVATE:
        return False
    return any(asked.give_back == one.id for asked in companions.asked(session, me))
