"""Cohorts: propose a whole group for an offer, keep what people change in it, and solve anew."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from matcher.domain import Audience, Offer, OfferId, PairState, TalentId, takes_seat
from service.actions.cohort_outsiders import door_of, require_candidates
from service.actions.cohort_pool import ChangeKind
from service.actions.cohort_solving import seats_now, with_proposal
from service.actions.cohort_wish import CohortWish, require_usable, wish_of
from service.actions.kinds import offer_target
from service.actions.recommend import audience_of
from service.actions.resources import Resources
from service.auth import Action, Principal, Role, require
from service.errors import Code, Fault, ServiceError
from service.store import cohorts
from service.store.cohorts import Cohort, CohortChange, CohortProposal
from service.store.engine import reading
from service.store.offers import OFFERS


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDraft:
    """A change as it is asked for; ``reason`` is the person's own words."""

    kind: ChangeKind
    talent: TalentId
    reason: str


async def propose_cohort(
    resources: Resources, offer_id: OfferId, wish: CohortWish, *, principal: Principal
) -> Cohort:
    """A new cohort with its first proposal, not kept yet. The first of an offer draws the seed.

    Raises ``ServiceError``: 404 ``unknown_offer``, 403 ``not_yours``, 409 ``cohort_offer_closed``,
    ``offer_is_slot``, ``cohort_seats_fixed``, 422 ``invalid``.
    """
    await _refresh(resources)
    with reading(resources.engine) as session:
        offer = offer_of(session, offer_id, principal=principal)
        seed = cohorts.seed_of(session, offer_id)
    words, audience = resources.live.snapshot.vocabularies, audience_of(principal)
    require_usable(wish, offer, words=words, audience=audience)
    cohort = Cohort(
        id=resources.new_id("coh"),
        offer=offer.id,
        audience=audience,
        created_at=resources.clock(),
        created_by=principal.key,
        seed=0,
        wish=wish.stored(),
    )
    return await with_proposal(resources, cohort, offer, principal=principal, seed=seed)


async def change_cohort(
    resources: Resources,
    cohort_id: str,
    drafts: Sequence[ChangeDraft],
    *,
    offer_id: OfferId,
    principal: Principal,
) -> Cohort:
    """The cohort with the changes and a new proposal around them and around who has been asked;
    not kept yet. Without changes it is solved as things stand now.

    Raises ``ServiceError``: as ``propose_cohort``, 404 ``unknown_cohort``, 409
    ``cohort_already_asked``.
    """
    await _refresh(resources)
    with reading(resources.engine) as session:
        offer = offer_of(session, offer_id, principal=principal)
        cohort = cohort_of(session, cohort_id, offer=offer_id, principal=principal)
        states = cohorts.standing(session, offer_id)
    _require_each_once(drafts)
    _require_not_asked(drafts, states)
    _require_known(resources, drafts, cohort=cohort, offer=offer, principal=principal)
    pinned = _pointed(drafts, pins=True)
    whole = cohort.with_changes(_changes(cohort, drafts, by=principal.key, now=resources.clock()))
    return await with_proposal(
        resources, whole, offer, principal=principal, seed=cohort.seed, pinned=pinned
    )


async def next_cohort(
    resources: Resources, cohort_id: str, *, offer_id: OfferId, principal: Principal
) -> Cohort | None:
    """The cohort solved as things stand, around everybody who holds a place, so that open places go
    on; not kept yet. ``None`` where none is open.

    Raises ``ServiceError``: as ``change_cohort``, 409 ``cohort_not_published``: nobody was asked.
    """
    with reading(resources.engine) as session:
        offer = offer_of(session, offer_id, principal=principal)
        cohort = cohort_of(session, cohort_id, offer=offer_id, principal=principal)
        states = cohorts.standing(session, offer_id)
    if all(one.published_at is None for one in cohort.proposals):
        raise ServiceError(Code.COHORT_NOT_PUBLISHED, 409, params={"cohort": cohort_id})
    if sum(map(holds, states.values())) >= seats_now(cohort, offer):
        return None
    return await change_cohort(resources, cohort_id, (), offer_id=offer_id, principal=principal)


def keep_new(session: Session, cohort: Cohort) -> None:
    """Keep a cohort that was proposed just now, without whoever was erased meanwhile."""
    cohorts.add(session, cohorts.without_erased(session, cohort))


def keep_more(session: Session, cohort: Cohort) -> None:
    """Keep the newest proposal and the changes that led to it, without whoever was erased
    meanwhile.

    Raises ``ServiceError`` (409 ``cohort_changed``) when somebody else was faster.
    """
    kept = cohorts.get(session, cohort.id)
    if kept is None or kept.latest.number != cohort.latest.number - 1:
        raise ServiceError(Code.COHORT_CHANGED, 409, params={"cohort": cohort.id})
    cohort = cohorts.without_erased(session, cohort)
    cohorts.add_proposal(session, cohort.id, cohort.latest)
    cohorts.add_changes(session, cohort.id, cohort.changes[len(kept.changes) :])


