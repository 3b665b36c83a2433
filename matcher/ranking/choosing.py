"""Choosing: which of the scored candidates a list shows, in what order, and how likely that was."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Order, SlateRequest
from matcher.features import Pairing
from matcher.ranking.candidates import tie_breaks
from matcher.ranking.exploration import ExplorationConfig, explore, tail_propensities
from matcher.ranking.glass_box import Scores

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class DiversityConfig:
    """No organisation has more than ``per_organisation`` of the first ``head`` places."""

    head: int = 10
    per_organisation: int = 4


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Chosen:
    """The candidates that are shown, best or drawn first, by their place among all.

    ``propensity`` and ``prefix`` are as in ``SlateItem``, one for each. ``unshown`` are the rest of
    the pool that an explored list was drawn from, ``exploration`` the share it could give up.
    """

    shown: Rows
    propensity: Scores
    prefix: Scores
    unshown: Rows
    exploration: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Chooser:
    """Chooses from the eligible alone: best first, spread over organisations, drawn if allowed."""

    diversity: DiversityConfig
    exploration: ExplorationConfig

    def best(self, asked: Pairing, score: Scores, *, request: SlateRequest, seed: int) -> Chosen:
        """The greedy list; it could not have been another one."""
        order = _best_first(asked, score, request=request, seed=seed)
        shown = self._spread(asked, order, request.limit) if _spreads(asked, request) else None
        kept = order[: request.limit] if shown is None else shown
        certain = np.ones(len(kept))
        return Chosen(shown=kept, propensity=certain, prefix=certain, unshown=kept[:0])

    def drawn(
        self,
        asked: Pairing,
        score: Scores,
        *,
        request: SlateRequest,
        seed: int,
        deviations: Callable[[Rows], Scores],
    ) -> Chosen:
        """A list whose head is drawn from the best; the rest follows greedily.

        ``deviations`` are what posterior draws move the scores of given candidates by, shape
        (draws, candidates). No organisation has more of the pool than it may have of the head.
        """
        order = _best_first(asked, score, request=request, seed=seed)
        pool = self._pool(asked, order, spread=_spreads(asked, request))
        if not len(pool):
            return self.best(asked, score, request=request, seed=seed)
        of_all = order[pool]
        size = self._head(request, spread=_spreads(asked, request))
        drawn = explore(
            score[of_all],
            deviations(of_all),
            share=self.exploration.share,
            head=min(size, len(pool)),
            seed=seed,
        )
        head = pool[drawn.head]
        short = _spreads(asked, request) and len(pool) < self.diversity.head
        tail = _others(head, most=0 if short else min(len(order), request.limit))
        tail = tail[: request.limit - len(head)]
        after = tail_propensities(drawn, pool, tail=tail, seed=seed)
        shown = np.concatenate([head, tail])
        return Chosen(
            shown=order[shown],
            propensity=np.concatenate([drawn.propensity, after]),
            prefix=np.append(drawn.prefix, np.full(len(tail), drawn.prefix[-1])),
            unshown=order[pool[~np.isin(pool, shown)]],
            exploration=self.exploration.share,
        )

    def _head(self, request: SlateRequest, *, spread: bool) -> int:
        """How many places are drawn: those that are spread, where a list is."""
        return min(self.diversity.head if spread else self.exploration.head, request.limit)

    def _pool(self, asked: Pairing, order: Rows, *, spread: bool) -> Rows:
        """Places in ``order`` that a head is drawn from, ascending."""
        most = max(self.exploration.pool, self.diversity.head)
        return self._capped(asked, order, most) if spread else np.arange(min(len(order), most))

    def _spread(self, asked: Pairing, order: Rows, limit: int) -> Rows:
        """Keep the order, but let no organisation have more than its share of the head.

        Its surplus follows once the head is full. Where there is too little else to fill the
        head, the list is shorter: fewer rather than more of the same.
        """
        head = self._capped(asked, order, min(self.diversity.head, limit))
        if len(head) < self.diversity.head:
            return order[head]
        rest = _others(head, most=min(len(order), limit))[: limit - len(head)]
        return order[np.concatenate([head, rest])]

    def _capped(self, asked: Pairing, order: Rows, most: int) -> Rows:
        """The first ``most`` places in ``order``, no organisation having more than its share."""
        counts: dict[int, int] = {}
        kept: list[int] = []
        for place, owner in enumerate(asked.offers["organisation"][order].tolist()):
            if len(kept) == most:
                break
            counts[owner] = counts.get(owner, 0) + 1
            if counts[owner] <= self.diversity.per_organisation:
                kept.append(place)
        return np.array(kept, dtype=np.intp)


def _best_first(asked: Pairing, score: Scores, *, request: SlateRequest, seed: int) -> Rows:
    order = np.lexsort((tie_breaks(asked.candidates, seed), -score))
    if request.order is Order.FIT and request.min_score > 0:
        order = order[score[order] >= request.min_score]
    return order


def _spreads(asked: Pairing, request: SlateRequest) -> bool:
    return request.diverse and asked.for_talent


def _others(taken: Rows, *, most: int) -> Rows:
    """The places below ``most`` that are not ``taken``, ascending."""
    left = np.ones(most, dtype=np.bool_)
    left[taken[taken < most]] = False
    return np.flatnonzero(left)
