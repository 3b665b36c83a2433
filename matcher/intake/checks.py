"""Checks: what several cells of one row must say together."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from matcher.domain import Offer, Problem, Talent, age_on
from matcher.intake.codes import IntakeCode, problem
from matcher.intake.columns import Profile

_OLDEST = 120


@dataclass(frozen=True, slots=True)
class Conflict:
    """What is wrong between ``fields``; unless it ``refuses``, it is only told."""

    fields: tuple[str, ...]
    problem: Problem
    refuses: bool = True


def conflicts(value: Profile, *, today: date) -> Iterator[Conflict]:
    """Everything in the whole profile that cannot be true together, or is worth a second look."""
    if isinstance(value, Offer):
        yield from _reversed_range(("level_min", "level_max"), value.level_min, value.level_max)
        yield from _reversed_range(("age_min", "age_max"), value.age_min, value.age_max)
        yield from _days(value)
        yield from _ground(value)
    if isinstance(value, Talent):
        yield from _birth_date(value, today)


def _reversed_range(
    fields: tuple[str, str], least: int | None, most: int | None
) -> Iterator[Conflict]:
    if least is not None and most is not None and least > most:
        yield Conflict(fields, problem(IntakeCode.RANGE_REVERSED, least=least, most=most))


def _days(offer: Offer) -> Iterator[Conflict]:
    start, end, deadline = offer.start_date, offer.end_date, offer.deadline
    if start and end and end < start:
        days = {"start": start.isoformat(), "end": end.isoformat()}
        yield Conflict(("end_date", "start_date"), problem(IntakeCode.END_BEFORE_START, **days))
    if start and deadline and deadline > start:
        days = {"start": start.isoformat(), "deadline": deadline.isoformat()}
        late = problem(IntakeCode.DEADLINE_AFTER_START, **days)
        yield Conflict(("deadline", "start_date"), late, refuses=False)


def _ground(offer: Offer) -> Iterator[Conflict]:
    """A targeted offer must state its lawful ground (N35)."""
    if offer.target_group and not offer.target_ground:
        missing = problem(IntakeCode.GROUND_MISSING, group=offer.target_group)
        yield Conflict(("target_ground", "target_group"), missing)


def _birth_date(talent: Talent, today: date) -> Iterator[Conflict]:
    born = talent.birth_date
    if born and not 0 <= age_on(born, today) <= _OLDEST:
        wrong = problem(IntakeCode.BIRTH_DATE_IMPLAUSIBLE, oldest=_OLDEST)
        yield Conflict(("birth_date",), wrong)
