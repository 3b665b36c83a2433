"""A cohort as it is shown: the proposal that stands, how each person stands now, and the cards."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from matcher.domain import Audience, OfferId, PairState, Talent, TalentId
from matcher.features import findable_talents
from service.actions.cards import TalentCard, talent_card
from service.actions.cohort import cohort_of, holds, offer_of
from service.actions.cohort_solving import seats_now
from service.actions.resources import Resources
from service.actions.visibility import have_met
from service.auth import Principal, Role, in_area
from service.store import cohorts
from service.store.cohorts import Cohort
from service.store.engine import reading
from service.store.profiles import Versioned
from service.store.talents import TALENTS

_NAMED_TO = frozenset({Role.COORDINATOR, Role.ADMIN})


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortShown:
    """``states`` are how people stand to the offer now; ``cards`` of whom may be seen now: who has
    gone, or may not be found any more, is only an id. ``unranked`` have objected to being ranked,
    perhaps since: of them no fit is told."""

    cohort: Cohort
    seats: int
    states: Mapping[TalentId, PairState]
    cards: Mapping[TalentId, TalentCard]
    unranked: frozenset[TalentId]

    @property
    def open_seats(self) -> int:
        """Seats that nobody holds and nobody was asked to take."""
        taken = sum(map(holds, self.states.values()))
        return max(self.seats - taken, 0)

    @property
    def gone(self) -> int:
        """How many of the group were asked, or had a place, and are out of it now."""
        latest = self.cohort.latest
        asked = latest.published_at is not None
        return sum(
            not holds(self.states.get(TalentId(one["id"]), PairState.NONE))
            for one in latest.outcome["members"]
            if asked or one["standing"]
        )

    def members(self) -> tuple[TalentId, ...]:
        """The group as the newest proposal has it."""
        return tuple(TalentId(one["id"]) for one in self.cohort.latest.outcome["members"])


async def show_cohort(
    resources: Resources, cohort_id: str, *, offer_id: OfferId, principal: Principal
) -> CohortShown:
    """The cohort for ``principal``.

    Raises ``ServiceError``: 404 ``unknown_offer``, ``unknown_cohort``; 403 ``not_yours``.
    """
    await resources.live.refresh()
    with reading(resources.engine) as session:
        offer = offer_of(session, offer_id, principal=principal)
        cohort = cohort_of(session, cohort_id, offer=offer_id, principal=principal)
        states = cohorts.standing(session, offer_id)
        seen = _seen(resources, _named(cohort), states, principal=principal)
        found = TALENTS.get_many(session, sorted(seen))
        unranked = _unranked(TALENTS.get_many(session, sorted(_ranked(cohort))).values())
    staff = principal.role in _NAMED_TO
    cards = {
        key: talent_card(
            one.value,
            updated_at=one.updated_at,
            named=staff and in_area(principal, one.value.municipality),
        )
        for key, one in found.items()
    }
    return CohortShown(
        cohort=cohort,
        seats=seats_now(cohort, offer),
        states=states,
        cards=cards,
        unranked=unranked,
    )


def _ranked(cohort: Cohort) -> frozenset[TalentId]:
    """Everybody of whom a fit is told."""
    outcome = cohort.latest.outcome
    members = {one["id"] for one in outcome["members"]}
    return frozenset(members.union(*(one["ids"] for one in outcome["waiting"])))


def _unranked(found: Iterable[Versioned[Talent]]) -> frozenset[TalentId]:
    return frozenset(one.value.id for one in found if not one.value.profiling)


def _named(cohort: Cohort) -> frozenset[TalentId]:
    """Everybody of whom more than an id is shown."""
    outcome = cohort.latest.outcome
    named: set[str] = {change.talent for change in cohort.changes}
    for member in outcome["members"]:
        named |= {member["id"], *member["next"]}
    for waiting in outcome["waiting"]:
        named |= set(waiting["ids"])
    for aim in outcome["aims"]:
        price = aim["price"] or {"enters": (), "leaves": ()}
        named |= {*price["enters"], *price["leaves"]}
    return frozenset(TalentId(one) for one in named) - {cohorts.GONE}


def _seen(
    resources: Resources,
    named: Iterable[TalentId],
    states: Mapping[TalentId, PairState],
    *,
    principal: Principal,
) -> frozenset[TalentId]:
    """An organisation sees whom it may find now, and whom it has met by this offer."""
    if principal.role is not Role.ORGANISATION:
        return frozenset(named)
    snapshot = resources.live.snapshot
    now = resources.rules.context(resources.clock(), audience=Audience.ORGANISATION)
    rows = findable_talents(snapshot, now, seeker=principal.organisation).eligible()
    findable = frozenset(rows.tolist())
    return frozenset(
        one
        for one in named
        if snapshot.talents.row_of.get(one) in findable or have_met(states.get(one, PairState.NONE))
    )
