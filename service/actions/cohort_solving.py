"""Solving a cohort: the proposal that follows from what is wished, decided and the case now."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from sqlalchemy import Engine

from matcher.domain import GIVE_BACK_KIND, Offer, OfferStatus, TalentId
from matcher.features.encoding import stable_hash
from matcher.market.cohort import Proposal, SolverFailed, Wish, WishImpossible, propose
from service.actions.cohort_outcome import outcome_of
from service.actions.cohort_outsiders import door_of, require_candidates
from service.actions.cohort_pool import Gathered, gather, kept_of, with_profiles
from service.actions.cohort_wish import CohortWish, require_usable, wish_of
from service.actions.resources import Resources
from service.auth import Principal
from service.errors import Code, ServiceError
from service.store.cohorts import Cohort, CohortProposal

WAITING = 20
_SEED_BITS = 31


async def with_proposal(
    resources: Resources,
    cohort: Cohort,
    offer: Offer,
    *,
    principal: Principal,
    seed: int | None,
    pinned: Mapping[str, TalentId] | None = None,
) -> Cohort:
    """Columns are read at once, since the next request may change them; solving is sent away.

    The first seed of an offer follows from the offer, the day and the candidates as they are: the
    same everywhere, and nobody's choice. ``pinned`` are by where they stand in the body.
    """
    now, wish = resources.clock(), wish_of(cohort.wish)
    require_open(offer, today=resources.rules.today(now))
    # The offer may have fewer places by now, or its lawful ground may be gone.
    wish = replace(wish, seats=seats_now(cohort, offer))
    words = resources.live.snapshot.vocabularies
    require_usable(wish, offer, words=words, audience=cohort.audience)
    gathered = gather(resources, offer, wish, audience=cohort.audience, kept=kept_of(cohort))
    door = door_of(resources, offer, wish, candidates=gathered.people.ids, principal=principal)
    require_candidates(resources, pinned or _companions(cohort, wish), door=door)
    if seed is None:
        seed = _first_seed(offer, resources.rules.today(now), gathered.pool.candidate_hash)
    cohort = replace(cohort, seed=seed)
    async with resources.solving:
        found = await asyncio.to_thread(_solved, gathered, resources.engine, wish, seed=cohort.seed)
    proposal = CohortProposal(
        number=cohort.proposals[-1].number + 1 if cohort.proposals else 1,
        at=now,
        by=principal.key,
        model_hash=resources.recommender.model.hash,
        candidate_hash=gathered.pool.candidate_hash,
        candidates=len(found.people),
        outcome=outcome_of(found, gathered, tolerance=wish.tolerance, audience=cohort.audience),
    )
    return cohort.with_proposal(proposal)


def _first_seed(offer: Offer, today: date, candidate_hash: str) -> int:
    return stable_hash(f"{offer.id}|{today}|{candidate_hash}") >> (64 - _SEED_BITS)


def _solved(gathered: Gathered, engine: Engine, wish: CohortWish, *, seed: int) -> Proposal:
    told = partial(with_profiles, engine=engine, aims=wish.aims)
    free = None if gathered.undecided is None else told(gathered.undecided)
    try:
        return propose(told(gathered.people), _asked(wish), seed=seed, undecided=free)
    except WishImpossible as refused:
        params = refused.problem.params
        raise ServiceError(Code.COHORT_SEATS_FIXED, 409, params=params) from refused
    except SolverFailed as failed:
        raise ServiceError(Code.COHORT_TOO_HARD, 422) from failed


def _asked(wish: CohortWish) -> Wish:
    return Wish(
        seats=wish.seats,
        aims=wish.aims,
        together=wish.together,
        tolerance=wish.tolerance,
        waiting=WAITING,
    )


def require_open(offer: Offer, *, today: date) -> None:
    """The deadline is for applying; a group is most often made after it. Who gives back is asked in
    steps of its own.

    Raises ``ServiceError`` (409 ``cohort_offer_closed``, ``offer_is_slot``).
    """
    if offer.kind == GIVE_BACK_KIND:
        raise ServiceError(Code.OFFER_IS_SLOT, 409, params={"offer": offer.id})
    over = offer.end_date or offer.start_date
    is_over = over is not None and over < today
    if offer.status is not OfferStatus.PUBLISHED or is_over:
        raise ServiceError(Code.COHORT_OFFER_CLOSED, 409, params={"offer": offer.id})


def seats_now(cohort: Cohort, offer: Offer) -> int:
    """The places of the group: never more than the offer has by now."""
    wished = int(cohort.wish["seats"])
    return wished if offer.capacity is None else min(wished, offer.capacity)


def _companions(cohort: Cohort, wish: CohortWish) -> dict[str, TalentId]:
    """Who comes together, by where they stand in a new wish; later somebody may have said no."""
    if cohort.proposals:
        return {}
    return {
        f"#/together/{group}/{place}": TalentId(one)
        for group, together in enumerate(wish.together)
        for place, one in enumerate(together)
    }
