"""Eligibility: the named rules that say whether a talent and an offer may meet at all.

The same rules over columns, for all at once, are in ``matcher.features.eligibility``; a property
test holds the two equal. What a rule says no to is never ranked, and always counted and explained.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from matcher.domain.event import PairState
from matcher.domain.offer import Offer, OfferStatus, OpenTo
from matcher.domain.problem import Problem
from matcher.domain.profile import group_name
from matcher.domain.slate import Audience
from matcher.domain.talent import Talent, age_on


class Exclusion(StrEnum):
    """The code of each rule, in the order in which they are asked."""

    NOT_PUBLISHED = "not_published"
    DEADLINE_PASSED = "deadline_passed"
    FULL = "full"
    PAUSED = "paused"
    GUARDIAN_MISSING = "guardian_missing"
    NOT_DISCOVERABLE = "not_discoverable"
    BLOCKED = "blocked"
    HIDDEN = "hidden"
    DISMISSED = "dismissed"
    TAKEN_PART = "taken_part"
    ACCEPTED = "accepted"
    APPLIED = "applied"
    INVITED = "invited"
    DECLINED = "declined"
    MUNICIPALITY_UNKNOWN = "municipality_unknown"
    HOME_UNKNOWN = "home_unknown"
    NOT_HOME = "not_home"
    OUTSIDE_PARTNERSHIP = "outside_partnership"
    AGE_UNKNOWN = "age_unknown"
    TOO_YOUNG = "too_young"
    TOO_OLD = "too_old"
    TARGET_GROUP_UNDECLARED = "target_group_undeclared"


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityContext:
    """What the rules need beside the pair.

    ``partnership`` holds four-digit municipality codes. ``guardian_below`` is the age under which
    a guardian must have approved (15 in Denmark where consent is the basis), ``None`` for no such
    rule. ``audience`` decides the rules that protect people from being shown to strangers.
    """

    today: date
    partnership: frozenset[str]
    audience: Audience
    guardian_below: int | None = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One talent and one offer, with what the rules need to know of both together.

    ``home`` is the municipality that the offer belongs to: where it takes place, else its
    organisation's. ``declared`` are the target groups that the person has declared, directly or by
    a wish that counts as a declaration. ``seats_left`` is ``None`` where there is no limit.
    """

    talent: Talent
    offer: Offer
    home: str | None
    declared: frozenset[str]
    seats_left: int | None = None
    state: PairState = PairState.NONE
    blocked: bool = False


_Rule = Callable[[Pair, EligibilityContext], Problem | None]


def exclusions(pair: Pair, context: EligibilityContext) -> tuple[Problem, ...]:
    """Every rule that says no, in the order of ``Exclusion``; empty when the two may meet."""
    answers = (rule(pair, context) for rule in _RULES)
    return tuple(problem for problem in answers if problem is not None)


def guest_fee(
    offer: Offer, *, municipality: str | None, partnership: frozenset[str]
) -> float | None:
    """What a guest from ``municipality`` pays, in kroner; ``None`` for members (N43)."""
    if municipality is None or municipality in partnership:
        return None
    return offer.outside_fee_dkk


def reference_day(offer: Offer, today: date) -> date:
    """The day on which ages are counted: the start, or today when it has begun or has no date."""
    return max(offer.start_date, today) if offer.start_date else today


def _says_no(holds: bool, code: Exclusion, **params: str | int | float) -> Problem | None:
    return Problem(code.value, params) if holds else None


def _not_published(pair: Pair, _: EligibilityContext) -> Problem | None:
    status = pair.offer.status
    return _says_no(
        status is not OfferStatus.PUBLISHED, Exclusion.NOT_PUBLISHED, status=status.value
    )


def _deadline_passed(pair: Pair, context: EligibilityContext) -> Problem | None:
    last = pair.offer.last_day
    if last is None or last >= context.today:
        return None
    return Problem(Exclusion.DEADLINE_PASSED.value, {"last_day": last.isoformat()})


def _full(pair: Pair, _: EligibilityContext) -> Problem | None:
    full = pair.seats_left is not None and pair.seats_left <= 0
    return _says_no(full, Exclusion.FULL, capacity=pair.offer.capacity or 0)


def _paused(pair: Pair, _: EligibilityContext) -> Problem | None:
    return _says_no(pair.talent.paused, Exclusion.PAUSED)


def _guardian_missing(pair: Pair, context: EligibilityContext) -> Problem | None:
    below, born = context.guardian_below, pair.talent.birth_date
    if below is None or born is None or pair.talent.guardian_approved:
        return None
    return _says_no(age_on(born, context.today) < below, Exclusion.GUARDIAN_MISSING, below=below)


