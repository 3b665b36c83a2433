"""Scarcity: what the market says of a list's candidates, and where there is room instead."""

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Order, Problem, SlateRequest
from matcher.features import Pairing
from matcher.ranking.candidates import all_offered
from matcher.ranking.glass_box import Scores

CROWDED = 0.5
"""Below this chance of a seat it is said that many apply."""
ROOMY = 0.9
"""From this chance on an offer is named as one with free seats."""
AS_WELL = 0.8
"""An offer fits as well as another with this share of its want x taken."""
ALL_OFFERED = 0.4
"""The chance of a seat is at most this while all that are left are offered to others: somebody may
say no. Crowded, so that it is told where seats are free; and known before the next market run."""
MOST_INSTEAD = 3
MANY_APPLY, MANY_APPLY_INSTEAD = "many_apply", "many_apply_instead"
SEATS_INSTEAD = "seats_instead"
NAMING = frozenset({MANY_APPLY_INSTEAD, SEATS_INSTEAD})
"""Notes that name other offers, as ids in ``offers``."""


def still_free(asked: Pairing, request: SlateRequest) -> Scores | None:
    """The chance that each candidate is still free: an offer's seat, a person's time; (n,).

    ``None`` where no market counts: none was run, the request is without it, the list is not
    ranked by fit, or it is that of somebody who objected to profiling.
    """
    unpriced = request.order is not Order.FIT or not request.market
    if unpriced or asked.snapshot.market_run is None:
        return None
    if asked.for_talent and not asked.talents["profiling"].all():
        return None
    free: Scores = asked.candidates["still_free"]
    return np.where(all_offered(asked), np.minimum(free, ALL_OFFERED), free)


def crowd_notes(
    asked: Pairing, worth: Scores, free: Scores | None, *, shown: NDArray[np.intp]
) -> list[tuple[Problem, ...]]:
    """For each offer of ``shown`` whether many apply, and where there are seats instead.

    ``worth`` (n,) is want x taken of all candidates. Named are up to ``MOST_INSTEAD`` of those with
    a free seat that fit nearly as well, of the same kind before others, the best first; as ids
    joined by ``|``. That many apply is the market's word alone: not where seats are but offered.
    """
    if free is None or not asked.for_talent:
        return [()] * len(shown)
    crowded = free[shown] < CROWDED
    if not crowded.any():
        return [()] * len(shown)
    room = _Room(asked, worth, free)
    return [
        room.notes(row) if full else ()
        for row, full in zip(shown.tolist(), crowded.tolist(), strict=True)
    ]


class _Room:
    """The candidates with a free seat, best first."""

    def __init__(self, asked: Pairing, worth: Scores, free: Scores) -> None:
        rows = np.flatnonzero(free >= ROOMY)
        self._rows = rows[np.argsort(-worth[rows], kind="stable")]
        self._asked, self._worth, self._kinds = asked, worth, asked.offers["kind"]
        self._rising = -worth[self._rows]
        self._many_apply = asked.candidates["still_free"] < CROWDED

    def notes(self, row: int) -> tuple[Problem, ...]:
        """What is said of the crowded candidate at ``row``."""
        many, named = bool(self._many_apply[row]), self._named(row)
        if not named:
            return (Problem(MANY_APPLY),) if many else ()
        code = MANY_APPLY_INSTEAD if many else SEATS_INSTEAD
        return (Problem(code, {"offers": "|".join(named)}),)

    def _named(self, row: int) -> list[str]:
        well = int(np.searchsorted(self._rising, -AS_WELL * self._worth[row], side="right"))
        fitting = self._rows[:well]
        alike = self._kinds[fitting] == self._kinds[row]
        named = np.concatenate([fitting[alike][:MOST_INSTEAD], fitting[~alike][:MOST_INSTEAD]])[
            :MOST_INSTEAD
        ]
        return self._asked.keep(named).ids()
