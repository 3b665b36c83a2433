"""Eligibility over columns: the domain's rules asked of all candidates at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Audience, EligibilityContext, Exclusion, OpenTo, PairState
from matcher.features.encoding import OPEN_TO, number
from matcher.features.pairing import Pairing, Rows
from matcher.features.snapshot import Snapshot

RULES = tuple(Exclusion)
ELIGIBLE = 0
_HOME = OPEN_TO.index(OpenTo.HOME)
_PARTNERSHIP = OPEN_TO.index(OpenTo.PARTNERSHIP)

Mask = NDArray[np.bool_]
NOBODY: Mask = np.zeros(1, dtype=np.bool_)
_SideMask = Callable[[Rows, EligibilityContext], Mask]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """For each row of the candidates the first rule that says no.

    ``codes`` is uint8 of shape (rows,): 0 for eligible, else 1 + the place of the rule in
    ``Exclusion``. Dead rows are in neither ``eligible`` nor the counts.
    """

    codes: NDArray[np.uint8]
    live: Mask

    def eligible(self) -> NDArray[np.intp]:
        """The rows of those who may meet the subject, ascending."""
        return np.flatnonzero((self.codes == ELIGIBLE) & self.live)

    def counts(self) -> dict[str, int]:
        """How many each rule left out, in the order of the rules, only those that did."""
        counts = np.bincount(self.codes[self.live], minlength=len(RULES) + 1)
        return {
            rule.value: int(count) for rule, count in zip(RULES, counts[1:], strict=True) if count
        }


def verdicts(
    pairing: Pairing,
    context: EligibilityContext,
    *,
    unasked: frozenset[Exclusion] = frozenset(),
) -> Verdicts:
    """Ask every rule but those ``unasked`` about every candidate of ``pairing`` (all rows)."""
    facts = _Facts(pairing, context)
    live = pairing.candidates["live"]
    codes = np.zeros(len(live), dtype=np.uint8)
    for place in range(len(RULES) - 1, -1, -1):
        if RULES[place] in unasked:
            continue
        says_no = _MASKS[RULES[place]](facts)
        if len(says_no) == 1 and not says_no[0]:
            continue
        np.copyto(codes, place + 1, where=says_no)
    return Verdicts(codes, live)


def open_offers(snapshot: Snapshot, context: EligibilityContext) -> Verdicts:
    """Ask of every offer the rules that need no talent."""
    offers = Rows(snapshot.offers, slice(0, len(snapshot.offers)))
    return _alone(offers, {rule: mask(offers, context) for rule, mask in _OF_OFFERS.items()})


def findable_talents(
    snapshot: Snapshot, context: EligibilityContext, *, seeker: str | None
) -> Verdicts:
    """Ask of every talent the rules that need no offer, and for blocks with ``seeker``.

    ``seeker`` is the organisation that looks for people, if it is one. Few people block anybody,
    so that they are walked through, not all the talents.
    """
    talents = Rows(snapshot.talents, slice(0, len(snapshot.talents)))
    blocked = np.zeros(len(talents), dtype=np.bool_)
    for talent, organisations in snapshot.blocked.items():
        row = snapshot.talents.row_of.get(talent)
        if row is not None and seeker in organisations:
            blocked[row] = True
    masks = {rule: mask(talents, context) for rule, mask in _OF_TALENTS.items()}
    return _alone(talents, masks | {Exclusion.BLOCKED: blocked})


def _alone(candidates: Rows, masks: Mapping[Exclusion, Mask]) -> Verdicts:
    live = candidates["live"]
    codes = np.zeros(len(live), dtype=np.uint8)
    for place in range(len(RULES) - 1, -1, -1):
        np.copyto(codes, place + 1, where=masks.get(RULES[place], NOBODY))
    return Verdicts(codes, live)


class _Facts:
    """What several rules read, computed once."""

    def __init__(self, pairing: Pairing, context: EligibilityContext) -> None:
        self.t, self.o, self.context = pairing.talents, pairing.offers, context
        self.pairing = pairing
        self.states = pairing.states()
        self.any_state = bool(pairing.snapshot.states(pairing.direction, pairing.subject))
        today = number(context.today)
        self.age = (np.maximum(self.o["starts"], today) - self.t["born"]) // 10_000
        self.age_known = self.t["born"] > 0
        self.lives = self.t["municipality"]
        organisations = pairing.snapshot.organisations["municipality"]
        own = self.o["municipality"]
        self.home = np.where(own >= 0, own, organisations[self.o["organisation"]])
        self.closed_to_guests = (self.o["open_to"] == _PARTNERSHIP) & np.isnan(self.o["fee"])

    def state(self, flags: PairState, *, seen_by_talent: bool = True) -> Mask:
        """Whether one of ``flags`` is set."""
        asked = seen_by_talent or self.context.audience is not Audience.TALENT
        if not (asked and self.any_state):
            return NOBODY
        set_: Mask = (self.states & int(flags)) != 0
        return set_


def _not_published(offers: Rows, _: EligibilityContext) -> Mask:
    closed: Mask = ~offers["open"]
    return closed


def _deadline_passed(offers: Rows, context: EligibilityContext) -> Mask:
    passed: Mask = offers["last_day"] < context.today.toordinal()
    return passed


def _full(offers: Rows, _: EligibilityContext) -> Mask:
    capacity = offers["capacity"]
    full: Mask = (capacity >= 0) & (offers["taken"] >= capacity)
    return full


def _paused(talents: Rows, _: EligibilityContext) -> Mask:
    paused: Mask = talents["paused"]
    return paused


def _guardian_missing(talents: Rows, context: EligibilityContext) -> Mask:
    below, born = context.guardian_below, talents["born"]
    if below is None:
        return NOBODY
    age = (number(context.today) - born) // 10_000
    missing: Mask = (born > 0) & ~talents["guardian_approved"] & (age < below)
    return missing


def _not_discoverable(talents: Rows, context: EligibilityContext) -> Mask:
    if context.audience is not Audience.ORGANISATION:
        return NOBODY
    hidden: Mask = ~talents["discoverable"]
    return hidden


def _municipality_unknown(facts: _Facts) -> Mask:
    needed = (facts.o["open_to"] == _HOME) | facts.closed_to_guests
    unknown: Mask = (facts.lives < 0) & needed
    return unknown


def _home_unknown(facts: _Facts) -> Mask:
    unknown: Mask = (facts.o["open_to"] == _HOME) & (facts.home < 0)
    return unknown


def _not_home(facts: _Facts) -> Mask:
    elsewhere = (facts.lives >= 0) & (facts.home >= 0) & (facts.lives != facts.home)
    says_no: Mask = (facts.o["open_to"] == _HOME) & elsewhere
    return says_no


def _outside_partnership(facts: _Facts) -> Mask:
    index = facts.pairing.snapshot.vocabularies.geography.index
    members = np.zeros(len(index) + 1, dtype=np.bool_)
    members[[index[code] for code in facts.context.partnership if code in index]] = True
    outside: Mask = facts.closed_to_guests & (facts.lives >= 0) & ~members[facts.lives]
    return outside


def _age_unknown(facts: _Facts) -> Mask:
    limited = (facts.o["age_min"] >= 0) | (facts.o["age_max"] >= 0)
    unknown: Mask = limited & ~facts.age_known
    return unknown


def _too_young(facts: _Facts) -> Mask:
    young: Mask = facts.age_known & (facts.age < facts.o["age_min"])
    return young


def _too_old(facts: _Facts) -> Mask:
    most = facts.o["age_max"]
    old: Mask = facts.age_known & (most >= 0) & (facts.age > most)
    return old


def _target_group_undeclared(facts: _Facts) -> Mask:
    """Few offers are for a group, and few people declare any: what is empty is not compared."""
    group, declared = facts.o["group"], facts.t["declared"]
    undeclared: Mask = group >= 0
    if not undeclared.any():
        return NOBODY
    for column in declared[:, (declared >= 0).any(axis=0)].T:
        undeclared = undeclared & (column != group)
    return undeclared


# The rules that need one side alone.
_OF_OFFERS: Mapping[Exclusion, _SideMask] = {
    Exclusion.NOT_PUBLISHED: _not_published,
    Exclusion.DEADLINE_PASSED: _deadline_passed,
    Exclusion.FULL: _full,
}
_OF_TALENTS: Mapping[Exclusion, _SideMask] = {
    Exclusion.PAUSED: _paused,
    Exclusion.GUARDIAN_MISSING: _guardian_missing,
    Exclusion.NOT_DISCOVERABLE: _not_discoverable,
}


def _of_offer(mask: _SideMask, facts: _Facts) -> Mask:
    return mask(facts.o, facts.context)


def _of_talent(mask: _SideMask, facts: _Facts) -> Mask:
    return mask(facts.t, facts.context)


_MASKS: dict[Exclusion, Callable[[_Facts], Mask]] = {
    **{rule: partial(_of_offer, mask) for rule, mask in _OF_OFFERS.items()},
    **{rule: partial(_of_talent, mask) for rule, mask in _OF_TALENTS.items()},
    Exclusion.BLOCKED: lambda facts: facts.pairing.blocked(),
    Exclusion.HIDDEN: lambda facts: facts.state(PairState.HIDDEN_BY_TALENT),
    Exclusion.DISMISSED: lambda facts: facts.state(
        PairState.HIDDEN_BY_PROVIDER, seen_by_talent=False
    ),
    Exclusion.TAKEN_PART: lambda facts: facts.state(PairState.TAKEN_PART | PairState.NO_SHOW),
    Exclusion.ACCEPTED: lambda facts: facts.state(PairState.ACCEPTED),
    Exclusion.APPLIED: lambda facts: facts.state(PairState.APPLIED),
    Exclusion.INVITED: lambda facts: facts.state(PairState.INVITED, seen_by_talent=False),
    Exclusion.DECLINED: lambda facts: facts.state(PairState.DECLINED),
    Exclusion.MUNICIPALITY_UNKNOWN: _municipality_unknown,
    Exclusion.HOME_UNKNOWN: _home_unknown,
    Exclusion.NOT_HOME: _not_home,
    Exclusion.OUTSIDE_PARTNERSHIP: _outside_partnership,
    Exclusion.AGE_UNKNOWN: _age_unknown,
    Exclusion.TOO_YOUNG: _too_young,
    Exclusion.TOO_OLD: _too_old,
    Exclusion.TARGET_GROUP_UNDECLARED: _target_group_undeclared,
}