def _not_discoverable(pair: Pair, context: EligibilityContext) -> Problem | None:
    hidden = context.audience is Audience.ORGANISATION and not pair.talent.discoverable
    return _says_no(hidden, Exclusion.NOT_DISCOVERABLE)


def _blocked(pair: Pair, _: EligibilityContext) -> Problem | None:
    return _says_no(pair.blocked, Exclusion.BLOCKED)


def _state(flag: PairState, code: Exclusion, *, seen_by_talent: bool = True) -> _Rule:
    def rule(pair: Pair, context: EligibilityContext) -> Problem | None:
        asked = seen_by_talent or context.audience is not Audience.TALENT
        return _says_no(asked and bool(pair.state & flag), code)

    return rule


def _needs_home(offer: Offer) -> bool:
    """Guests who pay may come from anywhere, also from nowhere known (N43)."""
    if offer.open_to is OpenTo.HOME:
        return True
    return offer.open_to is OpenTo.PARTNERSHIP and offer.outside_fee_dkk is None


def _municipality_unknown(pair: Pair, _: EligibilityContext) -> Problem | None:
    unknown = pair.talent.municipality is None and _needs_home(pair.offer)
    return _says_no(unknown, Exclusion.MUNICIPALITY_UNKNOWN)


def _home_unknown(pair: Pair, _: EligibilityContext) -> Problem | None:
    """Where nobody knows whose home is meant, nobody is let in by mistake."""
    unknown = pair.offer.open_to is OpenTo.HOME and pair.home is None
    return _says_no(unknown, Exclusion.HOME_UNKNOWN)


def _not_home(pair: Pair, _: EligibilityContext) -> Problem | None:
    lives, home = pair.talent.municipality, pair.home
    if pair.offer.open_to is not OpenTo.HOME or lives is None or home is None or lives == home:
        return None
    return Problem(Exclusion.NOT_HOME.value, {"municipality": home})


def _outside_partnership(pair: Pair, context: EligibilityContext) -> Problem | None:
    lives = pair.talent.municipality
    closed = pair.offer.open_to is OpenTo.PARTNERSHIP and _needs_home(pair.offer)
    outside = closed and lives is not None and lives not in context.partnership
    return _says_no(outside, Exclusion.OUTSIDE_PARTNERSHIP)


def _age(pair: Pair, context: EligibilityContext) -> int | None:
    born = pair.talent.birth_date
    return None if born is None else age_on(born, reference_day(pair.offer, context.today))


def _age_unknown(pair: Pair, _: EligibilityContext) -> Problem | None:
    limited = pair.offer.age_min is not None or pair.offer.age_max is not None
    return _says_no(limited and pair.talent.birth_date is None, Exclusion.AGE_UNKNOWN)


def _too_young(pair: Pair, context: EligibilityContext) -> Problem | None:
    age, least = _age(pair, context), pair.offer.age_min
    if age is None or least is None or age >= least:
        return None
    return Problem(Exclusion.TOO_YOUNG.value, {"age": age, "age_min": least})


def _too_old(pair: Pair, context: EligibilityContext) -> Problem | None:
    age, most = _age(pair, context), pair.offer.age_max
    if age is None or most is None or age <= most:
        return None
    return Problem(Exclusion.TOO_OLD.value, {"age": age, "age_max": most})


def _target_group(pair: Pair, _: EligibilityContext) -> Problem | None:
    group = pair.offer.target_group
    if group is None or group_name(group) in map(group_name, pair.declared):
        return None
    return Problem(Exclusion.TARGET_GROUP_UNDECLARED.value, {"group": group})


_RULES: tuple[_Rule, ...] = (
    _not_published,
    _deadline_passed,
    _full,
    _paused,
    _guardian_missing,
    _not_discoverable,
    _blocked,
    _state(PairState.HIDDEN_BY_TALENT, Exclusion.HIDDEN),
    _state(PairState.HIDDEN_BY_PROVIDER, Exclusion.DISMISSED, seen_by_talent=False),
    _state(PairState.TAKEN_PART | PairState.NO_SHOW, Exclusion.TAKEN_PART),
    _state(PairState.ACCEPTED, Exclusion.ACCEPTED),
    _state(PairState.APPLIED, Exclusion.APPLIED),
    _state(PairState.INVITED, Exclusion.INVITED, seen_by_talent=False),
    _state(PairState.DECLINED, Exclusion.DECLINED),
    _municipality_unknown,
    _home_unknown,
    _not_home,
    _outside_partnership,
    _age_unknown,
    _too_young,
    _too_old,
    _target_group,
)
