"""A scene: one simulated market as a ranker estimates it, and as it truly is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Audience, EligibilityContext
from matcher.market.candidates import Candidates, Values, survey
from matcher.ranking import GlassBox, Recommender, day_zero
from training.simulate.config import PARTNERSHIP, WorldConfig
from training.simulate.founding import fill_offers, fill_people, found, new_snapshot

Floats = NDArray[np.float64]
_MORE = 1.7
"""So many more offers are drawn than are to be open: the deadlines of the others have passed."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Scene:
    """Everything of shape (people, offers); ``seats`` is (offers,).

    ``open_to`` is who may join what. ``wants`` and ``taken`` are the ranker's estimates, ``acts``
    and ``accepts`` what people and providers really do; all are 0 where somebody may not join.
    """

    open_to: NDArray[np.bool_]
    wants: Floats
    taken: Floats
    acts: Floats
    accepts: Floats
    seats: NDArray[np.int64]

    def known(self) -> "Scene":
        """The same for somebody who knows the truth."""
        return Scene(
            open_to=self.open_to,
            wants=self.acts,
            taken=self.accepts,
            acts=self.acts,
            accepts=self.accepts,
            seats=self.seats,
        )


def scene(seed: int, *, people: int, offers: int, seats_each: float) -> Scene:
    """A founded society seen by the day-zero ranker, with ``seats_each`` seats a person in all."""
    rng = np.random.default_rng(seed)
    drawn = round(offers * _MORE)
    config = WorldConfig(people=people, offers=drawn, organisations=max(drawn // 8, 8))
    society = found(config, rng)
    filling = new_snapshot(society)
    fill_people(filling, society, np.arange(people))
    fill_offers(filling, society, np.arange(drawn))
    context = EligibilityContext(
        today=config.start, partnership=PARTNERSHIP, audience=Audience.TALENT
    )
    seen = survey(filling.snapshot, context, values=estimates(day_zero(), context), width=drawn)
    rows, truth = seen.offers[:offers], society.truth
    wants, taken = (
        _dense(seen.candidates, values)[:, :offers]
        for values in (seen.candidates.wants, seen.candidates.taken)
    )
    everybody = np.arange(people)[:, None]
    open_to = wants > 0
    capacity = society.offers.capacity[rows]
    return Scene(
        open_to=open_to,
        wants=wants,
        taken=taken,
        acts=truth.acts(everybody, rows) * open_to,
        accepts=truth.accepts(everybody, rows) * open_to,
        seats=np.maximum(np.rint(capacity * seats_each * people / capacity.sum()), 1).astype(int),
    )


def estimates(model: GlassBox, context: EligibilityContext) -> Values:
    """What ``model`` says of both sides, as a survey asks."""
    recommender = Recommender(model)
    return lambda asked: recommender.values(asked, context)


def _dense(candidates: Candidates, values: NDArray[np.float32]) -> Floats:
    """(people, offers); 0 for what is nobody's candidate."""
    found = np.zeros((len(candidates), candidates.count + 1))
    # Nobody's place is the last, which is one too many.
    np.put_along_axis(found, candidates.offers.astype(np.intp), values, axis=1)
    return found[:, :-1]
