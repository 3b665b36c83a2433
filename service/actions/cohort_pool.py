"""A cohort's pool: the candidates for a group as the market's columns, read from what is live."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain import (
    Audience,
    Offer,
    Talent,
    TalentId,
    group_name,
    reference_day,
    takes_seat,
)
from matcher.features import Rows
from matcher.features.encoding import number
from matcher.market.cohort import Aim, AimKind, People
from matcher.ranking.pool import Pool, pool_for
from matcher.vocabulary import Vocabularies
from service.actions.cohort_wish import Among, CohortWish
from service.actions.resources import Resources
from service.store.engine import reading
from service.store.talents import TALENTS

FILLS = 0.9
"""How near what somebody plays must come to a role to fill it: a lead singer is a singer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What people decided: who is in, who is out, and who was asked before."""

    pinned: frozenset[TalentId] = frozenset()
    left_out: frozenset[TalentId] = frozenset()
    asked_before: frozenset[TalentId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gathered:
    """The candidates, and the pool that they were taken from."""

    people: People
    pool: Pool


def gather(
    resources: Resources, offer: Offer, wish: CohortWish, *, audience: Audience, kept: Kept
) -> Gathered:
    """Everybody who can be in the group, with all that the aims count.

    Who was asked before and holds nothing now has said no, or was told no: not again, unless
    somebody decides so. Nothing is written.
    """
    now = resources.clock()
    late = offer.deadline is not None and offer.deadline < resources.rules.today(now)
    pool = pool_for(
        resources.recommender,
        resources.live.snapshot,
        offer.id,
        context=resources.rules.context(now, audience=audience),
        applicants=late or wish.among is Among.APPLICANTS,
    )
    people = _people(resources, offer, pool, wish=wish, kept=kept)
    gone = (kept.left_out | kept.asked_before) - kept.pinned
    left = [row for row, one in enumerate(pool.ids) if people.locked[row] or one not in gone]
    return Gathered(people=people.keep(np.array(left, dtype=np.intp)), pool=pool)


def _people(
    resources: Resources, offer: Offer, pool: Pool, *, wish: CohortWish, kept: Kept
) -> People:
    words, talents = resources.live.snapshot.vocabularies, pool.talents
    codes = np.array([*words.geography.codes, ""])
    first_day = number(reference_day(offer, resources.rules.today(resources.clock())))
    born = talents["born"]
    age = np.where(born > 0, (first_day - born) // 10_000, np.nan)
    roles = [aim.code or "" for aim in wish.aims if aim.kind is AimKind.ROLE]
    groups = [aim.code or "" for aim in wish.aims if aim.kind is AimKind.TARGET_GROUP]
    told = _told(resources, pool, aims=wish.aims)
    return People(
        ids=pool.ids,
        fit=pool.fit,
        municipality=codes[talents["municipality"]],
        level=talents["level"].astype(np.float64),
        age=age.astype(np.float64),
        newcomer=_newcomers(resources, offer, pool),
        unattached=_where(pool, (t.id for t in told if t.organisation is None)),
        locked=pool.standing | _where(pool, kept.pinned),
        fills={role: _plays(talents, words, role) for role in roles},
        first={role: _plays(talents, words, role, first=True) for role in roles},
        declared={group: _where(pool, _declared(told, group)) for group in groups},
    )


def _where(pool: Pool, named: Iterable[str]) -> NDArray[np.bool_]:
    chosen = frozenset(named)
    return np.array([one in chosen for one in pool.ids], dtype=np.bool_)


def _newcomers(resources: Resources, offer: Offer, pool: Pool) -> NDArray[np.bool_]:
    """Who has held a seat or taken part in nothing yet, but perhaps in this."""
    states = resources.live.snapshot.states_of_talent
    known = (
        any(takes_seat(state) for other, state in states.get(one, {}).items() if other != offer.id)
        for one in pool.ids
    )
    return ~np.fromiter(known, dtype=np.bool_, count=len(pool.ids))


def _plays(
    talents: Rows, words: Vocabularies, role: str, *, first: bool = False
) -> NDArray[np.bool_]:
    """Who can fill ``role``; ``first``: who names it before all else."""
    near = np.append(words.roles.affinity[:, words.roles.index[role]] >= FILLS, False)
    named = talents["roles"][:, :1] if first else talents["roles"]
    plays: NDArray[np.bool_] = np.any(near[named], axis=1)
    return plays


def _told(resources: Resources, pool: Pool, *, aims: Iterable[Aim]) -> list[Talent]:
    """The profiles, where some aim counts what is in no column: no feature may know it."""
    if {AimKind.NO_INSTITUTION, AimKind.TARGET_GROUP}.isdisjoint(aim.kind for aim in aims):
        return []
    with reading(resources.engine) as session:
        found = TALENTS.get_many(session, [TalentId(one) for one in pool.ids])
    return [one.value for one in found.values()]


def _declared(told: Iterable[Talent], group: str) -> Iterable[str]:
    """Only whom the person itself has put there: a wish that suggests it does not count."""
    name = group_name(group)
    return (one.id for one in told if name in map(group_name, one.target_groups))
