"""A cohort's pool: the candidates for a group as the market's columns, read from what is live."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine

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
from service.store.cohorts import Cohort
from service.store.engine import reading
from service.store.talents import TALENTS

FILLS = 0.9
"""How near what somebody plays must come to a role to fill it: a lead singer is a singer."""


class ChangeKind(StrEnum):
    """What a person decides of a talent: in, out, or as the system proposes again."""

    PIN = "pin"
    LEAVE_OUT = "leave_out"
    RELEASE = "release"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What people decided: who is in, who is out, and who was asked before."""

    pinned: frozenset[TalentId] = frozenset()
    left_out: frozenset[TalentId] = frozenset()
    asked_before: frozenset[TalentId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gathered:
    """The candidates, and the pool that they were taken from; ``undecided`` are the candidates as
    they would be had nobody been pinned or left out, ``None`` where nobody was."""

    people: People
    pool: Pool
    undecided: People | None


def gather(
    resources: Resources, offer: Offer, wish: CohortWish, *, audience: Audience, kept: Kept
) -> Gathered:
    """Everybody who can be in the group, with all that the aims count.

    Who was asked before and holds nothing now has said no, or was told no: not again, unless
    somebody decides so. Nothing is written. What is in no column is still to be read:
    ``with_profiles``.
    """
    now = resources.clock()
    pool = pool_for(
        resources.recommender,
        resources.live.snapshot,
        offer.id,
        context=resources.rules.context(now, audience=audience),
        applicants=only_applicants(resources, offer, wish),
    )
    today = resources.rules.today(now)
    # Who sets the first day, and counts ages on it, finds birthdays by moving it.
    day = today if audience is Audience.ORGANISATION else reference_day(offer, today)
    people = _people(resources, offer, pool, wish=wish, kept=kept, day=day)
    free = None
    if kept.pinned or kept.left_out:
        free = _without(replace(people, locked=pool.standing), kept.asked_before)
    gone = (kept.left_out | kept.asked_before) - kept.pinned
    return Gathered(people=_without(people, gone), pool=pool, undecided=free)


def _without(people: People, gone: Collection[TalentId]) -> People:
    """Who is locked stays."""
    left = [row for row, one in enumerate(people.ids) if people.locked[row] or one not in gone]
    return people.keep(np.array(left, dtype=np.intp))


def only_applicants(resources: Resources, offer: Offer, wish: CohortWish) -> bool:
    """Whether who has not applied is no candidate: by the wish, or after the deadline."""
    today = resources.rules.today(resources.clock())
    late = offer.deadline is not None and offer.deadline < today
    return late or wish.among is Among.APPLICANTS


def _people(
    resources: Resources, offer: Offer, pool: Pool, *, wish: CohortWish, kept: Kept, day: date
) -> People:
    """The columns; ages are of ``day``."""
    words, talents = resources.live.snapshot.vocabularies, pool.talents
    codes = np.array([*words.geography.codes, ""])
    born = talents["born"]
    age = np.where(born > 0, (number(day) - born) // 10_000, np.nan)
    roles = [aim.code or "" for aim in wish.aims if aim.kind is AimKind.ROLE]
    groups = [aim.code or "" for aim in wish.aims if aim.kind is AimKind.TARGET_GROUP]
    asks_new = any(aim.kind is AimKind.NEWCOMER for aim in wish.aims)
    nobody = np.zeros(len(pool.ids), dtype=np.bool_)
    return People(
        ids=pool.ids,
        fit=pool.fit,
        municipality=codes[talents["municipality"]],
        level=talents["level"].astype(np.float64),
        age=age.astype(np.float64),
        newcomer=_newcomers(resources, offer, pool) if asks_new else nobody,
        unattached=nobody,
        locked=pool.standing | _where(pool.ids, kept.pinned),
        elsewhere=_plays_else(talents, words, roles),
        fills={role: _plays(talents, words, role) for role in roles},
        declared=dict.fromkeys(groups, nobody),
    )


def kept_of(cohort: Cohort) -> Kept:
    """What people have decided so far, the latest decision of each person, and who was asked."""
    decided = {change.talent: change.kind for change in cohort.changes}
    asked = {
        TalentId(member["id"])
        for proposal in cohort.proposals
        if proposal.published_at is not None
        for member in proposal.outcome["members"]
    }
    return Kept(
        pinned=frozenset(one for one, kind in decided.items() if kind == ChangeKind.PIN),
        left_out=frozenset(one for one, kind in decided.items() if kind == ChangeKind.LEAVE_OUT),
        asked_before=frozenset(asked),
    )


def with_profiles(people: People, engine: Engine, *, aims: Sequence[Aim]) -> People:
    """The people with what only their profiles say, where some aim counts it: no column holds it,
    so that no feature may know it. It is read from the store, and so may take a while."""
    if {AimKind.NO_INSTITUTION, AimKind.TARGET_GROUP}.isdisjoint(aim.kind for aim in aims):
        return people
    with reading(engine) as session:
        found = TALENTS.get_many(session, [TalentId(one) for one in people.ids])
    told = [one.value for one in found.values()]
    return replace(
        people,
        unattached=_where(people.ids, (one.id for one in told if one.organisation is None)),
        declared={group: _where(people.ids, _declared(told, group)) for group in people.declared},
    )


def _where(ids: Sequence[str], named: Iterable[str]) -> NDArray[np.bool_]:
    chosen = frozenset(named)
    return np.array([one in chosen for one in ids], dtype=np.bool_)


def _newcomers(resources: Resources, offer: Offer, pool: Pool) -> NDArray[np.bool_]:
    """Who has held a seat or taken part in nothing yet, but perhaps in this."""
    states = resources.live.snapshot.states_of_talent
    known = (
        any(takes_seat(state) for other, state in states.get(one, {}).items() if other != offer.id)
        for one in pool.ids
    )
    return ~np.fromiter(known, dtype=np.bool_, count=len(pool.ids))


def _plays(talents: Rows, words: Vocabularies, role: str) -> NDArray[np.bool_]:
    """Who can fill ``role``."""
    # Where nothing is named stands the last place.
    near = np.append(_near(words, role), False)
    plays: NDArray[np.bool_] = np.any(near[talents["roles"]], axis=1)
    return plays


def _plays_else(talents: Rows, words: Vocabularies, roles: Sequence[str]) -> NDArray[np.bool_]:
    """Who names something that comes near none of ``roles``."""
    far = np.ones(len(words.roles.codes), dtype=np.bool_)
    for role in roles:
        far &= ~_near(words, role)
    plays: NDArray[np.bool_] = np.any(np.append(far, False)[talents["roles"]], axis=1)
    return plays


def _near(words: Vocabularies, role: str) -> NDArray[np.bool_]:
    near: NDArray[np.bool_] = words.roles.affinity[:, words.roles.index[role]] >= FILLS
    return near


def _declared(told: Iterable[Talent], group: str) -> Iterable[str]:
    """Only whom the person itself has put there: a wish that suggests it does not count."""
    name = group_name(group)
    return (one.id for one in told if name in map(group_name, one.target_groups))
