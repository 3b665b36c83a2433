"""Outsiders: people who are named for a group and cannot be in it, and what is known of why."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from sqlalchemy.orm import Session

from matcher.domain import Audience, Exclusion, Offer, Problem, TalentId, exclusions
from service.actions.cohort_pool import only_applicants
from service.actions.cohort_wish import CohortWish
from service.actions.explain_eligibility import pair_of
from service.actions.recommend import audience_of
from service.actions.resources import Resources
from service.actions.visibility import for_organisation
from service.auth import Principal, in_area
from service.errors import Code, Fault, ServiceError
from service.store.engine import reading
from service.store.talents import TALENTS

_NEAREST = 3
_ALIKE = 75.0
# Seats and the deadline are counted otherwise for a group.
_NO_MATTER = frozenset({Exclusion.DEADLINE_PASSED, Exclusion.FULL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Who comes into a group of ``offer``: the ``candidates`` alone; ``applicants``: who applied.
    What is told of others is for the eyes of ``principal``."""

    offer: Offer
    candidates: Collection[str]
    applicants: bool
    principal: Principal


def door_of(
    resources: Resources,
    offer: Offer,
    wish: CohortWish,
    *,
    candidates: Collection[str],
    principal: Principal,
) -> Door:
    """The door of a group that is wished so."""
    applicants = only_applicants(resources, offer, wish)
    return Door(offer=offer, candidates=candidates, applicants=applicants, principal=principal)


def require_candidates(resources: Resources, named: Mapping[str, TalentId], *, door: Door) -> None:
    """Raise ``ServiceError`` (422 ``invalid``) for everybody in ``named`` (by where they stand in
    the body) who is no candidate: with every rule that says no, or with the ids that come near."""
    inside = frozenset(door.candidates)
    outside = {where: one for where, one in named.items() if one not in inside}
    if not outside:
        return
    with reading(resources.engine) as session:
        faults = tuple(
            fault
            for where, one in outside.items()
            for fault in _faults(session, where, one, resources=resources, door=door)
        )
    raise ServiceError(Code.INVALID, 422, faults=faults)


def _faults(
    session: Session, where: str, one: TalentId, *, resources: Resources, door: Door
) -> Iterator[Fault]:
    found = _why(session, one, resources=resources, door=door)
    near = _near(one, door.candidates) if found is None else ""
    if near:
        yield Fault(where, "cohort_no_candidate_near", {"talent": one, "nearest": near})
        return
    yield Fault(where, "cohort_no_candidate", {"talent": one})
    for problem in found or ():
        yield Fault(where, problem.code, problem.params)


def _why(
    session: Session, one: TalentId, *, resources: Resources, door: Door
) -> tuple[Problem, ...] | None:
    """``None`` for who is not known, or of whom an organisation must not learn."""
    talent = TALENTS.get(session, one)
    if talent is None:
        return None
    audience = audience_of(door.principal)
    if audience is not Audience.ORGANISATION and not in_area(
        door.principal, talent.value.municipality
    ):
        return ()
    words = resources.live.snapshot.vocabularies
    pair = pair_of(session, talent.value, door.offer, words=words)
    context = resources.rules.context(resources.clock(), audience=audience)
    all_of_them = exclusions(pair, context)
    told = for_organisation(all_of_them) if audience is Audience.ORGANISATION else all_of_them
    if told is None:
        return None
    told = tuple(problem for problem in told if problem.code not in _NO_MATTER)
    return told or ((Problem("cohort_not_applied"),) if door.applicants else ())


def _near(one: str, candidates: Collection[str]) -> str:
    hits = process.extract(one, candidates, scorer=fuzz.ratio, limit=_NEAREST, score_cutoff=_ALIKE)
    return ", ".join(hit[0] for hit in hits)
