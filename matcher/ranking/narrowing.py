"""Narrowing: what a request itself leaves out of those who may be listed."""

import numpy as np
from numpy.typing import NDArray

from matcher.domain import EligibilityContext, Order, SlateRequest, Step
from matcher.features import PairFacts, Pairing, Rows
from matcher.ranking.ladder import Ladder, Mask
from matcher.vocabulary import Vocabularies

OUTSIDE_STEP = "outside_step"
BEYOND_MAX_KM = "beyond_max_km"
PROFILING_OBJECTED = "profiling_objected"


def narrowed(
    eligible: Pairing,
    request: SlateRequest,
    context: EligibilityContext,
    exclusions: dict[str, int],
) -> Pairing:
    """Those of ``eligible`` whom ``request`` does not leave out.

    Who is left out is counted in ``exclusions``, like the rules.
    """
    if request.step is not None and eligible.for_talent:
        inside = of_step(eligible.offers, request.step, eligible.snapshot.vocabularies)
        eligible = _without(eligible, ~inside, OUTSIDE_STEP, exclusions)
    if request.max_km is not None:
        far = PairFacts(eligible, context).distance > request.max_km
        eligible = _without(eligible, far, BEYOND_MAX_KM, exclusions)
    if request.order is Order.FIT and not eligible.for_talent:
        objected = ~eligible.talents["profiling"]
        eligible = _without(eligible, objected, PROFILING_OBJECTED, exclusions)
    return eligible


def of_step(offers: Rows, step: Step, words: Vocabularies) -> Mask:
    """Whether each offer is of the reach and kind, and open to the role: shape (n,)."""
    ladder = Ladder(words)
    number = ladder.number(step.reach, step.kind)
    of_kind: Mask = ladder.numbers(offers["rung"], offers["kind"]) == number
    if step.role is None or step.role not in words.roles:
        return of_kind
    role = np.array([words.roles.index[step.role]])
    return of_kind & ladder.open_to(offers["roles"], role)[0]


def _without(
    eligible: Pairing, left_out: NDArray[np.bool_], code: str, exclusions: dict[str, int]
) -> Pairing:
    count = int(left_out.sum())
    if not count:
        return eligible
    exclusions[code] = count
    return eligible.keep(np.flatnonzero(~left_out))
