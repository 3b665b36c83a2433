"""Pathway: where a talent stands, the next step and two beyond, each with offers to join."""

import asyncio
from dataclasses import dataclass

from matcher.domain import (
    Direction,
    Exclusion,
    Order,
    Problem,
    SlateRequest,
    Step,
    Surface,
    Talent,
    TalentId,
    guardian_missing,
)
from matcher.ranking import (
    Map,
    NextStep,
    Pathway,
    goal_columns,
    pathway,
    standing_of,
    unknown_standing,
)
from matcher.vocabulary import WordList, load
from service.actions.kinds import talent_target
from service.actions.recommend import audience_of, recommend
from service.actions.resources import Resources
from service.actions.shown import Shown
from service.auth import Action, Principal, Target, require
from service.errors import Code, Fault, ServiceError
from service.store.engine import reading
from service.store.talents import TALENTS

OFFERS_EACH = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What the way shall lead to: all goals of the profile, or the one that is named; with
    ``role`` it is the way of those who have it, and the offers are those that take it."""

    goal: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStep:
    """A step, and the recorded list of offers that are of it."""

    ahead: NextStep
    shown: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPathway:
    """A pathway with its lists; ``goals`` are those it leads to. Where ``profiled`` is false, it is
    the same for everybody with the same aim, and says nothing of where the person stands. ``held``
    is the rule that keeps the person from every offer for now, whatever there is."""

    talent: TalentId
    goals: tuple[str, ...]
    role: str | None
    profiled: bool
    held: Problem | None
    way: Pathway
    steps: tuple[ShownStep, ...]


async def show_pathway(
    resources: Resources,
    talent: TalentId,
    aim: Aim,
    *,
    principal: Principal,
    surface: Surface = Surface.API,
) -> ShownPathway:
    """The pathway of ``talent``; its lists are on disk when this returns.

    Raises ``ServiceError`` (``not_yours``, ``unknown_talent``, ``invalid``), ``StoreBusy``.
    """
    _require_known(aim)
    profile = _permitted(resources, talent, principal)
    await resources.live.refresh()
    counted = await resources.ladders.current(resources.engine, now=resources.clock())
    goals = _goals(profile, aim)
    way = _way(resources, profile, counted.map, goals=goals, role=aim.role)
    asked = [_request(profile, ahead.step, principal) for ahead in way.steps]
    shown = await asyncio.gather(
        *(recommend(resources, one, principal=principal, surface=surface) for one in asked)
    )
    steps = (ShownStep(ahead=one, shown=its) for one, its in zip(way.steps, shown, strict=True))
    return ShownPathway(
        talent=talent,
        goals=goals,
        role=aim.role,
        profiled=profile.profiling,
        held=_held(resources, profile),
        way=way,
        steps=tuple(steps),
    )


def invalid_codes(named: dict[str, tuple[str | None, WordList]], *, place: str) -> None:
    """Refuse codes that are none: by field the code and its list.

    Raises ``ServiceError`` (422 ``invalid``).
    """
    faults = []
    for name, (code, known) in named.items():
        if code is None or code in known:
            continue
        nearest = ", ".join(known.nearest(code))
        told: dict[str, str] = {"code": code, "list": known.name}
        pointer = f"#/{name}" if place == "body" else name
        if nearest:
            told["nearest"] = nearest
        fault = "unknown_code_near" if nearest else "unknown_code"
        faults.append(Fault(pointer, fault, told, place=place))
    if faults:
        raise ServiceError(Code.INVALID, 422, faults=tuple(faults))


def _require_known(aim: Aim) -> None:
    words = load()
    named = {"goal": (aim.goal, words.goals), "role": (aim.role, words.roles)}
    invalid_codes(named, place="query")


def _permitted(resources: Resources, talent: TalentId, principal: Principal) -> Talent:
    with reading(resources.engine) as session:
        found = TALENTS.get(session, talent)
        if found is None:
            own = Target(owners=frozenset({talent}))
            require(principal, Action.SEE_PATHWAY, target=own)
            raise ServiceError(Code.UNKNOWN_TALENT, 404, params={"talent": talent})
        target = talent_target(session, found.value)
    require(principal, Action.SEE_PATHWAY, target=target)
    return found.value


def _held(resources: Resources, profile: Talent) -> Problem | None:
    context = resources.rules.peers(resources.clock())
    if profile.paused:
        return Problem(Exclusion.PAUSED.value)
    if guardian_missing(profile, context):
        below = {"below": context.guardian_below or 0}
        return Problem(Exclusion.GUARDIAN_MISSING.value, below)
    return None


def _goals(profile: Talent, aim: Aim) -> tuple[str, ...]:
    """Of who objects to profiling only what is asked for here and now counts."""
    if aim.goal is not None:
        return (aim.goal,)
    return profile.goals if profile.profiling else ()


def _way(
    resources: Resources,
    profile: Talent,
    of: Map,
    *,
    goals: tuple[str, ...],
    role: str | None,
) -> Pathway:
    ladder, snapshot = of.ladder, resources.live.snapshot
    known = profile.profiling and profile.id in snapshot.talents.row_of
    stand = standing_of(ladder, snapshot, profile.id) if known else unknown_standing(ladder, 1)
    return pathway(of, stand, goals=goal_columns(goals, ladder.words), role=role)


def _request(profile: Talent, step: Step, principal: Principal) -> SlateRequest:
    return SlateRequest(
        direction=Direction.OFFERS_FOR_TALENT,
        subject=profile.id,
        audience=audience_of(principal),
        limit=OFFERS_EACH,
        order=Order.FIT if profile.profiling else Order.NEWEST,
        step=step,
    )
