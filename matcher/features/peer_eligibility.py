"""Peer eligibility over columns: the domain's rules about two people, asked of all at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain import MOST_YEARS_APART, OF_AGE, PeerContext, PeerRule
from matcher.features.encoding import number
from matcher.features.peering import Peering, PeerMarks

PEER_RULES = tuple(PeerRule)

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class PeerVerdicts:
    """For each row of people the first rule that says no: uint8, 0 for eligible, else 1 + its
    place in ``PeerRule``. Dead rows and the subject are in neither ``eligible`` nor the counts."""

    codes: NDArray[np.uint8]
    asked: Mask

    def eligible(self) -> NDArray[np.intp]:
        """The rows of those who may meet the subject, ascending."""
        return np.flatnonzero((self.codes == 0) & self.asked)

    def counts(self) -> dict[str, int]:
        """How many each rule left out, in the order of the rules, only those that did."""
        counts = np.bincount(self.codes[self.asked], minlength=len(PEER_RULES) + 1)[1:].tolist()
        return {rule.value: n for rule, n in zip(PEER_RULES, counts, strict=True) if n}


def peer_verdicts(peering: Peering, context: PeerContext, marks: PeerMarks) -> PeerVerdicts:
    """Ask every rule about every row of ``peering`` (which holds all rows).

    What only the subject lacks is not asked: whoever may not meet anybody gets no list.
    """
    others, people = peering.others, peering.snapshot.talents
    today = number(context.today)
    born, mine = others["born"], peering.one["born"]
    age, own_age = (today - born) // 10_000, (today - mine) // 10_000
    adults = (age >= OF_AGE) & (own_age >= OF_AGE)
    minors = (age < OF_AGE) & (own_age < OF_AGE) & (np.abs(age - own_age) <= MOST_YEARS_APART)
    below = context.guardian_below
    met = np.zeros(len(people), dtype=np.bool_)
    met[[people.row_of[one] for one in marks.met if one in people.row_of]] = True
    masks: dict[PeerRule, Mask] = {
        PeerRule.PAUSED: others["paused"],
        PeerRule.NOT_MEETING: ~others["meets_peers"],
        PeerRule.AGE_UNKNOWN: born <= 0,
        PeerRule.GUARDIAN_MISSING: ~others["guardian_approved"] & (age < (below or 0)),
        PeerRule.MET_BEFORE: met,
        PeerRule.AGE_APART: ~(adults | minors),
    }
    codes = np.zeros(len(people), dtype=np.uint8)
    for place in range(len(PEER_RULES) - 1, -1, -1):
        np.copyto(codes, place + 1, where=masks[PEER_RULES[place]])
    asked = others["live"].copy()
    asked[peering.one.rows] = False
    return PeerVerdicts(codes, asked)