def offer_of(session: Session, offer_id: OfferId, *, principal: Principal) -> Offer:
    """The offer, if ``principal`` may compose groups for it.

    Raises ``ServiceError``: 404 ``unknown_offer``, 403 ``not_yours``.
    """
    found = OFFERS.get(session, offer_id)
    if found is None:
        raise ServiceError(Code.UNKNOWN_OFFER, 404, params={"offer": offer_id})
    require(principal, Action.COMPOSE_COHORT, target=offer_target(session, found.value))
    return found.value


def cohort_of(session: Session, cohort_id: str, *, offer: OfferId, principal: Principal) -> Cohort:
    """The cohort as far as ``principal`` may know of it; one made for coordinators' eyes may hold
    people whom no organisation finds.

    Raises ``ServiceError`` (404 ``unknown_cohort``).
    """
    found = cohorts.get(session, cohort_id)
    if found is None or found.offer != offer or not _for_eyes_of(found, principal):
        raise ServiceError(Code.UNKNOWN_COHORT, 404, params={"cohort": cohort_id})
    return found


def cohorts_of(session: Session, offer: OfferId, *, principal: Principal) -> list[Cohort]:
    """The newest cohorts of an offer that ``principal`` may know of, with the latest proposal.

    Raises ``ServiceError``: 404 ``unknown_offer``, 403 ``not_yours``.
    """
    offer_of(session, offer, principal=principal)
    return [one for one in cohorts.of_offer(session, offer) if _for_eyes_of(one, principal)]


def chances_of(proposal: CohortProposal) -> dict[TalentId, float]:
    """Everybody's chance before the draw; nobody's where no group met the aims."""
    found, chances = proposal.outcome["candidates"], proposal.outcome["chances"]
    return {TalentId(one): chance for one, chance in zip(found, chances, strict=False)}


def holds(state: PairState) -> bool:
    """Whether somebody in this state takes up a place of the group: asked, or with a seat."""
    return bool(state & PairState.INVITED) or takes_seat(state)


async def _refresh(resources: Resources) -> None:
    await resources.models.refresh()
    await resources.live.refresh()


def _changes(
    cohort: Cohort, drafts: Sequence[ChangeDraft], *, by: str, now: datetime
) -> list[CohortChange]:
    """What is decided, beside what the proposal that stands had said of each."""
    known = chances_of(cohort.latest)
    inside = {one["id"] for one in cohort.latest.outcome["members"]}
    return [
        CohortChange(
            number=len(cohort.changes) + place + 1,
            at=now,
            by=by,
            proposal=cohort.latest.number,
            kind=draft.kind.value,
            talent=draft.talent,
            reason=draft.reason,
            was_in=draft.talent in inside,
            was_chance=known.get(draft.talent),
        )
        for place, draft in enumerate(drafts)
    ]


def _require_each_once(drafts: Sequence[ChangeDraft]) -> None:
    """In and out in one breath is no decision."""
    named = Counter(draft.talent for draft in drafts)
    faults = tuple(
        Fault(f"#/changes/{place}/talent", "twice")
        for place, draft in enumerate(drafts)
        if named[draft.talent] > 1
    )
    if faults:
        raise ServiceError(Code.INVALID, 422, faults=faults)


def _require_not_asked(drafts: Sequence[ChangeDraft], states: Mapping[TalentId, PairState]) -> None:
    """Who was asked, or has a seat, stays until that is taken back: a group cannot undo it."""
    for draft in drafts:
        asked = holds(states.get(draft.talent, PairState.NONE))
        if draft.kind is ChangeKind.LEAVE_OUT and asked:
            params = {"talent": draft.talent}
            raise ServiceError(Code.COHORT_ALREADY_ASKED, 409, params=params)


def _require_known(
    resources: Resources,
    drafts: Sequence[ChangeDraft],
    *,
    cohort: Cohort,
    offer: Offer,
    principal: Principal,
) -> None:
    """Who is left out or released was a candidate, or was decided of before; of pins the
    candidates of now are asked."""
    decided = {change.talent for change in cohort.changes} - {cohorts.GONE}
    known = (*cohort.latest.outcome["candidates"], *sorted(decided))
    wish = wish_of(cohort.wish)
    door = door_of(resources, offer, wish, candidates=known, principal=principal)
    require_candidates(resources, _pointed(drafts, pins=False), door=door)


def _pointed(drafts: Sequence[ChangeDraft], *, pins: bool) -> dict[str, TalentId]:
    """Who is pinned, or whoever is not, by where they stand in the body."""
    return {
        f"#/changes/{place}/talent": draft.talent
        for place, draft in enumerate(drafts)
        if (draft.kind is ChangeKind.PIN) is pins
    }


def _for_eyes_of(cohort: Cohort, principal: Principal) -> bool:
    return principal.role is not Role.ORGANISATION or cohort.audience is Audience.ORGANISATION
