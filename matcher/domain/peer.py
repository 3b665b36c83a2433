"""A peer: the named rules that say whether one person may be suggested to another at all.

The same rules over columns, for all at once, are in ``matcher.features.peer_eligibility``; a test
holds the two equal.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from matcher.domain.problem import Problem
from matcher.domain.talent import Talent, age_on

OF_AGE = 18
MOST_YEARS_APART = 2
"""Between two under 18: about a form or two, so that 13 and 16 never meet by a list."""


class PeerRule(StrEnum):
    """The code of each rule, in the order in which they are asked."""

    PAUSED = "paused"
    NOT_MEETING = "not_meeting_peers"
    AGE_UNKNOWN = "peer_age_unknown"
    GUARDIAN_MISSING = "guardian_missing"
    MET_BEFORE = "peer_met_before"
    AGE_APART = "peer_age_apart"


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerContext:
    """``guardian_below`` is the age under which a guardian must have approved; ``None``: never."""

    today: date
    guardian_below: int | None = 15


def closed_to_peers(talent: Talent, context: PeerContext) -> Problem | None:
    """The first rule by which this person meets nobody; ``None`` for who may.

    Whose age is not known is not shown: nobody could tell whether the two may meet.
    """
    if talent.paused:
        return Problem(PeerRule.PAUSED.value)
    if not talent.meets_peers:
        return Problem(PeerRule.NOT_MEETING.value)
    if talent.birth_date is None:
        return Problem(PeerRule.AGE_UNKNOWN.value)
    if context.guardian_below is not None and guardian_missing(talent, context):
        return Problem(PeerRule.GUARDIAN_MISSING.value, {"below": context.guardian_below})
    return None


def guardian_missing(talent: Talent, context: PeerContext) -> bool:
    """Whether a guardian must have approved, and has not, or no longer."""
    below, born = context.guardian_below, talent.birth_date
    if below is None or born is None or talent.guardian_approved:
        return False
    return age_on(born, context.today) < below


def ages_meet(one: date | None, other: date | None, *, today: date) -> bool:
    """Whether two people born then may be suggested to one another.

    Adults meet adults. Minors meet minors who are at most ``MOST_YEARS_APART`` years older or
    younger; the two never mix, and neither does anybody whose age is not known.
    """
    if one is None or other is None:
        return False
    ages = age_on(one, today), age_on(other, today)
    if min(ages) >= OF_AGE:
        return True
    return max(ages) < OF_AGE and abs(ages[0] - ages[1]) <= MOST_YEARS_APART


def may_meet(one: Talent, other: Talent, context: PeerContext) -> bool:
    """Whether both are open to peers and of ages that go together."""
    is_open = all(closed_to_peers(person, context) is None for person in (one, other))
    return is_open and ages_meet(one.birth_date, other.birth_date, today=context.today)


def both_of_age(one: date | None, other: date | None, *, today: date) -> bool:
    """Whether both are known to be adults: only then contact passes straight between them."""
    known = [day for day in (one, other) if day is not None]
    return len(known) == 2 and all(age_on(day, today) >= OF_AGE for day in known)
