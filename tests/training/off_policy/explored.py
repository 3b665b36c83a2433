"""Explored logs for tests: one pool, lists drawn as the serving side draws them, known answers."""

from dataclasses import dataclass, replace
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from matcher.domain import EventKind, Side
from matcher.features import feature_list
from matcher.ranking import GlassBox, day_zero, probability
from matcher.ranking.exploration import Explored, explore
from tests.training.data.logs import Row, done, log_of, shown
from training.data import Log
from training.off_policy import Pool
from training.off_policy.contributions import Values
from training.off_policy.policies import Policy

OFFERS, PLACES, SHARE = 6, 3, 0.3
DRAWN, SKIPPED = 400, 10


@dataclass(frozen=True, eq=False)
class Town:
    """Six offers that everybody is shown three of, and how often each is applied for."""

    cells: NDArray[np.uint8]
    score: Values
    wanted: Values

    @property
    def pool(self) -> Pool:
        """The pool of every list."""
        return Pool(
            cells=self.cells,
            score=self.score,
            free=np.ones(OFFERS),
            shown=np.arange(PLACES),
            exploration=SHARE,
            head=PLACES,
        )

    def worth(self, policy: Policy) -> float:
        """The value of a policy: applications for each list, over all lists that there are."""
        strengths, value = np.exp(policy.strengths(self.pool)), 0.0
        for order in permutations(range(OFFERS), PLACES):
            chance = np.ones(len(strengths))
            for place, item in enumerate(order):
                left = [other for other in range(OFFERS) if other not in order[:place]]
                chance *= strengths[:, item] / strengths[:, left].sum(axis=1)
            value += float(chance.mean()) * float(self.wanted[list(order)].sum())
        return value


def town() -> Town:
    """The best of many offers for the day-zero model; of these, people want the last ones most."""
    features, rng = feature_list().features, np.random.default_rng(4)
    drawn = [rng.integers(0, feature.cells + 1, DRAWN) for feature in features]
    cells = np.stack(drawn, axis=1).astype(np.uint8)
    model = certain()
    places = model.places(cells.T.astype(np.int32))
    wants, taken = (probability(model.log_odds(places, side)) for side in Side)
    best = np.argsort(-wants * taken)[SKIPPED : SKIPPED + OFFERS]
    return Town(cells[best], (wants * taken)[best], np.linspace(0.1, 0.6, OFFERS))


def certain() -> GlassBox:
    """The day-zero model that logs: without draws it draws by its scores alone."""
    return replace(day_zero(), draws={})


@dataclass(frozen=True)
class Even:
    """A policy that draws lists blindly."""

    def strengths(self, pool: Pool) -> Values:
        """All alike, (1, P)."""
        return np.zeros((1, len(pool.score)))

    def relevance(self, pool: Pool) -> Values:
        """All alike, (P,)."""
        return np.ones(len(pool.score))


@dataclass(frozen=True, eq=False)
class Knowing:
    """A policy that knows what people want, and goes for it."""

    wanted: Values

    def strengths(self, pool: Pool) -> Values:
        """The more wanted the sooner, (1, P)."""
        return 4 * self.wanted[None, : len(pool.score)]

    def relevance(self, pool: Pool) -> Values:
        """What people want, (P,)."""
        return self.wanted[: len(pool.score)]


def explored_log(place: Town, people: int, *, seed: int) -> Log:
    """A list for each of ``people``, drawn by the day-zero model, and what they applied for."""
    rng, no_draws = np.random.default_rng(seed), np.zeros((0, OFFERS))
    impressions: list[Row] = []
    events: list[Row] = []
    for number in range(people):
        drawn = explore(place.score, no_draws, share=SHARE, head=PLACES, seed=seed + number)
        talent, at = f"tal-{number:05}", 1.0 + number / people
        impressions += [_row(place, drawn, item, talent=talent, at=at) for item in range(OFFERS)]
        events += [
            done(EventKind.APPLY, talent, f"off-{item}", at + 0.1, slate=f"{talent}@{at}")
            for item in drawn.head
            if rng.random() < place.wanted[item]
        ]
    return log_of(impressions, events)


def _row(place: Town, drawn: Explored, item: int, *, talent: str, at: float) -> Row:
    """What was shown with its propensities; the rest of the pool at position 0."""
    stands = np.flatnonzero(drawn.head == item)
    found = {
        "position": int(stands[0]) + 1 if len(stands) else 0,
        "propensity": float(drawn.propensity[stands[0]]) if len(stands) else None,
        "prefix_propensity": float(drawn.prefix[stands[0]]) if len(stands) else None,
    }
    return shown(
        talent,
        f"off-{item}",
        at,
        exploration=SHARE,
        score=float(place.score[item]),
        item_limit=PLACES,
        cells=place.cells[item].tolist(),
        **found,
    )
