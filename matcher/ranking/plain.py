"""A plain list: in an order that profiles nobody, with what is plainly so as reasons."""

import numpy as np

from matcher.domain import EligibilityContext, Order, SlateItem, SlateRequest
from matcher.features import PairFacts, Pairing
from matcher.ranking.candidates import identity, seats_and_queues
from matcher.ranking.choosing import Chosen
from matcher.ranking.explanation import facts_only
from matcher.ranking.glass_box import Scores
from matcher.ranking.reasons import Reasons

_FARTHEST_KM = 20_100.0
_LONGEST_AGO = -1_000_000.0


def plain_score(asked: Pairing, request: SlateRequest, context: EligibilityContext) -> Scores:
    """The order of ``asked`` by days or kilometres, unknown last: shape (n,)."""
    if request.order is Order.NEAREST:
        km = PairFacts(asked, context).distance.astype(np.float64)
        return -np.nan_to_num(km, nan=_FARTHEST_KM)
    day = asked.offers["published"] if asked.for_talent else asked.talents["updated"]
    return np.where(day > 0, day - context.today.toordinal(), _LONGEST_AGO)


def plain_items(
    asked: Pairing, score: Scores, chosen: Chosen, *, context: EligibilityContext
) -> tuple[SlateItem, ...]:
    """What is listed: without probabilities."""
    shown = asked.keep(chosen.shown)
    reasons, seats = Reasons(shown, context), seats_and_queues(shown)
    return tuple(
        SlateItem(
            id=identity(shown, key),
            position=place + 1,
            score=float(score[row]),
            reasons=facts_only(reasons, place),
            notes=reasons.notes(place),
            seats_left=seats[place][0],
            queue=seats[place][1],
        )
        for place, (key, row) in enumerate(zip(shown.ids(), chosen.shown, strict=True))
    )
