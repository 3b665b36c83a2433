"""A pathway: where somebody stands on the ladder, the next step and two beyond, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.domain import PairState, Problem, Step
from matcher.features import Snapshot
from matcher.ranking.ladder import Floats, Ladder, Mask, Whole, bands, level_rungs
from matcher.ranking.onwards import Onwards
from matcher.ranking.trodden import FEWEST_COMPARED, Trodden

STEPS = 3
PEOPLE_WENT_ON = "people_went_on"
PEOPLE_BEGAN = "people_began"
ROLE_OFTEN = "role_often"
KINDS_RELATED = "kinds_related"
KIND_SERVES = "kind_serves"
RUNG_ABOVE = "rung_above"
SAME_RUNG = "same_rung"
FIRST_STEP = "first_step"
_RELATED = 0.3
_SERVES = 0.5
# From how many times as likely as for people in general a role is told as a reason.
_OFTEN = 1.25


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Standing:
    """Where people stand, n of them: ``place`` (n,) is the step farthest out that each has taken,
    the latest of several, or the start; ``rung`` (n,) what that or their level has reached;
    ``band`` (n,) is of their level, ``done`` (n, S) all they have done, ``roles`` (n, any width)
    the codes of their roles, -1 for none."""

    place: Whole
    rung: Whole
    band: Whole
    done: Mask
    roles: Whole


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Map:
    """The ladder, the ways that people went on it, and how likely each next step is."""

    ladder: Ladder
    known: Trodden
    likely: Onwards


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """One step ahead, and why it stands there."""

    step: Step
    reasons: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pathway:
    """``here`` is the last step, none at the start; ``rung`` the reach that has been reached."""

    here: Step | None
    reach: str
    steps: tuple[NextStep, ...]


def unknown_standing(ladder: Ladder, people: int) -> Standing:
    """Of people of whom nothing may be told: at the start, on the lowest rung."""
    nothing = np.zeros(people, dtype=np.int64)
    return Standing(
        place=np.full(people, ladder.start, dtype=np.int64),
        rung=nothing,
        band=nothing,
        done=np.zeros((people, ladder.start), dtype=np.bool_),
        roles=np.full((people, 1), -1, dtype=np.int64),
    )


def standing(
    ladder: Ladder,
    levels: NDArray[np.floating],
    *,
    roles: Whole,
    person: Whole,
    day: Whole,
    step: Whole,
) -> Standing:
    """Where people of ``levels`` (n,) and ``roles`` (n, any width) stand who took the steps of
    three columns, ``person`` being places in ``levels``."""
    order = np.lexsort((day, ladder.rung[step]))
    place = np.full(len(levels), ladder.start, dtype=np.int64)
    place[person[order]] = step[order]
    done = np.zeros((len(levels), ladder.start), dtype=np.bool_)
    done[person, step] = True
    rung = level_rungs(levels)
    taken = place < ladder.start
    rung[taken] = ladder.rung[place[taken]]
    return Standing(place=place, rung=rung, band=bands(levels), done=done, roles=roles)


def standing_of(ladder: Ladder, snapshot: Snapshot, talent: str) -> Standing:
    """Where one person of ``snapshot`` stands. Raises ``KeyError`` when it is not there."""
    row, offers = snapshot.talents.row_of[talent], snapshot.offers
    rows = [
        offers.row_of[offer]
        for offer, state in snapshot.states_of_talent.get(talent, {}).items()
        if state & PairState.TAKEN_PART and offer in offers.row_of
    ]
    day, numbers = (
        offers["start_day"][rows],
        ladder.numbers(offers["rung"][rows], offers["kind"][rows]),
    )
    told = (day > 0) & (numbers >= 0)
    level, roles = (snapshot.talents[name][row : row + 1] for name in ("level", "roles"))
    nobody = np.zeros(int(told.sum()), dtype=np.int64)
    return standing(
        ladder,
        level,
        roles=roles.astype(np.int64),
        person=nobody,
        day=day[told],
        step=numbers[told],
    )


def next_steps(
    ladder: Ladder, likely: Onwards, stand: Standing, goals: NDArray[np.floating]
) -> Whole:
    """The next step of each person: shape (n,).

    ``goals`` (n, goals) are what each wants to reach. The most likely and best serving step on the
    person's rung or the one above, and nothing that was done already, unless all of it was.
    """
    weights = likely.chances(stand.place, stand.band, stand.roles) * ladder.served(goals)
    top = len(ladder.reaches) - 1
    rungs = ladder.rung[None, :]
    near = (rungs == stand.rung[:, None]) | (rungs == np.minimum(stand.rung + 1, top)[:, None])
    return _best(weights, near, stand.done)


def pathway(
    of: Map, stand: Standing, *, goals: NDArray[np.floating], role: str | None = None
) -> Pathway:
    """The way of the one person that ``stand`` and ``goals`` (1, goals) tell of.

    With ``role`` it is the way of somebody who has that one alone, and lists are narrowed to it.

    Steps: 1. the next step, as ``next_steps`` says; 2. from there the best one rung up, and
    from there again; on the top rung another kind. 3. Each with why it stands there: how many went
    that way where enough did, whether people of the role often do, and what the vocabulary says.
    """
    ladder, likely = of.ladder, of.likely
    if role is not None and role in ladder.words.roles:
        stand = replace(stand, roles=np.array([[ladder.words.roles.index[role]]]))
    numbers = [int(next_steps(ladder, likely, stand, goals)[0])]
    done, served = stand.done.copy(), ladder.served(goals)
    top = len(ladder.reaches) - 1
    while len(numbers) < STEPS:
        here = numbers[-1]
        done[:, here] = True
        rung = min(int(ladder.rung[here]) + 1, top)
        weights = likely.chances(np.array([here]), stand.band, stand.roles) * served
        numbers.append(int(_best(weights, (ladder.rung == rung)[None, :], done)[0]))
    place, before = int(stand.place[0]), [int(stand.place[0]), *numbers]
    return Pathway(
        here=None if place == ladder.start else ladder.step(place),
        reach=ladder.reaches[int(stand.rung[0])],
        steps=tuple(
            NextStep(
                step=ladder.step(number, role),
                reasons=tuple(_reasons(of, (origin, number), roles=stand.roles[0], goals=goals)),
            )
            for origin, number in zip(before, numbers, strict=False)
        ),
    )


def _best(weights: Floats, near: Mask, done: Mask) -> Whole:
    """What was done already comes last, and what is not near not at all."""
    open_ = np.where(near, weights, -1.0)
    best: Whole = np.where(done & near, open_ - 1.0, open_ + near).argmax(axis=1)
    return best


def _reasons(
    of: Map, way: tuple[int, int], *, roles: Whole, goals: NDArray[np.floating]
) -> Sequence[Problem]:
    ladder, (origin, number) = of.ladder, way
    first, step = origin == ladder.start, ladder.step(number)
    there = {"reach": step.reach, "kind": step.kind}
    found = []
    tenths = of.known.tenths(origin, number)
    if tenths is not None:
        told: dict[str, str | int | float] = {"tenths": tenths}
        told |= {**there, **_from(ladder, origin)}
        found.append(Problem(PEOPLE_BEGAN if first else PEOPLE_WENT_ON, told))
    role = _role_often(of, number, roles)
    if role is not None:
        found.append(Problem(ROLE_OFTEN, {**there, "role": role}))
    served = _goals_served(ladder, number, goals)
    if served:
        found.append(Problem(KIND_SERVES, {"kind": step.kind, "goals": "|".join(served)}))
    if first:
        return found or [Problem(FIRST_STEP, there)]
    found += _from_vocabulary(ladder, way)
    return found


def _role_often(of: Map, number: int, roles: Whole) -> str | None:
    """The role whose people most of all take the step more often than others do."""
    told = [
        (of.likely.role_lift(role, number), role)
        for role in roles.tolist()
        if role >= 0 and of.known.by_role.cells[role, number] >= FEWEST_COMPARED
    ]
    lift, role = max(told, default=(0.0, -1))
    return of.ladder.words.roles.codes[role] if lift >= _OFTEN else None


def _from_vocabulary(ladder: Ladder, way: tuple[int, int]) -> Sequence[Problem]:
    origin, number = way
    own, other = int(ladder.kind[origin]), int(ladder.kind[number])
    reaches = {"reach_own": ladder.step(origin).reach, "reach_other": ladder.step(number).reach}
    found = []
    if own != other and ladder.words.kinds.affinity[own, other] >= _RELATED:
        kinds = {"kinds_own": ladder.kinds[own], "kinds_other": ladder.kinds[other]}
        found.append(Problem(KINDS_RELATED, kinds))
    up = ladder.rung[number] > ladder.rung[origin]
    found.append(Problem(RUNG_ABOVE if up else SAME_RUNG, reaches))
    return found


def _from(ladder: Ladder, origin: int) -> Mapping[str, str]:
    if origin == ladder.start:
        return {}
    step = ladder.step(origin)
    return {"reach_own": step.reach, "kind_own": step.kind}


def _goals_served(ladder: Ladder, number: int, goals: NDArray[np.floating]) -> list[str]:
    weights = ladder.serves[int(ladder.kind[number])] * (goals[0] > 0)
    ranked = np.argsort(-weights, kind="stable")
    return [ladder.words.goals.codes[one] for one in ranked if weights[one] >= _SERVES]
