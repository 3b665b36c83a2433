"""A pool: everybody who could come to one offer, and what the model says of each of them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Direction, EligibilityContext, Exclusion, OfferId, PairState
from matcher.features import Pairing, Rows, Snapshot, pairing, verdicts
from matcher.ranking.candidates import candidate_hash
from matcher.ranking.glass_box import Scores
from matcher.ranking.recommending import Recommender

_STANDING = PairState.INVITED | PairState.ACCEPTED | PairState.TAKEN_PART | PairState.NO_SHOW
# Who has asked or was asked is what a group is made of, and a seat is what it is made for.
_UNASKED = frozenset(
    {
        Exclusion.DEADLINE_PASSED,
        Exclusion.FULL,
        Exclusion.TAKEN_PART,
        Exclusion.ACCEPTED,
        Exclusion.APPLIED,
        Exclusion.INVITED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pool:
    """Each array of shape (people,); ``talents`` are their columns.

    ``fit`` is want times would-be-taken, NaN for who has objected to being ranked; ``standing``
    says who was invited or holds a seat: they are in the pool whatever the rules say now, and
    ``states`` how each stands to the offer. ``exclusions`` counts who was left out, and why.
    """

    ids: tuple[str, ...]
    talents: Rows
    fit: Scores
    standing: NDArray[np.bool_]
    states: NDArray[np.int16]
    exclusions: Mapping[str, int]
    candidate_hash: str


def pool_for(
    recommender: Recommender,
    snapshot: Snapshot,
    offer: OfferId,
    *,
    context: EligibilityContext,
    applicants: bool = False,
) -> Pool:
    """Everybody eligible for ``offer``, applicants and those invited among them.

    ``applicants``: nobody else. Nothing is recorded and nobody explored. Raises ``KeyError`` for
    an offer that is not in the snapshot.
    """
    everybody = pairing(snapshot, Direction.TALENTS_FOR_OFFER, subject=offer)
    states = everybody.states()
    answer = verdicts(everybody, context, unasked=_UNASKED)
    standing = (states & int(_STANDING)) != 0
    asked = np.zeros(len(states), dtype=np.bool_)
    asked[answer.eligible()] = True
    if applicants:
        asked &= (states & int(PairState.APPLIED)) != 0
    rows = np.flatnonzero((asked | standing) & everybody.candidates["live"])
    chosen = everybody.keep(rows)
    return Pool(
        ids=tuple(chosen.ids()),
        talents=chosen.talents,
        fit=_fit(recommender, chosen, context),
        standing=standing[rows],
        states=states[rows],
        exclusions=answer.counts(),
        candidate_hash=candidate_hash(chosen.candidates),
    )


def _fit(recommender: Recommender, chosen: Pairing, context: EligibilityContext) -> Scores:
    if not len(chosen):
        return np.zeros(0)
    wants, taken = recommender.values(chosen, context)
    return np.where(chosen.talents["profiling"], wants * taken, np.nan)
